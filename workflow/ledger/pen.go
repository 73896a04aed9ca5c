package ledger

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"referrald/mailbox"
)

// asker is what a question is put to: the reading connections, or a
// transaction, which sees what it wrote itself.
type asker interface {
	rows(query string, args ...any) (*sql.Rows, error)
	row(query string, args ...any) answer
}

// answer is the one row that was asked for, or why there is none.
type answer struct {
	row  *sql.Row
	err  error
	note func(error) error
}

// Scan reads the row; sql.ErrNoRows when there is none.
func (a answer) Scan(dest ...any) error {
	if a.err != nil {
		return a.err
	}
	err := a.row.Scan(dest...)
	if a.note != nil {
		return a.note(err)
	}
	return err
}

// pen writes in one transaction. Its statements are compiled once for the life
// of the ledger.
type pen struct {
	ctx    context.Context
	l      *Ledger
	broken error // an error after which SQLite may have rolled the transaction back
}

func (p *pen) stmt(query string) (*sql.Stmt, error) {
	if p.broken != nil {
		return nil, p.broken
	}
	if s, ok := p.l.stmts[query]; ok {
		return s, nil
	}
	s, err := p.l.conn.PrepareContext(p.ctx, query)
	if err == nil {
		p.l.stmts[query] = s
	}
	return s, p.note(err)
}

// note remembers an error that may have ended the transaction: without it the
// next statement would commit by itself.
func (p *pen) note(err error) error {
	if err != nil && !harmless(err) && p.broken == nil {
		p.broken = err
	}
	return err
}

func (p *pen) exec(query string, args ...any) (sql.Result, error) {
	s, err := p.stmt(query)
	if err != nil {
		return nil, err
	}
	res, err := s.ExecContext(p.ctx, args...)
	return res, p.note(err)
}

// changed runs a statement and reports how many rows it changed.
func (p *pen) changed(query string, args ...any) (int64, error) {
	res, err := p.exec(query, args...)
	if err != nil {
		return 0, err
	}
	return res.RowsAffected()
}

// insert runs an INSERT and gives the row's number.
func (p *pen) insert(query string, args ...any) (int64, error) {
	res, err := p.exec(query, args...)
	if err != nil {
		return 0, err
	}
	return res.LastInsertId()
}

func (p *pen) rows(query string, args ...any) (*sql.Rows, error) {
	s, err := p.stmt(query)
	if err != nil {
		return nil, err
	}
	rows, err := s.QueryContext(p.ctx, args...)
	return rows, p.note(err)
}

func (p *pen) row(query string, args ...any) answer {
	s, err := p.stmt(query)
	if err != nil {
		return answer{err: err}
	}
	return answer{row: s.QueryRowContext(p.ctx, args...), note: p.note}
}

// eyes read without writing: each question by itself, or several in one view.
type eyes struct {
	ctx context.Context
	db  interface {
		QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
		QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
	}
}

func (e eyes) rows(query string, args ...any) (*sql.Rows, error) {
	return e.db.QueryContext(e.ctx, query, args...)
}

func (e eyes) row(query string, args ...any) answer {
	return answer{row: e.db.QueryRowContext(e.ctx, query, args...)}
}

func (l *Ledger) eyes(ctx context.Context) eyes { return eyes{ctx: ctx, db: l.reads} }

// view runs several questions on the book as it stood at one moment, whatever
// is written meanwhile. It holds up no writer.
func (l *Ledger) view(ctx context.Context, doing string, f func(eyes) error) error {
	tx, err := l.reads.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return fail(doing, err)
	}
	err = f(eyes{ctx: ctx, db: tx})
	_ = tx.Rollback() // nothing was written; the context may have ended it already
	return fail(doing, err)
}

// collect reads every row of an answer.
func collect[T any](a asker, scan func(*sql.Rows) (T, error), query string, args ...any) ([]T, error) {
	rows, err := a.rows(query, args...)
	if err != nil {
		return nil, err
	}
	var out []T
	for rows.Next() {
		v, err := scan(rows)
		if err != nil {
			return nil, errors.Join(err, rows.Close())
		}
		out = append(out, v)
	}
	return out, errors.Join(rows.Err(), rows.Close())
}

// take waits for the one writing connection.
func (l *Ledger) take(ctx context.Context) error {
	select {
	case l.turn <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (l *Ledger) give() { <-l.turn }

// start opens a transaction that holds the write lock from the beginning, so
// that what it reads cannot change before it writes.
func (l *Ledger) start(ctx context.Context) (*pen, error) {
	if err := l.take(ctx); err != nil {
		return nil, err
	}
	if _, err := l.conn.ExecContext(ctx, "BEGIN IMMEDIATE"); err != nil {
		// The driver reports a context that ended even when the statement ran:
		// without this every later transaction would find one open.
		_, _ = l.conn.ExecContext(context.WithoutCancel(ctx), "ROLLBACK")
		l.give()
		return nil, err
	}
	return &pen{ctx: ctx, l: l}, nil
}

// errOver refuses what is written with a pen after its transaction: it would
// land in somebody else's, or be committed by itself.
var errOver = &Error{Doing: "writing", Kind: Conflict, Hint: "the transaction was ended before"}

// finish commits, or rolls back after an error. The context no longer counts:
// a commit that was begun is ended.
func (p *pen) finish(err error) error {
	defer p.l.give()
	ctx := context.WithoutCancel(p.ctx)
	if err == nil {
		err = p.broken
	}
	p.broken = errOver
	if err == nil {
		if _, err = p.l.conn.ExecContext(ctx, "COMMIT"); err == nil {
			return nil
		}
	}
	// SQLite may have rolled back by itself; then this says so, which is no news.
	_, _ = p.l.conn.ExecContext(ctx, "ROLLBACK")
	return err
}

// write runs f in one transaction.
func (l *Ledger) write(ctx context.Context, doing string, f func(*pen) error) error {
	p, err := l.start(ctx)
	if err != nil {
		return fail(doing, err)
	}
	return fail(doing, p.finish(f(p)))
}

// stamp and moment turn a time into a column and back; the zero time is NULL.
func stamp(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.UnixMilli()
}

func moment(n sql.NullInt64) time.Time {
	if !n.Valid {
		return time.Time{}
	}
	return time.UnixMilli(n.Int64).UTC()
}

func address(name, addr string) mailbox.Address { return mailbox.NewAddress(name, addr) }
