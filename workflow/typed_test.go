package workflow

import (
	"testing"

	"referrald/forms"
)

func TestWithoutChoices(t *testing.T) {
	text := "Hello\nWhich? (tick all): Low muscle tone\nIn your own words: he was hit\nPlease ring me"
	found := []forms.Form{{Shape: forms.Text, Fields: map[string]forms.Answer{
		"physical_need_type": {Value: "other", Certain: true, Where: "line 2 of the message"},
		"reason_free_text":   {Value: "he was hit", Certain: true, Where: "line 3 of the message"},
	}}}
	if got, want := withoutChoices(text, found), "Hello\n\nIn your own words: he was hit\nPlease ring me"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	found[0].Fields["physical_need_type"] = forms.Answer{Raw: "he was hit", Where: "line 2 of the message"}
	if got := withoutChoices(text, found); got != text {
		t.Errorf("an answer that was not understood is not listened to: %q", got)
	}
}

// A printed question that a mail program broke over lines goes with its answer.
func TestWithoutChoicesOverLines(t *testing.T) {
	text := "Are you asking for an autism or ADHD assessment or advice mainly about\nautism or ADHD?: No\nThanks"
	found := []forms.Form{{Shape: forms.Text, Fields: map[string]forms.Answer{
		"asking_for_autism_adhd": {Value: "no", Certain: true, Where: "line 1 of the message"},
	}}}
	if got, want := withoutChoices(text, found), "\n\nThanks"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
