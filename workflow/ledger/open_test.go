package ledger

import (
	"bufio"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"referrald/workflow"
)

func TestOpenMakesAPrivatePlace(t *testing.T) {
	path := place(t)
	l := openAt(t, path)
	tell(t, l, story{uid: 1})
	for p, mode := range map[string]os.FileMode{filepath.Dir(path): 0o700, path: 0o600, path + "-wal": 0o600, path + "-shm": 0o600} {
		info, err := os.Stat(p)
		must(t, err)
		want(t, filepath.Base(p), info.Mode().Perm(), mode)
	}
}

func TestOpenRefusesAPlace(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Log("access lists stand in for mode bits")
		return
	}
	tests := []struct {
		name  string
		spoil func(t *testing.T, path string)
		kind  Kind
		hint  string
	}{
		{"the folder is open to the group", func(t *testing.T, p string) { must(t, os.Chmod(filepath.Dir(p), 0o750)) }, TooWide, "chmod 700"},
		{"the file is open to all", func(t *testing.T, p string) { must(t, os.Chmod(p, 0o644)) }, TooWide, "it is 0644 and must be 0600: chmod 600"},
		{"the log beside it is open to all", func(t *testing.T, p string) {
			must(t, os.WriteFile(p+"-wal", nil, 0o600))
			must(t, os.Chmod(p+"-wal", 0o640))
		}, TooWide, "chmod 600"},
		{"the file is a link", func(t *testing.T, p string) {
			must(t, os.Rename(p, p+".real"))
			must(t, os.Symlink(p+".real", p))
		}, TooWide, "link"},
		{"the folder is a link", func(t *testing.T, p string) {
			d := filepath.Dir(p)
			must(t, os.Rename(d, d+".real"))
			must(t, os.Symlink(d+".real", d))
		}, TooWide, "link"},
		{"the file is a folder", func(t *testing.T, p string) { must(t, os.Remove(p)); must(t, os.Mkdir(p, 0o700)) }, Foreign, "path"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			path := place(t)
			must(t, openAt(t, path).Close())
			tt.spoil(t, path)
			_, err := Open(t.Context(), path)
			wantKind(t, err, tt.kind)
			if !strings.Contains(err.Error(), tt.hint) {
				t.Errorf("%q has no hint %q", err, tt.hint)
			}
			want(t, "fatal", Fatal(err), true)
		})
	}
	_, err := Open(t.Context(), "")
	wantKind(t, err, NotFound)
}

// Somebody else's file is refused and not one byte of it changes.
func TestOpenRefusesForeignFiles(t *testing.T) {
	tests := []struct {
		name string
		make func(t *testing.T, path string)
	}{
		{"a letter", func(t *testing.T, p string) {
			must(t, os.WriteFile(p, []byte(strings.Repeat("Dear reader, ", 500)), 0o600))
		}},
		{"a line", func(t *testing.T, p string) { must(t, os.WriteFile(p, []byte("hello"), 0o600)) }},
		{"another program's database", func(t *testing.T, p string) { otherDatabase(t, p, "") }},
		{"another program's database in WAL", func(t *testing.T, p string) { otherDatabase(t, p, "PRAGMA journal_mode = WAL;") }},
		{"another program's database with its mark", func(t *testing.T, p string) { otherDatabase(t, p, "PRAGMA application_id = 77;") }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			path := place(t)
			must(t, os.Mkdir(filepath.Dir(path), 0o700))
			tt.make(t, path)
			before, err := os.ReadFile(path)
			must(t, err)
			_, err = Open(t.Context(), path)
			wantKind(t, err, Foreign)
			after, err := os.ReadFile(path)
			must(t, err)
			want(t, "untouched", string(after) == string(before), true)
		})
	}
}

func otherDatabase(t *testing.T, path, first string) {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	must(t, err)
	db.SetMaxOpenConns(1)
	_, err = db.Exec(first + "CREATE TABLE songs(title TEXT); INSERT INTO songs VALUES ('one')")
	must(t, err)
	must(t, db.Close())
	must(t, os.Chmod(path, 0o600))
}

func TestOpenRefusesADamagedFile(t *testing.T) {
	path := place(t)
	l := openAt(t, path)
	for uid := uint32(1); uid <= 60; uid++ {
		tell(t, l, story{uid: uid})
	}
	must(t, l.Close())
	data, err := os.ReadFile(path)
	must(t, err)
	for i := 4096; i < len(data); i++ {
		data[i] = 0x5a
	}
	must(t, os.WriteFile(path, data, 0o600))
	_, err = Open(t.Context(), path)
	wantKind(t, err, Damaged)
	if !strings.Contains(err.Error(), "backup") {
		t.Errorf("no hint in %q", err)
	}
}

func TestOpenRefusesANewerSchema(t *testing.T) {
	path := place(t)
	l := openAt(t, path)
	_, err := l.conn.ExecContext(t.Context(), "PRAGMA user_version = 99")
	must(t, err)
	must(t, l.Close())
	_, err = Open(t.Context(), path)
	wantKind(t, err, Newer)
	want(t, "fatal", Fatal(err), true)
}

