package inbox

import (
	"context"
	"time"

	"referrald/mailbox"
)

// Config says which folder is watched, and how patiently.
type Config struct {
	Server   mailbox.Server
	Login    Login
	Folder   string // the watched folder, "/" between levels; "" means INBOX
	Sent     string // the folder in which people's mail programs keep what they send; "": found by Replies
	ReadOnly bool   // EXAMINE instead of SELECT: File will be refused by the server

	// Timeout is how long a command may go without a full answer and without
	// a fair stream of bytes. 0 means 30 seconds.
	Timeout time.Duration
	// IdleFor is the longest stretch of IDLE before the line is tried. 0 means
	// 4 minutes, so that with Timeout a peer that vanished is noticed within 5.
	IdleFor time.Duration

	// Window is how many single-message FETCH commands are under way at once,
	// WindowBytes how many bytes of messages. 0 means 16 commands and 16 MiB.
	// One message larger than WindowBytes is fetched alone.
	Window      int
	WindowBytes int64
	// Batch is how many messages one MOVE takes. 0 means 256: a server rewrites
	// its lists at each command, and command lines should stay below 8,000
	// octets (RFC 7162 section 4).
	Batch int

	// Now is the clock of what lasts longer than a command; nil means time.Now.
	Now func() time.Time
	// Sleep waits, or ends early with the context's error; nil sleeps in real time.
	Sleep func(context.Context, time.Duration) error
}

const (
	defaultTimeout     = 30 * time.Second
	defaultIdleFor     = 4 * time.Minute
	longestIdleFor     = defaultIdleFor + 30*time.Second
	defaultWindow      = 16
	defaultWindowBytes = 16 << 20
	defaultBatch       = 256

	// defaultLimit stands in when Fetch is asked without a limit: four times
	// what NHSmail accepts (35 MB), so that nothing a person sends is cut off.
	defaultLimit = 140 << 20

	// slowestLine is the least number of bytes a second that counts as life
	// while an answer is under way: well below any line that mail is read over.
	slowestLine = 1 << 10

	// endless is how many Timeouts a command may take in all, whatever comes in
	// meanwhile: a server that talks without end never answers.
	endless = 10
	// firstBreath and lastBreath bound how long a bell is left unanswered that
	// rang in vain before: a server may ring without end.
	firstBreath, lastBreath = time.Second, time.Minute

	// farewell bounds what is said on a line that is being given up.
	farewell = 2 * time.Second
)

func (c Config) withDefaults() Config {
	if c.Folder == "" {
		c.Folder = "INBOX"
	}
	if c.Timeout <= 0 {
		c.Timeout = defaultTimeout
	}
	if c.IdleFor <= 0 {
		c.IdleFor = defaultIdleFor
	}
	c.IdleFor = min(c.IdleFor, longestIdleFor)
	if c.Window <= 0 {
		c.Window = defaultWindow
	}
	if c.WindowBytes <= 0 {
		c.WindowBytes = defaultWindowBytes
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Sleep == nil {
		c.Sleep = sleep
	}
	if c.Batch <= 0 {
		c.Batch = defaultBatch
	}
	return c
}
