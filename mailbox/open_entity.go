package mailbox

import (
	"bytes"
	"io"
	"strings"

	"github.com/emersion/go-message"
)

// entity is a message or a part of one: what its header says, and its body
// still in transfer encoding.
type entity struct {
	fields   []Field // raw values, in order
	media    string  // media type in lower case, "" when there is none
	params   map[string]string
	disp     string // Content-Disposition in lower case: "attachment", "inline" or ""
	name     string // file name, decoded; "" when unnamed
	encoding string // Content-Transfer-Encoding in lower case
	id       string // Content-ID without brackets
	body     []byte // in place, not copied
	damage   []string
}

// readEntity reads one message or part. The MIME library reads the mended
// header; what it cannot take apart (raw 8-bit, unquoted names with spaces,
// continuations in other charsets) is taken apart by parseMedia.
func readEntity(raw []byte, part bool) entity {
	h := splitHead(raw, part)
	e := entity{body: h.body, damage: h.damage}
	block := append(h.block, '\r', '\n')
	read, err := message.ReadWithOptions(bytes.NewReader(block), &message.ReadOptions{MaxHeaderBytes: -1})
	if read == nil {
		if err != nil {
			e.damage = append(e.damage, "the header could not be read")
		}
		return e
	}
	for f := read.Header.Fields(); f.Next(); {
		e.fields = append(e.fields, Field{Name: f.Key(), Value: f.Value()})
	}
	if read.Header.Get("Content-Type") != "" {
		media, params, err := read.Header.ContentType()
		e.media, e.params = strings.ToLower(media), params
		if raw := read.Header.Get("Content-Type"); err != nil || !plainParams(raw) {
			e.media, e.params = parseMedia(raw)
		}
	}
	var dispParams map[string]string
	if raw := read.Header.Get("Content-Disposition"); raw != "" {
		e.disp, dispParams, err = read.Header.ContentDisposition()
		if err != nil || !plainParams(raw) {
			e.disp, dispParams = parseMedia(raw)
		}
		e.disp = strings.ToLower(e.disp)
	}
	e.media = oneLine(e.media)
	e.name = fileName(dispParams["filename"], e.params["name"])
	encoding, _, _ := strings.Cut(read.Header.Get("Content-Transfer-Encoding"), ";")
	e.encoding = strings.ToLower(strings.TrimSpace(encoding))
	e.id = strings.Trim(read.Header.Get("Content-Id"), "<> ")
	return e
}

// decoded is the body out of its transfer encoding. Where nothing is encoded
// it is the body in place. A damaged body is what could be saved; why says so
// in plain words.
func (e *entity) decoded() (data []byte, why string) {
	switch e.encoding {
	case "", "7bit", "8bit", "binary", "7-bit", "8-bit":
		return e.body, ""
	case "base64":
		data, whole := decodeBase64(e.body)
		if !whole {
			why = "base64 that is broken"
		}
		return data, why
	case "x-uuencode", "uuencode", "x-uue", "uue":
		if data, name, ok := decodeUU(e.body); ok {
			if e.name == "" {
				e.name = fileName(name)
			}
			return data, ""
		}
		return e.body, "an encoding that is not what its label says"
	}
	data, err := transferDecoded(e.encoding, e.body)
	switch {
	case message.IsUnknownEncoding(err):
		return e.body, "an encoding that is not known"
	case err != nil:
		return decodeQuoted(e.body), "quoted-printable that is broken"
	}
	return data, ""
}

// transferDecoded lets the MIME library decode a body.
func transferDecoded(encoding string, body []byte) ([]byte, error) {
	var h message.Header
	h.Set("Content-Type", "application/octet-stream") // charsets are not its business here
	h.Set("Content-Transfer-Encoding", encoding)
	read, err := message.New(h, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(read.Body)
}
