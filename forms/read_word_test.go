package forms

import (
	"fmt"
	"strings"
	"testing"
)

// filledForm is a form with every field filled in, differently for each number.
func filledForm(n int) map[string]string {
	names := []string{"Łucja Nováková", "Žofie O'Brien", "Zoë D’Arcy-Smith", "Seán Ó Súilleabháin", "Ngọc Anh 😀", "Jo Test"}
	day := func(year int) string { return fmt.Sprintf("%d-%02d-%02d", year, n%12+1, n%28+1) }
	answers := map[string]string{}
	for i, q := range Questions() {
		k := n*7 + i
		switch q.Kind {
		case KindHidden:
		case KindMulti:
			var codes []string
			for j, o := range q.Options {
				if none := o.Code == "none" || o.Code == "none_yet"; !none && (k+j*j)%3 == 0 {
					codes = append(codes, o.Code)
				}
			}
			if len(codes) == 0 {
				codes = []string{q.Options[k%len(q.Options)].Code}
			}
			answers[q.Name] = strings.Join(codes, "|")
		case KindYesNo, KindSingle, KindGrid:
			answers[q.Name] = q.Options[k%len(q.Options)].Code
		case KindDate:
			answers[q.Name] = day(2012 + n%12)
		case KindDateOrText:
			answers[q.Name] = "Summer 2024, after a fall – see the letter"
		case KindEmail:
			answers[q.Name] = fmt.Sprintf("zoe.%d@example.org", k)
		case KindPhone:
			answers[q.Name] = fmt.Sprintf("07700 900%03d", k%1000)
		case KindPostcode:
			answers[q.Name] = fmt.Sprintf("SK%d %dAA", n%8+1, i%9+1)
		case KindNHSNumber:
			answers[q.Name] = []string{"9990000018", "9990000026"}[n%2]
		case KindODS:
			answers[q.Name] = fmt.Sprintf("P88%03d", k%1000)
		case KindAddress:
			answers[q.Name] = fmt.Sprintf("Flat %d\n%d Ładna Street\nStockport", n+1, i)
		case KindLongText:
			answers[q.Name] = longAnswer(n, i)
		default:
			answers[q.Name] = names[k%len(names)]
		}
	}
	return answers
}

// longAnswer is a text of several lines; one of them is 2,000 characters long.
func longAnswer(n, i int) string {
	text := fmt.Sprintf("He can’t hold a spoon & drops <cups>.\n\nOur “mainstream” school says: Ž%d/%d 🙂.", n, i)
	if (n+i)%5 == 0 {
		text += "\n" + strings.Repeat("Žluťoučký kůň, O'Brien! ", 84)
		text = strings.TrimSpace(string([]rune(text)[:2000]))
	}
	return text
}

func readWordForm(t testing.TB, data []byte) Form {
	t.Helper()
	f, err := Read(File{Name: "form.docx", Data: data}, midday)
	if err != nil {
		t.Fatalf("reading: %v", err)
	}
	return f
}

func filledWord(t testing.TB, answers map[string]string) []byte {
	t.Helper()
	data, err := FillWord(answers)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// checkAll compares every value with what was filled in; all must be certain.
func checkAll(t testing.TB, f Form, answers map[string]string) {
	t.Helper()
	checkValues(t, f, answers)
	if !f.Certain || len(f.Problems) > 0 {
		t.Errorf("certain %v, problems %v", f.Certain, f.Problems)
	}
}

func TestFilledWordFormsReadBackExactly(t *testing.T) {
	for n := range 30 {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			answers := filledForm(n)
			f := readWordForm(t, filledWord(t, answers))
			checkAll(t, f, answers)
			if f.Shape != DOCX || f.Version != Version || f.Fields["child_dob"].Where != "section C" {
				t.Errorf("%v, version %q, %q", f.Shape, f.Version, f.Fields["child_dob"].Where)
			}
		})
	}
}

func TestTheBlankWordFormIsBlank(t *testing.T) {
	data, err := BlankWord()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Read(File{Data: data}, midday); codeOfError(err) != Blank {
		t.Errorf("%v", err)
	}
}

func BenchmarkReadWord(b *testing.B) {
	data := filledWord(b, filledForm(3))
	for b.Loop() {
		if _, err := Read(File{Data: data}, midday); err != nil {
			b.Fatal(err)
		}
	}
}
