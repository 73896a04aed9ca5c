package ledger

import (
	"context"
	"crypto/rand"
	"database/sql"
	"embed"
	"encoding/hex"
	"errors"
	"io/fs"
	"net/url"
	"path/filepath"
	"strconv"
	"sync"
	"time"
)

//go:embed migrations/*.sql
var embedded embed.FS

const (
	// busyTime is how long a writer waits for another process. Every
	// transaction here takes milliseconds; a backup may take longer.
	busyTime = 5 * time.Second
	// readers are the connections for verbs that only read. Two let a command
	// and a round look at once; each costs about 2 MB of page cache.
	readers = 2
	// application marks the file as ours: "RFLD" in PRAGMA application_id.
	application = 0x52464c44
	secretBytes = 32
)

// Ledger is the open book. It is safe for several goroutines; writers take
// turns. While a Group is open every other writer waits for its End.
type Ledger struct {
	writes *sql.DB
	conn   *sql.Conn // the only connection that writes
	turn   chan struct{}
	stmts  map[string]*sql.Stmt // on conn; guarded by turn
	reads  *sql.DB
	secret []byte
	closed bool
	path   string
	holder string // tells the letters in this process's hands from a dead one's

	mu      sync.Mutex
	looks   looks
	vouched proof // what the lease file says
}

// Open opens the book at path, or makes it. Its folder must be 0700 and its
// file 0600, neither may be a link: anything wider is refused with TooWide. An
// older schema is upgraded in one transaction, a newer one is refused with
// Newer. Damage that a quick check finds is refused with Damaged.
func Open(ctx context.Context, path string) (*Ledger, error) {
	all, err := fs.Sub(embedded, "migrations")
	if err != nil {
		return nil, fail("opening ledger", err)
	}
	return open(ctx, path, all)
}

func open(ctx context.Context, path string, migrations fs.FS) (*Ledger, error) {
	if err := prepare(path); err != nil {
		return nil, fail("opening ledger", err)
	}
	if err := recogniseFile(path); err != nil {
		return nil, fail("opening ledger", err)
	}
	writes, err := sql.Open("sqlite", source(path, false))
	if err != nil {
		return nil, fail("opening ledger", err)
	}
	writes.SetMaxOpenConns(1)
	l := &Ledger{path: path, writes: writes, turn: make(chan struct{}, 1), stmts: map[string]*sql.Stmt{}}
	if err := l.begin(ctx, path, migrations); err != nil {
		return nil, errors.Join(fail("opening ledger", err), l.Close())
	}
	return l, nil
}

// begin connects, checks, upgrades, and reads what must be at hand.
func (l *Ledger) begin(ctx context.Context, path string, migrations fs.FS) (err error) {
	if l.conn, err = l.writes.Conn(ctx); err != nil {
		return fail("connecting", err)
	}
	if err := l.check(ctx); err != nil {
		return err
	}
	if err := migrate(ctx, l.conn, migrations); err != nil {
		return err
	}
	if l.reads, err = sql.Open("sqlite", source(path, true)); err != nil {
		return fail("connecting", err)
	}
	l.reads.SetMaxOpenConns(readers)
	mark := make([]byte, 8)
	_, _ = rand.Read(mark) // crypto/rand.Read never fails (Go 1.24)
	l.holder = hex.EncodeToString(mark)
	return l.readSecret(ctx)
}

// check refuses a file that is not a ledger or is damaged.
func (l *Ledger) check(ctx context.Context) error {
	var id, objects int
	if err := l.conn.QueryRowContext(ctx, "PRAGMA application_id").Scan(&id); err != nil {
		return fail("reading schema", err)
	}
	if err := l.conn.QueryRowContext(ctx, "SELECT count(*) FROM sqlite_schema").Scan(&objects); err != nil {
		return fail("reading schema", err)
	}
	if id != application && (id != 0 || objects > 0) {
		return trouble("reading schema", Foreign)
	}
	var verdict string
	if err := l.conn.QueryRowContext(ctx, "PRAGMA quick_check(1)").Scan(&verdict); err != nil {
		return fail("checking the file", err)
	}
	if verdict != "ok" {
		return trouble("checking the file", Damaged)
	}
	return nil
}

// source is the data source name. FULL makes every commit survive a power cut
// (WAL with NORMAL may lose the last ones); secure_delete overwrites what is
// deleted; temporary tables never reach the disk.
func source(path string, readOnly bool) string {
	abs, err := filepath.Abs(path)
	if err != nil {
		abs = path
	}
	q := url.Values{"_pragma": {
		"journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(ON)",
		"secure_delete(ON)", "temp_store(MEMORY)", "trusted_schema(OFF)",
	}}
	q.Set("_busy_timeout", strconv.FormatInt(busyTime.Milliseconds(), 10))
	q.Set("_defensive", "1")
	q.Set("_dqs", "0")
	if readOnly {
		q.Set("_query_only", "1")
	}
	u := url.URL{Scheme: "file", Path: filepath.ToSlash(abs), RawQuery: q.Encode()}
	return u.String()
}

// readSecret reads the instance secret, or makes it on first opening.
func (l *Ledger) readSecret(ctx context.Context) error {
	return l.write(ctx, "reading the instance secret", func(p *pen) error {
		fresh := make([]byte, secretBytes)
		_, _ = rand.Read(fresh) // crypto/rand.Read never fails (Go 1.24)
		if _, err := p.exec(`INSERT INTO meta(name, value) VALUES ('secret', ?) ON CONFLICT DO NOTHING`, fresh); err != nil {
			return err
		}
		return p.row(`SELECT value FROM meta WHERE name = 'secret'`).Scan(&l.secret)
	})
}

// Secret is the instance secret: 32 random bytes made when the ledger was. It
// keys the Message-IDs of our letters and must not be printed.
func (l *Ledger) Secret() []byte { return append([]byte(nil), l.secret...) }

// Close writes what is still in memory and closes the book; a second Close
// does nothing. A group that is open must be ended or undone first.
func (l *Ledger) Close() error {
	if l.closed {
		return nil
	}
	l.closed = true
	var errs []error
	if l.reads != nil {
		errs = append(errs, l.flushLooks(context.Background()), l.reads.Close())
	}
	for _, s := range l.stmts {
		errs = append(errs, s.Close())
	}
	if l.conn != nil {
		errs = append(errs, l.conn.Close())
	}
	l.stmts = map[string]*sql.Stmt{}
	return errors.Join(append(errs, l.writes.Close())...)
}

// Changed moves when another process has written to the ledger, and not when
// this one has (PRAGMA data_version).
func (l *Ledger) Changed(ctx context.Context) (int64, error) {
	if err := l.take(ctx); err != nil {
		return 0, fail("asking for changes", err)
	}
	defer l.give()
	var n int64
	err := l.conn.QueryRowContext(ctx, "PRAGMA data_version").Scan(&n)
	return n, fail("asking for changes", err)
}
