package inbox_test

import (
	"slices"
	"testing"
	"time"

	"github.com/emersion/go-imap/v2"

	"referrald/mailbox"
	"referrald/mailbox/inbox"
)

// testReplies: what people have sent is read by what it answers, once, from the
// folder that holds it, and from no other.
func testReplies(t *testing.T, r rig) {
	p := r.person(t)
	b := r.box(t, func(c *inbox.Config) { c.Sent = "Answers/People" })
	_, err := b.Look(in(t, patience))
	must(t, err)
	must(t, b.Ensure(in(t, patience), []string{"Answers/People"}))
	put := func(folder, raw string, at time.Time) {
		t.Helper()
		cmd := p.c.Append(folder, int64(len(raw)), &imap.AppendOptions{Time: at, Flags: []imap.Flag{imap.FlagSeen}})
		_, err := cmd.Write([]byte(raw))
		must(t, err)
		must(t, cmd.Close())
		_, err = cmd.Wait()
		must(t, err)
	}
	folder := "Answers/People"
	if s, err := b.Survey(in(t, patience)); err == nil && s.Separator != "/" && s.Separator != "" {
		folder = s.Prefix + "Answers" + s.Separator + "People"
	}
	put("INBOX", "Message-ID: <not-sent@example.org>\r\nIn-Reply-To: <0@example.org>\r\n\r\nx\r\n", noon)
	put(folder, "Message-ID: <old@example.org>\r\nIn-Reply-To: <1@example.org>\r\n\r\nx\r\n", noon.AddDate(0, 0, -9))
	put(folder, "Message-ID: <re@example.org>\r\nSubject: Re\r\nIn-Reply-To:\r\n <2@example.org>\r\nReferences: <1@example.org>\r\n\t<2@example.org>\r\n\r\nx\r\n", noon)
	put(folder, "message-id: <auto@example.org>\r\nAuto-Submitted: auto-replied\r\nIn-Reply-To: <3@example.org>\r\n\r\nx\r\n", noon)
	ask := func() map[string]mailbox.Reply {
		t.Helper()
		list, err := b.Replies(in(t, patience), noon.AddDate(0, 0, -7))
		must(t, err)
		out := map[string]mailbox.Reply{}
		for _, reply := range list {
			out[reply.ID] = reply
		}
		return out
	}
	got := ask()
	if len(got) != 2 || !slices.Contains(got["<re@example.org>"].To, "<2@example.org>") || !slices.Contains(got["<re@example.org>"].To, "<1@example.org>") {
		t.Fatalf("replies %+v", got)
	}
	if got["<re@example.org>"].Automatic || !got["<auto@example.org>"].Automatic {
		t.Errorf("which of them a machine wrote: %+v", got)
	}
	put(folder, "Message-ID: <late@example.org>\r\nReferences: <4@example.org>\r\n\r\nx\r\n", noon)
	if got = ask(); len(got) != 3 || !slices.Equal(got["<late@example.org>"].To, []string{"<4@example.org>"}) {
		t.Errorf("after one more: %+v", got)
	}
	// The watched folder is still the one that is watched.
	f, err := b.Look(in(t, patience))
	must(t, err)
	if len(f.Entries) != 1 {
		t.Errorf("the watched folder holds %d", len(f.Entries))
	}
	for _, e := range f.Entries {
		if e.Seen != true {
			t.Error("a flag of the watched folder changed")
		}
	}
}

// testSentFound: the folder that the server marks is found without being named,
// and a server without one is no trouble.
func testSentFound(t *testing.T, r rig) {
	p := r.person(t)
	b := r.box(t)
	list, err := b.Replies(in(t, patience), noon)
	must(t, err)
	if len(list) != 0 {
		t.Errorf("%d replies in an empty mailbox", len(list))
	}
	must(t, b.Close())
	err = p.c.Create("Sent", nil).Wait()
	if err != nil {
		t.Log("the folder was there") // Dovecot makes it
	}
	raw := "Message-ID: <re@example.org>\r\nIn-Reply-To: <2@example.org>\r\n\r\nx\r\n"
	cmd := p.c.Append("Sent", int64(len(raw)), &imap.AppendOptions{Time: noon})
	_, err = cmd.Write([]byte(raw))
	must(t, err)
	must(t, cmd.Close())
	_, err = cmd.Wait()
	must(t, err)
	if list, err = b.Replies(in(t, patience), noon); err != nil || len(list) != 1 {
		t.Errorf("%d replies, %v", len(list), err)
	}
}

// testSentNamedWrong: a folder that was named and is not there is for a person.
func testSentNamedWrong(t *testing.T, r rig) {
	b := r.box(t, func(c *inbox.Config) { c.Sent = "No such folder" })
	if _, err := b.Replies(in(t, patience), noon); outcome(t, err) != mailbox.Misconfigured {
		t.Errorf("%v", err)
	}
	if _, err := b.Look(in(t, patience)); err != nil {
		t.Errorf("the watched folder after that: %v", err)
	}
}
