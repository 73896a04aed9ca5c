package ledger

import (
	"context"
	"errors"
	"time"

	"referrald/workflow"
)

// Group is one transaction for several decisions in the order of arrival: one
// commit to disk for up to 64 messages. It belongs to one goroutine, and every
// other writer waits for End or Undo, so it is kept short.
type Group struct {
	l    *Ledger
	pen  *pen
	over bool
	all  workflow.Tally // letters to everybody, counted once for the group and kept in step
	when time.Time      // the moment for which all was counted
}

// allFresh is how long the count of all letters serves. Counting anew for each
// of a thousand messages would cost more than deciding them, and a window that
// ends a minute early only ever counts too much.
const allFresh = time.Minute

// Begin opens a group.
func (l *Ledger) Begin(ctx context.Context) (*Group, error) {
	p, err := l.start(ctx)
	if err != nil {
		return nil, fail("beginning a group", err)
	}
	return &Group{l: l, pen: p}, nil
}

// End commits the group: all of its decisions are on disk, or none.
func (g *Group) End(ctx context.Context) error {
	if g.over {
		return &Error{Doing: "ending a group", Kind: Conflict, Hint: "it was ended before"}
	}
	g.over = true
	g.pen.ctx = ctx
	return fail("ending a group", g.pen.finish(nil))
}

// Undo forgets the group. After End it does nothing.
func (g *Group) Undo() error {
	if g.over {
		return nil
	}
	g.over = true
	if err := g.pen.finish(errUndone); !errors.Is(err, errUndone) {
		return fail("undoing a group", err)
	}
	return nil
}

// errUndone asks finish to roll back.
const errUndone = Kind("undone")

// apart runs f so that an error leaves no trace of it in the group.
func (g *Group) apart(f func() error) error {
	if _, err := g.pen.exec(`SAVEPOINT apart`); err != nil {
		return err
	}
	err := f()
	if g.pen.broken != nil {
		return g.pen.broken
	}
	if err != nil {
		if _, undo := g.pen.exec(`ROLLBACK TO apart`); undo != nil {
			return undo
		}
	}
	if _, rel := g.pen.exec(`RELEASE apart`); rel != nil {
		return rel
	}
	return err
}
