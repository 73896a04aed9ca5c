package mailbox

import (
	"strings"
	"testing"
)

var letterSecret = []byte("a secret of this office, 32 bytes")

func TestLetterIDIsRecognised(t *testing.T) {
	id := LetterID(letterSecret, 31, "received-1", "Mail.Example.ORG")
	if !strings.HasPrefix(id, "<31.received-1.") || !strings.HasSuffix(id, "@mail.example.org>") {
		t.Fatalf("the identifier reads %q", id)
	}
	inner := strings.Trim(id, "<>")
	left, _, _ := strings.Cut(inner, "@")
	forms := map[string]string{
		"as made":                id,
		"without brackets":       inner,
		"spaces around":          "  " + id + "\r\n",
		"domain in capitals":     "<" + left + "@MAIL.EXAMPLE.ORG>",
		"all in capitals":        strings.ToUpper(id),
		"another domain":         "<" + left + "@relay.example.net>",
		"domain cut off":         "<" + left + ">",
		"one bracket lost":       inner + ">",
		"whole in small letters": strings.ToLower(id),
	}
	for name, form := range forms {
		row, letter, ok := OwnLetterID(letterSecret, form)
		if !ok || row != 31 || letter != "received-1" {
			t.Errorf("%s: got row %d, name %q, %v", name, row, letter, ok)
		}
	}
}

func TestLetterIDNames(t *testing.T) {
	names := map[string]string{
		"form": "form", "signpost-released": "signpost-released", "digest-2026-11-24-0": "digest-2026-11-24-0",
		"Alert": "alert", "a.b@c>": "a-b-c-", "ä": "-", "": "",
	}
	for given, kept := range names {
		id := LetterID(letterSecret, 9, given, "example.org")
		if row, name, ok := OwnLetterID(letterSecret, id); !ok || row != 9 || name != kept {
			t.Errorf("%q: got row %d, name %q, %v", given, row, name, ok)
		}
		if !usableID(id) {
			t.Errorf("%q makes an unusable identifier %q", given, id)
		}
		if id != LetterID(letterSecret, 9, given, "example.org") {
			t.Errorf("%q: a second identifier differs", given)
		}
	}
	if id := LetterID(letterSecret, 123456, "signpost-released", "example.org"); len(id) > 60 {
		t.Errorf("an ordinary identifier has %d characters and is folded", len(id))
	}
}

func TestLetterIDIsNotForged(t *testing.T) {
	id := LetterID(letterSecret, 31, "form", "example.org")
	tag := strings.Split(strings.Trim(id, "<>"), ".")[2]
	tag, _, _ = strings.Cut(tag, "@")
	forged := map[string]string{
		"empty":                "",
		"somebody's own":       "<CAF12345.abc@mail.example.org>",
		"another row":          strings.Replace(id, "<31.", "<32.", 1),
		"row with a zero":      strings.Replace(id, "<31.", "<031.", 1),
		"row with a sign":      strings.Replace(id, "<31.", "<+31.", 1),
		"another name":         strings.Replace(id, ".form.", ".alert.", 1),
		"another tag":          strings.Replace(id, tag, strings.Repeat("a", len(tag)), 1),
		"no tag":               "<31.form@example.org>",
		"empty tag":            "<31.form.@example.org>",
		"half a tag":           strings.Replace(id, tag, tag[:len(tag)/2], 1),
		"row and name swapped": "<form.31." + tag + "@example.org>",
		"another secret":       LetterID([]byte("another"), 31, "form", "example.org"),
	}
	for name, id := range forged {
		if row, letter, ok := OwnLetterID(letterSecret, id); ok || row != 0 || letter != "" {
			t.Errorf("%s: recognised as row %d, name %q", name, row, letter)
		}
	}
	if _, _, ok := OwnLetterID(nil, LetterID(nil, 1, "form", "example.org")); ok {
		t.Error("without a secret an identifier is recognised")
	}
	other := LetterID(letterSecret, 31, "missing", "example.org")
	if strings.Contains(other, tag) {
		t.Error("two letters share a tag")
	}
}
