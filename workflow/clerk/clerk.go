package clerk

import (
	"context"
	"log/slog"
	"time"

	"referrald/mailbox"
	"referrald/templates"
	"referrald/workflow"
	"referrald/workflow/eligibility"
	"referrald/workflow/ledger"
)

// Inbox is the watched IMAP folder. An error means that nothing is known of
// the rest of the call; the next call connects anew.
type Inbox interface {
	// Look lists the folder: UIDVALIDITY, UIDNEXT, and UID FLAGS RFC822.SIZE of each message.
	Look(ctx context.Context) (mailbox.Folder, error)
	// Before lists the UIDs whose internal date lies before the given day (UID SEARCH BEFORE).
	Before(ctx context.Context, day time.Time) ([]uint32, error)
	// Fetch hands over messages in the order asked for, at most limit bytes of
	// each. A message that is gone is left out; one that came hollow carries Err.
	Fetch(ctx context.Context, uids []uint32, limit int64, each func(mailbox.Fetched) error) error
	// File moves messages to a folder and tells where they went, if the server does.
	File(ctx context.Context, uids []uint32, folder string) (map[uint32]mailbox.Key, error)
	// Replies lists what people have sent since a day, by what it answers.
	Replies(ctx context.Context, since time.Time) ([]mailbox.Reply, error)
	// Wait sleeps until the server announces something or atMost has passed.
	Wait(ctx context.Context, atMost time.Duration) (rang bool, err error)
	// Ensure makes the folders that are absent.
	Ensure(ctx context.Context, folders []string) error
	Close() error
}

// Post hands one finished letter to the mail server, once.
type Post interface {
	Send(ctx context.Context, letter mailbox.Outgoing) mailbox.Receipt
	Close() error
}

// Clerk does the office's round. All fields but Log, Notice and the limits
// must be set; a Clerk belongs to one goroutine.
type Clerk struct {
	Inbox    Inbox
	Post     Post
	Ledger   *ledger.Ledger
	Office   *workflow.Office
	Criteria *eligibility.Criteria
	Letters  *templates.Book
	Forms    []mailbox.Enclosure // the current form as it goes out, in one shape or several
	Read     Reading
	Now      func() time.Time
	Log      *slog.Logger
	Notice   func(Notice) // told of each thing as it happens; nil for nobody
	// Warnings is what else the digest of a period warns of, a sentence each:
	// what the clerk does not know, of connections and of what proves who we are.
	// nil for nothing.
	Warnings func(from, to time.Time) []string

	Poll       time.Duration // longest sleep between two looks; DefaultPoll when zero
	DigestAt   time.Duration // London time of day of the digest, e.g. 8h30m; negative: no digest
	AnswerFrom time.Time     // a person's word at the first start: mail from this day on is answered; zero: only mail from now on
	MaxBytes   int64         // largest message that is opened whole; DefaultMaxBytes when zero
	ReadTime   time.Duration // longest time for opening and reading one message; DefaultReadTime when zero

	// Beside opens another folder of the mailbox, for reading; the caller closes
	// it. nil: nothing is compared at night.
	Beside func(folder string) (Inbox, error)
	// Pulse is told of the end of each round, for whoever watches the daemon.
	Pulse  func(ctx context.Context, rep Report, err error)
	Canary Canary  // a letter to ourselves, now and then; zero: none
	Tenure *Tenure // proves that this daemon is the one that acts; nil: nothing is asked

	seen          mailbox.Folder // the folder at the last look
	digested      string         // key of the last digest that this process made
	owed          []ledger.End   // the mail server's words that could not be written down yet
	rest          time.Time      // the mail server takes nothing from anybody: not before
	refusals      int            // how often it did so in a row
	asked         map[int64]bool // the letters to which it said so
	reconciled    string         // the day whose comparison is done, as far as this process knows
	reconcileNext time.Time      // not before: the last one failed
	spared        []int64        // messages whose last attempt does not count
	inherited     ledger.Mark    // what is below it may have been answered before the ledger was restored
	again         bool           // the mailbox has work left for which no bell will ring
	sounded       string         // key of the last alarm that sending has stopped
	unsighted     bool           // the folder of sent mail cannot be read, and that was said
	blind         error          // why the folder of sent mail could not be read just now
}

// Limits of one round.
const (
	// DefaultPoll bounds what a missed notice costs.
	DefaultPoll = 5 * time.Minute
	// DefaultMaxBytes is the 35 MB attachment limit of NHSmail in base64, with head-room.
	DefaultMaxBytes = 52 << 20
	// headBytes of a larger message are opened: who wrote, and what about.
	headBytes = 256 << 10
	// groupMessages share one commit while there is a backlog.
	groupMessages = 64
	// groupBytes bounds the memory of one group, of which two are in flight, and
	// with it the time: so much is a few photographed forms.
	groupBytes = 4 << 20
	// maxAttempts at one message, then a person is shown it.
	maxAttempts = 3
	// DefaultReadTime is more than what reads forms gives itself: two minutes.
	DefaultReadTime = 150 * time.Second
	// CompanyTime is the longest time for a message while others that came with it
	// wait for it: they are answered within two minutes, and it is tried again alone.
	CompanyTime = 100 * time.Second
	// readers open and read messages side by side.
	readers = 2
)

// Happening names what a Notice is about.
type Happening string

// What happens in a round.
const (
	Came    Happening = "came"    // a message was decided
	Went    Happening = "went"    // a letter was accepted by the mail server
	Failed  Happening = "failed"  // a letter was refused, delayed, or its end is unknown
	Filed   Happening = "filed"   // messages were moved
	Parked  Happening = "parked"  // a message was given to a person unread
	Skipped Happening = "skipped" // a message was recognised, or is older than the go-live mark
)

// Notice tells an onlooker of one thing that happened. It holds personal data:
// it is for the demo's screen and for tests, never for a log.
type Notice struct {
	What     Happening
	UID      uint32
	Message  *mailbox.Message // Came
	Plan     *workflow.Plan   // Came
	Letter   string           // Went, Failed: the letter's name
	Outgoing *mailbox.Outgoing
	Receipt  mailbox.Receipt
	Folder   string // Filed
	Why      string
}

func (c *Clerk) tell(n Notice) {
	if c.Notice != nil {
		c.Notice(n)
	}
}

func (c *Clerk) log() *slog.Logger {
	if c.Log != nil {
		return c.Log
	}
	return slog.New(slog.DiscardHandler)
}

// readTime is how long one of so many messages may be read.
func (c *Clerk) readTime(together int) time.Duration {
	t := DefaultReadTime
	if c.ReadTime > 0 {
		t = c.ReadTime
	}
	if together > 1 {
		t = min(t, CompanyTime)
	}
	return t
}

func (c *Clerk) maxBytes() int64 {
	if c.MaxBytes > 0 {
		return c.MaxBytes
	}
	return DefaultMaxBytes
}
