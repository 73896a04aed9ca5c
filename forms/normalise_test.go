package forms

import (
	"strings"
	"testing"
	"time"
)

func question(t testing.TB, name string) Question {
	t.Helper()
	q, ok := Lookup(name)
	if !ok {
		t.Fatalf("no question %q", name)
	}
	return q
}

// heardAs is what one raw answer was read as: "value", "value? code" when it is
// not certain, "value! code" when it is certain and remarked on, "" for none.
func heardAs(q Question, raw string, received time.Time) string {
	a, problems := normalise(q, raw, "page 1", received)
	var codes []string
	for _, p := range problems {
		codes = append(codes, p.Code)
	}
	switch {
	case a == Answer{}:
		return strings.Join(codes, " ")
	case !a.Certain:
		return a.Value + "? " + strings.Join(codes, " ")
	case len(codes) > 0:
		return a.Value + "! " + strings.Join(codes, " ")
	}
	return a.Value
}

type heard struct{ question, raw, want string }

func checkHeard(t *testing.T, rows []heard) {
	t.Helper()
	for _, c := range rows {
		t.Run(c.question+" "+c.raw, func(t *testing.T) {
			if got := heardAs(question(t, c.question), c.raw, plainDay); got != c.want {
				t.Errorf("%s %q is read as %q, want %q", c.question, c.raw, got, c.want)
			}
		})
	}
}

func TestDates(t *testing.T) {
	const dob = "child_dob"
	var rows []heard
	for _, written := range []string{"12/05/2019", "12-5-19", "12.05.2019", "12 May 2019", "12th of May, 2019", "May 12 2019", "May 12th, 2019",
		"2019-05-12", "2019/05/12", "12052019", "20190512", "12/05/2019", "12-May-19", "12May2019", "Sunday 12 May 2019", "Sun, 12/05/2019",
		"dob 12/05/2019", "D.O.B. 12/05/19", "born on 12 May 2019", "12 / 05 / 2019", "12\\05\\2019", "12–05–2019", "1 2 0 5 2 0 1 9", "12 05 2019",
		"12/05/2019 00:00", "12th May '19", "D O B: 12/05/2019", "2019-05-12T00:00:00Z", "2019-05-12 00:00:00", "2019 May 12", "  12/5/19. "} {
		rows = append(rows, heard{dob, written, "2019-05-12"})
	}
	checkHeard(t, append(rows, []heard{
		{dob, "05/13/2019", "2019-05-13? ambiguous-date"},
		{dob, "05/13/19", "? ambiguous-date"},
		{dob, "03/04/2018", "2018-04-03"},
		{dob, "31/02/2019", "? impossible-date"},
		{dob, "32/01/2019", "? impossible-date"},
		{dob, "29/02/2019", "? impossible-date"},
		{dob, "29/02/2020", "2020-02-29"},
		{dob, "29/02/20", "2020-02-29"},
		{dob, "29/02/19", "? two-digit-year"},
		{dob, "12/05/1019", "? impossible-date"},
		{dob, "12/05/219", "? impossible-date"},
		{dob, "12/05/20199", "? impossible-date"},
		{dob, "24/11/2026", "2026-11-24? future-date"},
		{dob, "23/11/2026", "2026-11-23"},
		{dob, "12/05/26", "2026-05-12"},
		{dob, "12/12/26", "? two-digit-year"},
		{dob, "24/11/05", "2005-11-24"},
		{dob, "23/11/05", "? two-digit-year"},
		{dob, "23/11/2005", "2005-11-23! too-old"},
		{dob, "24/11/2005", "2005-11-24"},
		{dob, "12/05/1985", "1985-05-12! too-old"},
		{dob, "12/05/2019 or 13/05/2019", "? ambiguous-date"},
		{dob, "120519", "? ambiguous-date"},
		{dob, "May 2019", "? incomplete-date"},
		{dob, "2019", "? incomplete-date"},
		{dob, "about 12/05/2019", "2019-05-12? extra-words"},
		{dob, "not 12/05/2019", "2019-05-12? extra-words"},
		{dob, "Monday 12 May 2019", "2019-05-12? disagrees"},
		{dob, "12/O5/2019", "2019-05-12? extra-words"},
		{dob, "2019-05-11T23:00:00Z", "? ambiguous-date"},
		{dob, "43597", "? not-a-date"},
		{dob, "soon", "? not-a-date"},
		{dob, "tbc", "? placeholder"},
		{dob, "-", "? placeholder"},
		{dob, " \u00a0\t\n\u200b", ""},
		{dob, strings.Repeat("12/05/2019 ", 1000), "? not-a-date"},
		{"ref_date", "n/a", ""},
		{"ref_date", "20/11/26", "2026-11-20"},
		{"ref_date", "1/2/85", "? two-digit-year"},
		{"declaration_date", "20th November 2026", "2026-11-20"},
		{"date_of_onset_or_injury", "3 March 2024", "2024-03-03"},
		{"date_of_onset_or_injury", "since  birth", "since birth"},
		{"date_of_onset_or_injury", "31/02/2024", "31/02/2024"},
		{"date_of_onset_or_injury", "around 3 March 2024", "around 3 March 2024"},
	}...))
}

