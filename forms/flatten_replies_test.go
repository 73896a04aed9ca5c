package forms

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// replies are forms as people fill them in: invented families, each with other
// answers and another share of the questions answered.
func replies(count int) []map[string]string {
	pick := rand.New(rand.NewPCG(2026, 4))
	most := map[string]int{}
	for _, w := range drawSheet().widgets {
		most[w.q.Name] = w.max
	}
	var all []map[string]string
	for i := range count {
		answers := map[string]string{}
		for _, q := range Questions() {
			if q.Kind == KindHidden || pick.IntN(10) == 0 {
				continue
			}
			if text := reply(q, i, most[q.Name], pick); text != "" {
				answers[q.Name] = text
			}
		}
		all = append(all, answers)
	}
	return all
}

func reply(q Question, i, most int, pick *rand.Rand) string {
	one := func(from ...string) string { return from[pick.IntN(len(from))] }
	switch q.Kind {
	case KindMulti:
		var codes []string
		for _, o := range q.Options {
			if o.Code != "none" && o.Code != "none_yet" && pick.IntN(3) == 0 {
				codes = append(codes, o.Code)
			}
		}
		return strings.Join(codes, "|")
	case KindYesNo, KindSingle, KindGrid:
		return q.Options[pick.IntN(len(q.Options))].Code
	case KindDate:
		return fmt.Sprintf("%02d/%02d/%d", 1+pick.IntN(28), 1+pick.IntN(10), either(q.Name == "child_dob", 2010+pick.IntN(12), 2026))
	case KindDateOrText:
		return one("03/2024", "since birth", "about two years ago", "14 June 2025")
	case KindEmail:
		return one("zoe.obrien@example.org", "office+ot@example.com", "lukasz_z@example.net")
	case KindPhone:
		return one("07700 900123", "0161 496 0456", "+44 7700 900789")
	case KindPostcode:
		return one("SK1 3XE", "SK4 4QG", "M20 2AB", "sk8 1aa")
	case KindNHSNumber:
		return one("999 000 0018", "9990000026")
	case KindODS:
		return one("P88001", "P88026")
	case KindAddress:
		return cutTo(one("12 Example Street\nStockport", "Flat 3, 7 Mill Lane, Cheadle Hulme", "The Old Rectory\n1 Church Brow\nMarple"), most)
	case KindLongText:
		return cutTo(story(i, pick), most)
	}
	return cutTo(one("Zoë O’Brien", "Łukasz Wałęsa", "Siân O'Brien", "Žofia Novák", "Jo 😀 Smith", "Anne-Marie D'Souza", "Dr A. B. McDonald (GP)", "José Núñez-García", "Paweł", "Smith & Sons, Unit 4/5", "Hazel Grove Primary School", "Ms J Patel: SENCO", "Ngọc Anh", "李小龙"), most)
}

func either[T any](first bool, a, b T) T {
	if first {
		return a
	}
	return b
}

// story is a longer answer; every fourth fills its box.
func story(i int, pick *rand.Rand) string {
	sentences := []string{
		"Zoë falls over in a mainstream school – often, and she can't hold a pencil.",
		"He was born at 31 weeks; a physiotherapist (Mrs O'Brien) saw him in 2024.",
		"Dressing takes 40 minutes: buttons, zips and shoe-laces are very hard.",
		"His grandfather Łukasz says that it was the same with him.",
		"She has a well-fitting splint, size 2½, which costs £35.",
		"Is there anything else that we can do?",
		"He likes football ⚽ and swimming.",
		"Eats with his fingers; a fork and knife together don't work yet.",
		"\nAt home: we help with everything.",
		"The teacher gave her a sloping board and a \"pencil grip\".",
		"Supercalifragilisticexpialidocious is her favourite word.",
	}
	want := 1 + pick.IntN(5)
	if i%4 == 0 {
		want = 40
	}
	var b strings.Builder
	for range want {
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(sentences[pick.IntN(len(sentences))])
	}
	return strings.ReplaceAll(b.String(), " \n", "\n")
}
