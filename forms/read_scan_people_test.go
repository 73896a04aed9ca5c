package forms

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"time"
)

// person is one differently filled form: every printed question, by invented
// people. Letters that the drawing program's own font has not (Ł, emoji) are
// left to the other formats, for what is not on the page cannot be read there.
func person(n int) map[string]string {
	r := rand.New(rand.NewPCG(uint64(n), 7))
	pick := func(words ...string) string { return words[r.IntN(len(words))] }
	first := pick("Amelia", "Zoë", "Ian", "Muhammad", "Isla", "Oliver", "Chloe", "Ivy", "Kacper", "Siân", "Noor", "Leo", "Marnie", "Ollie", "Billy", "Fatima")
	last := pick("O'Brien", "Smith-Jones", "Khan", "Žižka", "Nowak", "Williams", "MacDonald", "Begum", "Ellison", "Ó Briain", "Lloyd", "Patel", "Byrne", "Illingworth", "Cornwall", "Barnes")
	adult := pick("Sarah", "Priya", "Tom", "Jolanta", "Eilidh", "Colin", "Bernard", "Molly") + " " + pick(last, "Nair", "Harrison", "Fletcher", "Ó Dálaigh", "Mulligan")
	date := func(from, years int) string {
		d := time.Date(from+r.IntN(years), time.Month(1+r.IntN(12)), 1+r.IntN(28), 0, 0, 0, 0, time.UTC)
		return d.Format(pick("2006-01-02", "02/01/2006", "2 January 2006", "02.01.2006"))
	}
	postcode := func() string {
		return fmt.Sprintf("SK%d %d%s", 1+r.IntN(8), 1+r.IntN(9), pick("AA", "XE", "LN", "QP", "HG", "BD"))
	}
	phone := func() string {
		return pick(fmt.Sprintf("07700 900%03d", r.IntN(1000)), fmt.Sprintf("0161 496 0%03d", r.IntN(1000)), fmt.Sprintf("07700900%03d", r.IntN(1000)))
	}
	mail := func(name string) string {
		plain := strings.NewReplacer(" ", ".", "'", "", "Ó", "o", "á", "a", "Ž", "z", "ž", "z", "ë", "e", "â", "a").Replace(name)
		return strings.ToLower(plain) + pick("@example.org", "@example.com", "@mail.example.net")
	}
	answers := map[string]string{
		"child_surname": last, "child_forename": first, "child_known_as": first, "child_dob": date(2010, 14),
		"nhs_number": invented(n), "referrer_name": adult, "referrer_role": pick("SENCO, Brookside Primary School", "Mum", "Consultant paediatrician", "Health visitor (Bramhall)"),
		"referrer_email": mail(adult), "referrer_phone": phone(), "pr1_name": adult, "pr1_phone": phone(), "pr1_email": mail(adult),
		"child_address":            fmt.Sprintf("%d %s\nStockport", 1+r.IntN(200), pick("Sample Lane", "Example Road", "Mill Brow", "Illustration Close")),
		"pr1_address_if_different": fmt.Sprintf("Flat %d, %d Hollow Street, Hyde", 1+r.IntN(9), 1+r.IntN(99)),
		"child_postcode":           postcode(), "school_postcode": postcode(), "gp_practice_postcode": postcode(), "gp_practice_ods": fmt.Sprintf("P88%03d", r.IntN(1000)),
		"gp_practice_name": pick("Cheadle Medical Practice", "Heaton Moor Medical Group", "The Village Surgery", "Bracondale Medical Centre"),
		"gp_name":          "Dr " + pick("A. Shah", "Ellen Ross", "Malik", "J. Burns"), "lives_with": pick("Mum, dad and two brothers", "Mother and sister", "Grandparents"),
		"pr2_name": pick("David", "Karen", "Lily") + " " + last, "interpreter_language": pick("Polish", "Urdu", "British Sign Language", "None"),
		"ais_needs_detail": pick("Large print, 18 point", "Please ring, do not write", "Emails are best"),
		"school_name":      pick("Brookside Primary School", "St. Mary's Infants", "Heaton Special School", "Little Oaks Nursery"),
		"school_contact":   adult + ", " + phone(), "social_worker": pick("None", "Jill Hall, 0161 496 0199", "Tim O'Neill"),
		"date_of_onset_or_injury": pick("Since birth", date(2020, 6), "About two years ago"), "ref_date": date(2026, 1), "declaration_date": date(2026, 1),
		"declaration_name": adult, "declaration_signature": adult,
	}
	for _, q := range Questions() {
		if _, done := answers[q.Name]; done || q.Kind == KindHidden {
			continue
		}
		switch {
		case q.Kind == KindMulti:
			answers[q.Name] = someOptions(r, q)
		case q.choice():
			answers[q.Name] = q.Options[r.IntN(len(q.Options))].Code
		default:
			answers[q.Name] = prose(r, map[string]int{"reason_free_text": 60 + r.IntN(1900), "act_examples": 40 + r.IntN(700)}[q.Name])
		}
	}
	return answers
}

func someOptions(r *rand.Rand, q Question) string {
	var codes []string
	for _, o := range q.Options[1:] {
		if r.IntN(3) == 0 {
			codes = append(codes, o.Code)
		}
	}
	if len(codes) == 0 {
		return q.Options[0].Code
	}
	return strings.Join(codes, "|")
}

// invented is the nth NHS number of the range that is never given out.
func invented(n int) string {
	for at := 9990000018 + 10*n; ; at++ {
		if text := fmt.Sprint(at); passesNHSCheck(text) {
			return text
		}
	}
}

// prose is a text of about so many letters, as parents and schools write them.
func prose(r *rand.Rand, long int) string {
	sentences := []string{
		"He falls over often and cannot climb stairs without a rail.", "She doesn't hold a pencil for more than 2 minutes.",
		"Buttons, zips and laces are too hard; an adult helps every morning.", "Left hemiplegia, GMFCS level II, seen by the consultant in March.",
		"We hope OT will help with dressing and with using a knife and fork.", "In PE he sits out because of pain (knees and hips).",
		"I'm worried about the bath: it isn't safe any more.", "At school she uses a laptop for about 30% of written work.",
		"Will needs help to get in/out of the car.", "Nothing has changed since the last report - it's getting worse.",
	}
	var b strings.Builder
	for b.Len() == 0 || b.Len() < long {
		if b.Len() > 0 {
			b.WriteByte([]byte{' ', ' ', ' ', '\n'}[r.IntN(4)])
		}
		b.WriteString(sentences[r.IntN(len(sentences))])
	}
	text := b.String()
	if most := 1990; len(text) > most {
		text = text[:strings.LastIndexByte(text[:most], '.')+1]
	}
	return text
}