// The day of receipt is a London day.
func TestABirthOnTheDayOfReceiptInLondon(t *testing.T) {
	q := question(t, "child_dob")
	eve := time.Date(2026, 6, 1, 23, 30, 0, 0, time.UTC) // half past midnight in London
	if got := heardAs(q, "02/06/2026", eve); got != "2026-06-02" {
		t.Errorf("born on the London day: %q", got)
	}
	if got := heardAs(q, "02/06/2026", eve.Add(-time.Hour)); got != "2026-06-02? future-date" {
		t.Errorf("born tomorrow in London: %q", got)
	}
}

func TestNumbers(t *testing.T) {
	checkHeard(t, []heard{
		{"nhs_number", "9990000018", "9990000018"},
		{"nhs_number", "999 000 0026", "9990000026"},
		{"nhs_number", "999-000-0034", "9990000034"},
		{"nhs_number", "999.000.0018", "9990000018"},
		{"nhs_number", "NHS No: 999 000 0018", "9990000018"},
		{"nhs_number", "9990000018", "9990000018"},
		{"nhs_number", "9990000019", "9990000019? check-digit"},
		{"nhs_number", "4857773456", "4857773456? check-digit"},
		{"nhs_number", "9991234560", "9991234560? check-digit"},
		{"nhs_number", "0000000000", "? not-an-nhs-number"},
		{"nhs_number", "999000001", "? not-an-nhs-number"},
		{"nhs_number", "99900000180", "? not-an-nhs-number"},
		{"nhs_number", "999OOOOO18", "9990000018? not-an-nhs-number"},
		{"nhs_number", "999 OOO OO19", "? not-an-nhs-number"},
		{"nhs_number", "9990000018 or 9990000026", "? not-an-nhs-number"},
		{"nhs_number", "don't know", ""},
		{"nhs_number", "n/a", ""},
		{"child_postcode", "SK8 1AA", "SK8 1AA"},
		{"child_postcode", "sk81aa", "SK8 1AA"},
		{"child_postcode", "m1 1ae.", "M1 1AE"},
		{"child_postcode", "W1A 0AX", "W1A 0AX"},
		{"child_postcode", "gir 0aa", "GIR 0AA"},
		{"child_postcode", "SK8 IAA", "SK8 1AA? not-a-postcode"},
		{"child_postcode", "SKI OAA", "SK1 0AA? not-a-postcode"},
		{"child_postcode", "SK8", "? not-a-postcode"},
		{"child_postcode", "SK8 1CI", "? not-a-postcode"},
		{"child_postcode", "Stockport SK8 1AA", "SK8 1AA? extra-words"},
		{"child_postcode", "SK8 1AA or SK1 3XE", "? not-a-postcode"},
		{"gp_practice_ods", "P88001", "P88001"},
		{"gp_practice_ods", "p88001", "P88001"},
		{"gp_practice_ods", "P88OO1", "P88001? not-an-ods-code"},
		{"gp_practice_ods", "P8800", "? not-an-ods-code"},
		{"gp_practice_ods", "don't know", ""},
	})
}

