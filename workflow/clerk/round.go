package clerk

import (
	"context"
	"errors"
	"fmt"
	"time"

	"referrald/mailbox"
	"referrald/workflow/ledger"
)

// Report says what one round did.
type Report struct {
	InMailbox int // messages in the folder
	Decided   int
	Sent      int
	Filed     int
	Parked    int
	// Read: the mailbox was read, whatever became of posting and of a folder that
	// takes nothing.
	Read     bool
	Watching bool // another daemon is the one that acts: nothing was done
}

// Round does everything that is due, once. An error tells what could not be
// done; nothing that was not done is marked done.
func (c *Clerk) Round(ctx context.Context) (Report, error) {
	var rep Report
	if may, err := c.entitled(ctx); err != nil {
		return rep, err
	} else if !may {
		return c.watch(ctx)
	}
	if err := c.untell(ctx); err != nil {
		return rep, err
	}
	collect := c.collect(ctx, &rep)
	if stops(collect) {
		return rep, collect
	}
	post := errors.Join(c.sound(ctx), c.send(ctx, &rep))
	if stops(post) {
		return rep, errors.Join(collect, post)
	}
	var file error
	if collect == nil {
		file = c.file(ctx, &rep)
	}
	chase := errors.Join(c.chase(ctx), c.canary(ctx))
	if collect == nil {
		chase = errors.Join(chase, c.nightly(ctx))
	}
	rep.Read = collect == nil && (file == nil || errors.Is(file, errUnfiled)) && chase == nil
	if post == nil && chase == nil {
		post = c.send(ctx, &rep) // the digest that was just written
	}
	return rep, errors.Join(collect, post, file, chase)
}

// stops reports whether an error must end the round at once: the ledger cannot
// be written, or the daemon is being stopped.
func stops(err error) bool {
	return err != nil && (unwritable(err) || errors.Is(err, context.Canceled))
}

// collect compares the folder with the ledger and decides what is new.
func (c *Clerk) collect(ctx context.Context, rep *Report) error {
	folder, err := c.Inbox.Look(ctx)
	if err != nil {
		return fmt.Errorf("looking into the mailbox: %w", err)
	}
	c.seen, c.blind = folder, nil
	if err := c.inherits(ctx, folder); err != nil {
		return err
	}
	now := c.Now()
	mark, err := c.goLive(ctx, folder, now)
	if err != nil {
		return err
	}
	known, err := c.Ledger.Known(ctx, folder.Validity)
	if err != nil {
		return err
	}
	todo := compare(folder, known)
	rep.InMailbox = todo.count
	if err := c.Ledger.Vanished(ctx, folder.Validity, todo.gone, now); err != nil {
		return err
	}
	waiting, err := c.Ledger.Unfinished(ctx, folder.Validity, now)
	if err != nil {
		return err
	}
	work := plan(todo.fresh, waiting, folder)
	var people *answers
	if len(work) > 0 {
		a, err := c.answered(ctx)
		if err != nil {
			return fmt.Errorf("looking for answers of people: %w", err)
		}
		people = &a
	}
	if err := c.overtaken(ctx, people); err != nil {
		return err
	}
	if len(work) > 0 {
		old, err := c.older(ctx, folder, mark)
		if err != nil {
			return err
		}
		old.people = *people
		if err := c.drain(ctx, folder.Validity, work, old, rep); err != nil {
			return err
		}
	}
	if c.again {
		// What waits for its turn has no row yet, and is not amiss.
		_, fresh, err := c.unaccounted(ctx, folder.Validity, uids(folder))
		if err != nil {
			return err
		}
		todo.count -= fresh
	}
	return c.Ledger.Looked(ctx, now, todo.count)
}

// goLive reads the go-live mark, or makes it at the first start: what is in the
// mailbox then has been dealt with by people.
func (c *Clerk) goLive(ctx context.Context, f mailbox.Folder, now time.Time) (ledger.Mark, error) {
	mark, ok, err := c.Ledger.GoLive(ctx)
	if err != nil || ok {
		return mark, err
	}
	mark = ledger.Mark{Validity: f.Validity, Next: f.Next, At: now}
	if f.Next == 0 {
		for _, e := range f.Entries {
			mark.Next = max(mark.Next, e.UID+1)
		}
	}
	if !c.AnswerFrom.IsZero() {
		mark.Next, mark.At = 0, c.AnswerFrom
	}
	if err := c.Ledger.SetGoLive(ctx, mark); err != nil {
		return mark, err
	}
	c.log().Info("first start: mail that is already here is recorded and not answered", "messages", len(f.Entries), "answered_from", mark.At)
	return mark, nil
}

// old tells which messages are older than the go-live mark.
type old struct {
	uids map[uint32]bool
	mark ledger.Mark
	same bool // the folder is still numbered as at the mark

	people answers // what people have answered by themselves
}

// older asks the server, never a header: a header's date can be forged, and an
// internal date fetched from a broken message can end the connection.
func (c *Clerk) older(ctx context.Context, f mailbox.Folder, mark ledger.Mark) (old, error) {
	uids, err := c.Inbox.Before(ctx, mark.At)
	if err != nil {
		return old{}, fmt.Errorf("asking for the age of messages: %w", err)
	}
	o := old{uids: make(map[uint32]bool, len(uids)), mark: mark, same: f.Validity == mark.Validity}
	for _, u := range uids {
		o.uids[u] = true
	}
	return o, nil
}

// has reports whether the message is older by either test. After the folder
// was renumbered the receiving server's own date takes the place of the UID.
func (o old) has(uid uint32, received time.Time) bool {
	if o.uids[uid] {
		return true
	}
	if o.same {
		return uid < o.mark.Next
	}
	return received.Before(o.mark.At)
}

// differences between the folder and the ledger.
type differences struct {
	fresh []mailbox.Entry
	gone  []uint32
	count int
}

// compare finds what the ledger does not know, and what it knows and is gone.
// A message marked \Deleted has been dealt with by a person.
func compare(f mailbox.Folder, known map[uint32]ledger.Status) differences {
	var d differences
	here := make(map[uint32]bool, len(f.Entries))
	for _, e := range f.Entries {
		if e.Deleted {
			continue
		}
		d.count++
		here[e.UID] = true
		if _, ok := known[e.UID]; !ok {
			d.fresh = append(d.fresh, e)
		}
	}
	for uid, st := range known {
		if !here[uid] && st != ledger.StatusFiled && st != ledger.StatusVanished {
			d.gone = append(d.gone, uid)
		}
	}
	return d
}

// chunk is a group of messages that is fetched together and decided in one
// transaction. One that failed before goes alone, behind all others, so that
// it harms none of its neighbours.
type chunk []mailbox.Entry

func plan(fresh []mailbox.Entry, waiting []ledger.Row, f mailbox.Folder) []chunk {
	size := make(map[uint32]mailbox.Entry, len(f.Entries))
	for _, e := range f.Entries {
		size[e.UID] = e
	}
	var out []chunk
	var c chunk
	var bytes int64
	for _, e := range fresh {
		if len(c) > 0 && (len(c) == groupMessages || bytes+e.Size > groupBytes) {
			out, c, bytes = append(out, c), nil, 0
		}
		c, bytes = append(c, e), bytes+e.Size
	}
	if len(c) > 0 {
		out = append(out, c)
	}
	for _, r := range waiting {
		if e, ok := size[r.Key.UID]; ok {
			out = append(out, chunk{e})
		}
	}
	return out
}
