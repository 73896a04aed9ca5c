package clerk

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"time"

	"referrald/mailbox"
	"referrald/workflow"
	"referrald/workflow/ledger"
)

// Cards is the folder of the mailbox in which the daemon leaves its card: a
// short letter that says which daemon looks after the mailbox. The newest card
// counts, so that a second daemon, a copy of the ledger and an old backup see
// that they are not the one, on whatever machine they run.
type Cards interface {
	Look(ctx context.Context) (mailbox.Folder, error)
	Fetch(ctx context.Context, uids []uint32, limit int64, each func(mailbox.Fetched) error) error
	Put(ctx context.Context, folder string, letter []byte) error
	Close() error
}

// Tenure is what the clerk proves before it acts.
type Tenure struct {
	Place  string // which machine and which path of the ledger, hashed
	Folder string // of the cards; made when it is absent
	Cards  Cards

	asked time.Time // when it was last proved
	doubt ledger.Doubt
	begun bool
}

const (
	// proveEvery bounds how long two daemons may act side by side after a
	// person told the second to take over.
	proveEvery = time.Minute
	// proofLasts is how long letters still go out while the mailbox cannot be
	// reached: an alert to staff should not wait for it.
	proofLasts = 15 * time.Minute
	// cardEvery is how often a new card is left: an older backup than that is
	// known by the cards alone.
	cardEvery = 24 * time.Hour
	// cardAtStart: a daemon that starts again and again leaves no more than
	// one an hour.
	cardAtStart = time.Hour
	// cardBytes of a card are read; it has some hundred.
	cardBytes = 8 << 10
	// cardsRead of the newest messages in the folder are looked at: people may
	// have put others there.
	cardsRead = 8
)

// entitled reports whether this daemon may act for the mailbox. A daemon in
// watch mode sends and moves nothing and needs no proof.
func (c *Clerk) entitled(ctx context.Context) (bool, error) {
	t := c.Tenure
	if t == nil || c.Office.Mode != workflow.Live {
		return true, nil
	}
	now := c.Now()
	age := now.Sub(t.asked)
	proved := t.begun && t.doubt == "" && age >= 0
	if proved && age < proveEvery {
		return true, nil
	}
	doubt, err := c.prove(ctx, now)
	if proved && age < proofLasts && errors.As(err, new(*mailbox.Trouble)) {
		return true, nil
	}
	if err != nil {
		return false, fmt.Errorf("asking whether this daemon is the one that looks after the mailbox: %w", err)
	}
	t.asked = now
	if !t.begun || doubt != t.doubt {
		if err := c.Ledger.SetWatching(ctx, doubt, now); err != nil {
			return false, err
		}
		c.tellDoubt(doubt)
	}
	t.doubt, t.begun = doubt, true
	return doubt == "", nil
}

func (c *Clerk) tellDoubt(d ledger.Doubt) {
	if d != "" {
		c.log().Error("this daemon only watches: it reads nothing, sends nothing and moves nothing", "why", string(d), "hint", d.Hint())
	} else if c.Tenure.begun {
		c.log().Info("this daemon looks after the mailbox again")
	}
}

// prove compares the ledger with its place, then with the cards.
func (c *Clerk) prove(ctx context.Context, now time.Time) (ledger.Doubt, error) {
	doubt, err := c.Ledger.Doubt(ctx, c.Tenure.Place)
	if err != nil || doubt != "" {
		return doubt, err
	}
	lease, held, err := c.Ledger.Lease(ctx)
	if err != nil {
		return "", err
	}
	if !c.Tenure.begun {
		if err := c.Inbox.Ensure(ctx, []string{c.Tenure.Folder}); err != nil {
			return "", err
		}
	}
	newest, last, err := c.newestCard(ctx)
	if t := (*mailbox.Trouble)(nil); errors.As(err, &t) && t.Refused {
		// People may have removed the folder.
		if err = c.Inbox.Ensure(ctx, []string{c.Tenure.Folder}); err == nil {
			newest, last, err = c.newestCard(ctx)
		}
	}
	if err != nil {
		return "", err
	}
	if doubt := judge(lease, held, newest); doubt != "" {
		return doubt, nil
	}
	if !held {
		if err := c.Ledger.TakeLease(ctx, c.Tenure.Place, now); err != nil {
			return "", err
		}
		if lease, _, err = c.Ledger.Lease(ctx); err != nil {
			return "", err
		}
	}
	if !c.cardDue(lease, newest, now) {
		return "", nil
	}
	return c.leaveCard(ctx, lease, last, now)
}

// judge tells what the newest card means for this ledger.
func judge(lease ledger.Lease, held bool, newest card) ledger.Doubt {
	known := newest.Word != "" && (newest.Word == lease.Card || newest.Word == lease.NextCard)
	switch {
	case newest.Instance == "":
		return "" // people may have cleared the folder
	case !held:
		return ledger.Taken
	case newest.Instance == lease.Instance && known:
		return ""
	case newest.Instance == lease.Instance:
		return ledger.Behind
	case lease.By != "" && lease.Card == "":
		return "" // a person said so, and the card that says it is still to be left
	}
	return ledger.Taken
}

func (c *Clerk) cardDue(lease ledger.Lease, newest card, now time.Time) bool {
	every := cardEvery
	if !c.Tenure.begun {
		every = cardAtStart
	}
	age := now.Sub(lease.CardAt)
	return newest.Instance != lease.Instance || age >= every || age < 0
}

