package clerk_test

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"referrald/mailbox"
	"referrald/workflow"
	"referrald/workflow/clerk"
	"referrald/workflow/ledger"
)

// page is the digest of everything so far, in words.
func (r *rig) page() string {
	r.t.Helper()
	d, err := r.clerk.Digest(r.t.Context(), r.clock(), monday, r.clock().Add(time.Second))
	must(r.t, err)
	w, err := r.clerk.Letters.Word(d)
	must(r.t, err)
	return strings.Join(strings.Fields(w.Text), " ")
}

func (r *rig) pageSays(want ...string) {
	r.t.Helper()
	page := r.page()
	for _, w := range want {
		if !strings.Contains(page, w) {
			r.t.Errorf("the digest does not say %q:\n%s", w, page[:min(len(page), 1500)])
		}
	}
}

// toSenders are the letters that did not go to staff.
func (r *rig) toSenders() (out []outgoing) {
	for _, o := range r.sent() {
		if o.to != staff {
			out = append(out, o)
		}
	}
	return out
}

// reply is what a member of staff sends by hand, as the mail program keeps it.
func reply(to string, headers ...string) []byte {
	return written{from: ours, subject: "Re: form", text: "Here you are.", inReplyTo: to, headers: headers}.bytes()
}

// A person read, flagged and marked mail before the daemon saw it: all of it is
// answered, and no flag is changed by the daemon. What a person has answered,
// by a reply in Sent or by the mark of the mail program, is not answered again.
func TestS9(t *testing.T) {
	for name, folders := range map[string]workflow.Folders{"moved": officeOf(t).Folders, "left in the inbox": {}} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t, func(r *rig) { r.t = t }).opens()
			r.office.Folders = folders
			want := map[string]int{}
			for i := range 25 {
				uid := r.house.Deliver(written{from: "p" + string(rune('a'+i)) + "@example.com", subject: "form", text: "Please send the OT referral form"}.bytes())
				if i < 20 {
					r.house.Flag("INBOX", uid, `\Seen`)
					r.house.Flag("INBOX", uid, `\Flagged`)
				}
			}
			want[`[\Flagged \Seen]`], want["[]"] = 20, 5
			r.wait(time.Minute)
			r.round()
			if n := len(r.sent()); n != 25 {
				t.Errorf("%d of 25 messages were answered", n)
			}
			got := map[string]int{}
			for _, m := range r.house.Messages(cmp.Or(folders.Requests, "INBOX")) {
				slices.Sort(m.Flags)
				got[fmt.Sprint(m.Flags)]++
			}
			if !maps.Equal(got, want) {
				t.Errorf("messages by flags: %v, want %v", got, want)
			}
		})
	}
	asks := func(id string) []byte {
		return written{from: kate, subject: "OT referral", text: "Please send me the referral form.", id: id}.bytes()
	}
	without := func(field string) []byte {
		return []byte(strings.Replace(string(reply("<hand@example.com>")), field+": <hand", "X-Was: <hand", 1))
	}
	for name, person := range map[string]func(r *rig, uid uint32){
		"a reply in Sent":                           func(r *rig, _ uint32) { r.house.Put("Sent", reply("<hand@example.com>"), r.clock()) },
		"a reply in Sent, by its References alone":  func(r *rig, _ uint32) { r.house.Put("Sent", without("In-Reply-To"), r.clock()) },
		"a reply in Sent, by its In-Reply-To alone": func(r *rig, _ uint32) { r.house.Put("Sent", without("References"), r.clock()) },
		"the mark of the mail program":              func(r *rig, uid uint32) { r.house.Flag("INBOX", uid, `\Answered`) },
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t, func(r *rig) { r.t = t }).opens()
			uid := r.house.Deliver(asks("<hand@example.com>"))
			person(r, uid)
			r.takes(written{from: priya, subject: "OT referral", text: "Please send me the referral form."}.bytes())
			wantSubjects(t, r, priya+": Your request (CTS-2026-000002)")
			r.pageSays("CTS-2026-000001: The letter \"form\" was not sent (" + workflow.BrakeAnswered + ")")
			if r.holds("INBOX") != 1 {
				t.Error("the message left the inbox")
			}
		})
	}
	// A copy of our own letter, which some servers put there, is no person's answer.
	r := newRig(t).opens()
	r.takes(asks("<first@example.com>"))
	r.house.Put("Sent", r.sent()[0].raw, r.clock())
	r.house.Put("Sent", reply("<second@example.com>", "Auto-Submitted: auto-replied"), r.clock())
	r.takes(asks("<second@example.com>"))
	own := strings.NewReplacer("first@example.com", "third@example.com", "Auto-Submitted: auto-replied\r\n", "").Replace(string(r.sent()[0].raw))
	r.house.Put("Sent", []byte(own), r.clock())
	third := written{from: priya, subject: "OT referral", text: "Please send me the referral form.", id: "<third@example.com>"}
	r.takes(third.bytes())
	if n := len(r.sent()); n != 3 {
		t.Errorf("%d letters, want 3", n)
	}
}

