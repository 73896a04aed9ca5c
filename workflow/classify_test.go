package workflow

import (
	"strings"
	"testing"
	"time"

	"referrald/forms"
	"referrald/mailbox"
)

// letter is a message of somebody who is no machine.
func letter(subject, text string) *mailbox.Message {
	return &mailbox.Message{
		From: mailbox.NewAddress("Kate Ashworth", "kate.ashworth@example.com"), MessageID: "<m1@example.com>",
		Subject: subject, Newest: text, Text: text,
	}
}

func kindOf(t *testing.T, m *mailbox.Message, r Recall) sorted {
	t.Helper()
	return classify(Facts{Message: m, Recall: r, Received: time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)})
}

// Requests as people write them.
func TestRequests(t *testing.T) {
	tests := []struct{ subject, text string }{
		{"", "form pls"},
		{"OT form", ""},
		{"OT referral form", "Hi\n\nThanks"},
		{"form please", "Hi, could I have a copy of the current OT referral form for a child on my caseload please?\n\nDan\nChildren's physiotherapist"},
		{"OT referral", "Hello\n\nMy son finds it very hard to use his left hand and his teacher said I could refer him for occupational therapy myself. Please could you send me the referral form?\n\nThank you\nKate"},
		{"Referral to children's OT", "Good morning,\n\nWe have a pupil in Year 3 with a diagnosis of hemiplegia and would like to make a referral. Where can we get the current form?"},
		{"help", "how do I refer my son?"},
		{"", "How can I get my daughter referred to occupational therapy"},
		{"enquiry", "What is the process for making a referral to OT please?"},
		{"Re: something old", "Please could you send me a referral form for another child."},
		{"OT", "I would like to refer a child to your service. Please advise."},
		{"self referral", "Can I self refer my little boy? He has cerebral palsy."},
		{"", "Please can you email over the up to date referral paperwork"},
		{"Occupational therapy", "I'd like an OT assessment for my son, he can't hold a pencil or use a knife and fork."},
		{"Referral", "Our GP told us we can make a referral ourselves, how do we do this"},
		{"", "Do you have a referral form I could have?"},
		{"refferal form", "hiya can u send refferal form ta"},
		{"OT referral form request", "Please can you send this through.\n\nMany thanks"},
		{"Form", "Please send the form. I filled one in last year for her brother but you have a new one I think?"},
		{"request", "The school SENCO has advised that Ella needs to be referred to OT. What do I need to do?"},
		{"", "Could you let me know where on your website I can download the referral form."},
		{"referral", "I am a health visitor and want to refer a 2 year old. Is there a form?"},
	}
	for _, tt := range tests {
		if got := kindOf(t, letter(tt.subject, tt.text), Recall{}); got.kind != FormRequest {
			t.Errorf("%q %q is %s (%s), want form-request", tt.subject, tt.text, got.kind, strings.Join(got.reasons, "; "))
		}
	}
}

// What belongs to people, however near it comes to a request.
func TestForPeople(t *testing.T) {
	tests := []struct{ subject, text string }{
		{"speech therapy appointment", "Hello, could you please rearrange Lily's speech and language therapy appointment next Tuesday? We have a hospital visit that day."},
		{"chasing referral", "Hi, I sent the referral form in September. Please could you tell me how long the waiting list is?"},
		{"", "Did you receive my referral form? I have not heard anything back."},
		{"SALT referral form", "Please could you send me the speech and language referral form"},
		{"physio", "How do I refer my daughter to physiotherapy?"},
		{"Complaint", "I am very unhappy and wish to complain about how my son's case was handled."},
		{"Appointment", "We can't make Thursday. Please can we rearrange?"},
		{"Report", "Please find attached the report for the annual review."},
		{"Subject access request", "I request a copy of all records you hold on my child under data protection law."},
		{"", "Please ask the therapist to ring me about Jack's splints."},
		{"", ""},
		{"Training", "Please could you send me the booking form for the sensory training workshop?"},
		{"Sam", "Sam was referred to you in March by his GP. When will he be seen?"},
		{"Adult OT", "How do I refer my mother for occupational therapy? She is 82 and has had a fall."},
		{"Invoice", "Please find attached invoice 4417."},
		{"consent form", "Please could you send the consent form for the clinic photographs?"},
		{"portage", "Could you send me a form for portage please"},
	}
	for _, tt := range tests {
		if got := kindOf(t, letter(tt.subject, tt.text), Recall{}); got.kind != Other {
			t.Errorf("%q %q is %s (%s), want other", tt.subject, tt.text, got.kind, strings.Join(got.reasons, "; "))
		}
	}
}