// leaveCard writes a card, and looks whether somebody else left one meanwhile:
// then both only watch, and a person decides. What the card says is in the
// ledger first. A mailbox that takes no card, because it is full, is looked
// after all the same.
func (c *Clerk) leaveCard(ctx context.Context, lease ledger.Lease, before uint32, now time.Time) (ledger.Doubt, error) {
	mark := make([]byte, 8)
	_, _ = rand.Read(mark) // crypto/rand.Read never fails (Go 1.24)
	word := hex.EncodeToString(mark)
	if err := c.Ledger.AnnounceCard(ctx, word); err != nil {
		return "", err
	}
	if err := c.Ledger.Vouch(ctx); err != nil {
		return "", err
	}
	id := mailbox.LetterID(c.Ledger.Secret(), now.Unix(), "card", c.Office.From.Domain())
	letter, err := mailbox.Card{Instance: lease.Instance, Word: word}.Letter(id, c.Office.From, now)
	if err != nil {
		return "", err
	}
	if err := c.Tenure.Cards.Put(ctx, c.Tenure.Folder, letter.Bytes); err != nil {
		var t *mailbox.Trouble
		if errors.As(err, &t) && t.Refused {
			c.log().Warn("the daemon's card could not be left in the mailbox, so that a second daemon would not see this one", "error", err)
			return "", nil
		}
		return "", err
	}
	cards, err := c.cardsAfter(ctx, before)
	if err != nil {
		return "", err
	}
	for _, k := range cards {
		if k.Instance != lease.Instance {
			return ledger.Taken, nil
		}
	}
	return "", c.Ledger.CardLeft(ctx, word, now)
}

// card is a card with its number in the folder.
type card struct {
	mailbox.Card
	uid uint32
}

// newestCard reads the newest card; last is the highest number in the folder.
func (c *Clerk) newestCard(ctx context.Context) (newest card, last uint32, err error) {
	cards, err := c.cardsAfter(ctx, 0)
	if err != nil {
		return card{}, 0, err
	}
	for _, k := range cards {
		last = max(last, k.uid)
		if k.Instance != "" && k.uid > newest.uid {
			newest = k
		}
	}
	return newest, last, nil
}

// cardsAfter reads the newest messages of the folder above a number.
func (c *Clerk) cardsAfter(ctx context.Context, above uint32) ([]card, error) {
	f, err := c.Tenure.Cards.Look(ctx)
	if err != nil {
		return nil, err
	}
	var ask []uint32
	for i := len(f.Entries) - 1; i >= 0 && len(ask) < cardsRead; i-- {
		if e := f.Entries[i]; e.UID > above && !e.Deleted {
			ask = append(ask, e.UID)
		}
	}
	if len(ask) == 0 {
		return nil, nil
	}
	var out []card
	err = c.Tenure.Cards.Fetch(ctx, ask, cardBytes, func(m mailbox.Fetched) error {
		if m.Err != nil {
			return nil
		}
		out = append(out, card{mailbox.ReadCard(m.Bytes), m.UID})
		return nil
	})
	if err == nil && len(out) < len(ask) {
		// An older card in the place of the newest would make this ledger look old.
		err = &mailbox.Trouble{Outcome: mailbox.TryLater, Doing: "reading the daemon's cards", Err: errors.New("the server did not give all of them")}
	}
	return out, err
}

// watch is the round of a daemon that may not act: it proves that it lives and
// sees the mailbox, and touches nothing.
func (c *Clerk) watch(ctx context.Context) (Report, error) {
	f, err := c.Inbox.Look(ctx)
	if err != nil {
		return Report{}, fmt.Errorf("looking into the mailbox: %w", err)
	}
	n := len(uids(f))
	return Report{InMailbox: n, Watching: true}, c.Ledger.Looked(ctx, c.Now(), n)
}

// vouch makes sure that an older copy of this ledger can be told from it,
// before anything leaves the house.
func (c *Clerk) vouch(ctx context.Context) error {
	if c.Tenure == nil || c.Office.Mode != workflow.Live {
		return nil
	}
	return c.Ledger.Vouch(ctx)
}

// send vouches and posts.
func (c *Clerk) send(ctx context.Context, rep *Report) error {
	if err := c.vouch(ctx); err != nil {
		return err
	}
	return c.post(ctx, rep)
}

// inherits reads the mark of a restored ledger, and completes it with the
// folder's numbers at the first look.
func (c *Clerk) inherits(ctx context.Context, f mailbox.Folder) error {
	m, ok, err := c.Ledger.Inherited(ctx)
	if err != nil || !ok {
		c.inherited = ledger.Mark{}
		return err
	}
	if m.Next == 0 {
		m.Validity, m.Next = f.Validity, f.Next
		for _, e := range f.Entries {
			m.Next = max(m.Next, e.UID+1)
		}
		m.Next = max(m.Next, 1)
		if err := c.Ledger.SetInherited(ctx, m); err != nil {
			return err
		}
	}
	c.inherited = m
	return nil
}

// inheritedWhy stands in the reasons of a decision whose letters wait.
const inheritedWhy = "it lay in the mailbox when the ledger was restored and may have been answered before"

// cautious lets a person release what may have gone out before the ledger was
// restored. Alerts to staff go again: one too many harms nobody.
func (c *Clerk) cautious(p workflow.Plan, key mailbox.Key, received time.Time) workflow.Plan {
	m := c.inherited
	if m.Next == 0 || key.Validity == m.Validity && key.UID >= m.Next || key.Validity != m.Validity && !received.Before(m.At) {
		return p
	}
	held := false
	for i, l := range p.Letters {
		if !l.Staff && l.Stopped == "" && l.Release == workflow.Auto {
			p.Letters[i].Release = workflow.ByPerson
			held = true
		}
	}
	if held {
		p.Folder = ""
		p.Why = strings.TrimPrefix(p.Why+"; "+inheritedWhy, "; ")
		for i := range p.Cases {
			p.Cases[i].Why = strings.TrimPrefix(p.Cases[i].Why+"; "+inheritedWhy, "; ")
		}
	}
	return p
}
