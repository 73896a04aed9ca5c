package submit

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"referrald/mailbox"
)

// fate is what becomes of a connection after a letter.
type fate int

const (
	kept  fate = iota // good for the next letter
	spent             // to be given up
	stale             // dead before anything of the letter was said on it
)

// inspect finds what no server should be shown: line ends that would let the
// text of a letter end it early (SMTP smuggling), and addresses that would end
// the command they stand in.
func inspect(letter mailbox.Outgoing) (receipt mailbox.Receipt, unfit bool) {
	pairs := bytes.Count(letter.Bytes, []byte("\r\n"))
	switch {
	case !fits(letter.From.Addr):
		return mailbox.Receipt{Outcome: mailbox.Misconfigured, Who: mailbox.WritingAs, Text: "the from address cannot be used as it is written: check it"}, true
	case !fits(letter.To.Addr):
		return mailbox.Receipt{Outcome: mailbox.Refused, Text: "the recipient's address cannot be used as it is written"}, true
	case len(letter.Bytes) == 0:
		return mailbox.Receipt{Outcome: mailbox.Refused, Text: "the letter is empty"}, true
	case bytes.Count(letter.Bytes, []byte("\n")) != pairs || bytes.Count(letter.Bytes, []byte("\r")) != pairs:
		return mailbox.Receipt{Outcome: mailbox.Refused, Text: "the letter holds a line end that is not CR LF, and is not sent so"}, true
	}
	return mailbox.Receipt{}, false
}

// mostAddress: a path is at most 256 octets (RFC 5321 section 4.5.3.1.3).
const mostAddress = 254

func fits(addr string) bool {
	odd := func(r rune) bool { return r <= ' ' || r == 0x7f || r == '<' || r == '>' || r == utf8.RuneError }
	return addr != "" && len(addr) <= mostAddress && strings.Contains(addr, "@") && !strings.ContainsFunc(addr, odd)
}

// hand gives the server one letter: the envelope, the bytes, the final dot.
func (l *line) hand(ctx context.Context, letter mailbox.Outgoing) (mailbox.Receipt, fate) {
	defer l.wire.closeWith(ctx)()
	commands, receipt, unfit := l.envelope(letter)
	if unfit {
		return receipt, kept
	}
	receipt, end, open := l.open(ctx, commands)
	if !open {
		return receipt, end
	}
	if err := l.body(ctx, letter.Bytes); err != nil {
		return receiptOf(unlessOver(ctx, trouble("handing over a letter", atLetter, err))), spent
	}
	return l.verdict(ctx)
}

// command is one line of the envelope and where its reply counts.
type command struct {
	words string
	at    stage
}

// envelope words MAIL, RCPT and DATA, unless the letter is none for this server.
func (l *line) envelope(letter mailbox.Outgoing) (list []command, receipt mailbox.Receipt, unfit bool) {
	size := int64(len(letter.Bytes))
	foreign := !ascii([]byte(letter.To.Addr))
	switch {
	case l.largest > 0 && size > l.largest:
		text := fmt.Sprintf("the letter has %d bytes, and the server takes %d at most", size, l.largest)
		return nil, mailbox.Receipt{Outcome: mailbox.Refused, Text: text}, true
	case !ascii([]byte(letter.From.Addr)) && !l.utf8:
		return nil, mailbox.Receipt{Outcome: mailbox.Misconfigured, Who: mailbox.WritingAs, Text: "the from address has letters that this server cannot send"}, true
	case foreign && !l.utf8:
		return nil, mailbox.Receipt{Outcome: mailbox.Refused, Text: "the recipient's address has letters that this server cannot send"}, true
	}
	mail := "MAIL FROM:<" + letter.From.Addr + ">"
	if l.sized {
		mail += fmt.Sprintf(" SIZE=%d", size)
	}
	if l.eightBit && !ascii(letter.Bytes) {
		mail += " BODY=8BITMIME"
	}
	if foreign || !ascii([]byte(letter.From.Addr)) {
		mail += " SMTPUTF8"
	}
	at := atRecipient
	if l.cfg.Login == nil {
		at = atRelay
	}
	return []command{{mail, atSender}, {"RCPT TO:<" + letter.To.Addr + ">", at}, {"DATA", atLetter}}, receipt, false
}

// ascii reports whether no byte has its high bit set, eight at a time.
func ascii(p []byte) bool {
	const high = 0x8080808080808080
	for ; len(p) >= 8; p = p[8:] {
		if binary.LittleEndian.Uint64(p)&high != 0 {
			return false
		}
	}
	return !slices.ContainsFunc(p, func(b byte) bool { return b >= 0x80 })
}

