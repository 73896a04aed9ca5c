package submit_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"referrald/mailbox"
	"referrald/mailbox/submit"
)

// script is what a made-up server answers to each verb, whatever is right.
// Verbs: GREETING, EHLO, AUTH, MAIL, RCPT, DATA, BODY (drop: in the middle of
// the letter), "." (the final dot), RSET, NOOP, QUIT. A missing verb is answered
// as a willing server would, except that DATA after a refusal is refused.
type script map[string]string

const (
	drop   = "drop"   // end the connection without an answer
	silent = "silent" // never answer again
)

var willing = script{
	"GREETING": "220 mx.example.com ready", "AUTH": "235 2.7.0 welcome", "MAIL": "250 2.1.0 ok", "RCPT": "250 2.1.5 ok", "DATA": "354 go on",
	".": "250 2.0.0 queued", "RSET": "250 ok", "NOOP": "250 ok", "QUIT": "221 bye", "HELO": "250 mx.example.com",
	"EHLO": "250-mx.example.com\r\n250-PIPELINING\r\n250-ENHANCEDSTATUSCODES\r\n250 AUTH PLAIN LOGIN",
}

// stage is a server that plays a script, and what it was told.
type stage struct {
	server mailbox.Server

	mu      sync.Mutex
	script  script
	forget  bool          // what it is told, so that a benchmark does not measure that
	wait    time.Duration // before the next greeting
	calls   int           // connections
	lines   []string      // commands of all connections
	letters []string      // as they came over the wire, dots and all
}

func play(t testing.TB, s script) *stage {
	t.Helper()
	door, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	st := &stage{script: s, server: mailbox.Server{Host: "127.0.0.1", Port: door.Addr().(*net.TCPAddr).Port, Security: mailbox.Plain}}
	var open sync.WaitGroup
	open.Go(func() {
		for {
			conn, err := door.Accept()
			if err != nil {
				return
			}
			st.mu.Lock()
			st.calls++
			wait := st.wait
			st.wait = 0
			st.mu.Unlock()
			open.Go(func() {
				defer func() { _ = conn.Close() }()
				defer context.AfterFunc(t.Context(), func() { _ = conn.Close() })()
				time.Sleep(wait)
				st.serve(conn)
			})
		}
	})
	t.Cleanup(func() { _ = door.Close(); open.Wait() })
	return st
}

// reply is the script's line for a verb.
func (st *stage) reply(verb string) string {
	st.mu.Lock()
	defer st.mu.Unlock()
	no := func(verb string) bool { return st.script[verb] != "" && !strings.HasPrefix(st.script[verb], "2") }
	switch line, ok := st.script[verb]; {
	case ok:
		return line
	case verb == "DATA" && (no("MAIL") || no("RCPT")):
		return "503 5.5.1 no recipient"
	case willing[verb] != "":
		return willing[verb]
	}
	return "500 5.5.1 what?"
}

// say answers with a line, and reports whether the play goes on.
func say(conn net.Conn, line string) bool {
	switch line {
	case drop:
		return false
	case silent:
		_, _ = io.Copy(io.Discard, conn)
		return false
	}
	_, err := io.WriteString(conn, line+"\r\n")
	return err == nil && !strings.HasPrefix(line, "421")
}

func (st *stage) serve(conn net.Conn) {
	r := bufio.NewReaderSize(conn, 64<<10)
	for verb := "GREETING"; verb != "QUIT"; {
		line := st.reply(verb)
		if !say(conn, line) {
			return
		}
		if verb == "DATA" && strings.HasPrefix(line, "3") {
			if !st.letter(r) {
				return
			}
			verb = "."
			continue
		}
		line, err := r.ReadString('\n')
		if err != nil {
			return
		}
		line = strings.TrimRight(line, "\r\n")
		st.mu.Lock()
		if !st.forget {
			st.lines = append(st.lines, line)
		}
		st.mu.Unlock()
		verb, _, _ = strings.Cut(strings.ToUpper(line), " ")
	}
	_ = say(conn, st.reply("QUIT"))
}

// letter reads one, unless the script ends the connection in the middle of it.
func (st *stage) letter(r *bufio.Reader) bool {
	st.mu.Lock()
	cut := st.script["BODY"] == drop
	st.mu.Unlock()
	var b strings.Builder
	for {
		line, err := r.ReadSlice('\n')
		if err != nil || cut {
			return false
		}
		if string(line) == ".\r\n" {
			break
		}
		if !st.forget {
			b.Write(line)
		}
	}
	st.mu.Lock()
	defer st.mu.Unlock()
	if !st.forget {
		st.letters = append(st.letters, b.String())
	}
	return true
}

// pause makes the server wait once before it greets.
func (st *stage) pause(d time.Duration) {
	st.mu.Lock()
	defer st.mu.Unlock()
	st.wait = d
}

// now changes the script.
func (st *stage) now(s script) {
	st.mu.Lock()
	defer st.mu.Unlock()
	st.script = s
}

func (st *stage) told() (calls int, lines, letters []string) {
	st.mu.Lock()
	defer st.mu.Unlock()
	return st.calls, append([]string(nil), st.lines...), append([]string(nil), st.letters...)
}

func (st *stage) post(t testing.TB, change ...func(*submit.Config)) *submit.Post {
	t.Helper()
	st.mu.Lock()
	defer st.mu.Unlock()
	cfg := submit.Config{Server: st.server, Login: submit.Password("office", "correct horse")}
	for _, line := range st.script {
		if line == silent {
			impatient(&cfg)
		}
	}
	return post(t, cfg, change...)
}

// post waits for an answer however busy this machine is.
func post(t testing.TB, cfg submit.Config, change ...func(*submit.Config)) *submit.Post {
	t.Helper()
	if cfg.Timeout == 0 {
		cfg.Timeout, cfg.Verdict = 10*time.Second, 10*time.Second
	}
	for _, c := range change {
		c(&cfg)
	}
	p := submit.New(cfg)
	t.Cleanup(func() { _ = p.Close() })
	return p
}

// impatient is for a server that is going to be silent.
func impatient(c *submit.Config) { c.Timeout, c.Verdict = 400*time.Millisecond, 400*time.Millisecond }

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func in(t testing.TB, d time.Duration) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), d)
	t.Cleanup(cancel)
	return ctx
}

// letter is a finished letter of about size bytes, with lines that begin with dots.
func letter(n, size int) mailbox.Outgoing {
	var b strings.Builder
	id := fmt.Sprintf("<letter.%d@example.com>", n)
	fmt.Fprintf(&b, "From: office@example.com\r\nTo: jo@example.org\r\nSubject: letter %d\r\nDate: Mon, 23 Nov 2026 10:00:00 +0000\r\nMessage-ID: %s\r\n\r\n.\r\n..\r\n.hidden\r\n", n, id)
	for b.Len() < size {
		b.WriteString("Thank you for writing to us. The form is attached to this letter.\r\n")
	}
	return mailbox.Outgoing{
		ID: id, From: mailbox.Address{Addr: "office@example.com"}, To: mailbox.Address{Addr: "jo@example.org"}, Bytes: []byte(b.String()),
	}
}
