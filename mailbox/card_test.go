package mailbox

import (
	"strings"
	"testing"
	"time"
)

// A card comes back as it was written; what else lies beside the cards is none.
func TestCardIsReadAsItWasWritten(t *testing.T) {
	office := NewAddress("Children's Therapy Services", "office@example.org")
	want := Card{Instance: strings.Repeat("4f", 32), Word: "0123456789abcdef"}
	out, err := want.Letter("<card.1@example.org>", office, time.Date(2026, 10, 25, 1, 30, 0, 0, time.UTC))
	if err != nil {
		t.Fatal(err)
	}
	if got := ReadCard(out.Bytes); got != want {
		t.Errorf("read %+v", got)
	}
	m := Open(out.Bytes, OpenOptions{})
	if !strings.Contains(m.Text, "leave the newest of these letters here") || out.To != office || m.MessageID != "<card.1@example.org>" {
		t.Errorf("the letter says %q to %v", m.Text, out.To)
	}
	for _, letter := range []string{"", "no letter at all", "Subject: Referrals\r\n\r\nX-Referrald-Instance: 1\r\n"} {
		if got := ReadCard([]byte(letter)); got != (Card{}) {
			t.Errorf("%q is read as %+v", letter, got)
		}
	}
}