// open says the envelope, all at once where the server allows (RFC 2920), and
// reports whether it now waits for the letter.
func (l *line) open(ctx context.Context, commands []command) (receipt mailbox.Receipt, end fate, open bool) {
	l.wire.begin(ctx, l.cfg.Timeout)
	group := 1
	if l.pipelining {
		group = len(commands)
	}
	for part := range slices.Chunk(commands, group) {
		refusal, at, err := l.say(part)
		switch {
		case err != nil:
			return receiptOf(unlessOver(ctx, trouble("handing over a letter", atLetter, err))), stale, false
		case refusal == nil:
		case refusal.code == closing:
			return refusal.receipt(at), stale, false
		default:
			return refusal.receipt(at), l.reset(ctx), false
		}
	}
	return mailbox.Receipt{}, kept, true
}

// closing is the code of a server that is about to hang up (RFC 5321 section 3.8).
const closing = 421

// say sends commands and reads a reply for each. The first refusal is the one
// that counts: those behind it are its consequence.
func (l *line) say(commands []command) (refusal *reply, at stage, err error) {
	text := l.client.Text
	for _, c := range commands {
		if _, err := text.W.WriteString(c.words + "\r\n"); err != nil {
			return nil, 0, err
		}
	}
	if err := text.W.Flush(); err != nil {
		return nil, 0, err
	}
	for _, c := range commands {
		code, words, err := text.ReadResponse(0)
		if err != nil && refusal != nil {
			return refusal, at, nil // it has refused and hung up
		}
		if err != nil {
			return nil, 0, err
		}
		want := 2
		if c.words == "DATA" {
			want = 3
		}
		if code/100 != want && refusal == nil {
			refusal, at = newReply(code, words), c.at
		}
		if code/100 == 3 && refusal != nil {
			// It wants a letter that it has refused: no dot, no letter.
			_ = l.wire.Close()
		}
	}
	return refusal, at, nil
}

// reset makes the connection ready for the next letter, if it will.
func (l *line) reset(ctx context.Context) fate {
	l.wire.begin(ctx, l.cfg.Timeout)
	if err := l.client.Reset(); err != nil {
		return spent
	}
	return kept
}

// body sends the letter as it is, with the dots of RFC 5321 section 4.5.2, and
// sees it out. The final dot is not part of it: until that is sent, the server
// has no letter.
func (l *line) body(ctx context.Context, raw []byte) error {
	for rest := raw; len(rest) > 0; { // rest begins a line
		if rest[0] == '.' {
			if err := l.write(ctx, []byte(".")); err != nil {
				return err
			}
		}
		run := rest
		if i := bytes.Index(rest, []byte("\n.")); i >= 0 {
			run = rest[:i+1]
		}
		if err := l.write(ctx, run); err != nil {
			return err
		}
		rest = rest[len(run):]
	}
	if !bytes.HasSuffix(raw, []byte("\r\n")) {
		if err := l.write(ctx, []byte("\r\n")); err != nil {
			return err
		}
	}
	return l.client.Text.W.Flush()
}

func (l *line) write(ctx context.Context, p []byte) error {
	for part := range slices.Chunk(p, stretch) {
		l.wire.begin(ctx, l.cfg.Timeout)
		if _, err := l.client.Text.W.Write(part); err != nil {
			return err
		}
	}
	return nil
}

// verdict sends the final dot and waits for the server's word. From here on
// silence means that nobody knows.
func (l *line) verdict(ctx context.Context) (mailbox.Receipt, fate) {
	l.wire.begin(ctx, l.cfg.Verdict)
	text := l.client.Text
	code, words := 0, ""
	_, err := text.W.WriteString(".\r\n")
	if err == nil {
		err = text.W.Flush()
	}
	if err == nil {
		code, words, err = text.ReadResponse(0)
	}
	if err != nil || code/100 == 1 || code/100 == 3 {
		said := "the server has the letter and did not say whether it took it"
		if err != nil {
			said += ": " + mailbox.Scrub(lost(err).Error())
		}
		return mailbox.Receipt{Outcome: mailbox.Unknown, Code: code, Text: said}, spent
	}
	r := newReply(code, words)
	end := kept
	if code == closing {
		end = spent
	}
	if code/100 == 2 {
		return mailbox.Receipt{Outcome: mailbox.Accepted, Code: r.code, Status: r.status, Text: r.text}, end
	}
	return r.receipt(atLetter), end
}
