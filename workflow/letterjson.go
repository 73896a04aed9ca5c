package workflow

import (
	"bytes"
	"encoding/json"
	"fmt"

	"referrald/templates"
)

// EncodeLetter is a letter as JSON, for the time in which it waits for a
// person. It holds personal data where the letter does.
func EncodeLetter(l templates.Letter) ([]byte, error) {
	if l == nil {
		return nil, fmt.Errorf("encoding letter: there is none")
	}
	data, err := json.Marshal(l)
	if err != nil {
		return nil, fmt.Errorf("encoding letter %s: %w", l.Name(), err)
	}
	return data, nil
}

// DecodeLetter reads back what EncodeLetter wrote; name is the letter's
// Name(). A letter that holds something this program does not know is refused:
// what a person releases must be what was drafted.
func DecodeLetter(name string, data []byte) (templates.Letter, error) {
	decode, ok := map[string]func([]byte) (templates.Letter, error){
		"form":            decodeAs[templates.Form],
		"acknowledgement": decodeAs[templates.Acknowledgement],
		"missing":         decodeAs[templates.Missing],
		"received":        decodeAs[templates.Received],
		"unreadable":      decodeAs[templates.Unreadable],
		"signpost":        decodeAs[templates.Signpost],
		"alert":           decodeAs[templates.Alert],
		"digest":          decodeAs[templates.Digest],
	}[name]
	if !ok {
		return nil, fmt.Errorf("decoding letter: there is no letter named %q", name)
	}
	l, err := decode(data)
	if err != nil {
		return nil, fmt.Errorf("decoding letter %s: %w", name, err)
	}
	return l, nil
}

func decodeAs[L templates.Letter](data []byte) (templates.Letter, error) {
	var l L
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(&l); err != nil {
		return nil, err
	}
	return l, nil
}
