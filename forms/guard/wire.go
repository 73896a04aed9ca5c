package guard

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"referrald/forms"
)

// Limits on what crosses, in bytes.
const (
	mostSent   = 64 << 20 // files of one message; no mail server of the service lets more in
	mostHead   = 4 << 20  // what was typed, and what the files are called
	mostAnswer = 8 << 20  // answers of one message; a filled form has 30 KB of them
)

// What a child is asked for.
const (
	opFind = "find" // every form in the files and the typed text
	opRead = "read" // one file
	opWarm = "warm" // fill the folder of compiled code
	opTry  = "try"  // see that the tools work
)

// request goes to the child: a frame of JSON, then the bytes of each file.
type request struct {
	Op       string
	Typed    string    `json:",omitempty"`
	Received time.Time //
	Files    []sent    `json:",omitempty"`
}

// sent is a forms.File; its bytes follow the frame by themselves, because in
// JSON they would cost more time than reading a form.
type sent struct {
	Name, Type, Where string
	Size              int
	data              []byte
}

// reply comes back as one frame of JSON.
type reply struct {
	Found  forms.Found   `json:",omitzero"`
	Unread *forms.Unread `json:",omitempty"` // opRead: why there is no form
	Busy   bool          `json:",omitempty"` // no answer yet, but a step of the work is done
	Cold   bool          `json:",omitempty"` // compiled code is needed and is not in its folder
	Tools  *Tools        `json:",omitempty"` // opTry
	Walls  []string      `json:",omitempty"` // the first frame of a child: the walls that it put up
	Fault  string        `json:",omitempty"` // opWarm: why it failed
}

// errLarge says that something that should cross is larger than may cross.
var errLarge = errors.New("larger than may cross")

func newRequest(op string, files []forms.File, typed string, received time.Time) (request, error) {
	r := request{Op: op, Typed: typed, Received: received}
	total := 0
	for _, f := range files {
		r.Files = append(r.Files, sent{f.Name, f.Type, f.Where, len(f.Data), f.Data})
		total += len(f.Data)
	}
	if total > mostSent {
		return r, errLarge
	}
	return r, nil
}

// files are what a request brought.
func (r request) files() []forms.File {
	var out []forms.File
	for _, s := range r.Files {
		out = append(out, forms.File{Name: s.Name, Type: s.Type, Data: s.data, Where: s.Where})
	}
	return out
}

func writeRequest(w io.Writer, r request) error {
	if err := writeFrame(w, r, mostHead); err != nil {
		return err
	}
	for _, s := range r.Files {
		if _, err := w.Write(s.data); err != nil {
			return fmt.Errorf("writing a file: %w", err)
		}
	}
	return nil
}

func readRequest(in io.Reader) (request, error) {
	var r request
	if err := readFrame(in, &r, mostHead); err != nil {
		return r, err
	}
	total := 0
	for i := range r.Files {
		s := &r.Files[i]
		if total += s.Size; s.Size < 0 || s.Size > mostSent || total > mostSent {
			return r, errLarge
		}
		s.data = make([]byte, s.Size)
		if _, err := io.ReadFull(in, s.data); err != nil {
			return r, fmt.Errorf("reading a file: %w", err)
		}
	}
	return r, nil
}

// writeFrame writes JSON behind its length, four bytes with the highest first.
func writeFrame(w io.Writer, v any, most int) error {
	body, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("writing a frame: %w", err)
	}
	if len(body) > most {
		return errLarge
	}
	frame := binary.BigEndian.AppendUint32(make([]byte, 0, 4+len(body)), uint32(len(body)))
	if _, err := w.Write(append(frame, body...)); err != nil {
		return fmt.Errorf("writing a frame: %w", err)
	}
	return nil
}

// readFrame reads what writeFrame wrote. A frame that says it is longer than
// may cross is refused before memory is taken for it.
func readFrame(in io.Reader, v any, most int) error {
	var size [4]byte
	if _, err := io.ReadFull(in, size[:]); err != nil {
		return fmt.Errorf("reading a frame: %w", err)
	}
	n := binary.BigEndian.Uint32(size[:])
	if uint64(n) > uint64(most) {
		return errLarge
	}
	body := make([]byte, n)
	if _, err := io.ReadFull(in, body); err != nil {
		return fmt.Errorf("reading a frame: %w", err)
	}
	if err := json.Unmarshal(body, v); err != nil {
		return fmt.Errorf("reading a frame: it is not what was agreed (%T)", err) // its text may hold an answer
	}
	return nil
}