func TestKinds(t *testing.T) {
	machine := []mailbox.Evidence{{Rule: "auto-submitted", Text: "Auto-Submitted says so"}}
	hint := []mailbox.Evidence{{Rule: "phrase", Text: "it reads like an out-of-office note", Hint: true}}
	form := forms.Form{Shape: forms.PDFForm, Fields: map[string]forms.Answer{"child_surname": {Value: "Ashworth", Certain: true}}}
	typed := form
	typed.Shape = forms.Text
	asked := Known{Reference: "CTS-2026-000001", State: Asked, Version: 1}
	incomplete := Known{Reference: "CTS-2026-000002", State: Incomplete, Version: 2, Form: &form, Asked: []string{"gp_practice_name"}}
	tests := []struct {
		what   string
		m      *mailbox.Message
		found  forms.Found
		recall Recall
		want   Kind
	}{
		{"a bounce", &mailbox.Message{Bounce: &mailbox.Bounce{}, Evidence: machine}, forms.Found{}, Recall{}, Bounced},
		{"a form", letter("form", "attached"), forms.Found{Forms: []forms.Form{form}}, Recall{}, Submission},
		{"a form from a machine", &mailbox.Message{Evidence: machine, Newest: "scan"}, forms.Found{Forms: []forms.Form{form}}, Recall{}, Submission},
		{"a form in the thread of a request", letter("Re: form", "attached"), forms.Found{Forms: []forms.Form{form}}, Recall{Tied: []Known{asked}}, Submission},
		{"typed answers to our questions", letter("Re: ", "GP: x"), forms.Found{Forms: []forms.Form{typed}}, Recall{Tied: []Known{incomplete}}, Information},
		{"a machine's request", &mailbox.Message{Evidence: machine, Newest: "Please send the referral form"}, forms.Found{}, Recall{}, Automatic},
		{"a hint and no request", &mailbox.Message{Evidence: hint, Newest: "I am on leave until Monday"}, forms.Found{}, Recall{}, Automatic},
		{"a hint and a request", &mailbox.Message{Evidence: hint, Newest: "I am on leave next week. Could you send me the referral form?"}, forms.Found{}, Recall{}, FormRequest},
		{"words in a known thread", letter("Re: your referral", "She has moved to Year 4."), forms.Found{}, Recall{Tied: []Known{incomplete}}, Information},
		{"a request in a known thread", letter("Re: your request", "Please could you send me another referral form, for her sister?"), forms.Found{}, Recall{Tied: []Known{incomplete}}, FormRequest},
		{"chasing in a known thread", letter("Re: your referral", "Any update on this?"), forms.Found{}, Recall{Tied: []Known{incomplete}}, Other},
		{"a stranger's reference", letter("CTS-2026-000002", "What did you decide?"), forms.Found{}, Recall{Strange: []Reference{"CTS-2026-000002"}}, Information},
		{"a command", letter("", "release CTS-2026-000002"), forms.Found{}, Recall{}, Command},
		{"our blank sent back", letter("form", "here it is"), forms.Found{Unread: []forms.Unread{{Source: "x.pdf", Code: forms.Blank, Text: "It is blank."}}}, Recall{}, Submission},
		{"a locked file that is called a referral", letter("", "see attached"), forms.Found{Unread: []forms.Unread{{Source: "OT_referral.pdf", Code: forms.Password, Text: "It is locked."}}}, Recall{}, Submission},
		{"a scan that is said to be the form", letter("", "Please find the completed form attached."), forms.Found{Unread: []forms.Unread{{Source: "IMG_1.jpg", Code: forms.Unsupported, Text: "It is a picture."}}}, Recall{}, Submission},
		{"a report that nobody calls a form", letter("MRI", "For your information."), forms.Found{Unread: []forms.Unread{{Source: "mri.pdf", Code: forms.NoFields, Text: "It has no fields."}}}, Recall{}, Other},
		{"a picture in answer to our form letter", letter("Re: Your request", "Here you go"), forms.Found{Unread: []forms.Unread{{Source: "IMG_1.jpg", Code: forms.Unsupported, Text: "It is a picture."}}}, Recall{Tied: []Known{asked}}, Submission},
	}
	for _, tt := range tests {
		got := classify(Facts{Message: tt.m, Found: tt.found, Recall: tt.recall})
		if got.kind != tt.want {
			t.Errorf("%s is %s (%s), want %s", tt.what, got.kind, strings.Join(got.reasons, "; "), tt.want)
		}
		if len(got.reasons) == 0 {
			t.Errorf("%s: no reason is given", tt.what)
		}
	}
}

// The questions of a form that is typed into a message are nobody's words.
func TestTypedAnswersAskNothing(t *testing.T) {
	m := letter("Referral", "Here are my answers.\n\nReports attached: no\nHow long is the waiting list?: x\nChild's last name: Ashworth")
	form := forms.Form{Shape: forms.Text, Fields: map[string]forms.Answer{"attachments_listed": {Where: "line 3 of the message"}, "child_surname": {Where: "line 5 of the message"}}}
	if got := classify(Facts{Message: m, Found: forms.Found{Forms: []forms.Form{form}}}); got.also != "" {
		t.Errorf("it is said to be about %s too", got.also)
	}
	m.Newest = "When is her appointment?\n\n" + m.Newest
	form.Fields = map[string]forms.Answer{"child_surname": {Where: "line 7 of the message"}}
	if got := classify(Facts{Message: m, Found: forms.Found{Forms: []forms.Form{form}}}); got.also != "an appointment" {
		t.Errorf("it is said to be about %q too", got.also)
	}
}
