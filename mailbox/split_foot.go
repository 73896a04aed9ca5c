package mailbox

import "strings"

// footJoin is the length in bytes from which a line without a full stop goes on
// in the next one.
const footJoin = 50

// footWords is how many words the text of a foot has at most.
const footWords = 90

// footBytes is the length of the longest foot, in bytes.
const footBytes = 900

// A foot is one kind of text that an office puts under all its letters. It is
// known by its own words, all of them, and by speaking of nobody: what a person
// says about a child stays with the sender.
type foot struct {
	name string
	all  []string // each of these stands in it
	any  []string // and one of these
	most int      // words at most, 0 for footWords
}

var feet = []foot{
	{"patience with staff", []string{"zero tolerance"}, []string{"abus", "violen", "aggress", "threat", "staff"}, 0},
	{"patience with staff", []string{"abus", "staff"}, []string{"not be tolerated", "not tolerate", "right to work", "right to be treated", "towards our staff", "of our staff", "removed from our list"}, 0},
	{"confidentiality", []string{"disclosure"}, []string{"unauthorised", "unauthorized", "prohibited", "unlawful", "copying", "freedom of information"}, 0},
	{"equality", []string{"sexual orientation"}, []string{"regardless", "equal", "discriminat", "diversity", "irrespective", "religion", "gender reassignment"}, 0},
	{"commitment to safeguarding", []string{"safeguarding"}, []string{"committed to safeguarding", "commitment to safeguarding", "responsibility of every", "everyone's responsibility", "everyone’s responsibility", "everybody's responsibility", "everyone's business", "everyone’s business", "everybody's business", "everybody’s business", "safer recruitment",
		"expects all staff", "promoting the welfare", "takes safeguarding", "take safeguarding"}, 0},
	{"whom to tell", []string{"if you", "child", "speak to"}, []string{"our dsl", "the dsl", "designated safeguarding lead", "safeguarding team", "safeguarding lead"}, 0},
	{"whom to tell", []string{"if you", "child"}, []string{"concern about a child", "concerns about a child", "worry about a child", "worried about a child", "concerned about a child", "worried about the safety", "concerned about the safety", "concerns about the safety"}, 40},
	{"helpline", []string{"helpline"}, []string{"abuse", "violence", "suicid", "self-harm", "self harm", "nspcc", "samaritans"}, 40},
	{"helpline", []string{"samaritans"}, []string{"116 123", "call", "ring"}, 40},
	{"warning on a toy", []string{"choking hazard"}, []string{"small parts", "not suitable for", "under 36 months", "under 3 years", "£", "small balls"}, 60},
	{"motto", []string{"aspiration"}, []string{"for all", "for every", "excellence", "achiev", "belie", "ambition", "respect", "motto", "values", "vision", "inspir", "together", "success", "pride", "courage", "high aspiration"}, 14},
}

// spoken are words with which somebody speaks of somebody, or of a sign that
// footers share words with.
var spoken = map[string]bool{"i": true, "i'm": true, "i've": true, "he": true, "she": true, "he's": true, "she's": true, "his": true, "her": true, "him": true, "my": true, "me": true,
	"mum": true, "dad": true, "mother": true, "father": true, "stepdad": true, "son": true, "daughter": true, "boy": true, "girl": true, "said": true, "says": true, "told": true,
	"disclosed": true, "risk": true, "today": true, "yesterday": true, "last": true, "pneumonia": true, "swallow": true, "feeds": true, "chest": true, "was": true, "silent": true}

// markFeet marks the texts that an office puts under all its letters: a word of
// danger in them is nobody's.
func markFeet(bare []string, of []share) {
	for i := 0; i < len(bare); i++ {
		if of[i] != shareOwn || bare[i] == "" {
			continue
		}
		end := i + 1
		for end < len(bare) && of[end] == shareOwn && bare[end] != "" && len(bare[end-1]) >= footJoin && !strings.ContainsAny(bare[end-1][len(bare[end-1])-1:], ".!?") {
			end++
		}
		if isFoot(strings.Join(bare[i:end], " ")) {
			for k := i; k < end; k++ {
				of[k] = shareBanner
			}
		}
		i = end - 1
	}
}

// isFoot reports whether a text in lower case is one that stands under all
// letters of an office.
func isFoot(text string) bool {
	if len(text) > footBytes {
		return false
	}
	for _, f := range feet {
		if f.holds(text) {
			return !speaksOfSomebody(text, f.most)
		}
	}
	return false
}

func (f foot) holds(text string) bool {
	for _, w := range f.all {
		if !strings.Contains(text, w) {
			return false
		}
	}
	return containsAny(text, f.any) > 0
}

// footTurns are turns of feet whose words elsewhere speak of somebody.
var footTurns = strings.NewReplacer("’", "'", "at risk of", "", "team today", "team", "staff today", "staff")

// speaksOfSomebody reports whether a text is longer than a foot or speaks of a person.
func speaksOfSomebody(text string, most int) bool {
	if most == 0 {
		most = footWords
	}
	n := 0
	for w := range strings.FieldsSeq(footTurns.Replace(text)) {
		if n++; n > most || spoken[strings.Trim(w, `.,;:!?"'()“”`)] {
			return true
		}
	}
	return false
}
