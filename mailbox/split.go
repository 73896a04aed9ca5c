package mailbox

import "strings"

// share is whose words a line holds.
type share uint8

const (
	shareOwn share = iota // what the sender wrote this time
	shareQuoted
	shareSignature
	shareBanner
)

// shares is the text of a message by whose words it holds. Every line that is
// not blank is in exactly one of the four.
type shares struct {
	newest, quoted, signature string
	banners                   []string
	answered                  string
}

// splitLines tells apart what the sender wrote this time from banners that mail
// gateways add, from quoted history and from the signature. In doubt a line
// stays with the sender: an answer that is lost is worse than a footer too many.
func splitLines(lines []line) shares {
	of := make([]share, len(lines))
	bare := make([]string, len(lines)) // in lower case, without quote marks and space
	for i, l := range lines {
		bare[i] = strings.ToLower(strings.TrimSpace(unquote(l.text)))
	}
	markBanners(bare, of)
	markQuoted(lines, bare, of)
	markFeet(bare, of)
	markSignature(lines, bare, of)
	return shares{
		newest:    pick(lines, of, shareOwn),
		quoted:    pick(lines, of, shareQuoted),
		signature: pick(lines, of, shareSignature),
		banners:   pickBanners(lines, of),
		answered:  answered(lines, bare, of),
	}
}

// pick joins the lines of one share. Two blank lines or more become one.
func pick(lines []line, of []share, want share) string {
	var b strings.Builder
	blank := false
	for i, l := range lines {
		if strings.TrimSpace(l.text) == "" {
			blank = true
			continue
		}
		if of[i] != want {
			blank = true
			continue
		}
		if b.Len() > 0 {
			b.WriteByte('\n')
			if blank {
				b.WriteByte('\n')
			}
		}
		b.WriteString(l.text)
		blank = false
	}
	return b.String()
}

// pickBanners gathers each run of banner lines as one banner.
func pickBanners(lines []line, of []share) []string {
	var out []string
	for i := 0; i < len(lines); i++ {
		if of[i] != shareBanner {
			continue
		}
		end := i
		for end < len(lines) && of[end] == shareBanner {
			end++
		}
		if text := strings.TrimSpace(joinLines(lines[i:end])); text != "" {
			out = append(out, text)
		}
		i = end
	}
	return out
}

// unquote takes the "> " marks off a line.
func unquote(text string) string {
	for {
		t := strings.TrimLeft(text, " \t")
		if !strings.HasPrefix(t, ">") {
			return text
		}
		text = t[1:]
	}
}

// isQuote reports a line that begins with a quote mark.
func isQuote(text string) bool {
	return strings.HasPrefix(strings.TrimLeft(text, " \t"), ">")
}
