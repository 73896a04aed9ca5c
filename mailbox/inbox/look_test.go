package inbox_test

import (
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/emersion/go-imap/v2"
)

func testLookEmpty(t *testing.T, r rig) {
	f, err := r.box(t).Look(in(t, 10*time.Second))
	must(t, err)
	if len(f.Entries) != 0 || f.Validity == 0 || f.Next == 0 || f.Name != "INBOX" {
		t.Fatalf("empty folder: %+v", f)
	}
}

func testLook(t *testing.T, r rig) {
	p := r.person(t)
	b := r.box(t)
	sizes := map[uint32]int64{}
	for i := range 3 {
		raw := letter("request "+strconv.Itoa(i), 300*(i+1))
		sizes[p.puts(raw, noon)] = int64(len(raw))
	}
	answered := p.puts(letter("read and answered", 0), noon, imap.FlagSeen, imap.FlagAnswered)
	f, err := b.Look(in(t, 10*time.Second))
	must(t, err)
	if len(f.Entries) != 4 {
		t.Fatalf("%d entries, want 4", len(f.Entries))
	}
	for i, e := range f.Entries {
		if i > 0 && f.Entries[i-1].UID >= e.UID {
			t.Errorf("not in order of UID: %v", f.Entries)
		}
		if want, ok := sizes[e.UID]; ok && (e.Size != want || e.Seen || e.Answered) {
			t.Errorf("entry %+v, want size %d and no flags", e, want)
		}
		if e.UID == answered && !(e.Seen && e.Answered) {
			t.Errorf("flags were lost: %+v", e)
		}
	}
	later := p.puts(letter("one more", 0), noon)
	f, err = b.Look(in(t, 10*time.Second))
	must(t, err)
	if len(f.Entries) != 5 || f.Next != later+1 {
		t.Errorf("after one more: %d entries, next %d, want 5 and %d", len(f.Entries), f.Next, later+1)
	}
}

func testBefore(t *testing.T, r rig) {
	p := r.person(t)
	day := func(d int) time.Time { return time.Date(2026, 11, d, 12, 0, 0, 0, time.UTC) }
	u1, u2 := p.puts(letter("old", 0), day(10)), p.puts(letter("older", 0), day(3))
	p.puts(letter("today", 0), day(20))
	london, err := time.LoadLocation("Europe/London")
	must(t, err)
	b := r.box(t)
	_, err = b.Look(in(t, 10*time.Second))
	must(t, err)
	got, err := b.Before(in(t, 10*time.Second), time.Date(2026, 11, 20, 23, 30, 0, 0, london))
	must(t, err)
	if want := []uint32{u1, u2}; !slices.Equal(got, want) {
		t.Errorf("before the 20th: %v, want %v", got, want)
	}
	got, err = b.Before(in(t, 10*time.Second), day(1))
	must(t, err)
	if len(got) != 0 {
		t.Errorf("before the 1st: %v, want none", got)
	}
}
