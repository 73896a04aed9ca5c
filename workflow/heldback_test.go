package workflow

import (
	"slices"
	"testing"

	"referrald/forms"
)

// A file that did not pass the virus check is shown to people whatever the
// message is: it stays in the inbox and stands in the digest.
func TestHeldBackFileIsShown(t *testing.T) {
	for _, row := range []struct {
		name string
		code forms.UnreadCode
		text string
		want bool
	}{
		{"malware with the form", forms.Malware, "Please find the completed form attached.", true},
		{"malware in other mail", forms.Malware, "Your invoice is attached.", true},
		{"not scanned, in other mail", forms.Unscanned, "Your invoice is attached.", true},
		{"a report, in other mail", forms.NoFields, "For your information.", false},
	} {
		t.Run(row.name, func(t *testing.T) {
			u := forms.Unread{Source: "x.pdf", Code: row.code, Text: "It was not opened."}
			plan := Decide(Facts{Message: letter("x", row.text), Found: forms.Found{Unread: []forms.Unread{u}}, Recall: Recall{Next: 1}, Office: liveOffice()})
			if got := slices.Contains(plan.Unread, u); got != row.want || len(plan.Unread) > 1 {
				t.Errorf("the digest shows %v", plan.Unread)
			}
			if row.want && plan.Folder != "" {
				t.Errorf("the message is moved to %s", plan.Folder)
			}
			for _, p := range plan.Letters {
				if p.Letter.Name() == "unreadable" {
					t.Error("the sender is told what to do about it")
				}
			}
		})
	}
}
