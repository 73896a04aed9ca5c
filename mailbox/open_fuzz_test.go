package mailbox

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func FuzzOpen(f *testing.F) {
	files, _ := filepath.Glob("testdata/open/*.eml")
	for _, name := range files {
		raw, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(raw)
	}
	f.Add(letterWithForm(300))
	f.Add([]byte(parts(helloPart, pdfPart("Content-Type: application/pdf; name*0*=utf-8''a%41; name*1=b"), "Content-Type: message/rfc822\r\n\r\n"+letter("text/html", "<table><tr><td>a<td><p>b<blockquote type=cite>On 1 May 2026 at 10:03, x@example.org wrote:<ul><li>c"))))
	f.Add([]byte("From x\nSubject: =?utf-8?B?w?= =?utf-8?Q?=A9?=\nFrom: \"a, (b) <c@d>, e:f;\nContent-Type: multipart/mixed\n\n--q\nContent-Transfer-Encoding: x-uuencode\n\nbegin 644 x\n#0V%T\n"))
	for _, text := range []string{"Hi\n\n" + outlookHeader + "\n\n> x\ny\n-- \nJo", "CAUTION: external\n\n********\nnot the intended recipient\n********\nKind regards\nJo"} {
		f.Add([]byte(letter("text/plain", text)))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		before := string(raw)
		m := Open(raw, OpenOptions{})
		if string(raw) != before {
			t.Fatal("opening changed the bytes")
		}
		invariants(t, m, raw)
		for _, n := range m.Nested {
			sameLines(t, n)
		}
		for _, a := range m.Attachments {
			if a.Where == "" || a.Type == "" {
				t.Errorf("an attachment without place or type: %+v", a)
			}
		}
		if strings.Contains(strings.Join(m.Damage, " "), "@") {
			t.Error("an address stands in Damage")
		}
	})
}
