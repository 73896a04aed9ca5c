package mailbox

import "testing"

func TestHeaderWords(t *testing.T) {
	cases := []struct {
		given string
		limit int
		want  string
	}{
		{"one\r\ntwo\tthree\u00a0\u2028four", 100, "one two three four"}, {" a\x00b\u202ec ", 100, "abc"},
		{"\xffä", 100, "ä"}, {"äöü x", 3, "äöü"}, {"ab cd", 3, "ab"}, {"", 5, ""},
	}
	for _, c := range cases {
		if got := headerWords(c.given, c.limit); got != c.want {
			t.Errorf("%q: got %q, want %q", c.given, got, c.want)
		}
	}
}

func TestComposeFileNames(t *testing.T) {
	cases := map[string]struct{ given, label, name, kind string }{
		"plain":        {"form.pdf", "application/pdf", "form.pdf", "application/pdf"},
		"folders":      {"../../etc/form.pdf", "application/pdf", "form.pdf", "application/pdf"},
		"other system": {`C:\form.pdf`, "application/pdf", "form.pdf", "application/pdf"},
		"quotes":       {`a"b?.pdf`, "application/pdf", "a_b_.pdf", "application/pdf"},
		"letters":      {"Überweisung.pdf", "application/pdf", "Überweisung.pdf", "application/pdf"},
		"no name":      {"", "application/pdf", "attachment", "application/pdf"},
		"dots":         {"..", "application/pdf", "attachment", "application/pdf"},
		"no type":      {"form.pdf", "", "form.pdf", "application/octet-stream"},
		"half a type":  {"form.pdf", "pdf", "form.pdf", "application/octet-stream"},
		"parameters":   {"a.txt", "text/plain; charset=utf-8", "a.txt", "text/plain"},
	}
	for name, c := range cases {
		d := draft()
		d.Attachments = []Enclosure{{Name: c.given, Type: c.label, Data: []byte("data")}}
		_, parts := composed(t, d)
		if got := parts[4]; got.name != c.name || got.kind != c.kind || got.body != "data" {
			t.Errorf("%s: the file is %q", name, got)
		}
	}
}
