package clerk_test

import (
	"bytes"
	"log/slog"
	"regexp"
	"strings"
	"testing"
	"time"

	"referrald/mailbox/loopback"
)

// Whoever reads the log alone learns what became of each message and letter and
// what comes next, and nothing about a person.
func TestLogTellsWhatComesNext(t *testing.T) {
	var log bytes.Buffer
	r := newRig(t).opens()
	r.clerk.Log = slog.New(slog.NewTextHandler(&log, nil))
	for _, c := range []struct {
		name   string
		happen func()
		want   string
	}{
		{"taken", func() { r.takes(request()) }, `level=INFO msg=letter .* outcome=accepted .* becomes=gone`},
		{"decided", func() {}, `level=INFO msg=message uid=\d+ kind=form-request references=CTS-2026-000001 letters=1`},
		{"came back", func() {
			r.takes(partedReport(`multipart/report; report-type=delivery-status`, "failed", "5.1.1", r.sent()[0].id))
		}, `level=WARN msg="a delivery report says that a letter did not arrive; the digest names it" .* status=5.1.1`},
		{"put off", func() {
			r.house.AddSMTP(loopback.Fault{At: "DATA", Do: loopback.Refuse, Reply: 451})
			r.takes(asker(1))
		}, `level=WARN msg=letter .* outcome="try later" code=451 .* becomes="tried again at 2026-11-23T\d\d:\d\d:00Z"`},
		{"refused", func() {
			r.house.AddSMTP(loopback.Fault{At: "DATA", Do: loopback.Refuse, Reply: 554})
			r.takes(asker(2))
		}, `level=WARN msg=letter .* outcome=refused code=554 .* becomes="not tried again; the digest names it"`},
		{"in doubt", func() {
			r.house.AddSMTP(loopback.Fault{At: "DATA", Do: loopback.DropTaken})
			r.house.Deliver(asker(3))
			r.wait(time.Minute)
			_, _ = r.clerk.Round(t.Context())
		}, `level=WARN msg=letter .* outcome=unknown .* becomes="perhaps taken: repeated once at 2026-11-23T`},
	} {
		c.happen()
		if !regexp.MustCompile(c.want).Match(log.Bytes()) {
			t.Errorf("%s: no line like %s in\n%s", c.name, c.want, log.String())
		}
	}
	for _, person := range []string{"kate", "Kate", "example.com", "p01@"} {
		if strings.Contains(log.String(), person) {
			t.Errorf("the log holds %q:\n%s", person, log.String())
		}
	}
}
