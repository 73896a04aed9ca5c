package ledger

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"referrald/workflow"
)

const here = "this machine"

// leased is a ledger with a lease and one letter on its way, and a copy of its
// file as a backup takes it.
func leased(t *testing.T) (path, backup string) {
	t.Helper()
	path = place(t)
	l := openAt(t, path)
	must(t, l.TakeLease(t.Context(), here, monday))
	tell(t, l, story{uid: 1, cases: []workflow.Case{opens(1, workflow.Asked)}, letters: []workflow.Planned{formLetter()}})
	must(t, l.Vouch(t.Context()))
	must(t, l.Close())
	data, err := os.ReadFile(path)
	must(t, err)
	backup = filepath.Join(t.TempDir(), "backup")
	must(t, os.WriteFile(backup, data, 0o600))
	return path, backup
}

func doubt(t *testing.T, path, at string) Doubt {
	t.Helper()
	l := openAt(t, path)
	d, err := l.Doubt(t.Context(), at)
	must(t, err)
	must(t, l.Close())
	return d
}

func TestLeaseFitsItsPlaceAlone(t *testing.T) {
	want(t, "a new ledger", doubt(t, place(t), here), Doubt(""))
	path, backup := leased(t)
	want(t, "started again", doubt(t, path, here), Doubt(""))
	want(t, "another machine", doubt(t, path, "another"), Elsewhere)

	l := openAt(t, path) // goes on after the backup
	tell(t, l, story{uid: 2, cases: []workflow.Case{opens(2, workflow.Asked)}})
	must(t, l.Vouch(t.Context()))
	must(t, l.Close())
	want(t, "after more work", doubt(t, path, here), Doubt(""))
	copyFile(t, backup, path)
	want(t, "yesterday's backup in its place", doubt(t, path, here), Behind)

	l = openAt(t, path) // and something else happens to it
	tell(t, l, story{uid: 3, cases: []workflow.Case{opens(3, workflow.Asked)}})
	must(t, l.Close())
	want(t, "another history of the same length", doubt(t, path, here), Behind)

	must(t, os.Remove(LeaseFile(path)))
	want(t, "without its file", doubt(t, path, here), Unproven)
	must(t, os.WriteFile(LeaseFile(path), []byte("{}"), 0o600))
	want(t, "with another's file", doubt(t, path, here), Unproven)
}

// A first start that ends between the file and the ledger is a first start again,
// and no copy.
func TestLeaseFileComesFirst(t *testing.T) {
	path := place(t)
	l := openAt(t, path)
	must(t, os.MkdirAll(filepath.Join(LeaseFile(path), "x"), 0o700)) // a rename cannot replace it
	if err := l.TakeLease(t.Context(), here, monday); err == nil {
		t.Fatal("the file was written")
	}
	_, held, err := l.Lease(t.Context())
	must(t, err)
	want(t, "the ledger says that it has a lease", held, false)
	must(t, os.RemoveAll(LeaseFile(path)))
	must(t, os.WriteFile(LeaseFile(path), []byte(`{"instance":"0011223344556677"}`), 0o600))
	want(t, "doubt", doubt(t, path, here), Doubt(""))
	must(t, l.TakeLease(t.Context(), here, monday))
	want(t, "doubt", doubt(t, path, here), Doubt(""))
}

func copyFile(t *testing.T, from, to string) {
	t.Helper()
	data, err := os.ReadFile(from)
	must(t, err)
	must(t, os.WriteFile(to, data, 0o600))
}

// A restored ledger gives out no number again and sends nothing that may have
// gone; one that was moved with its daemon stopped goes on as it was.
func TestAdopt(t *testing.T) {
	for _, moved := range []bool{false, true} {
		path, _ := leased(t)
		l := openAt(t, path)
		_, err := l.Adopt(t.Context(), "there", "", moved, monday)
		wantKind(t, err, Unfit)
		a, err := l.Adopt(t.Context(), "there", "Sam Staff", moved, monday)
		must(t, err)
		d, err := l.Doubt(t.Context(), "there")
		must(t, err)
		want(t, "doubt", d, Doubt(""))
		later := monday.Add(24 * time.Hour)
		due, err := l.Due(t.Context(), later, 10)
		must(t, err)
		tell(t, l, story{uid: 9})
		var row, last int64
		must(t, l.reads.QueryRowContext(t.Context(), `SELECT max(id), (SELECT max(last) FROM years) FROM messages`).Scan(&row, &last))
		_, inherited, err := l.Inherited(t.Context())
		must(t, err)
		if moved {
			want(t, "held, due, row, last reference, inherited", []any{a.Held, len(due), row, last, inherited}, []any{0, 1, int64(2), int64(1), false})
		} else {
			want(t, "held, due, row, last reference, inherited", []any{a.Held, len(due), row, last, inherited}, []any{1, 0, int64(rowGap + 2), int64(referenceGap + 1), true})
			day, err := l.Day(t.Context(), monday.Add(-time.Hour), later)
			must(t, err)
			if len(day.Unsent) != 1 || day.Unsent[0].State != "doubtful" || day.Unsent[0].Why != restoredWhy {
				t.Errorf("the digest shows %v", day.Unsent)
			}
		}
		sound(t, l)
	}
}
