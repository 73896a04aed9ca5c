package mailbox

import (
	"bytes"
	"regexp"
)

const (
	maxUUFiles = 20 // in one text
	leastUU    = 2  // lines that make a file without an end; "begin 644 x" alone is a sentence
)

// uuBegin matches the line above a uuencoded file.
var uuBegin = regexp.MustCompile(`(?m)^begin [0-7]{3,4} \S[^\r\n]*\r?$`)

// uuFile is one file that stands in the text.
type uuFile struct {
	name  string
	data  []byte
	whole bool
}

// takeUU takes uuencoded files out of plain text, as programs of the 1990s and
// some scanners put them there. What is no such file stays in the text.
func takeUU(text []byte) (rest []byte, files []uuFile) {
	for len(files) < maxUUFiles {
		at := uuBegin.FindIndex(text)
		if at == nil {
			break
		}
		size, lines, whole := uuEnd(text[at[1]:])
		if lines < leastUU && !(whole && lines > 0) {
			rest = append(rest, text[:at[1]]...)
			text = text[at[1]:]
			continue
		}
		data, name, _ := decodeUU(text[at[0] : at[1]+size])
		files = append(files, uuFile{name: name, data: data, whole: whole})
		rest = append(rest, text[:at[0]]...)
		text = text[at[1]+size:]
	}
	return append(rest, text...), files
}

// uuEnd is how far the lines of a uuencoded file go. Each says how many letters
// it has; a line that has not ends the file, as one that broke off.
func uuEnd(b []byte) (size, lines int, whole bool) {
	_, rest := cutLine(b, '\n')
	size = len(b) - len(rest)
	for len(rest) > 0 {
		line, next := cutLine(rest, '\n')
		text := bytes.TrimRight(line, "\r\n")
		if string(text) == "end" {
			return size + len(line), lines, true
		}
		if len(bytes.TrimRight(text, " `")) > 0 {
			n := int(text[0]-32) & 63
			letters := (n + 2) / 3 * 4
			if text[0] < 33 || text[0] > 96 || len(text)-1 > letters+1 || len(bytes.TrimRight(text[1:], " ")) > letters+1 || len(text)-1 < letters-3 {
				return size, lines, false
			}
			lines++
		} else if len(text) == 0 && lines > 0 && len(bytes.TrimSpace(rest)) > 0 && !bytes.HasPrefix(bytes.TrimSpace(rest), []byte("end")) {
			return size, lines, false
		}
		rest, size = next, size+len(line)
	}
	return size, lines, false
}
