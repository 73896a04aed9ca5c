package ledger

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"referrald/workflow"
)

// Lease says which daemon acts for the mailbox. It stands twice: in the ledger,
// and in a file beside it that is not part of a backup (LeaseFile). A ledger
// that was copied, restored or moved no longer fits its file or its place.
type Lease struct {
	Instance string    // 16 hexadecimal digits, made anew each time that a lease is taken
	Place    string    // which machine and path, hashed; the caller's words
	Since    time.Time // when it was taken
	By       string    // who took it; "" for the first start

	// Card is the word of the last card that this daemon left in the mailbox,
	// NextCard that of one that it may have left, "" for none.
	Card, NextCard string
	CardAt         time.Time
}

// Doubt is why a ledger may not be acted on; "" when it may.
type Doubt string

// The doubts.
const (
	Elsewhere Doubt = "this ledger belongs to another machine or folder: it is a copy, or was restored or moved here"
	Unproven  Doubt = "the file beside the ledger that proves which daemon it belongs to is missing or another's: the ledger was copied, restored or moved"
	Behind    Doubt = "this ledger is older than what was done with it: an earlier backup was put in its place, or a copy of the whole machine runs elsewhere"
	Taken     Doubt = "another daemon looks after this mailbox"
)

// Hint says what a person does about a doubt.
func (d Doubt) Hint() string {
	if d == "" {
		return ""
	}
	return "see that no other daemon runs on this mailbox; if this one is the right one: referrald adopt -by YOUR-NAME (with -moved if the old one was stopped first and its whole ledger was moved here)"
}

// LeaseFile is the file beside the ledger. It must not be restored from a backup.
func LeaseFile(path string) string { return path + ".lease" }

// proof is what LeaseFile holds: how far the ledger had come when something was
// last about to leave the house.
type proof struct {
	Instance string `json:"instance"`
	Lines    int64  `json:"audit_lines"`
	Hash     string `json:"audit_hash"` // of the last line
}

// Lease reads the lease; false before the first start.
func (l *Ledger) Lease(ctx context.Context) (Lease, bool, error) {
	var s Lease
	ok, err := readMeta(l.eyes(ctx), "lease", &s)
	return s, ok, fail("reading the lease", err)
}

// Doubt tells whether this ledger, at this place, may be acted on. A ledger
// without a lease gives none: nobody has acted on it since leases are kept.
func (l *Ledger) Doubt(ctx context.Context, place string) (Doubt, error) {
	const doing = "comparing the ledger with its lease"
	s, ok, err := l.Lease(ctx)
	switch {
	case err != nil || !ok:
		return "", err
	case s.Place != place:
		return Elsewhere, nil
	}
	var p proof
	data, err := os.ReadFile(LeaseFile(l.path))
	if errors.Is(err, fs.ErrNotExist) {
		return Unproven, nil
	}
	if err != nil {
		return "", placeError(doing, err)
	}
	if json.Unmarshal(data, &p) != nil || p.Instance != s.Instance {
		return Unproven, nil
	}
	var hash []byte
	err = l.eyes(ctx).row(`SELECT hash FROM audit WHERE id = ?`, p.Lines).Scan(&hash)
	if errors.Is(err, sql.ErrNoRows) && p.Lines > 0 || err == nil && hex.EncodeToString(hash) != p.Hash {
		return Behind, nil
	}
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return "", fail(doing, err)
}

// Vouch writes into LeaseFile how far the ledger has come. It is called before
// anything leaves the house, so that an older ledger can be told from this one.
// It writes only when the ledger has moved on.
func (l *Ledger) Vouch(ctx context.Context) error {
	for {
		s, ok, err := l.Lease(ctx)
		if err != nil || !ok {
			return err
		}
		if err := l.vouchFor(ctx, s.Instance); err != nil {
			return err
		}
		// A person may have taken the lease meanwhile, in another process.
		if again, _, err := l.Lease(ctx); err != nil || again.Instance == s.Instance {
			return err
		}
	}
}

