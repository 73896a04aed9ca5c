package main

import (
	"strings"
	"testing"
	"time"

	"referrald/workflow/ledger"
)

func TestAttentionTo(t *testing.T) {
	now := time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)
	const poll = 5 * time.Minute
	for _, tt := range []struct {
		name string
		s    ledger.Standing
		want string // "" for nothing
	}{
		{"healthy", ledger.Standing{LastLook: now.Add(-14 * time.Minute), InMailbox: 3, InLedger: 3}, ""},
		{"letters wait for a person", ledger.Standing{LastLook: now, OldestWaiting: now.AddDate(0, 0, -9)}, ""},
		{"a person took a message away", ledger.Standing{LastLook: now, InMailbox: 2, InLedger: 3}, ""},
		{"never looked", ledger.Standing{}, "has not looked into the mailbox yet"},
		{"silent", ledger.Standing{LastLook: now.Add(-17 * time.Minute)}, "last look into the mailbox was 17 minutes ago"},
		{"breaker", ledger.Standing{LastLook: now, Breaker: ledger.Breaker{Open: true, Why: "61 letters in an hour", Since: now}}, "sending is stopped since 23 November 2026 10:00: 61 letters in an hour"},
		{"stuck letter", ledger.Standing{LastLook: now, OldestPending: now.Add(-61 * time.Minute)}, "a letter has been on its way for 61 minutes"},
		{"unknown messages", ledger.Standing{LastLook: now, InMailbox: 3, InLedger: 2}, "1 message in the mailbox that the ledger does not know"},
	} {
		got := strings.Join(attentionTo(tt.s, poll, now), "\n")
		if (tt.want == "") != (got == "") || !strings.Contains(got, tt.want) {
			t.Errorf("%s: got %q, want %q", tt.name, got, tt.want)
		}
	}
}

// The page of a day ends at its hour on the wall, also on the days of 23 and 25 hours.
func TestDigestDay(t *testing.T) {
	const at = 8*time.Hour + 30*time.Minute
	now := time.Date(2027, 1, 4, 12, 0, 0, 0, london())
	for _, tt := range []struct{ word, to string }{
		{"2026-11-23", "2026-11-23T08:30:00Z"},
		{"2026-10-26", "2026-10-26T08:30:00Z"},
		{"2026-03-30", "2026-03-30T07:30:00Z"}, // the Monday after the clocks went forward
		{"", "2027-01-04T12:00:00Z"},
	} {
		_, to, err := digestDay(tt.word, at, now)
		if err != nil || stamp(to) != tt.to {
			t.Errorf("the page of %q ends at %s, %v; want %s", tt.word, stamp(to), err, tt.to)
		}
	}
	for _, word := range []string{"2027-01-05", "23/11/2026", "2026-13-01"} {
		if _, _, err := digestDay(word, at, now); err == nil {
			t.Errorf("-day %s was taken", word)
		}
	}
}

func TestNearest(t *testing.T) {
	for _, tt := range []struct{ key, want string }{
		{"imap.pasword_file", "did you mean imap.password_file?"},
		{"smtp.hots", "did you mean smtp.host?"},
		{"office.digest_to", "see config.example.toml for the keys that there are"},
		{"forms_a_day", "did you mean limits.forms_a_day?"},
	} {
		if got := nearest(tt.key); got != tt.want {
			t.Errorf("%s: got %q, want %q", tt.key, got, tt.want)
		}
	}
}
