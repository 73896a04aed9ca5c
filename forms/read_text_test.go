package forms

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// typed is a form as lines "Label: answer", in printed order, without the
// questions that have no answer.
func typed(answers map[string]string) string {
	var b strings.Builder
	for _, q := range Questions() {
		value, ok := answers[q.Name]
		if !ok {
			continue
		}
		var words []string
		for code := range strings.SplitSeq(value, "|") {
			if o, ok := q.Option(code); ok {
				code = o.Label
			}
			words = append(words, code)
		}
		fmt.Fprintf(&b, "%s: %s\n", q.Label, strings.Join(words, ", "))
	}
	return b.String()
}

// anAnswer is a plain answer to a question, as it is normalised.
func anAnswer(q Question) string {
	switch q.Kind {
	case KindDate, KindDateOrText:
		return "2019-05-12"
	case KindEmail:
		return "jo@example.org"
	case KindPhone:
		return "07700 900123"
	case KindPostcode:
		return "SK8 1AA"
	case KindNHSNumber:
		return "9990000018"
	case KindODS:
		return "P88001"
	case KindLongText, KindAddress:
		return "First line\nand a second one"
	case KindText:
		return "Words about " + strings.ReplaceAll(q.Name, "_", " ")
	}
	return q.Options[0].Code
}

// wholeForm answers every question that is printed.
func wholeForm() map[string]string {
	answers := map[string]string{}
	for _, q := range Questions() {
		if q.Kind != KindHidden {
			answers[q.Name] = anAnswer(q)
		}
	}
	return answers
}

// values is what a form says, with "?" behind what is not certain.
func values(f Form) map[string]string {
	got := map[string]string{}
	for name, a := range f.Fields {
		got[name] = a.Value
		if !a.Certain {
			got[name] += "?"
		}
	}
	return got
}

