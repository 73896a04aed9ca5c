package mailbox

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"mime"
	"path"
	"regexp"
	"strconv"
	"strings"
	"unicode"
)

// Limits, in characters, on words that are written on one line and may come
// from a stranger or a template. Encoded, a character takes 12 octets at most,
// so that a file name stays on one line of 998 octets.
const (
	subjectLimit = 200
	nameLimit    = 100
	fileLimit    = 60
)

// headerWords makes words fit for one header line: line breaks and other spaces
// become one space, what cannot be printed goes, the rest is cut at the limit.
func headerWords(s string, limit int) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case !unicode.IsPrint(r) || r == unicode.ReplacementChar:
			return -1
		}
		return r
	}, s)
	s = strings.Join(strings.Fields(s), " ")
	if r := []rune(s); len(r) > limit {
		s = strings.TrimSpace(string(r[:limit]))
	}
	return s
}

// labels is Content-Type and Content-Disposition of an attachment. Names beyond
// ASCII are written by RFC 2231, which the composer itself does not do.
func (e Enclosure) labels() (label, disposition string) {
	name := e.fileName()
	kind, params, err := mime.ParseMediaType(e.Type)
	if err != nil || !strings.Contains(kind, "/") {
		kind, params = "application/octet-stream", map[string]string{}
	}
	params["name"] = name
	label = mime.FormatMediaType(kind, params)
	const longest = 900 // with its field name on one line of 998 octets
	if label == "" || len(label) > longest || !printable(strings.ReplaceAll(label, " ", "")) {
		label = mime.FormatMediaType("application/octet-stream", map[string]string{"name": name})
	}
	return label, mime.FormatMediaType("attachment", map[string]string{"filename": name})
}

// fileName is the name without folders, quotes or anything that cannot be
// printed; a long name keeps its ending.
func (e Enclosure) fileName() string {
	name := path.Base(strings.ReplaceAll(headerWords(e.Name, len(e.Name)), `\`, "/"))
	name = strings.Map(func(r rune) rune {
		if strings.ContainsRune(`"/:<>?|*`, r) {
			return '_'
		}
		return r
	}, name)
	if strings.Trim(name, "._ ") == "" {
		return "attachment"
	}
	if r := []rune(name); len(r) > fileLimit {
		end := []rune(path.Ext(name))
		if len(end) > fileLimit/2 {
			end = nil
		}
		name = string(r[:fileLimit-len(end)]) + string(end)
	}
	return name
}

// multipartLine is how the composer announces a multipart. Only a true header
// can match: the first matches stand before any text, a folded header line
// begins with a space.
var multipartLine = regexp.MustCompile(`(?m)^Content-Type: multipart/(?:mixed|alternative);\r\n boundary=([0-9a-f]{60})\r$`)

// settle gives every multipart of a rendered letter, in place, the boundary
// that follows from its identifier. The composer draws them at random, and its
// own setting would give nested multiparts the same one, which breaks them.
func settle(letter []byte, id string, multiparts int) error {
	if multiparts == 0 {
		return nil
	}
	found := multipartLine.FindAllSubmatchIndex(letter, multiparts)
	if len(found) != multiparts {
		return errors.New("its parts are not bounded as expected (report this with the program's version)")
	}
	for i, at := range found {
		drawn := bytes.Clone(letter[at[2]:at[3]])
		sum := sha256.Sum256([]byte("boundary " + strconv.Itoa(i) + " " + id))
		derived := hex.EncodeToString(sum[:])[:len(drawn)]
		for rest := letter; ; {
			next := bytes.Index(rest, drawn)
			if next < 0 {
				break
			}
			copy(rest[next:], derived)
			rest = rest[next+len(drawn):]
		}
	}
	return nil
}
