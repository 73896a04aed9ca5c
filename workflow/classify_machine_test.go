package workflow

import (
	"strings"
	"testing"

	"referrald/mailbox"
)

// Mail of machines that say so in words only, and mail of people that sounds
// like it.
func TestMachinesInWords(t *testing.T) {
	tests := []struct {
		what, from, subject, text string
		want                      Kind
	}{
		{"an out-of-office note that speaks of forms", "kim@example.org", "Re: form", "I am on annual leave until 4 January. If you need a referral form please ask the school office.", Automatic},
		{"a note that names another desk", "kim@example.org", "Away", "I am out of the office. Please email the office for a referral form.", Automatic},
		{"a note with a question", "kim@example.org", "Splints", "I am on annual leave next week, so could you ring me on Friday about the splints?", Other},
		{"a person on leave who asks", "kim@example.org", "OT", "I'm on annual leave from Friday. Please can you send me the OT referral form before then.", FormRequest},
		{"a newsletter that asks", "news@shop.example.com", "Winter ideas", "Please send us your referral form and win!\n\nYou are receiving this because you signed up. Unsubscribe", Automatic},
		{"somebody who leaves a list", "kim@example.org", "list", "Please unsubscribe me from your newsletter.", Other},
		{"a ticket", "desk@example.org", "Ticket 4411", "Thank you for contacting the help desk. Your ticket has been logged: please send the OT referral form.", Automatic},
		{"an order", "shop@example.com", "Order", "Your order 7 has been dispatched.", Automatic},
		{"a robot that asks", "desk@example.org", "Form", "This is an automated message. Please send us your referral form.", Automatic},
		{"a person behind no-reply", "no-reply@nursery.example.org", "OT form", "Hello, could you send us the OT referral form please? Bea", FormRequest},
		{"a machine behind no-reply", "no-reply@shop.example.org", "Offer", "All paper forms are half price today.", Automatic},
		{"a person whose footer says that nobody reads replies", "kim@example.org", "OT", "Please could you send me the OT referral form.\n\nThis mailbox is not monitored at weekends.", FormRequest},
		{"an empty answer to a letter of ours", "kim@example.org", "Re: Your form", "\n\nOn Tue, 12 May 2026 at 10:03, Office <office@example.net> wrote:\n> Please send the referral form back.", Other},
		{"a forwarded request", "kim@example.org", "Fwd: form", "\n\n---------- Forwarded message ---------\nFrom: Bo <bo@example.org>\nSubject: form\n\nPlease send the OT referral form.", FormRequest},
	}
	for _, tt := range tests {
		raw := "From: " + tt.from + "\nTo: office@example.net\nMessage-ID: <a@example.org>\nSubject: " + tt.subject + "\nContent-Type: text/plain; charset=utf-8\n\n" + tt.text + "\n"
		m := mailbox.Open([]byte(strings.ReplaceAll(raw, "\n", "\r\n")), mailbox.OpenOptions{})
		if got := kindOf(t, m, Recall{}); got.kind != tt.want {
			t.Errorf("%s is %s (%s), want %s", tt.what, got.kind, strings.Join(got.reasons, "; "), tt.want)
		}
	}
}
