package forms

import (
	"strings"
	"testing"
)

func TestTableHoldsEveryQuestionOfTheForm(t *testing.T) {
	rows, err := csvRows(tableCSV, "section", "name", "label", "type", "required", "options", "decides")
	if err != nil {
		t.Fatal(err)
	}
	if len(Questions()) != len(rows) || len(rows) < 80 {
		t.Fatalf("%d questions from %d rows", len(Questions()), len(rows))
	}
	for i, q := range Questions() {
		stated := q.Label
		if q.stated != "" {
			stated = q.stated
		}
		if q.Name != rows[i][1] || stated != rows[i][2] || string(q.Kind) != rows[i][3] || q.Required != rows[i][4] {
			t.Errorf("question %d is %+v, the table says %v", i, q, rows[i])
		}
		codes := make([]string, len(q.Options))
		for j, o := range q.Options {
			codes[j] = o.Code
			if o.Label == "" || strings.Contains(o.Label, "_") {
				t.Errorf("%s: option %q is printed as %q", q.Name, o.Code, o.Label)
			}
		}
		if got := strings.Join(codes, "|"); got != rows[i][5] {
			t.Errorf("%s: options %s, want %s", q.Name, got, rows[i][5])
		}
	}
}

func TestLookup(t *testing.T) {
	q, ok := Lookup("referrer_type")
	if !ok || q.Kind != KindSingle || q.Required != "yes" {
		t.Fatalf("referrer_type is %+v, %v", q, ok)
	}
	if o, ok := q.Option("health_visitor"); !ok || o.Label != "Health visitor" {
		t.Errorf("health_visitor is %+v, %v", o, ok)
	}
	if _, ok := q.Option("plumber"); ok {
		t.Error("an option that the table does not have was found")
	}
	if _, ok := Lookup("shoe_size"); ok {
		t.Error("a question that the table does not have was found")
	}
}

func TestQuestionsBelongToTheCaller(t *testing.T) {
	Questions()[0].Name = "scribbled"
	Sections()[0].Title = "scribbled"
	if Questions()[0].Name == "scribbled" || Sections()[0].Title == "scribbled" {
		t.Error("a caller changed the table")
	}
}

func TestOptionsOfOneQuestionAreToldApartByTheirWords(t *testing.T) {
	for _, q := range Questions() {
		seen := map[string]string{}
		for _, o := range q.Options {
			if other, twice := seen[o.Label]; twice {
				t.Errorf("%s: %q and %q are both printed as %q", q.Name, other, o.Code, o.Label)
			}
			seen[o.Label] = o.Code
		}
	}
}

func TestSections(t *testing.T) {
	letters := ""
	for _, s := range Sections() {
		letters += s.Letter
		if s.Title == "" {
			t.Errorf("section %s has no title", s.Letter)
		}
	}
	if letters != "ABCDEFGHIJKL" {
		t.Errorf("sections are %s", letters)
	}
}

func TestParseTableRefusesWhatItDoesNotKnow(t *testing.T) {
	const head = "section,name,label,type,required,options,decides\n"
	const words = "what,name,code,words\nsection,A,,About\n"
	const choice = words + "option,*,yes,Yes\n"
	for name, c := range map[string]struct{ table, words, want string }{
		"kind":            {head + "A one,a,Label,colour,no,,\n", words, "unknown type"},
		"rule":            {head + "A one,a,Label,text,sometimes,,\n", words, "unknown rule"},
		"rule on nothing": {head + "A one,a,Label,text,if b=yes,,\n", words, "no question"},
		"rule on a code":  {head + "A one,a,Label,yes_no,no,yes,\nA one,b,Label,text,if a=maybe,,\n", choice, "no option"},
		"age":             {head + "A one,a,Label,text,if aged old or over on the day of receipt,,\n", words, "age rule"},
		"group":           {head + "A one,a,Label,text,one of two things,,\n", words, "unknown rule"},
		"no words":        {head + "A one,a,Label,yes_no,no,yes,\n", words, "no words"},
		"no options":      {head + "A one,a,Label,yes_no,no,,\n", words, "no options"},
		"words for none":  {head + "A one,a,Label,text,no,,\n", choice, "belongs to nothing"},
		"twice":           {head + "A one,a,Label,text,no,,\nA one,a,Label,text,no,,\n", words, "twice"},
		"header":          {"name\na\n", words, "header"},
	} {
		_, err := parseTable(c.table, c.words)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %v, want %q", name, err, c.want)
		}
	}
}
