package clerk_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"time"

	"referrald/forms"
	"referrald/mailbox"
	"referrald/mailbox/loopback"
	"referrald/workflow"
)

// One digest a working day at its hour in London, over both changes of the
// clock, weekends and restarts; on a quiet day too.
func TestDigestOnceAWorkingDay(t *testing.T) {
	for _, start := range []time.Time{
		time.Date(2026, 10, 23, 5, 0, 0, 0, time.UTC), // Friday before the clocks go back
		time.Date(2027, 3, 25, 5, 0, 0, 0, time.UTC),  // Thursday before Good Friday; the clocks go forward on Easter Sunday
	} {
		r := newRig(t, func(r *rig) { r.now = start })
		r.clerk.DigestAt = 8*time.Hour + 30*time.Minute
		must(t, r.clerk.Prepare(t.Context()))
		want := 0
		for d := range 7 {
			day := start.AddDate(0, 0, d)
			if workflow.WorkingDay(day) {
				want++
			}
			for range 48 {
				r.round()
				r.wait(30 * time.Minute)
			}
			must(t, r.book.Close())
			r.start()
			r.clerk.DigestAt = 8*time.Hour + 30*time.Minute
		}
		var hours []string
		for _, l := range r.house.Sent() {
			hours = append(hours, l.At.In(workflow.London()).Format("Mon 15:04"))
			if o := readOutgoing(t, l.To, l.Bytes); !strings.Contains(o.text, "unaccounted 0") || o.header.Get("Auto-Submitted") != "auto-generated" {
				t.Errorf("the digest says\n%s", o.text)
			}
		}
		if len(hours) != want {
			t.Errorf("from %s: %d digests (%v), want %d", start.Format(time.DateOnly), len(hours), hours, want)
		}
		for _, h := range hours {
			if !strings.HasSuffix(h, "08:30") {
				t.Errorf("a digest at %s", h)
			}
		}
	}
}

// Everything that happened stands in a digest: also what came before some days
// on which the daemon was down, and what came while a clock that was put back
// showed the hours of the last digest once more.
func TestDigestLeavesNoHourOut(t *testing.T) {
	for name, pass := range map[string]func(r *rig){
		"down for three days": func(r *rig) {
			r.takes(submission(t, nil), asker(1))
			must(t, r.book.Close())
			r.wait(72 * time.Hour)
			r.start()
			r.clerk.DigestAt = 8*time.Hour + 30*time.Minute
		},
		"started again after the digest": func(r *rig) {
			r.takes(submission(t, nil), asker(1))
			must(t, r.book.Close())
			r.wait(30 * time.Minute)
			r.start()
			r.clerk.DigestAt = 8*time.Hour + 30*time.Minute
			r.round()
		},
		"a clock put back two hours": func(r *rig) {
			r.wait(-2 * time.Hour)
			r.takes(submission(t, nil), asker(1))
			r.wait(2 * time.Hour)
		},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t, func(r *rig) { r.t = t }).opens()
			r.clerk.DigestAt = 8*time.Hour + 30*time.Minute
			r.round() // Monday's
			r.house.AddSMTP(loopback.Fault{At: "DATA", Do: loopback.Refuse, Reply: 554})
			pass(r)
			for range 24 {
				r.wait(time.Hour)
				r.round()
			}
			var pages []string
			for _, o := range r.sent() {
				if o.to == staff {
					pages = append(pages, strings.Join(strings.Fields(o.text), " "))
				}
			}
			if all := strings.Join(pages, "\n"); strings.Count(all, `CTS-2026-000001: The letter "acknowledgement" was refused by the mail server`) != 1 {
				t.Errorf("the refusal stands not once in the digests:\n%s", all)
			}
		})
	}
}

// The digest names references and work, never people.
func TestDigestNamesNobody(t *testing.T) {
	r := newRig(t).opens()
	r.takes(request(),
		submission(t, map[string]string{"gp_practice_name": "Lambgates Health Centre", "gp_practice_postcode": "SK13 1DJ"}),
		submission(t, map[string]string{"pr_consent": "no", "child_forename": "Max", "nhs_number": "9990000026"}))
	d, err := r.clerk.Digest(t.Context(), r.clock(), monday, r.clock().Add(time.Second))
	must(t, err)
	w, err := r.clerk.Letters.Word(d)
	must(t, err)
	for _, never := range []string{"Ashworth", "Leo", "Max", "999000", "kate", "senco@", "Brookside", "Priya"} {
		if strings.Contains(w.Text+w.HTML, never) {
			t.Errorf("the digest says %q", never)
		}
	}
	if strings.Contains(w.Text, "other-area") || strings.Index(w.Text, "referrald explain") > strings.Index(w.Text, "referrald release") {
		t.Errorf("the digest names a route by its code, or offers release before reading:\n%s", w.Text)
	}
	text := strings.Join(strings.Fields(w.Text), " ")
	for _, want := range []string{"Another service seems right: The children's therapy team", "referrald explain CTS-2026-000002", "release REFERENCE -by YOUR-NAME", "CTS-2026-000003", "unaccounted 0"} {
		if !strings.Contains(text, want) {
			t.Errorf("the digest does not say %q:\n%s", want, w.Text)
		}
	}
}

