package forms

import (
	"slices"
	"strings"
	"testing"
)

// pictured is a form of which only these pages came as pictures.
func pictured(answers map[string]string, came ...int) Form {
	f := Form{Shape: Scan, Version: Version, Fields: map[string]Answer{}}
	for name, value := range answers {
		f.Fields[name] = Answer{Value: value, Raw: value, Certain: true}
	}
	for n := 1; n <= drawnOnce().pages; n++ {
		if !slices.Contains(came, n) {
			f.Problems = append(f.Problems, Problem{Code: problemIncomplete, Text: sentenceOf(n)})
		}
	}
	return f.settled()
}

func sentenceOf(page int) string {
	var f Form
	f.lacksPage(page)
	return f.Problems[0].Text
}

// Pages come one by one: a page is absent until some message brought it.
func TestAbsentPages(t *testing.T) {
	pages := drawnOnce().pages
	first := pictured(map[string]string{"child_surname": "Ashworth"}, 1)
	if came, absent := first.Absent(); !slices.Equal(came, []int{1}) || len(absent) != pages-1 {
		t.Errorf("came %v, absent %v", came, absent)
	}
	second := Update(first, pictured(map[string]string{"gp_practice_name": "A"}, 2, 3))
	if came, absent := second.Absent(); !slices.Equal(came, []int{1, 2, 3}) || len(absent) != pages-3 || second.Certain {
		t.Errorf("after pages 2 and 3: came %v, absent %v, certain %v", came, absent, second.Certain)
	}
	again := Update(second, pictured(nil, 1))
	if came, _ := again.Absent(); !slices.Equal(came, []int{1, 2, 3}) {
		t.Errorf("after page 1 once more: came %v", came)
	}
	typed := Update(second, Form{Shape: Text, Fields: map[string]Answer{"looked_after": {Value: "no", Certain: true}}})
	if came, _ := typed.Absent(); !slices.Equal(came, []int{1, 2, 3}) {
		t.Errorf("typed answers are no pages, and yet %v came", came)
	}
	whole := Update(second, pictured(nil, 4, 5))
	if came, absent := whole.Absent(); came != nil || absent != nil || !whole.Certain {
		t.Errorf("after all pages: came %v, absent %v, certain %v", came, absent, whole.Certain)
	}
	late := Update(Form{Shape: PDFForm, Fields: map[string]Answer{}}, first)
	if _, absent := late.Absent(); absent != nil {
		t.Errorf("a whole form came before, and yet %v are absent", absent)
	}
}

func TestPageOf(t *testing.T) {
	if PageOf("child_surname") != 1 || PageOf("declaration_name") != drawnOnce().pages || PageOf("form_version") != 0 {
		t.Errorf("pages %d, %d, %d", PageOf("child_surname"), PageOf("declaration_name"), PageOf("form_version"))
	}
}

// What could not be made out is told with its question.
func TestDoubtsNameTheQuestion(t *testing.T) {
	q, _ := Lookup("child_dob")
	for _, code := range []string{problemDoubtful, problemTooLong, problemOdd, problemDisagrees} {
		if text := problemText(q, code); !strings.Contains(text, `"`+q.Label+`"`) {
			t.Errorf("%s: %s", code, text)
		}
	}
	for _, code := range []string{problemUnclear, problemMark, codeTwoOptions, problemDisagrees} {
		if text := scanText(q, code); !strings.Contains(text, `"`+q.Label+`"`) {
			t.Errorf("%s: %s", code, text)
		}
	}
	for code, want := range map[string]bool{problemDoubtful: true, problemUnclear: true, problemMark: true, codeDisagrees: false, codeFuture: false} {
		if got := (Problem{Field: "child_dob", Code: code}).Unreadable(); got != want {
			t.Errorf("%s: %v", code, got)
		}
	}
}
