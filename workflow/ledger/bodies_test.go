package ledger

import (
	"bytes"
	"database/sql"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"referrald/mailbox"
	"referrald/workflow"
)

// withForm is a letter with an enclosure of n bytes, the same in every letter.
func withForm(id string, to mailbox.Address, n int) mailbox.Outgoing {
	out := bytesOf(id, to)
	var b bytes.Buffer
	fmt.Fprintf(&b, "Message-ID: %s\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nDear reader %s,\r\n--b\r\nContent-Type: application/pdf\r\n\r\n", id, id)
	b.WriteString(strings.Repeat(strings.Repeat("JVBER", 15)+"\r\n", n/77))
	b.WriteString("--b--\r\n")
	out.Bytes = b.Bytes()
	return out
}

// Every letter has the same form in it. It is kept once, and each letter comes
// out as the bytes that were committed, after a restart too.
func TestEnclosureIsKeptOnce(t *testing.T) {
	const size, letters = 300 << 10, 20
	path := place(t)
	l := openAt(t, path)
	sent := map[string][]byte{}
	for n := 1; n <= letters; n++ {
		s := story{uid: uint32(n), cases: []workflow.Case{opens(n, workflow.Asked)}, letters: []workflow.Planned{formLetter()}}.filled()
		row := s.receive(t, l)
		d := s.decision(row.ID)
		d.Letters[0].Out = withForm(letterID(row.ID, 0), parent, size)
		sent[d.Letters[0].Out.ID] = bytes.Clone(d.Letters[0].Out.Bytes)
		g, err := l.Begin(t.Context())
		must(t, err)
		must(t, g.Commit(t.Context(), d))
		must(t, g.End(t.Context()))
	}
	l = openAt(t, powerOff(t, path))
	all := due(t, l, monday)
	want(t, "due", len(all), letters)
	for _, d := range all {
		want(t, "the bytes of "+d.Out.ID, bytes.Equal(d.Out.Bytes, sent[d.Out.ID]), true)
	}
	var bodies, kept int
	must(t, l.reads.QueryRowContext(t.Context(), `SELECT count(*), sum(length(bytes)) FROM bodies`).Scan(&bodies, &kept))
	want(t, "enclosures", bodies, 1)
	must(t, l.reads.QueryRowContext(t.Context(), `SELECT sum(length(head)) FROM letters`).Scan(&kept))
	if kept > letters*1000 {
		t.Errorf("%d letters take %d bytes without their enclosure", letters, kept)
	}
}

// Whatever a letter looks like, every byte of it comes back.
func TestStoreGivesEveryByteBack(t *testing.T) {
	l := fresh(t)
	big := strings.Repeat("A", minBody)
	parts := []string{"", "x", "\r\n", "\n", "\r\n\r\n", "\r\n--", "\r\n--b--\r\n", "Subject: x", big, big[1:], big + "B", strings.Repeat("\r\n\r\n", minBody)}
	rapid.Check(t, func(r *rapid.T) {
		letter := []byte(strings.Join(rapid.SliceOfN(rapid.SampledFrom(parts), 1, 12).Draw(r, "letter"), ""))
		var got []byte
		err := l.write(t.Context(), "storing", func(p *pen) error {
			head, cuts, err := p.store(bytes.Clone(letter))
			if err != nil {
				return err
			}
			var column sql.NullString
			if err := column.Scan(cuts); err != nil {
				return err
			}
			got, err = (&restorer{from: p}).restore(head, column)
			return err
		})
		if err != nil || !bytes.Equal(got, letter) {
			r.Fatalf("%d bytes came back as %d: %v", len(letter), len(got), err)
		}
	})
}

// Cuts that do not fit are damage, not a letter that looks almost right.
func TestDamagedCutsAreRefused(t *testing.T) {
	l := fresh(t)
	d := oneLetter(t, l)
	for _, cuts := range []string{`[{"at":100000,"body":1}]`, `[{"at":-1,"body":1}]`, `[{"at":5,"body":1},{"at":2,"body":1}]`, `[{"at":1,"body":99}]`, `what`} {
		_, err := l.conn.ExecContext(t.Context(), `INSERT OR IGNORE INTO bodies(id, hash, bytes) VALUES (1, x'00', x'41')`)
		must(t, err)
		_, err = l.conn.ExecContext(t.Context(), `UPDATE letters SET cuts = ? WHERE id = ?`, cuts, d.ID)
		must(t, err)
		if _, err = l.Due(t.Context(), monday, 10); err == nil {
			t.Errorf("a letter with cuts %s came out", cuts)
		}
	}
}
