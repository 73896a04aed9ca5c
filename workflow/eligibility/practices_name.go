package eligibility

import (
	"slices"
	"strings"
)

// longForms are the abbreviations that practices and referrers use.
var longForms = map[string][]string{
	"med": {"medical"}, "mc": {"medical", "centre"}, "hc": {"health", "centre"}, "hlth": {"health"},
	"ctr": {"centre"}, "cntr": {"centre"}, "center": {"centre"}, "centres": {"centre"}, "ctre": {"centre"}, "cen": {"centre"},
	"surg": {"surgery"}, "surgeries": {"surgery"}, "prac": {"practice"}, "pract": {"practice"}, "practise": {"practice"}, "practices": {"practice"},
	"grp": {"group"}, "gp": {"practice"}, "mp": {"medical", "practice"}, "mg": {"medical", "group"},
	"rd": {"road"}, "street": {"st"}, "saint": {"st"}, "la": {"lane"}, "ln": {"lane"}, "ave": {"avenue"}, "cl": {"close"}, "cres": {"crescent"}, "sth": {"south"}, "nth": {"north"}, "wst": {"west"},
	"the": {}, "and": {},
}

// commonWords are the words of a practice's name that tell no two apart.
var commonWords = words("medical surgery centre practice group health clinic general partnership healthcare")

// doubtWords make any answer about a surgery one for a person: the child is not
// registered, moves, or the writer is not sure.
var doubtWords = words("not unregistered register registering moved moving move moves previous previously former formerly temporary " +
	"waiting changing changed change leaving left unsure unknown none soon was were or ex branch if pending applied applying nhs111 no na tbc tba")

// wideWords stand in too many addresses to tell a practice by.
var wideWords = words("stockport cheshire near greater manchester uk england road lane st avenue north south east west house village park hall")

// localWords may stand in the address of any practice of Stockport.
var localWords = words("stockport cheshire near greater manchester uk england")

func words(list string) map[string]bool {
	set := map[string]bool{}
	for w := range strings.FieldsSeq(list) {
		set[w] = true
	}
	return set
}

// canonical gives the words of a name in one spelling: lower case, without
// accents and points, abbreviations written out, "the" and "and" left out.
func canonical(name string) []string {
	var out []string
	for _, w := range tokens(name) {
		if long, ok := longForms[w.text]; ok {
			out = append(out, long...)
		} else {
			out = append(out, w.text)
		}
	}
	return out
}

// rowName is the canonical name of a row: without a doctor's name after a dash
// and without the number that tells apart two practices of one building.
func rowName(name string) []string {
	name, _, _ = strings.Cut(name, " - ")
	full := canonical(name)
	if n := len(full); n > 1 && strings.Trim(full[n-1], "0123456789") == "" {
		full = full[:n-1]
	}
	return full
}

func coreOf(full []string) []string {
	return slices.DeleteFunc(slices.Clone(full), func(w string) bool { return commonWords[w] })
}

// segments splits an answer where people put a second piece of information:
// "Dr Smith, Bramhall Health Centre", "Bramhall Health Centre (Dr Smith)".
// Pieces that name a doctor only, and pieces without words, are left out.
func segments(answer string) [][]string {
	pieces := strings.FieldsFunc(strings.ReplaceAll(answer, " - ", ","), func(r rune) bool {
		return strings.ContainsRune(",;()[]\n\r\t/:–—", r)
	})
	var out [][]string
	for _, piece := range pieces {
		full := canonical(piece)
		if len(full) == 0 || doctorOnly(full) {
			continue
		}
		out = append(out, full)
	}
	return out
}

// doctorOnly reports whether a piece is a doctor's name: "dr a smith", "drs
// smith jones". A piece with a word of a practice in it is not.
func doctorOnly(full []string) bool {
	if full[0] != "dr" && full[0] != "drs" && full[0] != "doctor" && full[0] != "doctors" {
		return false
	}
	return len(full) <= 5 && !slices.ContainsFunc(full[1:], func(w string) bool { return commonWords[w] })
}

// titled prints a name of the lists, which are in capitals, for a person.
func titled(name string) string {
	fields := strings.Fields(strings.ReplaceAll(name, ".", ". "))
	for i, f := range fields {
		lower := strings.ToLower(f)
		if i > 0 && (lower == "of" || lower == "and" || lower == "at") {
			fields[i] = lower
			continue
		}
		if long := longForms[strings.Trim(lower, ".")]; len(long) == 1 && lower != "st." && lower != "st" && lower != "gp" {
			lower = long[0]
		}
		fields[i] = strings.ToUpper(lower[:1]) + lower[1:]
	}
	return strings.Join(fields, " ")
}

// distance is the number of single-letter changes between two words, counted to
// most+1 and no further (Levenshtein). It only serves to suggest, never to decide.
func distance(a, b string, most int) int {
	if len(a)-len(b) > most || len(b)-len(a) > most {
		return most + 1
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		last := row[0]
		row[0] = i + 1
		for j := range len(b) {
			change := last
			if a[i] != b[j] {
				change++
			}
			last = row[j+1]
			row[j+1] = min(change, row[j]+1, row[j+1]+1)
		}
	}
	return min(row[len(b)], most+1)
}
