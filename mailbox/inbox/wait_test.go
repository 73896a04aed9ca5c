package inbox_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"referrald/mailbox/inbox"
)

func testWait(t *testing.T, r rig) {
	p := r.person(t)
	b := r.box(t)
	_, err := b.Look(in(t, 10*time.Second))
	must(t, err)
	sent := make(chan error, 1)
	time.AfterFunc(300*time.Millisecond, func() {
		_, err := p.sends(letter("ring", 0), noon)
		sent <- err
	})
	start := time.Now()
	rang, err := b.Wait(in(t, 10*time.Second), 8*time.Second)
	must(t, err)
	must(t, <-sent)
	if !rang || time.Since(start) > 4*time.Second {
		t.Errorf("rang %v after %v", rang, time.Since(start))
	}
	f, err := b.Look(in(t, 10*time.Second))
	must(t, err)
	if len(f.Entries) != 1 {
		t.Errorf("%d entries after the ring, want 1", len(f.Entries))
	}
}

func testWaitLatched(t *testing.T, r rig) {
	p := r.person(t)
	b := r.box(t)
	_, err := b.Look(in(t, 10*time.Second))
	must(t, err)
	p.puts(letter("in between", 0), noon)
	rang, err := b.Wait(in(t, 10*time.Second), 3*time.Second)
	must(t, err)
	again, err := b.Wait(in(t, 10*time.Second), 3*time.Second)
	must(t, err)
	if !rang || !again {
		t.Errorf("rang %v, and without a look between %v; want both", rang, again)
	}
}

func testWaitQuiet(t *testing.T, r rig) {
	b := r.box(t, func(c *inbox.Config) { c.IdleFor = 100 * time.Millisecond })
	_, err := b.Look(in(t, 10*time.Second))
	must(t, err)
	start := time.Now()
	rang, err := b.Wait(in(t, 10*time.Second), 450*time.Millisecond)
	must(t, err)
	if took := time.Since(start); rang || took < 400*time.Millisecond || took > 3*time.Second {
		t.Errorf("rang %v after %v, want a quiet 450ms", rang, took)
	}
}

func testWaitCancel(t *testing.T, r rig) {
	b := r.box(t)
	_, err := b.Look(in(t, 10*time.Second))
	must(t, err)
	ctx, cancel := context.WithCancel(context.Background())
	time.AfterFunc(100*time.Millisecond, cancel)
	if _, err := b.Wait(ctx, time.Minute); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want the context's", err)
	}
	if _, err := b.Look(in(t, 10*time.Second)); err != nil {
		t.Errorf("looking after a broken wait: %v", err)
	}
}
