package guard

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"io"
	"log/slog"
	"net"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"referrald/forms"
)

// eicar is the test file that every virus scanner knows. It is put together
// here, so that no scanner takes this file for it.
func eicar() []byte {
	return []byte(`X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD` + "-ANTIVIRUS-TEST-FILE!$H+H*")
}

// scanner speaks clamd's protocol: it looks for eicar, and may be told to
// misbehave.
type scanner struct {
	socket string
	most   int    // bytes of a file; 0: no limit
	says   string // instead of a verdict; "hang up" says nothing
	asked  atomic.Int32
}

func (s *scanner) listen(t *testing.T, network, address string) *scanner {
	t.Helper()
	l, err := net.Listen(network, address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	s.socket = l.Addr().String()
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			s.answer(conn)
			_ = conn.Close()
		}
	}()
	return s
}

func (s *scanner) answer(conn net.Conn) {
	s.asked.Add(1)
	in := bufio.NewReader(conn)
	command, err := in.ReadString(0)
	if err != nil {
		return
	}
	said := "UNKNOWN COMMAND"
	switch command {
	case "zVERSION\x00":
		said = "ClamAV 1.4.1/27500/Mon Nov 23 09:00:00 2026"
	case "zINSTREAM\x00":
		said = s.verdict(in)
	}
	if s.says != "" {
		said = s.says
	}
	if said != "hang up" {
		_, _ = io.WriteString(conn, said+"\x00")
	}
}

func (s *scanner) verdict(in io.Reader) string {
	var data []byte
	for {
		var size [4]byte
		if _, err := io.ReadFull(in, size[:]); err != nil {
			return "hang up"
		}
		n := binary.BigEndian.Uint32(size[:])
		if n == 0 {
			break
		}
		if s.most > 0 && len(data)+int(n) > s.most {
			return "INSTREAM size limit exceeded. ERROR"
		}
		piece := make([]byte, n)
		if _, err := io.ReadFull(in, piece); err != nil {
			return "hang up"
		}
		data = append(data, piece...)
	}
	if bytes.Contains(data, eicar()) {
		return "stream: Win.Test.EICAR_HDB-1 FOUND"
	}
	return "stream: OK"
}

func TestScannedBeforeItIsOpened(t *testing.T) {
	form := ordinary(t, "Clean")
	infected := ordinary(t, "Infected")
	infected.Data = append(infected.Data, eicar()...)
	far := ordinary(t, "Far")
	far.Data = append(append(far.Data, make([]byte, 3*scanChunk)...), eicar()...)
	for _, row := range []struct {
		name    string
		scanner *scanner
		files   []forms.File
		forms   int
		unread  []forms.UnreadCode
	}{
		{"nothing is found", &scanner{}, []forms.File{form}, 1, nil},
		{"something is found in one of two", &scanner{}, []forms.File{infected, form}, 1, []forms.UnreadCode{forms.Malware}},
		{"something is found in the fourth piece", &scanner{}, []forms.File{far}, 0, []forms.UnreadCode{forms.Malware}},
		{"it is larger than is scanned", &scanner{most: 1000}, []forms.File{form}, 0, []forms.UnreadCode{forms.Unscanned}},
		{"the scanner has a fault", &scanner{says: "Can't allocate memory ERROR"}, []forms.File{form}, 0, []forms.UnreadCode{forms.Unscanned}},
		{"the scanner hangs up", &scanner{says: "hang up"}, []forms.File{form}, 0, []forms.UnreadCode{forms.Unscanned}},
		{"the scanner says OK about something else", &scanner{says: "OK"}, []forms.File{form}, 0, []forms.UnreadCode{forms.Unscanned}},
	} {
		for _, inProcess := range []bool{false, true} {
			t.Run(row.name, func(t *testing.T) {
				row.scanner.listen(t, "unix", filepath.Join(t.TempDir(), "clamd"))
				g := opened(t, Options{Tesseract: "off", Clamd: row.scanner.socket, InProcess: inProcess})
				found := g.Find(row.files, "", received)
				if len(found.Forms) != row.forms || len(found.Unread) != len(row.unread) {
					t.Fatalf("found %d forms, unread %v", len(found.Forms), found.Unread)
				}
				for i, code := range row.unread {
					if u := found.Unread[i]; u.Code != code || !strings.Contains(u.Text, "virus check") {
						t.Errorf("%s is %q: %s", u.Source, u.Code, u.Text)
					}
				}
				if row.forms == 0 && unreadCode(t, g, row.files[0]) != row.unread[0] {
					t.Error("Read opened it")
				}
			})
		}
	}
}

// No scanner, no opening: a file is never read because nobody could look at it.
func TestScannerThatIsNotThere(t *testing.T) {
	var log bytes.Buffer
	g := opened(t, Options{Tesseract: "off", Clamd: filepath.Join(t.TempDir(), "nobody"), Log: slog.New(slog.NewTextHandler(&log, nil))})
	f := ordinary(t, "Jordan")
	if code := unreadCode(t, g, f); code != forms.Unscanned {
		t.Errorf("it is %q", code)
	}
	if _, err := g.Scanner(); err == nil {
		t.Error("somebody answered")
	}
	if living(g) != 0 {
		t.Error("a child was started for it")
	}
	if said := log.String(); !strings.Contains(said, "level=ERROR") || strings.Contains(said, "Jordan") {
		t.Errorf("the log says: %s", said)
	}
}

func TestScannerOverTCP(t *testing.T) {
	s := (&scanner{}).listen(t, "tcp", "127.0.0.1:0")
	g := opened(t, Options{Tesseract: "off", Clamd: s.socket})
	if said, err := g.Scanner(); err != nil || !strings.HasPrefix(said, "ClamAV 1.4.1") {
		t.Errorf("got %q, %v", said, err)
	}
	if code := unreadCode(t, g, forms.File{Name: "x.com", Data: eicar()}); code != forms.Malware {
		t.Errorf("it is %q", code)
	}
	if s.asked.Load() != 2 {
		t.Errorf("the scanner was asked %d times", s.asked.Load())
	}
	other := (&scanner{says: "220 mail.example.org"}).listen(t, "tcp", "127.0.0.1:0")
	if _, err := opened(t, Options{Clamd: other.socket}).Scanner(); err == nil {
		t.Error("another program was taken for ClamAV")
	}
}
