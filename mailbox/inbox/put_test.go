package inbox_test

import (
	"testing"
	"time"

	"referrald/mailbox/inbox"
)

// A letter that was put into a folder lies there, read.
func testPut(t *testing.T, r rig) {
	ctx := in(t, 20*time.Second)
	b := r.box(t)
	must(t, b.Ensure(ctx, []string{"Cards"}))
	id := "<card." + time.Now().Format("150405.000000000") + "@example.org>"
	must(t, b.Put(ctx, "Cards", []byte("Message-ID: "+id+"\r\nSubject: x\r\n\r\nwords\r\n")))
	cards := r.box(t, func(c *inbox.Config) { c.Folder, c.ReadOnly = "Cards", true })
	f, err := cards.Look(ctx)
	must(t, err)
	if len(f.Entries) == 0 || !f.Entries[len(f.Entries)-1].Seen {
		t.Errorf("the folder holds %v", f.Entries)
	}
	if err := b.Put(ctx, "No such folder", []byte("Subject: x\r\n\r\n\r\n")); err == nil {
		t.Error("a folder that does not exist took a letter")
	}
	if _, err := b.Look(ctx); err != nil {
		t.Errorf("after a refusal: %v", err)
	}
}