// Every schema that ever was is brought up to date with what is in it.
func TestUpgradeFromEveryOldSchema(t *testing.T) {
	all, err := steps(mustSub(t))
	must(t, err)
	for old := 0; old <= len(all); old++ {
		t.Run(fmt.Sprintf("from %d", old), func(t *testing.T) {
			path := place(t)
			must(t, prepare(path))
			first := fstest.MapFS{}
			for _, s := range all[:old] {
				first[fmt.Sprintf("%04d_x.sql", s.to)] = &fstest.MapFile{Data: []byte(s.sql)}
			}
			db, err := sql.Open("sqlite", source(path, false))
			must(t, err)
			conn, err := db.Conn(t.Context())
			must(t, err)
			must(t, migrate(t.Context(), conn, first))
			must(t, errors.Join(conn.Close(), db.Close()))

			l := openAt(t, path)
			tell(t, l, story{uid: 1, cases: []workflow.Case{opens(1, workflow.Asked)}})
			s, err := l.Status(t.Context())
			must(t, err)
			want(t, "schema", s.Schema, len(all))
			sound(t, l)
		})
	}
}

// An upgrade keeps what is there, and one that fails half way leaves the old
// schema as it was.
func TestUpgradeIsAllOrNothing(t *testing.T) {
	path := place(t)
	l := openAt(t, path)
	tell(t, l, story{uid: 1, cases: []workflow.Case{opens(1, workflow.Asked)}})
	must(t, l.Close())
	number := schemas(t) + 1
	next := func(sql string) fstest.MapFS {
		all, err := steps(mustSub(t))
		must(t, err)
		out := fstest.MapFS{fmt.Sprintf("%04d_x.sql", number): {Data: []byte(sql)}}
		for _, s := range all {
			out[fmt.Sprintf("%04d_x.sql", s.to)] = &fstest.MapFile{Data: []byte(s.sql)}
		}
		return out
	}
	_, err := open(t.Context(), path, next("CREATE TABLE extra(x TEXT) STRICT; UPDATE referrals SET nowhere = 1;"))
	if err == nil || !strings.Contains(err.Error(), fmt.Sprintf("upgrading to schema %d", number)) {
		t.Fatalf("a wrong migration gave %v", err)
	}
	l = openAt(t, path) // still the old schema, else this is Newer
	must(t, l.Close())
	up, err := open(t.Context(), path, next("ALTER TABLE referrals ADD COLUMN extra TEXT NOT NULL DEFAULT 'kept';"))
	must(t, err)
	defer up.Close()
	var got string
	must(t, up.reads.QueryRowContext(t.Context(), `SELECT reference || extra FROM referrals`).Scan(&got))
	want(t, "row", got, string(ref(1))+"kept")
	_, err = open(t.Context(), place(t), fstest.MapFS{"0002_x.sql": {Data: []byte("SELECT 1")}})
	if err == nil {
		t.Error("migrations with a gap were taken")
	}
}

// What the driver was asked for is really so, on every connection.
func TestPragmas(t *testing.T) {
	l := fresh(t)
	a, err := l.reads.Conn(t.Context())
	must(t, err)
	defer a.Close()
	b, err := l.reads.Conn(t.Context())
	must(t, err)
	defer b.Close()
	for name, conn := range map[string]*sql.Conn{"writing": l.conn, "reading": a, "also reading": b} {
		for pragma, value := range map[string]string{
			"journal_mode": "wal", "synchronous": "2", "secure_delete": "1", "foreign_keys": "1", "temp_store": "2",
			"trusted_schema": "0", "application_id": fmt.Sprint(application), "user_version": fmt.Sprint(schemas(t)),
		} {
			var got string
			must(t, conn.QueryRowContext(t.Context(), "PRAGMA "+pragma).Scan(&got))
			want(t, pragma+" while "+name, got, value)
		}
	}
	if _, err := a.ExecContext(t.Context(), `DELETE FROM meta`); err == nil {
		t.Error("a reading connection can write")
	}
	if _, err := l.conn.ExecContext(t.Context(), `SELECT "no such column"`); err == nil {
		t.Error("a misspelt column is taken for a text")
	}
}

func TestSecretStaysTheSame(t *testing.T) {
	path := place(t)
	l := openAt(t, path)
	secret := l.Secret()
	want(t, "length", len(secret), 32)
	secret[0]++ // the caller's copy
	must(t, l.Close())
	again := openAt(t, path).Secret()
	secret[0]--
	want(t, "after opening again", again, secret)
	want(t, "another ledger's", string(fresh(t).Secret()) == string(secret), false)
}

