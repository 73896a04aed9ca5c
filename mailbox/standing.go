package mailbox

import (
	"errors"
	"strings"
	"time"
)

// Standing is how one connection of the office has been doing. It is plain data
// so that it can be kept in a file and read by whoever asks.
type Standing struct {
	// Since is when the trouble that there is now began; zero when all is well.
	Since time.Time `json:"since"`
	// For a person: the trouble is one that does not pass by itself.
	Person bool `json:"person"`
	// Who is the name that was refused, "" when none was.
	Who Name `json:"who"`
	// Text is the trouble in words, with the server's reply and a hint. It
	// holds no addresses.
	Text string `json:"text"`
}

// Grace is how long a server may be away before somebody is told. Restarts,
// back-ups and storms pass within half an hour.
const Grace = 30 * time.Minute

// Well is the standing after something that worked.
func (s Standing) Well() Standing { return Standing{} }

// Failed is the standing after an error. Trouble that goes on keeps its
// beginning; trouble that turns into one for a person is told as such.
func (s Standing) Failed(now time.Time, err error) Standing {
	if s.Since.IsZero() || s.Since.After(now) {
		s.Since = now
	}
	var t *Trouble
	s.Person, s.Who, s.Text = false, "", Scrub(err.Error())
	if errors.As(err, &t) {
		s.Person, s.Who = t.Outcome == Misconfigured, t.Who
	}
	return s
}

// Alarm reports whether somebody must be told by now: at once of what only a
// person can put right, after Grace of what might have passed.
func (s Standing) Alarm(now time.Time) bool {
	return !s.Since.IsZero() && (s.Person || now.Sub(s.Since) >= Grace)
}

// String is the trouble in one line, "" when there is none.
func (s Standing) String() string {
	if s.Since.IsZero() {
		return ""
	}
	lead := ""
	if s.Who != "" {
		lead = "wrong or not allowed: " + string(s.Who) + "; "
	}
	return strings.TrimSpace(lead + s.Text)
}
