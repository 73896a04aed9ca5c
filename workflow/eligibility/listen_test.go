package eligibility

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"referrald/forms"
)

func loaded(t testing.TB) *Criteria {
	t.Helper()
	c, err := Load(Data{})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func heard(c *Criteria, text string) []Hit {
	return c.Listen([]Words{{Where: "message", Text: text}})
}

// brief writes a hit as "CATEGORY term" with its marks: - negated, f family,
// h history, ? unsure.
func brief(h Hit) string {
	s := h.Category + " " + h.Term
	for _, m := range []struct {
		is   bool
		mark string
	}{{h.Negated, " -"}, {h.Family, " f"}, {h.History, " h"}, {h.Unsure, " ?"}} {
		if m.is {
			s += m.mark
		}
	}
	return s
}

func briefs(hits []Hit) string {
	var out []string
	for _, h := range hits {
		if h.Category != "ADMIN" {
			out = append(out, brief(h))
		}
	}
	return strings.Join(out, "; ")
}

// TestTraps holds the sentences on which word lists usually fail.
func TestTraps(t *testing.T) {
	c := loaded(t)
	for _, row := range []struct{ name, text, want, alert string }{
		{"1 negated autism, hemiplegia", "No concerns re autism. Left hemiplegia, GMFCS II", "E1_AUTISM_ADHD autism -; C3_PHYSICAL hemiplegia; C3_PHYSICAL GMFCS", ""},
		{"2 family and history", "Brother has ADHD. Jack has talipes (resolved).", "E1_AUTISM_ADHD ADHD f; E3_MSK talipes h", ""},
		{"3 awaiting but", "Awaiting ASD assessment but has spastic diplegia and cannot dress", "E1_AUTISM_ADHD ASD ?; C3_PHYSICAL spastic; C3_PHYSICAL diplegia", ""},
		{"4 not able", "Not able to use right hand since birth (Erb's)", "C3_PHYSICAL Erb's", ""},
		{"5 doubt", "?CP - awaiting MRI", "AMBIGUOUS_REVIEW CP ?; AMBIGUOUS_REVIEW awaiting MRI", ""},
		{"6 child protection", "CP plan in place, SW Jane", "SAFEGUARD CP plan", "safeguarding"},
		{"7 not for sensory", "Referral is not for sensory; she has JIA and cannot open bottles", "E4_SENSORY sensory -; C3_PHYSICAL JIA", ""},
		{"8 mum has", "Mum has hypermobility, child is clumsy", "AMBIGUOUS_REVIEW hypermobility f; E6_MILD clumsy", ""},
		{"9 anxious since", "Anxious since her brain injury", "E2_ANXIETY anxious; C3_PHYSICAL brain injury", ""},
		{"10 two diagnoses", "autism diagnosed, Duchenne", "E1_AUTISM_ADHD autism; C3_PHYSICAL Duchenne", ""},
		{"11 broken arm and CP", "Broke arm, also has CP", "E3_MSK broke arm; AMBIGUOUS_REVIEW CP", ""},
		{"12 toe walking", "toe walking, ?autism, age 3", "C3_PHYSICAL toe walking; E1_AUTISM_ADHD autism ?", ""},
		{"13 list negation", "Ruled out: epilepsy, CP, brain tumour. Sensory meltdowns.", "AMBIGUOUS_REVIEW CP -; C3_PHYSICAL brain tumour -; E4_SENSORY sensory; E2_ANXIETY meltdowns", ""},
		{"14 achieving", "needs help with dressing but is otherwise fine; school OT programme achieving targets", "E5_SUPPORTED achieving targets", ""},
		{"15 footer", "This e-mail was sent by Autism Team, Stockport Council", "", ""},
		{"15 link", "See Anxiety UK for more", "", ""},
		{"16 twin", "The child's twin is also being referred", "", ""},
		{"17 care of grandparents", "He is in care of grandparents", "", ""},
		{"18 worsening", "Ben has no diagnosis of muscular dystrophy but weakness is worsening", "C3_PHYSICAL muscular dystrophy -; C3_PHYSICAL weakness; URGENT_CLINICAL weakness", "urgent"},
		{"19 small letters", "Please add him and send it to our address. hie si oi nd dv sma pda", "", ""},
		{"19 milk", "He had SMA milk as a baby", "", ""},
		{"19 capitals", "He has ADD and SMA", "E1_AUTISM_ADHD ADD; C3_PHYSICAL SMA", ""},
		{"20 handwriting", "Handwriting is hard, he cannot feed himself, no diagnosis", "AMBIGUOUS_REVIEW handwriting", ""},
	} {
		t.Run(row.name, func(t *testing.T) {
			hits := heard(c, row.text)
			if got := briefs(hits); got != row.want {
				t.Errorf("%q\n got %s\nwant %s", row.text, got, row.want)
			}
			if alert, _ := c.Alarm(hits); alert != row.alert {
				t.Errorf("%q raises %q, want %q", row.text, alert, row.alert)
			}
		})
	}
}

// TestOurOwnWords: what we print, pasted or quoted, is not listened to, and what
// a person says beside it is.
func TestOurOwnWords(t *testing.T) {
	c := loaded(t)
	page, err := os.ReadFile("testdata/local-offer.txt")
	if err != nil {
		t.Fatal(err)
	}
	if alert, watch := c.Alarm(heard(c, string(page))); alert != "" || watch {
		t.Errorf("the published page raises %q, watch %v", alert, watch)
	}
	for _, row := range c.published.Criteria {
		if got := briefs(heard(c, "They wrote:\n> "+row.Sentence+"\n")); got != "" {
			t.Errorf("criterion %s is heard as %s", row.ID, got)
		}
	}
	if got := briefs(heard(c, c.sentence("sensory")+" He has spastic diplegia.")); got != "C3_PHYSICAL spastic; C3_PHYSICAL diplegia" {
		t.Errorf("beside a pasted criterion: %s", got)
	}
	for _, q := range forms.Questions() {
		if alert, watch := c.Alarm(heard(c, q.Label+": no answer yet\n")); alert != "" || watch {
			t.Errorf("the question %s raises %q, watch %v", q.Name, alert, watch)
		}
		var list []string
		for _, o := range q.Options {
			list = append(list, "☐ "+o.Label)
		}
		if len(list) < fewestOptions {
			continue
		}
		if alert, watch := c.Alarm(heard(c, q.Label+"\n"+strings.Join(list, "\n"))); alert != "" || watch {
			t.Errorf("the printed options of %s raise %q, watch %v", q.Name, alert, watch)
		}
	}
	for _, row := range []struct{ name, text string }{
		{"an option in prose", "He is on a child protection plan."},
		{"an answer behind the label", "Child protection or child in need plan / early help?: Child protection plan"},
		{"a ticked option", "[ ] None [ ] Early help (EHA) [ ] Child in need plan [x] Child protection plan [ ] In the past [ ] Not known"},
	} {
		if alert, _ := c.Alarm(heard(c, row.text)); alert != Safeguarding {
			t.Errorf("%s: %q raises %q", row.name, row.text, alert)
		}
	}
}

// TestOurLetters: a reply quotes the letter it answers.
func TestOurLetters(t *testing.T) {
	c := loaded(t)
	files, _ := filepath.Glob("../../templates/wording/*.txt")
	if len(files) == 0 {
		t.Fatal("no wording files")
	}
	variable := regexp.MustCompile(`(?s)\{\{.*?\}\}`)
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		hits := heard(c, variable.ReplaceAllString(string(text), " "))
		if alert, watch := c.Alarm(hits); (alert != "" || watch) && !strings.Contains(file, "alert") && !strings.Contains(file, "digest") {
			t.Errorf("%s raises %q, watch %v: %s", filepath.Base(file), alert, watch, briefs(hits))
		}
	}
	o := c.Office()
	if got := briefs(heard(c, "> "+o.Safety+".\n> "+o.SafetyOut+".\n")); got != "" {
		t.Errorf("the safety lines are heard as %s", got)
	}
}