func TestContacts(t *testing.T) {
	checkHeard(t, []heard{
		{"pr1_phone", "07700900123", "07700 900123"},
		{"pr1_phone", "+44 7700 900123", "07700 900123"},
		{"pr1_phone", "+44 (0)7700 900 123", "07700 900123"},
		{"pr1_phone", "0044 7700 900123", "07700 900123"},
		{"pr1_phone", "447700900123", "07700 900123"},
		{"pr1_phone", "(0161) 496-0140", "0161 496 0140"},
		{"pr1_phone", "02079460000", "020 7946 0000"},
		{"pr1_phone", "0113 496 0000", "0113 496 0000"},
		{"pr1_phone", "01632960000", "01632 960000"},
		{"pr1_phone", "0161 496 0140 ext. 123", "0161 496 0140 ext 123"},
		{"pr1_phone", "07700 900123 / 0161 496 0140", "07700 900123 / 0161 496 0140"},
		{"pr1_phone", "07700900123 or 01614960140", "07700 900123 / 0161 496 0140"},
		{"pr1_phone", "Mob: 07700 900123\nHome: 0161 496 0140", "07700 900123 / 0161 496 0140"},
		{"pr1_phone", "07700 900123 (mum)", "07700 900123"},
		{"pr1_phone", "not 07700 900123", "07700 900123? extra-words"},
		{"pr1_phone", "7700900123", "07700 900123? not-a-phone"},
		{"pr1_phone", "07700 90012", "? not-a-phone"},
		{"pr1_phone", "0161 496 014", "01614 96014? not-a-phone"},
		{"pr1_phone", "0161 496 0140 / 0141", "? not-a-phone"},
		{"pr1_phone", "+353 1 555 0123", "+35315550123"},
		{"pr1_phone", "999", "? not-a-phone"},
		{"pr1_phone", "none", ""},
		{"pr1_email", "Jo.Test@Example.ORG", "Jo.Test@example.org"},
		{"pr1_email", "Jo Test <jo@example.org>", "jo@example.org"},
		{"pr1_email", "jo@example.org <mailto:jo@example.org>", "jo@example.org"},
		{"pr1_email", "email: jo@example.org.", "jo@example.org"},
		{"pr1_email", "jo@example.org or al@example.org", "jo@example.org / al@example.org? two-addresses"},
		{"pr1_email", "jo@example", "? not-an-email"},
		{"pr1_email", "jo at example.org", "? not-an-email"},
		{"pr1_email", "jo@@example.org", "? not-an-email"},
		{"pr1_email", "jo@example..org", "? not-an-email"},
		{"pr1_email", "please never use jo@example.org", "jo@example.org? extra-words"},
	})
}

