package ledger

import (
	"context"
	"strings"
	"testing"

	"referrald/workflow"
)

// Whoever can write to the file can change it, but not unnoticed.
func TestVerifyFindsTampering(t *testing.T) {
	tests := []struct{ name, sql, line string }{
		{"a changed reason", `UPDATE audit SET why = 'another' WHERE id = 3`, "line 3"},
		{"a changed name", `UPDATE audit SET who = 'Sam Staff' WHERE id = 2`, "line 2"},
		{"a changed time", `UPDATE audit SET at = at + 1 WHERE id = 2`, "line 2"},
		{"a changed hash", `UPDATE audit SET hash = zeroblob(32) WHERE id = 2`, "line 2"},
		{"a word moved to the next column", `UPDATE audit SET who = who || substr(what, 1, 1), what = substr(what, 2) WHERE id = 2`, "line 2"},
		{"a line taken out", `DELETE FROM audit WHERE id = 2`, "line 2"},
		{"the first line taken out", `DELETE FROM audit WHERE id = 1`, "line 1"},
		{"the last line taken out", `DELETE FROM audit WHERE id = (SELECT max(id) FROM audit)`, "line 9"},
		{"all lines taken out", `DELETE FROM audit`, "line 1"},
		{"a line taken out and the others moved up", `DELETE FROM audit WHERE id = 2; UPDATE audit SET id = id - 1 WHERE id > 2`, "line 2"},
		{"two lines exchanged", `UPDATE audit SET id = 100 WHERE id = 2; UPDATE audit SET id = 2 WHERE id = 3; UPDATE audit SET id = 3 WHERE id = 100`, "line 2"},
		{"a line put in", `INSERT INTO audit(at, who, what, prev, hash) SELECT at, who, what, hash, hash FROM audit ORDER BY id DESC LIMIT 1`, "line 10"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l := fresh(t)
			for n := 1; n <= 3; n++ {
				tell(t, l, story{uid: uint32(n), cases: []workflow.Case{opens(n, workflow.Asked)}, letters: []workflow.Planned{formLetter()}})
			}
			lines, err := l.Verify(t.Context())
			must(t, err)
			want(t, "lines", lines, 9)
			if _, err := l.conn.ExecContext(t.Context(), tt.sql); err == nil && !strings.HasPrefix(tt.sql, "INSERT") {
				t.Error("the ledger itself lets it be done")
			}
			for _, trigger := range []string{"audit_no_update", "audit_no_delete"} {
				_, err := l.conn.ExecContext(t.Context(), "DROP TRIGGER "+trigger)
				must(t, err)
			}
			if !strings.HasPrefix(tt.sql, "INSERT") {
				_, err = l.conn.ExecContext(t.Context(), tt.sql)
				must(t, err)
			}
			_, err = l.Verify(t.Context())
			wantKind(t, err, Damaged)
			if !strings.Contains(err.Error(), tt.line+":") {
				t.Errorf("%q does not say %s", err, tt.line)
			}
		})
	}
}

// A person may verify while the daemon writes: what is appended meanwhile is
// no damage.
func TestVerifyWhileWriting(t *testing.T) {
	path := place(t)
	l, reader := openAt(t, path), openAt(t, path)
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() {
		for {
			err := l.write(context.WithoutCancel(ctx), "writing", func(p *pen) error { return p.audit(line{at: monday, what: "said"}) })
			if err != nil || ctx.Err() != nil {
				done <- err
				return
			}
		}
	}()
	for lines := 0; lines < 60; {
		n, err := reader.Verify(t.Context())
		if err != nil {
			t.Errorf("after %d lines: %v", n, err)
			break
		}
		lines = n
	}
	stop()
	must(t, <-done)
}