func TestNegation(t *testing.T) {
	c := loaded(t)
	for _, row := range []struct {
		text    string
		negated bool
		unsure  bool
	}{
		{"no autism", true, false},
		{"does not have autism", true, false},
		{"There is no evidence of autism", true, false},
		{"autism was ruled out", true, false},
		{"autism has been formally excluded", true, false},
		{"we are not asking about autism", true, false},
		{"I don't think he has autism", true, false},
		{"Talipes: no", true, false},
		{"autism - none", true, false},
		{"no epilepsy, hearing loss or autism", true, false},
		{"no autism, epilepsy or asthma", true, false},
		{"without autism", true, false},
		{"neither autism nor epilepsy", true, false},
		{"not only autism", false, false},
		{"no change in autism", false, false},
		{"not sure about the autism", false, false},
		{"no epilepsy, autism since birth", false, false},
		{"he does not like school because of autism", false, false},
		{"not walking; autism", false, false},
		{"no, autism is the main thing", false, false},
		{"Any diagnosis? No. Autism is likely.", false, false},
		{"Diagnosis: no. autism, we think", false, false},
		{"no. of falls 3, no autism", true, false},
		{"no pain but autism", false, false},
		{"ruled out: epilepsy, main concern is autism", false, false},
		{"autism has not been ruled out", false, true},
		{"autism cannot be excluded", false, true},
		{"we have not ruled out autism", false, true},
		{"epilepsy ruled out. autism", false, false},
		{"no longer has autism support", false, false},
		{"No one helps him with his autism", false, false},
		{"Talipes: not known", false, false},
		{"Talipes: no support at school", false, false},
	} {
		hits := heard(c, row.text)
		if len(hits) != 1 || hits[0].Negated != row.negated || hits[0].Unsure != row.unsure {
			t.Errorf("%q is heard as %s, want negated %v unsure %v", row.text, briefs(hits), row.negated, row.unsure)
		}
	}
}