// Staff are told what a file is, not what its sender was asked to do about it.
func TestDigestSpeaksToStaff(t *testing.T) {
	r := newRig(t).opens()
	r.takes(written{from: kate, subject: "Referral form", text: "Please find the completed form attached.", file: "form.pdf", data: []byte("%PDF-1.7 broken")}.bytes())
	d, err := r.clerk.Digest(t.Context(), r.clock(), monday, r.clock().Add(time.Second))
	must(t, err)
	if len(d.Unread) != 1 || d.Unread[0].What != "a file is damaged" {
		t.Errorf("the digest says %+v", d.Unread)
	}
}

// What ages is named from 30 days before and on every day after.
func TestDigestNamesWhatAges(t *testing.T) {
	r := newRig(t).opens()
	for day, want := range map[string]string{
		"2027-04-21": "", "2027-04-22": "Too old after 22 May 2027: the published criteria", "2027-05-24": "TOO OLD since 23 May 2027: the published criteria",
		"2027-06-24": "TOO OLD since 23 May 2027: the published criteria",
	} {
		at, err := time.Parse(time.DateOnly, day)
		must(t, err)
		d, err := r.clerk.Digest(t.Context(), at, at, at.Add(9*time.Hour))
		must(t, err)
		w, err := r.clerk.Letters.Word(d)
		must(t, err)
		text := strings.Join(strings.Fields(w.Text), " ")
		if want == "" && strings.Contains(text, "old") || !strings.Contains(text, want) {
			t.Errorf("the digest of %s does not say %q:\n%s", day, want, w.Text)
		}
	}
}

// What was answered and is worth reading all the same stands first in the
// digest, words of worry before all else, with the reason and nobody's name;
// the message stays where people read it.
func TestDigestNamesWhatIsWorthReading(t *testing.T) {
	r := newRig(t).opens()
	r.takes(
		written{from: kate, subject: "OT form", text: "Please send me the referral form. We have moved, our new address is 4 Example Road."}.bytes(),
		written{from: priya, subject: "OT form", text: "Please send me the OT referral form. I am at breaking point and cannot cope."}.bytes(),
		written{from: "tom@example.com", subject: "OT form", text: "Please send me the OT referral form."}.bytes())
	d, err := r.clerk.Digest(t.Context(), r.clock(), monday, r.clock().Add(time.Second))
	must(t, err)
	var got []string
	for _, l := range d.Reading {
		got = append(got, l.Reference+" "+l.What)
	}
	want := []string{
		`CTS-2026-000002 words of worry (watch): "at breaking point" (in the message), "cannot cope" (in the message)`,
		"CTS-2026-000001 a change of address or number is told",
	}
	if !slices.Equal(got, want) {
		t.Errorf("worth reading:\n%s\nwant:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	w, err := r.clerk.Letters.Word(d)
	must(t, err)
	if strings.Contains(w.Text+w.HTML, "Example Road") || !strings.Contains(w.Text, "Worth reading today: 2") {
		t.Errorf("the digest says\n%s", w.Text)
	}
	if n := len(r.sent()); n != 3 {
		t.Errorf("%d letters went, want 3", n)
	}
	if left := r.house.Messages("INBOX"); len(left) != 2 {
		t.Errorf("%d messages stayed in the inbox, want 2", len(left))
	}
}

// Large print that is asked for is what goes out.
func TestLargePrintGoesOut(t *testing.T) {
	r := newRig(t).opens()
	r.takes(written{from: kate, subject: "OT form", text: "Please send me the OT referral form in large print."}.bytes())
	letters := r.sent()
	if len(letters) != 1 || !strings.Contains(strings.Join(strings.Fields(letters[0].text), " "), "is with this email, in large print.") {
		t.Fatalf("%v", r.subjects())
	}
	large, err := forms.LargePrint()
	must(t, err)
	got := mailbox.Open(letters[0].raw, mailbox.OpenOptions{}).Attachments
	if len(got) != 1 || !bytes.Equal(got[0].Data, large) {
		t.Errorf("%d enclosures, or another than the large print", len(got))
	}
}
