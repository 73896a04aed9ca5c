package forms

import (
	"strings"
	"testing"
)

// A printed label with words left out, put in, or broken over lines by a mail
// program is still that question; one that may be two questions is none.
func TestLabelsNearlyAsPrinted(t *testing.T) {
	before := "Child's last name: Ridgway\nChild's first name: Esme\nDate of birth: 3 February 2020\nDressing: significant\n"
	for name, c := range map[string]struct{ line, question, want string }{
		"words left out at the end":    {"Are you asking for an autism or ADHD assessment: no", "asking_for_autism_adhd", "no"},
		"a word left out in between":   {"Could the need be met by school or targeted support: no", "need_met_by_universal", "no"},
		"words put in":                 {"What is the MAIN cause of the child's own difficulty? learning", "main_cause", "learning"},
		"a colon within the label":     {"Does the child have a physical health need: injury or physical/motor\nimpairment or spasticity?: Yes, diagnosed", "physical_need", "yes_diagnosed"},
		"an answer with a colon in it": {"Does the child have a physical health need: yes diagnosed", "physical_need", "yes_diagnosed"},
		"the first word alone":         {"Which: brachial plexus or arm nerve", "physical_need_type", "brachial_plexus_or_arm_nerve"},
		"too little of a label":        {"Could the need be: no", "need_met_by_universal", ""},
		"words of two labels":          {"Is this about the child: no", "msk_problem", ""},
	} {
		t.Run(name, func(t *testing.T) {
			f, _ := readText(before+c.line+"\n", messageText, plainDay)
			if got, _ := f.Value(c.question); got != c.want {
				t.Errorf("got %q, want %q (%v)", got, c.want, f.Fields[c.question].Raw)
			}
		})
	}
}

// The name under a letter is no answer to a choice that was left blank; words
// that may be one are kept for a person.
func TestSignatureIsNoAnswer(t *testing.T) {
	before := "Child's last name: Ridgway\nChild's first name: Esme\nDressing: significant\nAre you worried about the child's safety now?:\n"
	for under, answered := range map[string]bool{
		"\nNadia Chowdhury\nSENCO": false,
		"\nYes":                    true,
		"Nadia Chowdhury":          true, // right below, it may be one
		"\nvery worried":           true,
		"\nYes Very Worried":       true,
	} {
		f, _ := readText(before+under+"\n", messageText, plainDay)
		if f.Answered("safeguarding_concern") != answered {
			t.Errorf("%q: answered %t, want %t", strings.TrimSpace(under), !answered, answered)
		}
	}
}