func TestWhoAndWhen(t *testing.T) {
	c := loaded(t)
	for _, row := range []struct{ text, want string }{
		{"His sister also has autism", "f"}, {"autism in his brother", "f"}, {"autism (mum)", "f"}, {"family history of autism", "fh"},
		{"Mum's autism", "f"}, {"stepdad has autism", "f"}, {"Dad, who has autism, called", "f"},
		{"Mum says he has autism", ""}, {"Mum and Jack have autism", ""}, {"mum is sure it is not only autism", ""}, {"one step at a time with autism", ""},
		{"history of autism", "h"}, {"Past medical history: autism, asthma", "h"}, {"previously autism", "h"}, {"autism, now resolved", "h"},
		{"possible autism", "?"}, {"?autism", "?"}, {"? autism", "?"}, {"(?autism)", "?"}, {"suspected autism", "?"}, {"autism suspected", "?"}, {"awaiting autism assessment", "?"},
		{"ADHD? He has autism", ""},
	} {
		hits := heard(c, row.text)
		got := ""
		for _, h := range hits {
			if h.Term == "autism" {
				got = strings.TrimPrefix(strings.ReplaceAll(brief(h), " ", ""), "E1_AUTISM_ADHDautism")
			}
		}
		if got != row.want || len(hits) == 0 {
			t.Errorf("%q: marks %q, want %q (%s)", row.text, got, row.want, briefs(hits))
		}
	}
}

func TestSpellings(t *testing.T) {
	c := loaded(t)
	for _, row := range []struct{ text, term string }{
		{"SELF-HARM", "self-harm"}, {"selfharm", "self-harm"}, {"self\u2011harm", "self-harm"}, {"suicidal", "suicid"}, {"suicide", "suicid"}, {"suicidality", "suicid"},
		{"radicalised", "radicalis"}, {"is deteriorating", "deteriorat"}, {"has deteriorated", "deteriorat"}, {"neglected", "neglect"},
		{"Down’s", "Down's"}, {"downs", "Down's"}, {"Charcot Marie Tooth", "Charcot-Marie-Tooth"}, {"co-ordination", "coordination"}, {"AFOs", "AFO"}, {"fractures", "fracture"},
		{"cerebal palsy", "cerebral palsy"}, {"anxity", "anxiety"}, {"leukemia", "leukaemia"}, {"adhd", "ADHD"}, {"hemiplégia", "hemiplegia"}, {"he\u00admi\u200bplegia", "hemiplegia"},
		{"?hemi", "hemiplegia"}, {"mother has MS, DMD in uncle", "DMD"}, {"can’t cope", "can't cope"}, {"Ｄｕｃｈｅｎｎｅ", "Duchenne"},
	} {
		if hits := heard(c, row.text); !slices.ContainsFunc(hits, func(h Hit) bool { return h.Term == row.term }) {
			t.Errorf("%q: %s is not heard (%s)", row.text, row.term, briefs(hits))
		}
	}
	for _, text := range []string{"aspirations", "refugee week", "strained", "the gp surgery", "his GP is at the Marple Cottage Surgery", "Dr Walker", "Mrs Stroke", "abi", "ministroke is not a word", "hips", "mildly", "underneglected"} {
		if got := briefs(heard(c, text)); got != "" {
			t.Errorf("%q is heard as %s", text, got)
		}
	}
}

func TestPalsyOrProtection(t *testing.T) {
	c := loaded(t)
	for _, row := range []struct{ text, want string }{
		{"He has CP.", catReview}, {"CP, GMFCS III.", catPhysical}, {"Spastic diplegia. Seen for CP.", catPhysical}, {"CP review, social worker invited.", catSafeguard},
		{"On CP. Core group on Monday.", catReview}, {"Under CP since the conference.", catSafeguard},
	} {
		var got []string
		for _, h := range heard(c, row.text) {
			if h.Term == "CP" {
				got = append(got, h.Category)
			}
		}
		if !slices.Equal(got, []string{row.want}) {
			t.Errorf("%q: %v, want %s", row.text, got, row.want)
		}
	}
}

