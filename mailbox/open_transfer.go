package mailbox

import (
	"bytes"
	"encoding/base64"
	"strings"
)

// Transfer encodings. Base64 is decoded here rather than by the MIME library:
// on attachments this is most of the work, and the library gives up at the
// first bad character where a form can still be saved.

// base64Values maps a letter to its six bits; 0xFF means no letter, 0xFE padding,
// 0xFD white space. The URL alphabet (- and _) is understood as well.
var base64Values = func() (v [256]byte) {
	const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
	for i := range v {
		v[i] = 0xFF
	}
	for i := range len(letters) {
		v[letters[i]] = byte(i)
	}
	v['-'], v['_'], v['='] = 62, 63, 0xFE
	v[' '], v['\t'], v['\r'], v['\n'] = 0xFD, 0xFD, 0xFD, 0xFD
	return v
}()

// decodeBase64 decodes body text; whole is false when something in it was not
// base64 and what could be saved is returned.
func decodeBase64(b []byte) (data []byte, whole bool) {
	out := make([]byte, 0, base64.StdEncoding.DecodedLen(len(b))+3)
	for len(b) > 0 {
		line, rest := cutLine(b, '\n')
		text := bytes.TrimRight(line, "\r\n")
		n := len(text)
		if n%4 != 0 || n == 0 || text[n-1] == '=' {
			break
		}
		at := len(out)
		k, err := base64.StdEncoding.Decode(out[at:at+n/4*3], text)
		if err != nil || k != n/4*3 {
			break
		}
		out, b = out[:at+k], rest
	}
	return salvageBase64(out, b)
}

// salvageBase64 decodes the rest of a body letter by letter: odd line lengths,
// missing padding and junk are passed over. After padding only a line that is
// base64 throughout goes on; anything else is a footer that somebody added.
func salvageBase64(out, b []byte) ([]byte, bool) {
	whole, padded := true, false
	var bits uint32
	var have int
	flush := func() {
		switch have {
		case 1:
			whole = false
		case 2:
			out = append(out, byte(bits>>4))
		case 3:
			out = append(out, byte(bits>>10), byte(bits>>2))
		}
		bits, have = 0, 0
	}
	for len(b) > 0 {
		var line []byte
		line, b = cutLine(b, '\n')
		if padded && !pureBase64(line) {
			whole = false
			break
		}
		for _, c := range line {
			switch v := base64Values[c]; v {
			case 0xFD:
			case 0xFE:
				padded = true
				if have > 0 {
					flush()
				}
			case 0xFF:
				whole = false
			default:
				bits, have = bits<<6|uint32(v), have+1
				if have == 4 {
					out = append(out, byte(bits>>16), byte(bits>>8), byte(bits))
					bits, have = 0, 0
				}
			}
		}
	}
	flush()
	return out, whole
}

func pureBase64(line []byte) bool {
	line = bytes.TrimSpace(line)
	for _, c := range line {
		if v := base64Values[c]; v >= 0xFD && v != 0xFE {
			return false
		}
	}
	return len(line)%4 == 0
}

// decodeQuoted decodes quoted-printable in which codes may be broken: what is
// no code stands for itself.
func decodeQuoted(b []byte) []byte {
	out := make([]byte, 0, len(b))
	for len(b) > 0 {
		var line []byte
		line, b = cutLine(b, '\n')
		text := bytes.TrimRight(line, " \t\r\n")
		soft := len(text) > 0 && text[len(text)-1] == '='
		if soft {
			text = text[:len(text)-1]
		}
		for i := 0; i < len(text); i++ {
			if text[i] == '=' && i+2 < len(text) && isHex(text[i+1]) && isHex(text[i+2]) {
				out = append(out, unhex(text[i+1])<<4|unhex(text[i+2]))
				i += 2
				continue
			}
			out = append(out, text[i])
		}
		if !soft && len(line) > 0 && line[len(line)-1] == '\n' {
			out = append(out, '\r', '\n')
		}
	}
	return out
}

// decodeUU decodes the first uuencoded file in b; ok is false when there is none.
func decodeUU(b []byte) (data []byte, name string, ok bool) {
	at := bytes.Index(b, []byte("begin "))
	if at < 0 || at > 0 && b[at-1] != '\n' {
		return nil, "", false
	}
	line, rest := cutLine(b[at:], '\n')
	if words := strings.Fields(string(line)); len(words) > 2 {
		name = strings.Join(words[2:], " ")
	}
	for len(rest) > 0 {
		line, rest = cutLine(rest, '\n')
		line = bytes.TrimRight(line, "\r\n")
		if len(line) == 0 || string(line) == "end" || (line[0]-32)&63 == 0 {
			break
		}
		data = append(data, uuLine(line)...)
	}
	return data, name, true
}

// uuLine decodes one line: its first letter tells how many bytes it holds.
func uuLine(line []byte) []byte {
	n := int((line[0] - 32) & 63)
	out := make([]byte, 0, n+3)
	for i := 1; i < len(line) && len(out) < n; i += 4 {
		var v [4]byte
		for j := range v {
			if i+j < len(line) {
				v[j] = (line[i+j] - 32) & 63
			}
		}
		out = append(out, v[0]<<2|v[1]>>4, v[1]<<4|v[2]>>2, v[2]<<6|v[3])
	}
	return out[:min(n, len(out))]
}