func TestChoices(t *testing.T) {
	checkHeard(t, []heard{
		{"left_year_11", "Y", "yes"},
		{"left_year_11", " YES! ", "yes"},
		{"left_year_11", "nope", "no"},
		{"left_year_11", "✓", "yes"},
		{"left_year_11", "x", "? unknown-option"},
		{"left_year_11", "yes - in June", "yes"},
		{"left_year_11", "yes, but not yet", "yes? extra-words"},
		{"left_year_11", "no, next year", "no? extra-words"},
		{"left_year_11", "Yes / No", "? two-options"},
		{"left_year_11", "not sure", "? unknown-option"},
		{"left_year_11", "[x] Yes [ ] No", "yes"},
		{"left_year_11", "[ ] Yes\n[ ] No", ""},
		{"left_year_11", "Yes ☐ No ☒", "no"},
		{"left_year_11", "☐ Yes ☒ No", "no"},
		{"left_year_11", "☒ Yes ☒ No", "? two-options"},
		{"left_year_11", "n/a", ""},
		{"physical_need", "not diagnosed", "yes_not_diagnosed"},
		{"physical_need", "Yes, diagnosed", "yes_diagnosed"},
		{"physical_need", "yes_diagnosed", "yes_diagnosed"},
		{"physical_need", "yes", "? unknown-option"},
		{"physical_need", "diagnosed but not by a doctor", "? unknown-option"},
		{"physical_need", "don't know", "not_sure"},
		{"physical_need", "2", "? unknown-option"},
		{"autism_status", "not diagnosed", "? unknown-option"},
		{"autism_status", "No", "none"},
		{"diagnosis_status", "unsure", "not_known"},
		{"anxiety_main", "yes", "yes"},
		{"anxiety_main", "Yes - partly", "yes? extra-words"},
		{"safeguarding_concern", "no, she is happy", "no? extra-words"},
		{"school_therapy", "Yes - and they see this child", "yes_seeing_child"},
		{"pr1_relationship", "Mum", "mother"},
		{"pr1_relationship", "mam", "mother"},
		{"pr1_relationship", "Dad", "father"},
		{"pr1_relationship", "nan", "grandparent"},
		{"pr1_relationship", "mum and dad", "? two-options"},
		{"act_toilet", "N/A", "na"},
		{"act_toilet", "-", ""},
		{"act_toilet", "can’t", "cannot"},
		{"act_toilet", "Significant  difficulty.", "significant"},
		{"act_toilet", "no", "? unknown-option"},
		{"school_year_group", "Y3", "3"},
		{"school_year_group", "Yr 3", "3"},
		{"school_year_group", "year three", "3"},
		{"school_year_group", "3", "3"},
		{"school_year_group", "Year 12", "12"},
		{"school_year_group", "R", "reception"},
		{"school_year_group", "YR", "reception"},
		{"school_year_group", "nursery", "nursery"},
		{"school_year_group", "left school", "left_school"},
		{"school_year_group", "Y3/4", "? two-options"},
		{"school_year_group", "15", "? unknown-option"},
		{"services_involved", "Physio, S&LT and Paediatrician", "paediatrician|physio? unknown-option"},
		{"services_involved", "Physio, SALT and Paediatrician", "paediatrician|physio|slt"},
		{"services_involved", "physio|slt", "physio|slt"},
		{"services_involved", "- Physio\n- Dietitian", "physio|dietitian"},
		{"services_involved", "Nobody", "none"},
		{"services_involved", "no", "none"},
		{"msk_problem", "Flat feet, in-toeing or toe walking; knee pain", "knee_pain|flat_feet_intoeing_toe_walking"},
		{"msk_problem", "none, knee pain", "none|knee_pain"},
		{"universal_tried", "Sensory training video and pack and equipment", "sensory_training_video_and_pack|equipment"},
		{"ais_needs", "[x] Email, not phone\n[ ] Braille\n[x] Large print", "large_print|email_not_phone"},
		{"physical_need_type", "DCD, clumsy", "dcd_dyspraxia? unknown-option"},
	})
}

func TestWords(t *testing.T) {
	checkHeard(t, []heard{
		{"child_forename", " Zoë ", "Zoë"},
		{"child_forename", "Zoe\u0308", "Zoë"},
		{"child_surname", "O'Brien-Łuczak", "O'Brien-Łuczak"},
		{"child_surname", "O’Brien", "O’Brien"},
		{"child_forename", "Sam 👨‍👩‍👧", "Sam 👨‍👩‍👧"},
		{"child_forename", "Sam\x00\x07\n  Lee", "Sam Lee"},
		{"child_forename", "tbc", "tbc? placeholder"},
		{"child_forename", "-", "-? placeholder"},
		{"gp_practice_name", "n/a", "n/a? placeholder"},
		{"medical_history", "none", "none"},
		{"reason_free_text", " a \r\n\r\n\r\n b\tc ", "a\n\nb c"},
		{"child_address", "1 Test Lane\nStockport", "1 Test Lane\nStockport"},
		{"child_forename", "\xff", "\uFFFD"},
	})
}

func TestEveryProblemIsOnePlainSentenceWithoutTheAnswer(t *testing.T) {
	for code, format := range problemWords {
		p := problem(question(t, "child_dob"), code)
		if strings.Count(format, "%s") != 1 || !strings.HasSuffix(p.Text, ".") || !strings.Contains(p.Text, "Date of birth") {
			t.Errorf("%s says %q", code, p.Text)
		}
	}
	for _, q := range Questions() {
		a, problems := normalise(q, "Zebedee qwerty", "", plainDay)
		for _, p := range problems {
			if p.Field != q.Name || strings.Contains(p.Text, "Zebedee") || problemWords[p.Code] == "" {
				t.Errorf("%s: %+v", q.Name, p)
			}
		}
		if a.Raw != "Zebedee qwerty" {
			t.Errorf("%s: raw is %q", q.Name, a.Raw)
		}
	}
}