func (l *Ledger) vouchFor(ctx context.Context, instance string) error {
	const doing = "writing the lease file"
	p := proof{Instance: instance}
	var hash []byte
	err := l.eyes(ctx).row(`SELECT id, hash FROM audit ORDER BY id DESC LIMIT 1`).Scan(&p.Lines, &hash)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return fail(doing, err)
	}
	p.Hash = hex.EncodeToString(hash)
	l.mu.Lock()
	same := l.vouched == p
	l.mu.Unlock()
	if same {
		return nil
	}
	data, err := json.Marshal(p)
	if err != nil {
		return fail(doing, err)
	}
	if err := replaceFile(LeaseFile(l.path), append(data, '\n')); err != nil {
		return placeError(doing, err)
	}
	l.mu.Lock()
	l.vouched = p
	l.mu.Unlock()
	return nil
}

// replaceFile puts a whole file in the place of the old one and makes sure that
// it is on the disk.
func replaceFile(path string, data []byte) error {
	f, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*")
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	if err = errors.Join(err, f.Sync(), f.Close()); err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	dir, err := os.Open(filepath.Dir(path))
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}

// TakeLease makes this daemon, at this place, the one that acts: the first start.
// The file comes first: a daemon that is killed between the two begins anew.
func (l *Ledger) TakeLease(ctx context.Context, place string, now time.Time) error {
	instance := newInstance()
	if err := l.vouchFor(ctx, instance); err != nil {
		return err
	}
	return l.write(ctx, "taking the lease", func(p *pen) error { return p.lease(instance, place, "", now) })
}

func newInstance() string {
	fresh := make([]byte, 8)
	_, _ = rand.Read(fresh) // crypto/rand.Read never fails (Go 1.24)
	return hex.EncodeToString(fresh)
}

func (p *pen) lease(instance, place, by string, now time.Time) error {
	s := Lease{Instance: instance, Place: place, Since: now.UTC(), By: by}
	if err := p.setMeta("lease", s); err != nil {
		return err
	}
	return p.audit(line{at: now, who: by, what: "lease taken", detail: `{"instance":"` + s.Instance + `"}`})
}

// AnnounceCard remembers the word of a card that is about to be left.
func (l *Ledger) AnnounceCard(ctx context.Context, word string) error {
	return l.amendLease(ctx, func(s *Lease) { s.NextCard = word })
}

// CardLeft records that the card with this word is in the mailbox.
func (l *Ledger) CardLeft(ctx context.Context, word string, now time.Time) error {
	return l.amendLease(ctx, func(s *Lease) { s.Card, s.NextCard, s.CardAt = word, "", now.UTC() })
}

func (l *Ledger) amendLease(ctx context.Context, change func(*Lease)) error {
	return l.write(ctx, "recording the daemon's card", func(p *pen) error {
		var s Lease
		if ok, err := readMeta(p, "lease", &s); err != nil || !ok {
			return err
		}
		change(&s)
		return p.setMeta("lease", s)
	})
}

// Watching is why the daemon only watches, and since when.
type Watching struct {
	Doubt Doubt
	Since time.Time
}

// Watching reads what the daemon found; an empty Doubt when it acts.
func (l *Ledger) Watching(ctx context.Context) (Watching, error) {
	var w Watching
	_, err := readMeta(l.eyes(ctx), "watching", &w)
	return w, fail("reading whether the daemon only watches", err)
}

// SetWatching records why the daemon only watches; "" when it acts.
func (l *Ledger) SetWatching(ctx context.Context, d Doubt, now time.Time) error {
	const doing = "recording whether the daemon only watches"
	if w, err := l.Watching(ctx); err != nil || w.Doubt == d {
		return err
	}
	return l.write(ctx, doing, func(p *pen) error {
		if err := p.setMeta("watching", Watching{Doubt: d, Since: now.UTC()}); err != nil {
			return err
		}
		if d == "" {
			return p.audit(line{at: now, what: "the daemon acts again"})
		}
		return p.audit(line{at: now, what: "the daemon only watches", why: string(d)})
	})
}

