package guard

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"time"

	"referrald/forms"
)

// Limits of one conversation with ClamAV.
const (
	scanDial    = 5 * time.Second
	scanTime    = 30 * time.Second // a file of 25 MB takes some five
	scanChunk   = 64 << 10
	mostVerdict = 4 << 10 // bytes of its answer
)

// errFound says that ClamAV knows the file as malware. What it calls it stays
// behind: the name says nothing to a person and may be chosen by the sender.
var errFound = errors.New("the virus scanner found something")

// sift has every file scanned before anything opens it, and gives those that
// may be opened; kept are the others, and those that it was not asked about
// before the end. Without ClamAV all may.
func (g *Guard) sift(files []forms.File, end time.Time) (clean []forms.File, kept []forms.Unread) {
	if g.opt.Clamd == "" {
		return files, nil
	}
	for _, f := range files {
		err := errors.New("the time for this message was over")
		if time.Now().Before(end) {
			err = scan(g.opt.Clamd, f.Data)
		}
		switch {
		case err == nil:
			clean = append(clean, f)
		case errors.Is(err, errFound):
			g.opt.Log.Warn("the virus scanner found something in a file: it is not opened", "bytes", len(f.Data))
			kept = append(kept, f.Unread(forms.Malware))
		default:
			g.opt.Log.Error("the virus scanner gave no answer: a file is not opened", "why", err, "bytes", len(f.Data))
			kept = append(kept, f.Unread(forms.Unscanned))
		}
	}
	return clean, kept
}

// scan has clamd look at a file: nil when it found nothing, errFound when it
// did, and any other error when it did not say so plainly. The file is sent in
// pieces behind their lengths, with an empty one at the end (INSTREAM; see
// clamd(8)).
func scan(socket string, data []byte) error {
	said, err := converse(socket, "INSTREAM", func(w io.Writer) error {
		for len(data) > 0 {
			n := min(len(data), scanChunk)
			if err := piece(w, data[:n]); err != nil {
				return err
			}
			data = data[n:]
		}
		return piece(w, nil)
	})
	switch {
	case said == "stream: OK" && err == nil:
		return nil
	case strings.HasPrefix(said, "stream: ") && strings.HasSuffix(said, " FOUND"):
		return errFound // also when it closed before it had all
	case err != nil:
		return err
	case said == "":
		return errors.New("asking ClamAV: it said nothing")
	}
	return errors.New("asking ClamAV: it refused the file") // above its StreamMaxLength, for one
}

func piece(w io.Writer, data []byte) error {
	if _, err := w.Write(binary.BigEndian.AppendUint32(nil, uint32(len(data)))); err != nil {
		return err
	}
	_, err := w.Write(data)
	return err
}

// Scanner asks ClamAV what it is, as "ClamAV 1.4.1/27500/...". "" without an
// error: none is configured.
func (g *Guard) Scanner() (string, error) {
	if g.opt.Clamd == "" {
		return "", nil
	}
	said, err := converse(g.opt.Clamd, "VERSION", nil)
	if err == nil && !strings.HasPrefix(said, "ClamAV") {
		err = errors.New("asking ClamAV: what answers there is something else")
	}
	return said, err
}

// converse sends one command, and what belongs to it, and gives the answer. It
// may give an answer and an error: clamd answers and hangs up when it has seen
// enough.
func converse(socket, command string, send func(io.Writer) error) (string, error) {
	network := "tcp"
	if strings.Contains(socket, "/") {
		network = "unix"
	}
	conn, err := net.DialTimeout(network, socket, scanDial)
	if err != nil {
		return "", fmt.Errorf("asking ClamAV: %w", err)
	}
	defer conn.Close()
	if err := conn.SetDeadline(time.Now().Add(scanTime)); err != nil {
		return "", fmt.Errorf("asking ClamAV: %w", err)
	}
	w := bufio.NewWriterSize(conn, scanChunk)
	_, sending := w.WriteString("z" + command + "\x00")
	if sending == nil && send != nil {
		sending = send(w)
	}
	sending = errors.Join(sending, w.Flush())
	said, err := io.ReadAll(io.LimitReader(conn, mostVerdict))
	if err := errors.Join(sending, err); err != nil {
		return plainly(said), fmt.Errorf("asking ClamAV: %w", err)
	}
	return plainly(said), nil
}

func plainly(said []byte) string { return string(bytes.TrimSpace(bytes.TrimRight(said, "\x00\n"))) }
