package clerk_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"referrald/workflow"
)

// When all letters together reach a limit, sending stops by itself: mail is
// still read and decided, the office is told at once and once, a restart and
// the passing of the hour change nothing, and a person lets go what waited.
func TestSendingStopsByItself(t *testing.T) {
	r := newRig(t, func(r *rig) { r.office.Limits.AnHour = 3 }).opens()
	ask := func(n int) []byte {
		return written{from: fmt.Sprintf("p%d@example.com", n), subject: "form", text: "Please send me the OT referral form."}.bytes()
	}
	for n := range 6 {
		r.takes(ask(n))
	}
	told := func() (forms, alerts int) {
		for _, s := range r.subjects() {
			if strings.HasPrefix(s, staff+": Sending has stopped") {
				alerts++
			} else {
				forms++
			}
		}
		return forms, alerts
	}
	if forms, alerts := told(); forms != 3 || alerts != 1 {
		t.Fatalf("%d forms and %d alerts went out, want 3 and 1:\n%s", forms, alerts, strings.Join(r.subjects(), "\n"))
	}
	must(t, r.book.Close())
	r.start()
	r.wait(3 * time.Hour)
	r.takes(ask(6))
	if forms, alerts := told(); forms != 3 || alerts != 1 {
		t.Errorf("after a restart and three hours: %d forms, %d alerts", forms, alerts)
	}
	d, err := r.book.Day(t.Context(), monday, r.clock().Add(time.Second))
	must(t, err)
	var behind []string
	for _, l := range d.Unsent {
		behind = append(behind, l.State)
	}
	if want := slices.Repeat([]string{"behind"}, 4); !slices.Equal(behind, want) || !strings.HasPrefix(d.Breaker.Why, "limits.an_hour: 3 letters") {
		t.Errorf("the digest names %q behind %q, want four letters", behind, d.Breaker.Why)
	}
	must(t, r.book.CloseBreaker(t.Context(), "A. Lead", r.clock()))
	r.takes(ask(7))
	if forms, alerts := told(); forms != 8 || alerts != 1 {
		t.Errorf("after a person looked: %d forms, %d alerts, want 8 and 1", forms, alerts)
	}
	// The next stop is told again. What was written before it waits too, and goes
	// out when a person has looked.
	for n := range 4 {
		r.house.Deliver(ask(10 + n))
	}
	r.wait(time.Minute)
	r.round()
	r.round()
	if forms, alerts := told(); forms != 8 || alerts != 2 {
		t.Errorf("at the second stop: %d forms, %d alerts, want 8 and 2", forms, alerts)
	}
	must(t, r.book.CloseBreaker(t.Context(), "A. Lead", r.clock()))
	r.round()
	if forms, alerts := told(); forms != 12 || alerts != 2 {
		t.Errorf("after a person looked again: %d forms, %d alerts, want 12 and 2", forms, alerts)
	}
}

// A letter that a person releases meets the limit on all letters too: it is
// released, and waits with the others until a person has looked.
func TestReleaseMeetsTheLimitOfAllLetters(t *testing.T) {
	r := newRig(t).opens()
	r.takes(submission(t, map[string]string{"gp_practice_name": "Lambgates Health Centre", "gp_practice_postcode": "SK13 1DJ"}))
	before := len(r.toSenders())
	r.office.Limits.AnHour = before
	released, err := r.clerk.Release(t.Context(), "CTS-2026-000001", "A. Therapist")
	must(t, err)
	if len(released) != 1 || released[0].Waits != workflow.BrakeHour {
		t.Errorf("released: %d letters, want one that waits", len(released))
	}
	r.wait(time.Minute)
	r.round()
	if n := len(r.toSenders()); n != before {
		t.Errorf("%d letters went out past the limit", n-before)
	}
	must(t, r.book.CloseBreaker(t.Context(), "A. Lead", r.clock()))
	r.wait(time.Minute)
	r.round()
	if n := len(r.toSenders()); n != before+1 {
		t.Errorf("%d letters went out after a person had looked, want 1", n-before)
	}
}
