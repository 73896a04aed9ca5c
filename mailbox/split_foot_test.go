package mailbox

import "testing"

// What stands under all letters of an office is no word about a child.
func TestFeet(t *testing.T) {
	tests := []struct {
		name, text string
		want       bool
	}{
		{"zero tolerance", "this surgery has a zero tolerance approach to verbal abuse and threats.", true},
		{"treated with respect", "abuse of our staff will not be tolerated.", true},
		{"confidentiality", "any disclosure, copying or use of this e-mail by others is prohibited.", true},
		{"equality", "we welcome applicants regardless of age, religion or sexual orientation.", true},
		{"commitment", "our school is committed to safeguarding and expects all volunteers to share this.", true},
		{"whom to tell", "if you have a concern about a child please ring the school office.", true},
		{"helpline", "national domestic abuse helpline, free, day and night: 0808 200 0247", true},
		{"toy", "marble run £12. warning: choking hazard. not suitable for under 36 months.", true},
		{"motto", "“aspiration, courage, respect”", true},

		{"a child under zero tolerance", "school says zero tolerance but he was hit and it is abuse.", false},
		{"a disclosure", "there was a disclosure on friday and an unlawful restraint, she said.", false},
		{"abuse at home", "there has been abuse at home.", false},
		{"abuse by staff", "her mother says there was abuse by staff and it will not be tolerated.", false},
		{"choking", "his food is a choking hazard, the parts are too small parts.", false},
		{"aspiration", "high risk of aspiration for all drinks.", false},
		{"aspiration of a child", "aspiration for all thin fluids, see swallow study.", false},
		{"a worry", "if you have a worry about a child like mine: i have, her dad hits her.", false},
	}
	for _, tt := range tests {
		if got := isFoot(tt.text); got != tt.want {
			t.Errorf("%s: %v", tt.name, got)
		}
	}
}

// A foot is taken out wherever it stands; what is written round it stays.
func TestSplitFeet(t *testing.T) {
	for _, row := range []splitRow{
		{name: "below the name", text: "Please send the form.\n\nThanks\nBea\n\nElm Road Practice has a zero tolerance policy on abuse and violence of any\nkind towards our staff.",
			newest: "Please send the form.\n\nThanks", signature: "Bea", banners: "Elm Road Practice has a zero tolerance policy on abuse and violence of any\nkind towards our staff."},
		{name: "a word about a child beside it", text: "He is scared and there has been abuse.\n\nOur school is committed to safeguarding.", newest: "He is scared and there has been abuse.", banners: "Our school is committed to safeguarding."},
	} {
		t.Run(row.name, func(t *testing.T) {
			checkSplit(t, Open([]byte(letter("text/plain; charset=utf-8", row.text)), OpenOptions{}), row)
		})
	}
}