func checkValues(t testing.TB, f Form, want map[string]string) {
	t.Helper()
	got := values(f)
	for _, name := range slices.Sorted(maps.Keys(got)) {
		if w, ok := want[name]; !ok || w != got[name] {
			t.Errorf("%s is read as %q, want %q", name, got[name], w)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(want)) {
		if _, ok := got[name]; !ok {
			t.Errorf("%s is not read, want %q", name, want[name])
		}
	}
}

func TestTheWholeFormTypedReadsBack(t *testing.T) {
	f, looks := readText(typed(wholeForm()), "message text", plainDay)
	checkValues(t, f, wholeForm())
	if !looks || f.Shape != Text || f.Source != "message text" || !f.Certain {
		t.Errorf("looks %v, %v, certain %v, problems %v", looks, f, f.Certain, f.Problems)
	}
	if got := f.Fields["ref_date"].Where; got != "line 1 of the message" {
		t.Errorf("the first answer stands on %q", got)
	}
}

func TestEveryOptionTypedReadsBack(t *testing.T) {
	for _, q := range Questions() {
		for _, o := range q.Options {
			answers := wholeForm()
			answers[q.Name] = o.Code
			f, _ := readText(typed(answers), "message text", plainDay)
			if got, _ := f.Value(q.Name); got != o.Code {
				t.Errorf("%s: %s is read back as %+v", q.Name, o.Code, f.Fields[q.Name])
			}
		}
	}
}

// Whatever is left blank, all that was typed is read and nothing else.
func TestTypedFormReadsBackWhateverIsLeftBlank(t *testing.T) {
	whole := wholeForm()
	names := slices.Sorted(maps.Keys(whole))
	rapid.Check(t, func(t *rapid.T) {
		answers, blank := map[string]string{}, maps.Clone(whole)
		for _, name := range rapid.SliceOfDistinct(rapid.SampledFrom(names), func(s string) string { return s }).Draw(t, "names") {
			answers[name] = whole[name]
		}
		for name := range blank {
			blank[name] = answers[name]
		}
		f, _ := readText(typed(blank), "message text", plainDay)
		for _, name := range names {
			if got, _ := f.Value(name); got != answers[name] {
				t.Fatalf("%s is read as %q, typed was %q", name, got, answers[name])
			}
		}
	})
}

func TestReadText(t *testing.T) {
	leo := map[string]string{"child_forename": "Leo", "child_surname": "Ashworth", "child_dob": "2019-05-12", "nhs_number": "9990000018"}
	with := func(more ...string) map[string]string {
		m := maps.Clone(leo)
		for i := 0; i < len(more); i += 2 {
			m[more[i]] = more[i+1]
		}
		return m
	}
	const core = "Child's first name: Leo\nChild's last name: Ashworth\nDate of birth: 12/05/2019\nNHS number: 999 000 0018\n"
	for name, c := range map[string]struct {
		text string
		want map[string]string
	}{
		"labels":                 {core, leo},
		"canonical names":        {"child_forename: Leo\nchild_surname: Ashworth\nchild_dob: 12/05/2019\nnhs_number: 9990000018", leo},
		"case and apostrophes":   {"CHILD’S FIRST NAME: Leo\nchilds last name : Ashworth\n date of BIRTH:12/05/2019\nNHS Number :9990000018", leo},
		"bullets and bold":       {"* Child's first name: Leo\n- Child's last name: Ashworth\n**Date of birth:** 12/05/2019\n• *NHS number*: 9990000018", leo},
		"dashes":                 {"Child's first name - Leo\nChild's last name – Ashworth\nDate of birth - 12/05/2019\nNHS number - 999-000-0018", leo},
		"no separators":          {"Child's first name: Leo\nChild's last name: Ashworth\nDOB 12/05/2019\nNHS No 999 000 0018", leo},
		"no separators in prose": {core + "DOB 13/05/2019 is what we have\nDate of birth 13/05/2019, NHS number 9990000026\nNHS number 9990000019\n", leo},
		"numbers":                {"1. Child's first name: Leo\n2) Child's last name: Ashworth\n(3) Date of birth: 12/05/2019\nC4. NHS number: 9990000018", leo},
		"under the label":        {"Child's first name?\nLeo\n\nChild's last name\nAshworth\n\nDate of birth:\n12/05/2019\n\nNHS number\n\n9990000018\n", leo},
		"a table":                {"Child's first name\tLeo\nChild's last name\tAshworth\nDate of birth\t12/05/2019\nNHS number\t9990000018", leo},
		"a table of four":        {"First name\tLeo\tLast name\tAshworth\nDOB\t12/05/2019\tNHS No\t9990000018", leo},
		"a table with a gap":     {core + "Ethnic group\t\nnot a label here\n", leo},
		"hint in brackets":       {"Child's first name: Leo\nChild's last name: Ashworth\nDate of birth (dd/mm/yyyy): 12/05/2019\nNHS number (10 digits): 9990000018", leo},
		"blanks filled in":       {"Child's first name ..... Leo\nChild's last name: ___Ashworth___\nDate of birth: 12/05/2019\nNHS number: 9990000018\nEthnic group: ________\n", leo},
		"aliases":                {"Child's forename: Leo\nChild's surname: Ashworth\nD.O.B.: 12/05/19\nNHS no: 9990000018\nSurgery name: Test Surgery", with("gp_practice_name", "Test Surgery")},
		"one name of two words":  {"Name of child: Leo Ashworth\nDOB: 12/05/2019\nNHS: 9990000018", leo},
		"one name of three":      {"Child's name: Leo Van Ashworth\nDOB: 12/05/2019\nNHS: 9990000018", with("child_forename", "?", "child_surname", "?")},
		"one name, last first":   {"Child's name: Ashworth, Leo\nDOB: 12/05/2019\nNHS: 9990000018", with("child_forename", "?", "child_surname", "?")},
		"quoted and answered":    {"> Child's first name\nLeo\n> Child's last name\n\nAshworth\n> Date of birth\n> For example 31 03 2019\n12/05/2019\n> NHS number\n9990000018\n> Please reply to this email.\n", leo},
		"all quoted":             {"> " + strings.ReplaceAll(strings.TrimSpace(core), "\n", "\n> "), leo},
		"own over quoted":        {core + "\n> Date of birth: 01/01/2018\n> Ethnic group: Arab\n", leo},
		"under a header":         {core + "\nFrom: Jo Test\nSent: 20 November 2026\nTo: Office\nSubject: Hello\n\nDate of birth: 01/01/2018\n", leo},
		"twice the same":         {core + "DOB: 12 May 2019\n", leo},
		"twice, not the same":    {core + "DOB: 13 May 2019\n", with("child_dob", "?")},
		"wrapped label": {core + "Does the school/setting already have its own therapist (education\nspecialist therapy provision)? No\n" +
			"Does a person with parental responsibility agree to this\nreferral?\nYes, in writing\n", with("school_therapy", "no", "pr_consent", "yes_written")},
		"boxes on a line":   {core + "Interpreter needed? ☐ Yes ☒ No\n", with("interpreter_needed", "no")},
		"boxes under it":    {core + "Where does it happen?\n[x] At home\n[ ] At school or nursery\n(x) Out and about\n", with("act_home_or_school", "home|community")},
		"no box ticked":     {core + "Where does it happen?\n[ ] At home\n[ ] At school or nursery\n[ ] Out and about\n", leo},
		"options untouched": {core + "Interpreter needed?\nYes\nNo\nHand used / arm or leg affected\nRight\nLeft\nBoth\nNot settled yet\n", with("interpreter_needed", "?", "hand_used", "?")},
		"an option that is a label": {core + "Are you asking for an autism or ADHD assessment or advice mainly about autism or ADHD?\nAutism\nADHD: Suspected\n",
			with("asking_for_autism_adhd", "autism", "adhd_status", "suspected")},
		"blank above a label that is an option": {core + "Are you asking for an autism or ADHD assessment or advice mainly about autism or ADHD?\nAutism\nSuspected\n", with("autism_status", "suspected")},
		"blank above one with a colon":          {core + "Are you asking for an autism or ADHD assessment or advice mainly about autism or ADHD?:\nAutism:\nADHD: Suspected\n", with("adhd_status", "suspected")},
		"long text":                             {core + "In your own words: what is the main difficulty and what do you hope OT will help with?\nHe falls.\n\nHe cannot dress: we help.\n\nKind regards\nJo", with("reason_free_text", "He falls.\n\nHe cannot dress: we help.")},
		"a mark in an answer":                   {core + "Medical history: Asthma\nAnswer: none of it matters\n", with("medical_history", "Asthma\nAnswer: none of it matters")},
		"address":                               {core + "Home address: 1 Test Lane\nStockport\nPostcode: sk8 1aa\n", with("child_address", "1 Test Lane\nStockport", "child_postcode", "SK8 1AA")},
		"two postcodes":                         {core + "Home address: 1 Test Lane\nPostcode: SK8 1AA\nGP surgery: Test Surgery\nPostcode: SK1 3XE\nSchool name: Test School\nPostcode: SK2 7JE", with("child_address", "1 Test Lane", "child_postcode", "SK8 1AA", "gp_practice_name", "Test Surgery", "gp_practice_postcode", "SK1 3XE", "school_name", "Test School", "school_postcode", "SK2 7JE")},
		"whose postcode":                        {core + "GP: Test Surgery\nPostcode: SK8 1AA\n", with("gp_practice_name", "Test Surgery")},
		"whose address":                         {core + "GP: Test Surgery\nSchool: Test School\nAddress: 1 Test Lane\nPostcode: SK8 1AA\nSex: M", with("gp_practice_name", "Test Surgery", "school_name", "Test School", "child_sex", "male")},
		"put right below":                       {"> Ethnic group: Arab\n> Date of birth: 01/01/2018\n12/05/2019\n\n" + strings.Replace(core, "Date of birth: 12/05/2019\n", "", 1), leo},
		"whose telephone":                       {core + "Phone: 07700 900123\n", leo},
		"parent's section":                      {core + "\nParent/carer\nName: Jo Ashworth\nPhone: 07700 900123\nEmail: jo@example.org\n", with("pr1_name", "Jo Ashworth", "pr1_phone", "07700 900123", "pr1_email", "jo@example.org")},
		"child's section":                       {"About the child or young person\nName: Leo Ashworth\nDOB: 12/05/2019\nNHS number: 9990000018\nAddress: 1 Test Lane\n", with("child_address", "1 Test Lane")},
		"referrer's":                            {core + "Your full name: Jo Test\nEmail: jo@example.org\nPhone: 0161 496 0140\n", with("referrer_name", "Jo Test", "referrer_email", "jo@example.org", "referrer_phone", "0161 496 0140")},
		"signature":                             {core + "Kind regards,\nJo Test\nTel: 0161 496 0140\nEmail: jo@example.org\nName: Jo\n", leo},
		"text goes on":                          {core + "School name: Test School\nPlease ring me.\n", with("school_name", "Test School")},
		"prose":                                 {core + "\nMy son's date of birth is 13/05/2019.\nI think the NHS number: 9990000026 is wrong.\n", leo},
		"GP is a doctor":                        {core + "GP: Dr Khan\n", with("gp_name", "Dr Khan")},
		"GP is a surgery":                       {core + "GP: Test Surgery\n", with("gp_practice_name", "Test Surgery")},
		"wrong check digit":                     {strings.Replace(core, "0018", "0019", 1), with("nhs_number", "9990000019?")},
		"a question mark":                       {core + "Current year group: ?\nEthnic group: Arab", with("school_year_group", "?", "ethnicity", "arab")},
		"windows lines":                         {strings.ReplaceAll(core, "\n", "\r\n"), leo},
		"printed page":                          {"A About you and this referral\n" + core + "Children’s occupational therapy referral form · version 2026-11", leo},
	} {
		t.Run(name, func(t *testing.T) {
			f, looks := readText(c.text, "message text", plainDay)
			checkValues(t, f, c.want)
			if !looks {
				t.Error("does not look like a form")
			}
			if (f.Version == "2026-11") != strings.Contains(c.text, "version") {
				t.Errorf("version %q", f.Version)
			}
		})
	}
}

func TestOrdinaryLettersAreNoForms(t *testing.T) {
	for name, text := range map[string]string{
		"nothing":            "",
		"signature":          "Hello,\nplease send me the form.\n\nKind regards\nJo Test\nJob title: Health visitor\nTel: 0161 496 0140\nEmail: jo@example.org\nAddress: 1 Test Lane\nSchool: Test School\n",
		"two answers":        "Date of birth: 12/05/2019\nNHS number: 9990000018\n",
		"prose":              "My son's date of birth is 12/05/2019 and his NHS number is 999 000 0018. His school name is Test School. The GP surgery name is Test Surgery.",
		"headers":            "From: Jo\nTo: Office\nDate: 12 May 2019\nSubject: Email\n\nName: x",
		"questions to us":    "Date of birth?\n\nWhat is that for? Who does the child live with, you ask. NHS number - where do I find it?",
		"referrer only":      "Your full name: Jo Test\nYour email address: jo@example.org\nYour phone number: 0161 496 0140\nSchool name: Test School\n",
		"our letter, quoted": "Thank you, I will answer soon.\n\n> The 3 questions\n> ---------------\n>\n> 1. GP surgery name\n>    The surgery where the child is registered.\n>    Your answer:\n>\n> 2. NHS number\n>    Your answer:\n>\n> 3. Current year group\n>    Choose from:\n>    - Year 1\n>    - Year 2\n>    Your answer:\n>\n> --------------------\n> Stockport NHS Children's Occupational Therapy\n> Telephone: 0161 496 0153\n",
	} {
		t.Run(name, func(t *testing.T) {
			if f, looks := readText(text, "message text", plainDay); looks {
				t.Errorf("looks like a form: %v", values(f))
			}
		})
	}
}

func TestABlankFormPastedLooksLikeOne(t *testing.T) {
	var lines, options strings.Builder
	for _, q := range Questions() {
		fmt.Fprintf(&lines, "%s\n", q.Label)
		fmt.Fprintf(&options, "%s\n", q.Label)
		if q.Hint != "" {
			fmt.Fprintf(&options, "%s\n", q.Hint)
		}
		for _, o := range q.Options {
			fmt.Fprintf(&options, "%s\n", o.Label)
		}
	}
	for name, text := range map[string]string{"labels": lines.String(), "labels with colons": strings.ReplaceAll(lines.String(), "\n", ":\n"), "hints and options": options.String()} {
		f, looks := readText(text, "message text", plainDay)
		if !looks || len(f.Fields) > 0 {
			t.Errorf("%s: looks %v, answers %v", name, looks, values(f))
		}
	}
}

func TestWhereAndProblemsOfTypedAnswers(t *testing.T) {
	f, _ := readText("Hello\n\nChild's first name:\nLeo\nDate of birth: 31/02/2019\nNHS number: 9990000019", "message text", plainDay)
	if got := f.Fields["child_forename"].Where; got != "line 4 of the message" {
		t.Errorf("first name stands on %q", got)
	}
	var codes []string
	for _, p := range f.Problems {
		codes = append(codes, p.Field+" "+p.Code)
	}
	if got := strings.Join(codes, ", "); got != "child_dob impossible-date, nhs_number check-digit" || f.Certain {
		t.Errorf("problems %s, certain %v", got, f.Certain)
	}
	if f.Fields["child_dob"].Raw != "31/02/2019" {
		t.Errorf("raw is %q", f.Fields["child_dob"].Raw)
	}
}

func TestLabelsMeanOneQuestionOrDependOnTheirPart(t *testing.T) {
	l := labels()
	for k, names := range l.names {
		abouts := map[string]string{}
		for _, name := range names {
			if other, twice := abouts[l.about[name]]; twice {
				t.Errorf("%q means %s and %s of the same part", k, other, name)
			}
			abouts[l.about[name]] = name
		}
	}
	for _, rows := range []string{"colour,a,b\n", "label,shoe_size,shoes\n"} {
		if _, err := parseLabels("what,name,words\n"+rows, table()); err == nil {
			t.Errorf("%q is taken", rows)
		}
	}
}
