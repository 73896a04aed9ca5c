package inbox_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-imap/v2"

	"referrald/mailbox"
	"referrald/mailbox/inbox"
)

// fetch collects what Fetch delivers.
func fetch(t *testing.T, b *inbox.Box, limit int64, uids ...uint32) []mailbox.Fetched {
	t.Helper()
	var got []mailbox.Fetched
	must(t, b.Fetch(in(t, 20*time.Second), uids, limit, func(f mailbox.Fetched) error {
		got = append(got, f)
		return nil
	}))
	return got
}

func uidsOf(list []mailbox.Fetched) []uint32 {
	var uids []uint32
	for _, f := range list {
		uids = append(uids, f.UID)
	}
	return uids
}

func testFetch(t *testing.T, r rig) {
	p := r.person(t)
	var uids []uint32
	want := map[uint32][]byte{}
	for i := range 40 {
		raw := letter(fmt.Sprint("request ", i), 200+i*137)
		uid := p.puts(raw, noon)
		uids, want[uid] = append(uids, uid), raw
	}
	slices.Reverse(uids)
	b := r.box(t, func(c *inbox.Config) { c.WindowBytes = 20000 })
	_, err := b.Look(in(t, 10*time.Second))
	must(t, err)
	got := fetch(t, b, 0, uids...)
	if !slices.Equal(uidsOf(got), uids) {
		t.Fatalf("order %v, want %v", uidsOf(got), uids)
	}
	for _, f := range got {
		if f.Err != nil || f.Truncated || !bytes.Equal(f.Bytes, want[f.UID]) || f.Size != int64(len(want[f.UID])) {
			t.Errorf("message %d: err %v, truncated %v, %d bytes of %d", f.UID, f.Err, f.Truncated, len(f.Bytes), len(want[f.UID]))
		}
	}
}

func testFetchLimit(t *testing.T, r rig) {
	p := r.person(t)
	small, large := letter("small", 500), letter("large", 300_000)
	u1, u2 := p.puts(small, noon), p.puts(large, noon)
	b := r.box(t)
	_, err := b.Look(in(t, 10*time.Second))
	must(t, err)
	got := fetch(t, b, 100_000, u2, u1)
	if f := got[0]; !f.Truncated || f.Err != nil || f.Size != int64(len(large)) || !bytes.Equal(f.Bytes, large[:100_000]) {
		t.Errorf("large: truncated %v, err %v, size %d, %d bytes", f.Truncated, f.Err, f.Size, len(f.Bytes))
	}
	if f := got[1]; f.Truncated || f.Err != nil || !bytes.Equal(f.Bytes, small) {
		t.Errorf("small after large: truncated %v, err %v, %d bytes", f.Truncated, f.Err, len(f.Bytes))
	}
}

func testFetchVanished(t *testing.T, r rig) {
	p := r.person(t)
	u1, u2, u3 := p.puts(letter("one", 0), noon), p.puts(letter("two", 0), noon), p.puts(letter("three", 0), noon)
	b := r.box(t)
	_, err := b.Look(in(t, 10*time.Second))
	must(t, err)
	p.deletes(u2)
	got := fetch(t, b, 0, u1, u2, u3, u3+50)
	for _, f := range got {
		if f.Err != nil {
			t.Errorf("message %d: %v", f.UID, f.Err)
		}
	}
	if want := []uint32{u1, u3}; !slices.Equal(uidsOf(got), want) {
		t.Errorf("delivered %v, want %v", uidsOf(got), want)
	}
}

func testNeverSeen(t *testing.T, r rig) {
	p := r.person(t)
	uid := p.puts(letter("unread", 0), noon)
	b := r.box(t)
	_, err := b.Look(in(t, 10*time.Second))
	must(t, err)
	fetch(t, b, 0, uid)
	fetch(t, b, 50, uid)
	list, err := p.c.Fetch(imap.UIDSetNum(imap.UID(uid)), &imap.FetchOptions{Flags: true}).Collect()
	must(t, err)
	for _, f := range list[0].Flags {
		if strings.EqualFold(string(f), `\Seen`) {
			t.Error("the message counts as read")
		}
	}
}