// A letter that waits for the mail server is stopped when a person answers first.
func TestS9WhileALetterWaits(t *testing.T) {
	r := newRig(t).opens()
	must(t, r.book.OpenBreaker(t.Context(), "a test", r.clock()))
	r.takes(written{from: kate, subject: "OT referral", text: "Please send me the referral form.", id: "<hand@example.com>"}.bytes(),
		written{from: priya, subject: "OT referral", text: "Please send me the referral form.", id: "<other@example.com>"}.bytes())
	r.house.Put("Sent", reply("<hand@example.com>"), r.clock())
	r.wait(time.Minute)
	r.round()
	must(t, r.book.CloseBreaker(t.Context(), "A. Therapist", r.clock()))
	r.wait(time.Minute)
	r.round()
	got := r.toSenders()
	if len(got) != 1 || got[0].to != priya {
		t.Errorf("letters: %v", r.subjects())
	}
	r.pageSays("was not sent (" + workflow.BrakeAnswered + ")")
}

// unread is a mailbox whose folder of sent mail cannot be read just now.
type unread struct{ clerk.Inbox }

func (unread) Replies(context.Context, time.Time) ([]mailbox.Reply, error) {
	return nil, &mailbox.Trouble{Outcome: mailbox.TryLater, Doing: "reading the folder of sent mail", Err: errors.New("busy")}
}

// While the folder of sent mail cannot be read nobody is answered whom a person
// may have answered; an urgent message is read and told all the same.
func TestS9WhileSentCannotBeRead(t *testing.T) {
	r := newRig(t).opens()
	box := r.clerk.Inbox
	r.clerk.Inbox = unread{box}
	ask := func(from, id string) []byte {
		return written{from: from, subject: "OT referral", text: "Please send me the referral form.", id: id}.bytes()
	}
	r.house.Deliver(ask(kate, "<hand@example.com>"))
	r.house.Deliver(ask("p1@example.com", "<other@example.com>"))
	r.house.Put("Sent", reply("<hand@example.com>"), r.clock())
	r.house.Deliver(written{from: priya, subject: "worried", text: "My nephew is scared of his dad and had bruising on his arms again on Sunday."}.bytes())
	for range 2 {
		r.wait(time.Minute)
		if rep, err := r.clerk.Round(t.Context()); err == nil || !rep.Read {
			t.Errorf("read %v, %v", rep.Read, err)
		}
	}
	if all := r.sent(); len(all) != 1 || all[0].to != staff {
		t.Errorf("the alert alone was due: %v", r.subjects())
	}
	r.clerk.Inbox = box
	r.wait(time.Minute)
	r.round()
	if slices.ContainsFunc(r.toSenders(), func(o outgoing) bool { return o.to == kate }) || len(r.toSenders()) == 0 {
		t.Errorf("letters: %v", r.subjects())
	}
}

// Deleted mail is never answered; mail that vanished is recorded as that.
func TestS39(t *testing.T) {
	r := newRig(t).opens()
	deleted := r.house.Deliver(request())
	r.house.Flag("INBOX", deleted, `\Deleted`)
	r.wait(time.Minute)
	r.round()
	poisoned := r.house.Deliver(request())
	r.house.AddIMAP(hollow(poisoned))
	r.wait(time.Minute)
	_, _ = r.clerk.Round(t.Context())
	r.house.Remove("INBOX", poisoned)
	for range 3 {
		r.wait(time.Hour)
		r.round()
	}
	marked := r.house.Deliver(request()) // waits for its second attempt when it is deleted
	r.house.AddIMAP(hollow(marked))
	r.wait(time.Minute)
	_, _ = r.clerk.Round(t.Context())
	r.house.Flag("INBOX", marked, `\Deleted`)
	for range 3 {
		r.wait(time.Hour)
		r.round()
	}
	if n := len(r.sent()); n != 0 {
		t.Errorf("%d letters answer deleted mail", n)
	}
	s, err := r.book.Status(t.Context())
	must(t, err)
	if s.Messages[ledger.StatusVanished] != 2 || len(s.Messages) != 1 {
		t.Errorf("the ledger holds %v", s.Messages)
	}
	r.pageSays("It left the folder before it could be decided", "unaccounted 0", "moved or deleted by people: 2")
	r.house.Renumber("INBOX", 500) // the two that are marked are there still; connections end
	for range 3 {
		r.wait(time.Hour)
		_, _ = r.clerk.Round(t.Context())
	}
	r.round()
	if n := len(r.sent()); n != 0 {
		t.Errorf("%d letters answer deleted mail under new numbers", n)
	}

}