func TestAlarm(t *testing.T) {
	c := loaded(t)
	for _, row := range []struct {
		name, text, alert string
		watch             bool
	}{
		{"denied", "No safeguarding concerns.", Safeguarding, false},
		{"denied with light words", "There are no current safeguarding concerns at present", Safeguarding, false},
		{"answered no", "Safeguarding concerns: none\nDiagnosis: autism", Safeguarding, false},
		{"asked and answered", "Any safeguarding concerns? No", Safeguarding, false},
		{"no plan", "She is not on a child protection plan", Safeguarding, false},
		{"denied self-harm", "She denies self-harm.", Safeguarding, false},
		{"no self-harm", "There is no self harm", Safeguarding, false},
		{"wants to die", "He says he wants to die", Safeguarding, false},
		{"a relative's abuse", "Mum was a victim of domestic abuse", Safeguarding, false},
		{"a relative's plan", "His brother has a CP plan", Safeguarding, false},
		{"a relative's eating disorder", "Her sister has an eating disorder", Safeguarding, false},
		{"a relative who is the child", "My nephew is scared of his dad and had bruising on his arms again on Sunday.", Safeguarding, true},
		{"a parent who hits", "Dad hit him last week", Safeguarding, false},
		{"a mother who says", "Mum disclosed that he is left alone", Safeguarding, false},
		{"signature", "Jo Sample\nSENCO and Designated Safeguarding Lead\nExample School", "", false},
		{"footer", "Our school is committed to safeguarding and promoting the welfare of children.", "", false},
		{"told the lead", "I have told our safeguarding lead about this", Safeguarding, false},
		{"small print", "Any unauthorised disclosure or copying of this email is forbidden", "", false},
		{"grooming as care", "Needs help with washing, dressing and grooming", "", true},
		{"grooming online", "We think there is grooming by an older man online", Safeguarding, false},
		{"losing skills", "He is losing skills", Urgent, false},
		{"no longer denied", "He can no longer walk", Urgent, false},
		{"urgent denied", "no choking and no regression", Urgent, false},
		{"both", "He is losing skills and there is neglect", Safeguarding, false},
		{"both, the other way", "There is neglect and he is losing skills", Safeguarding, false},
		{"regressing", "his walking is regressing", Urgent, false},
		{"new weakness denied", "no new weakness", Urgent, false},
		{"meningitis", "had meningitis as a baby", "", false},
		{"birth", "born with meconium aspiration", "", false},
		{"watch", "Mum can't cope", "", true},
		{"watch denied", "no police involvement", "", false},
		{"refugee", "They came as refugees", "", false},
		{"none known", "Safeguarding concerns? None known", Safeguarding, false},
		{"n/a", "Safeguarding: n/a", Safeguarding, false},
		{"answered with a sentence", "Safeguarding: no food at home", Safeguarding, false},
		{"none, but", "Safeguarding: none of us knows what to do", Safeguarding, false},
		{"nothing to report", "Nothing to report re safeguarding", Safeguarding, false},
		{"title mailbox", "From: Head of Safeguarding <x@example.org>", "", false},
	} {
		t.Run(row.name, func(t *testing.T) {
			hits := heard(c, row.text)
			if alert, watch := c.Alarm(hits); alert != row.alert || watch != row.watch {
				t.Errorf("%q raises %q, watch %v: %s", row.text, alert, watch, briefs(hits))
			}
		})
	}
	quoted := c.Listen([]Words{{Where: "quoted history", Text: "wants to die", Rank: 1}})
	if alert, _ := c.Alarm(quoted); len(quoted) == 0 || quoted[0].Rank != 1 || quoted[0].Where != "quoted history" || alert != Safeguarding {
		t.Errorf("quoted words are heard as %+v", quoted)
	}
	named := c.Listen([]Words{{Where: "attachment name", Text: "scan_DV_CP.pdf"}, {Where: "attachment name", Text: "child_protection_report.pdf"}})
	if got := briefs(named); got != "SAFEGUARD child protection" {
		t.Errorf("file names are heard as %s", got)
	}
}

