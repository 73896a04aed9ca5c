package submit

import (
	"time"

	"referrald/mailbox"
)

// Config says where letters are handed in, and how patiently.
type Config struct {
	Server mailbox.Server
	// Login proves who we are. nil is for a relay that knows us by our address.
	Login Login
	// Hello is the name that we give ourselves in EHLO: a host name or an
	// address literal, without spaces. "" means "localhost".
	Hello string

	// Timeout is how long one answer, or one stretch of 64 KiB on its way out,
	// may take. 0 means 30 seconds.
	Timeout time.Duration
	// Verdict is how long the server may think about a letter that it has in
	// full. Giving up too early makes a letter doubtful that was taken, so 0
	// means the 10 minutes of RFC 5321 section 4.5.3.2.6.
	Verdict time.Duration
	// Warm is how long a connection is kept between letters. 0 means a minute:
	// servers hang up on a quiet client after two to five.
	Warm time.Duration

	// Now is the clock of what lasts longer than a letter; nil means time.Now.
	Now func() time.Time
}

const (
	defaultTimeout = 30 * time.Second
	defaultVerdict = 10 * time.Minute
	defaultWarm    = time.Minute

	// farewell bounds the QUIT on a line that is being given up.
	farewell = 2 * time.Second
	// mostReply bounds what the server may say in one exchange, a chain of
	// certificates included: replies are a few hundred bytes.
	mostReply = 256 << 10
	// stretch is what must get out within one Timeout.
	stretch = 64 << 10
)

func (c Config) withDefaults() Config {
	if c.Hello == "" {
		c.Hello = "localhost"
	}
	if c.Timeout <= 0 {
		c.Timeout = defaultTimeout
	}
	if c.Verdict <= 0 {
		c.Verdict = defaultVerdict
	}
	if c.Warm <= 0 {
		c.Warm = defaultWarm
	}
	return c
}