const (
	// rowGap and referenceGap are left free after a restore: numbers that were
	// given out after the backup are in Message-IDs and in people's hands.
	rowGap       = 1_000_000
	referenceGap = 1_000
)

// Adopted is what taking over found.
type Adopted struct {
	Held    int // letters on their way whose end nobody knows: they are not sent
	Waiting int // letters that wait for a person, who may have released them after the backup
}

// Adopt makes this daemon, at this place, the one that acts, as decided by the
// person named. moved is that person's word that the ledger is complete: the
// old daemon was stopped first and its files were moved. Without it the ledger
// may be an old one: no letter that was on its way is sent, no number that may
// have been given out is given out again, and what is in the folder now is
// answered by a person (Inherited).
func (l *Ledger) Adopt(ctx context.Context, place, by string, moved bool, now time.Time) (a Adopted, err error) {
	const doing = "taking over the mailbox"
	if by == "" {
		return a, &Error{Doing: doing, Kind: Unfit, Hint: "say who decides: -by NAME"}
	}
	err = l.write(ctx, doing, func(p *pen) error {
		if !moved {
			if a.Held, err = p.holdLetters(now); err != nil {
				return err
			}
			if err := p.leaveGap(now); err != nil {
				return err
			}
			if err := p.setMeta("inherited", Mark{At: now.UTC()}); err != nil {
				return err
			}
		}
		if err := p.row(`SELECT count(*) FROM letters WHERE state = 'waiting'`).Scan(&a.Waiting); err != nil {
			return err
		}
		return p.lease(newInstance(), place, by, now)
	})
	if err != nil {
		return a, err
	}
	return a, l.Vouch(ctx)
}

// restoredWhy stands in the digest with a letter that was not sent.
const restoredWhy = "the ledger was restored, so it may have been sent before"

func (p *pen) holdLetters(now time.Time) (int, error) {
	ids, err := collect(p, scanID, `UPDATE letters SET state = 'doubtful', next_at = NULL, lease_at = NULL, holder = '',
		repeats = max(repeats, 1), status = '', reply = ? WHERE state IN ('queued','sending') OR state = 'doubtful' AND next_at IS NOT NULL RETURNING id`, restoredWhy)
	if err != nil {
		return 0, err
	}
	for _, id := range ids {
		if err := p.auditLetter(id, line{at: now, what: "letter doubtful", why: restoredWhy}); err != nil {
			return 0, err
		}
	}
	return len(ids), nil
}

// leaveGap moves all counters on.
func (p *pen) leaveGap(now time.Time) error {
	if _, err := p.exec(`UPDATE sqlite_sequence SET seq = seq + ? WHERE name IN ('messages','letters','referrals')`, rowGap); err != nil {
		return err
	}
	year := now.In(workflow.London()).Year()
	if _, err := p.exec(`INSERT INTO years(year, last) VALUES (?, 0) ON CONFLICT DO NOTHING`, year); err != nil {
		return err
	}
	_, err := p.exec(`UPDATE years SET last = last + ? WHERE year >= ?`, referenceGap, year-1)
	return err
}

// Inherited is the mark below which an unknown message may have been answered
// before the ledger was restored; false when it never was. Next is 0 until
// SetInherited.
func (l *Ledger) Inherited(ctx context.Context) (Mark, bool, error) {
	var m Mark
	ok, err := readMeta(l.eyes(ctx), "inherited", &m)
	return m, ok, fail("reading the mark of the restored ledger", err)
}

// SetInherited completes the mark with the numbers of the folder.
func (l *Ledger) SetInherited(ctx context.Context, m Mark) error {
	return l.write(ctx, "setting the mark of the restored ledger", func(p *pen) error { return p.setMeta("inherited", m) })
}
