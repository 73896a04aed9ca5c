package forms

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// Texts that cost most if some step were to look at the same bytes again and
// again. An eighth of the greatest size shows it as well as the whole.
func TestHugeTextsAreReadSoundly(t *testing.T) {
	full := func(before, s string) string { return before + strings.Repeat(s, (mostText/8-len(before))/len(s)) }
	for _, text := range map[string]string{
		"dots": full("", "."), "colons": full("", "a:"), "in brackets": full("(", "a:"), "boxes": full("Interpreter needed?\n", "[x] yes "),
		"labels": full("", "DOB: 1/1/2019\nDOB: 2/1/2019\n"), "a long answer": full("Medical history: "+strings.Repeat("x ", mostText/24)+"\n", "Medical history: y\n"),
		"options": full("Where does it happen?\n", "At home\n"), "options in a row": full("Where does it happen? ", "At home, "), "headings": full("", "Child:\n\n"),
		"quotes": full("", ">"), "headers": full("", "From: a\nTo: b\nSubject: c\n"), "names": full("", "Child's name: a b c\n"), "lines": full("Medical history:\n", "abc\n"),
		"cells": full("", "DOB\tx\t"), "tabs": full("", "\t"), "half labels": full("", "Does the school/setting already have\n"), "accents": full("", "\u0301"), "empty boxes": full("", "☐"),
		"not a letter at the limit": full(strings.Repeat("a", mostLabel-1), "é"),
	} {
		f, _ := readText(text, "message text", plainDay)
		checkSound(t, f)
		f, _ = ReadReply(text, []string{"medical_history", "child_dob"}, plainDay)
		checkSound(t, f)
	}
}

func TestReadTextStopsAtItsLimits(t *testing.T) {
	late := strings.Repeat("\n", mostLines) + "Date of birth: 12/05/2019\n"
	if f, _ := readText(late, "message text", plainDay); len(f.Fields) > 0 {
		t.Error("an answer below the last line that is read was read")
	}
	cut := "Date of birth: 12/05/2019\n" + strings.Repeat("x", mostText)
	if f, _ := readText(cut, "message text", plainDay); len(f.Fields) != 1 {
		t.Error("the answer before the limit was lost")
	}
	wide := "Ethnic group: Arab " + strings.Repeat("é", mostLabel)
	if f, _ := readText(wide, "message text", plainDay); !f.Answered("ethnicity") {
		t.Error("a label on a very long line was lost")
	}
}

func TestRandomTextNeverPanicsAndNeverLooksCertainlyWrong(t *testing.T) {
	var pieces []string
	for _, q := range Questions() {
		pieces = append(pieces, q.Label, q.Name)
		if q.Kind != KindHidden {
			pieces = append(pieces, anAnswer(q))
		}
	}
	pieces = append(pieces, ": ", "\n", "\n\n", "> ", "? ", "\t", " - ", "1. ", "[x] ", "☐", "Kind regards", "From: x\n", "\x00", "é", "Your answer: ", "Choose from:\n")
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOf(rapid.OneOf(rapid.SampledFrom(pieces), rapid.String())).Draw(t, "text"), "")
		f, _ := readText(text, "message text", plainDay)
		again, _ := readText(text, "message text", plainDay)
		checkSound(t, f)
		if fmt.Sprint(values(f), f.Problems) != fmt.Sprint(values(again), again.Problems) {
			t.Fatal("the same text is read in two ways")
		}
	})
}

// checkSound fails when an answer is certain without a value that its question
// can have, or uncertain without a problem.
func checkSound(t interface{ Fatalf(string, ...any) }, f Form) {
	troubled := map[string]bool{}
	for _, p := range f.Problems {
		troubled[p.Field] = true
	}
	for name, a := range f.Fields {
		q, known := Lookup(name)
		if !known || a.Raw == "" || a.Certain && a.Value == "" || !a.Certain && !troubled[name] {
			t.Fatalf("%s is %+v", name, a)
		}
		for code := range strings.SplitSeq(a.Value, "|") {
			if _, option := q.Option(code); q.choice() && a.Certain && !option {
				t.Fatalf("%s is certainly %q", name, a.Value)
			}
		}
	}
}

func FuzzReadText(f *testing.F) {
	f.Add("Child's first name: Leo\nDate of birth: 12/05/2019\nWhere does it happen?\n[x] At home\n")
	f.Add("> 1. NHS number\n> Your answer:\n9990000018\n")
	f.Add("First name\tLeo\tLast name\tAshworth\n1. Yes\n")
	f.Fuzz(func(t *testing.T, text string) {
		form, _ := readText(text, "message text", plainDay)
		checkSound(t, form)
		reply, _ := ReadReply(text, []string{"gp_practice_name", "nhs_number", "main_cause"}, plainDay)
		checkSound(t, reply)
	})
}

func BenchmarkReadText(b *testing.B) {
	lines := strings.SplitAfter(typed(wholeForm()), "\n")
	text := strings.Join(lines[:60], "")
	b.ReportAllocs()
	for b.Loop() {
		if _, looks := readText(text, "message text", plainDay); !looks {
			b.Fatal("not a form")
		}
	}
}