func TestEveryOptionIsReadByCodeAndByLabel(t *testing.T) {
	for _, q := range Questions() {
		for _, o := range q.Options {
			for _, raw := range []string{o.Code, o.Label, strings.ToUpper(o.Label), "  " + strings.ToLower(o.Label) + ". ", "[x] " + o.Label} {
				if got := heardAs(q, raw, plainDay); got != o.Code {
					t.Errorf("%s: %q is read as %q, want %s", q.Name, raw, got, o.Code)
				}
			}
		}
		if q.Kind == KindMulti {
			for _, between := range []string{"|", ", ", "; ", "\n", " and "} {
				var labels, codes []string
				for _, o := range q.Options {
					labels, codes = append(labels, o.Label), append(codes, o.Code)
				}
				if got := heardAs(q, strings.Join(labels, between), plainDay); got != strings.Join(codes, "|") {
					t.Errorf("%s: all options joined by %q are read as %q", q.Name, between, got)
				}
			}
		}
	}
}

func TestSynonymsRefuseWhatIsUnclear(t *testing.T) {
	for name, c := range map[string]struct{ rows, want string }{
		"belongs to nothing": {"shoe_size,yes,yeah\n", "belong to nothing"},
		"unknown option":     {"left_year_11,perhaps,maybe\n", "belong to nothing"},
		"two meanings":       {"left_year_11,yes,aye\nleft_year_11,no,aye\n", "stands for"},
		"header":             {"", "header"},
	} {
		head := "question,option,words\n"
		if name == "header" {
			head = "words\n"
		}
		if _, err := parseSynonyms(head+c.rows, Questions()); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %v, want %q", name, err, c.want)
		}
	}
}

// An option in other words is read when it can be no other; what takes it back,
// puts it into another time, or may be two options, is left to a person.
func TestOptionsInOtherWords(t *testing.T) {
	for name, rows := range map[string]map[string]string{
		"referrer_type":     {"Parent or carer": "parent_carer", "Early years setting": "early_years", "parent (dad)": "parent_carer", "Parent/carer, I'm his mum": "parent_carer", "parent but not me": ""},
		"pr_consent":        {"Yes, mother told me so in clinic": "yes_told_me", "Yes": "", "yes, mother has not told me": ""},
		"act_dressing":      {"He can't do it": "cannot", "some significant difficulty": "", "can't say": ""},
		"universal_tried":   {"school's own strategies and a physio programme": "school_strategies|physio_or_slt_programme", "school refused strategies": "", "awaiting physio programme": ""},
		"services_involved": {"neuromuscular consultant and a physio": "consultant|physio", "no consultant": "", "previous consultant": ""},
		"overall_severity":  {"very severe": "severe", "Severe": "severe"},
	} {
		q, _ := Lookup(name)
		for said, want := range rows {
			a, _ := normalise(q, said, "", plainDay)
			got := a.Value
			if !a.Certain {
				got = ""
			}
			if got != want {
				t.Errorf("%s: %q is read as %q, want %q", name, said, got, want)
			}
		}
	}
}

// An ending that does not fit its number was misread or mistyped.
func TestOrdinalsThatDoNotFit(t *testing.T) {
	q, _ := Lookup("child_dob")
	for said, want := range map[string]string{
		"3rd May 2018": "2018-05-03", "8rd May 2018": "", "11th June 2019": "2019-06-11", "11st June 2019": "", "22nd July 2017": "2017-07-22", "1 st March 2020": "2020-03-01",
	} {
		a, _ := normalise(q, said, "", plainDay)
		if got := map[bool]string{true: a.Value}[a.Certain]; got != want {
			t.Errorf("%q is read as %q, want %q", said, got, want)
		}
	}
}