// TestNotes: what the lexicon states in its notes.
func TestNotes(t *testing.T) {
	c := loaded(t)
	for _, row := range []struct{ name, text, want string }{
		{"not on the page", "He has scoliosis and Perthes", "AMBIGUOUS_REVIEW scoliosis; AMBIGUOUS_REVIEW Perthes"},
		{"on the page", "He has torticollis", "E3_MSK torticollis"},
		{"concussion alone", "He had a concussion", "AMBIGUOUS_REVIEW concussion"},
		{"an injury of a past year", "talipes in 2019", "E3_MSK talipes h"},
		{"a lifelong condition's year", "Duchenne diagnosed in 2019", "C3_PHYSICAL Duchenne"},
		{"text in capitals", "PLEASE ADD HIM NOW", ""},
		{"worse denied", "The tremor is not worse", "C3_PHYSICAL tremor"},
		{"a short line ends", "no concerns\nautism since birth", "E1_AUTISM_ADHD autism"},
		{"a wrapped line goes on", "The nursery has sent us a report which says that there are no\nconcerns about autism", "E1_AUTISM_ADHD autism -"},
	} {
		if got := briefs(heard(c, row.text)); got != row.want {
			t.Errorf("%s: %q is heard as %s, want %s", row.name, row.text, got, row.want)
		}
	}
}

// TestRepeatedWords: a word that is also an option of the form is heard however
// often it stands.
func TestRepeatedWords(t *testing.T) {
	c := loaded(t)
	if hits := heard(c, strings.Repeat("autism, ", 6)); len(hits) != 6 {
		t.Errorf("%d hits", len(hits))
	}
}

// An ambiguous word inside a diagnosis is part of it; a policeman is no watch word.
func TestWordsInsideOthers(t *testing.T) {
	c := loaded(t)
	for text, want := range map[string]string{
		"He had Guillain-Barre syndrome last year":       "C3_PHYSICAL Guillain-Barre syndrome",
		"Her grandfather is a retired police officer.":   "",
		"We think that there is some syndrome behind it": "AMBIGUOUS_REVIEW syndrome",
	} {
		if got := briefs(heard(c, text)); got != want {
			t.Errorf("%q is heard as %q, want %q", text, got, want)
		}
	}
}

// BenchmarkListenWorst hears texts without points, made of what is looked at twice.
func BenchmarkListenWorst(b *testing.B) {
	c := loaded(b)
	for _, piece := range []string{"CP ", "no ", "yes no ", "none ", "safeguarding lead ", "? ", "None Early help Child in need ", "mum no or "} {
		text := strings.Repeat(piece, 30000/len(piece))
		b.Run(strings.TrimSpace(piece), func(b *testing.B) {
			for b.Loop() {
				heard(c, text)
			}
		})
	}
}

func TestQuote(t *testing.T) {
	c := loaded(t)
	hits := heard(c, "Hello. He has ?CP and goes to the village school and wears\n  a  splint. Bye.")
	if len(hits) == 0 || hits[0].Quote != "He has ?CP and goes to the village school and wears a splint." {
		t.Errorf("quotes %+v", hits)
	}
	long := heard(c, strings.Repeat("é word ", 90)+"autism")
	if len(long) != 1 || len(long[0].Quote) > longestQuote+10 {
		t.Errorf("a long sentence quotes %d hits", len(long))
	}
}

func sampleLetter() string {
	const part = "Dear team, thank you for seeing Sam, who is six and goes to the village school. He was born at 29 weeks and has spastic diplegia, GMFCS II. " +
		"No concerns re autism. Mum says that he finds buttons and zips hard and that he falls over most days; his brother has ADHD. " +
		"He wears AFOs and has had botox. There are no safeguarding concerns. School have tried a pencil grip and a writing slope.\n\n"
	return strings.Repeat(part, 1+2048/len(part))[:2048]
}

func BenchmarkListen(b *testing.B) {
	c := loaded(b)
	w := []Words{{Where: "message", Text: sampleLetter()}}
	b.SetBytes(int64(len(w[0].Text)))
	for b.Loop() {
		if len(c.Listen(w)) == 0 {
			b.Fatal("nothing heard")
		}
	}
}

func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		if _, err := Load(Data{}); err != nil {
			b.Fatal(err)
		}
	}
}

func FuzzListen(f *testing.F) {
	for _, s := range []string{"", "?", "Ruled out: epilepsy, CP", "\xff\u0301'", sampleLetter(), "Safeguarding: n/a", "(((?CP", "self-", "- no", "no\n\n\nno"} {
		f.Add(s, 0)
	}
	c := loaded(f)
	f.Fuzz(func(t *testing.T, text string, rank int) {
		hits := c.Listen([]Words{{Where: "message", Text: text, Rank: rank}})
		for _, h := range hits {
			if h.Rank != rank || h.Quote == "" || h.Term == "" || len(h.Quote) > longestQuote+len(" ...")+4 {
				t.Fatalf("%+v", h)
			}
		}
		c.Alarm(hits)
	})
}