// A second process waits for the first one's transaction and then gives up
// with Locked; what it reads it reads at once.
func TestTwoProcesses(t *testing.T) {
	t.Parallel()
	path := place(t)
	l := openAt(t, path)
	second := openAt(t, path)
	_, err := second.conn.ExecContext(t.Context(), "PRAGMA busy_timeout = 20")
	must(t, err)
	before, err := second.Changed(t.Context())
	must(t, err)

	row := story{uid: 1}.filled().receive(t, l)
	g, err := l.Begin(t.Context())
	must(t, err)
	must(t, g.Commit(t.Context(), story{uid: 1, cases: []workflow.Case{opens(1, workflow.Asked)}}.filled().decision(row.ID)))
	err = second.OpenBreaker(t.Context(), "x", monday)
	wantKind(t, err, Locked)
	want(t, "stops the daemon", Stuck(err) || Fatal(err), false)
	s, err := second.Status(t.Context())
	must(t, err)
	want(t, "seen before the end", len(s.Referrals), 0)
	out, err := inChild(t, path, "open")
	if err != nil || out != string(Locked) {
		t.Errorf("opening while another process writes: %q, %v", out, err)
	}
	must(t, g.End(t.Context()))

	must(t, second.OpenBreaker(t.Context(), "x", monday))
	s, err = second.Status(t.Context())
	must(t, err)
	want(t, "seen after the end", s.Referrals[workflow.Asked], 1)
	after, err := second.Changed(t.Context())
	must(t, err)
	want(t, "changed", after != before, true)
	again, err := second.Changed(t.Context())
	must(t, err)
	want(t, "changed by itself", again, after)
}

// TestChild is another process; it does nothing when run by itself.
func TestChild(t *testing.T) {
	path := os.Getenv("LEDGER_TEST_PATH")
	if path == "" {
		return
	}
	l, err := Open(context.Background(), path)
	for _, k := range []Kind{Locked, Full, Damaged, ""} {
		if errors.Is(err, k) {
			fmt.Println("child:", string(k))
			os.Exit(0)
		}
	}
	must(t, err)
	switch os.Getenv("LEDGER_TEST_DO") {
	case "open":
		fmt.Println("child:")
	case "write":
		write(t, l)
	}
}

// write receives and decides messages until the process is killed.
func write(t *testing.T, l *Ledger) {
	for uid := uint32(1); ; uid++ {
		tell(t, l, story{uid: uid, cases: []workflow.Case{opens(int(uid), workflow.Asked)}, letters: []workflow.Planned{formLetter()}})
		fmt.Println("child:", uid)
	}
}

func childCommand(t *testing.T, path, do string) *exec.Cmd {
	t.Helper()
	exe, err := os.Executable()
	must(t, err)
	cmd := exec.CommandContext(t.Context(), exe, "-test.run=^TestChild$")
	cmd.Env = append(os.Environ(), "LEDGER_TEST_PATH="+path, "LEDGER_TEST_DO="+do)
	return cmd
}

func inChild(t *testing.T, path, do string) (string, error) {
	t.Helper()
	out, err := childCommand(t, path, do).Output()
	for line := range strings.Lines(string(out)) {
		if said, ok := strings.CutPrefix(line, "child:"); ok {
			return strings.TrimSpace(said), err
		}
	}
	return string(out), err
}

// kill -KILL in the middle of writing: everything that the process had told of
// is there, the rest not at all, and nothing is damaged.
func TestKilledWhileWriting(t *testing.T) {
	path := place(t)
	must(t, openAt(t, path).Close())
	cmd := childCommand(t, path, "write")
	out, err := cmd.StdoutPipe()
	must(t, err)
	must(t, cmd.Start())
	told := 0
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if _, err := fmt.Sscanf(lines.Text(), "child: %d", &told); err == nil && told == 40 {
			must(t, cmd.Process.Kill())
		}
	}
	_ = cmd.Wait() // it was killed
	l := openAt(t, path)
	sound(t, l)
	all, err := l.Referrals(t.Context(), Filter{})
	must(t, err)
	letters, err := l.Due(t.Context(), monday, 1000)
	must(t, err)
	if len(all) < told || len(all) > told+1 || len(letters) != len(all) {
		t.Errorf("%d told, %d referrals, %d letters", told, len(all), len(letters))
	}
}

// The driver says that a context has ended even when the statement ran. No
// transaction may stay open because of it.
func TestCancelledContextLeavesNoTransactionOpen(t *testing.T) {
	l := fresh(t)
	for i := range 200 {
		ctx, cancel := context.WithTimeout(t.Context(), time.Duration(i)*2*time.Microsecond)
		err := l.OpenBreaker(ctx, "x", monday)
		cancel()
		if err != nil && !errors.Is(err, context.DeadlineExceeded) && !errors.Is(err, context.Canceled) {
			t.Fatalf("after %d: %v", i, err)
		}
	}
	must(t, l.OpenBreaker(t.Context(), "x", monday))
	sound(t, l)
}

func mustSub(t testing.TB) fs.FS {
	t.Helper()
	all, err := fs.Sub(embedded, "migrations")
	must(t, err)
	return all
}

// schemas is the number of the newest schema.
func schemas(t testing.TB) int {
	t.Helper()
	all, err := steps(mustSub(t))
	must(t, err)
	return len(all)
}
