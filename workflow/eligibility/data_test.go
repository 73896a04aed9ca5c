package eligibility

import (
	"bytes"
	"errors"
	"os"
	"strings"
	"testing"
)

// faultsOf lists what Load says of replaced data.
func faultsOf(t *testing.T, data Data) []*RowError {
	t.Helper()
	_, err := Load(data)
	if err == nil {
		return nil
	}
	joined, ok := errors.Unwrap(err).(interface{ Unwrap() []error })
	if !ok {
		t.Fatalf("no list of errors: %v", err)
	}
	var out []*RowError
	for _, e := range joined.Unwrap() {
		var row *RowError
		if !errors.As(e, &row) {
			t.Fatalf("not a row's error: %v", e)
		}
		if row.Hint == "" || row.File == "" {
			t.Errorf("no hint or no file: %v", row)
		}
		out = append(out, row)
	}
	return out
}

func TestBuiltInDataIsSound(t *testing.T) {
	c := loaded(t)
	if c.Version() != "2026-11" || len(c.Dates()) != 5 {
		t.Errorf("version %s, dates %v", c.Version(), c.Dates())
	}
	for _, d := range c.Dates() {
		if d.On.Year() < 2025 {
			t.Errorf("%s has the date %v", d.List, d.On)
		}
	}
	replaced, err := Load(Data{Schools: schoolsCSV})
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range replaced.Dates() {
		if d.On.IsZero() != (d.List == "schools") {
			t.Errorf("with another list of schools, %s has the date %v", d.List, d.On)
		}
	}
}

func TestSentencesAreThePublishedOnes(t *testing.T) {
	c := loaded(t)
	page, err := os.ReadFile("testdata/local-offer.txt")
	if err != nil {
		t.Fatal(err)
	}
	// The page has no-break spaces; the words are the same.
	spaced := strings.Join(strings.Fields(string(page)), " ")
	for _, id := range criterionIDs() {
		if s := c.sentence(id); s == "" || !strings.Contains(spaced, s) {
			t.Errorf("the page does not say of %s: %s", id, s)
		}
	}
	if c.sentence("shoe-size") != "" {
		t.Error("a criterion that does not exist has a sentence")
	}
}

func TestRoutesAndOffice(t *testing.T) {
	c := loaded(t)
	for _, id := range routeIDs() {
		r, ok := c.Route(id)
		if !ok || r.ID != id || r.Right == "" || r.How == "" || r.VerifiedOn.IsZero() {
			t.Errorf("%s is %+v, %v", id, r, ok)
		}
		if strings.HasSuffix(r.Right, ".") || strings.Contains(r.Right+r.How, "  ") {
			t.Errorf("%s is not written as part of a letter: %q %q", id, r.Right, r.How)
		}
	}
	if _, ok := c.Route("year-11"); ok {
		t.Error("a criterion passes for a route")
	}
	if r, _ := c.Route("msk"); r.Contact != "Otadmin@stockport.nhs.uk" {
		t.Errorf("muscle and joint problems go to %q", r.Contact)
	}
	o := c.Office()
	if o.Team == "" || o.Email != "ctsadmin@stockport.nhs.uk" || len(o.Phones) != 2 || o.VerifiedOn.IsZero() ||
		!strings.Contains(o.Safety, "0161 217 6028") || !strings.Contains(o.SafetyOut, "0161 718 2118") {
		t.Errorf("the office is %+v", o)
	}
	o.Phones[0] = "scribbled"
	if c.Office().Phones[0] == "scribbled" {
		t.Error("a caller changed the office")
	}
}

func swap(data []byte, old, new string) []byte {
	return bytes.Replace(data, []byte(old), []byte(new), 1)
}

func TestBadDataIsNamed(t *testing.T) {
	for _, row := range []struct {
		name, says string
		line       int
		data       Data
	}{
		{"practice header", "wrong header", 1, Data{Practices: swap(practicesCSV, "ods_code", "code")}},
		{"practice code", `"8001" is no practice code`, 2, Data{Practices: swap(practicesCSV, "P88001", "8001")}},
		{"code twice", `"P88001" stands twice`, 3, Data{Practices: swap(practicesCSV, "P88002", "P88001")}},
		{"code in both lists", `"P88002" stands twice`, 2, Data{Neighbours: swap(neighboursCSV, "C81081", "P88002")}},
		{"postcode", `postcode "SK5" is no postcode`, 2, Data{Practices: swap(practicesCSV, "SK5 8BS", "SK5")}},
		{"status", `status "open"`, 3, Data{Practices: swap(practicesCSV, "active", "open")}},
		{"close date", "is no date", 2, Data{Practices: swap(practicesCSV, "20160531", "2016-05-31")}},
		{"columns", "3 columns", 2, Data{Neighbours: swap(neighboursCSV, "C81081,MANOR HOUSE SURGERY,SK13 8PS,active,15M", "C81081,MANOR HOUSE SURGERY,SK13 8PS")}},
		{"open quote", "quote", 0, Data{Schools: append(bytes.Clone(schoolsCSV), []byte("\"1,2,3,4,5\n")...)}},
		{"empty list", "no rows", 0, Data{Neighbours: []byte("ods_code,name,postcode,status,commissioner\n")}},
		{"too large", "too large", 0, Data{Schools: make([]byte, mostListBytes+1)}},
		{"school number", `"1315" is no school number`, 2, Data{Schools: swap(schoolsCSV, "131551", "1315")}},
		{"school twice", "stands twice", 3, Data{Schools: swap(schoolsCSV, "106162", "131551")}},
		{"no Heaton School", "Heaton School", 0, Data{Schools: swap(schoolsCSV, "106173", "106199")}},
		{"category", `unknown category "C3"`, 2, Data{Lexicon: swap(lexiconCSV, "C3_PHYSICAL", "C3")}},
		{"empty term", "without a letter", 4, Data{Lexicon: swap(lexiconCSV, "hemiparesis|", "|")}},
		{"no safeguarding", "no terms of SAFEGUARD", 0, Data{Lexicon: bytes.ReplaceAll(lexiconCSV, []byte("\nSAFEGUARD"), []byte("\nADMIN"))}},
		{"unknown criterion", `unknown criterion "shoe"`, 0, Data{Published: swap(publishedJSON, `"year-11"`, `"shoe"`)}},
		{"missing criterion", "criterion year-11 is missing", 0, Data{Published: swap(publishedJSON, `"year-11"`, `"shoe"`)}},
		{"criterion twice", "year-11 stands twice", 0, Data{Published: swap(publishedJSON, `"gp-stockport"`, `"year-11"`)}},
		{"empty sentence", "sentence of criterion gp-stockport is empty", 0, Data{Published: swap(publishedJSON, "Registered with a Stockport GP", " ")}},
		{"unknown route", `unknown route "moon"`, 0, Data{Published: swap(publishedJSON, `"other-area"`, `"moon"`)}},
		{"unknown key", "unknown field", 0, Data{Published: swap(publishedJSON, `"contact"`, `"kontakt"`)}},
		{"no date", "is no date", 0, Data{Published: swap(publishedJSON, "2026-11-23", "23/11/2026")}},
		{"missing date", "verified_on of route msk is missing", 0, Data{Published: swap(publishedJSON, `"contact": "Otadmin@stockport.nhs.uk", "verified_on": "2026-11-23"`, `"contact": ""`)}},
		{"no phone", "phones", 0, Data{Published: swap(publishedJSON, `["0161 204 4153", "0161 204 4154"]`, "[]")}},
		{"no address", "email is no address", 0, Data{Published: swap(publishedJSON, `"email": "ctsadmin@`, `"email": "`)}},
		{"short own words", `own_words has "child protection"`, 0, Data{Published: swap(publishedJSON, "This is not the safeguarding line\",\n    \"Another", "child protection\",\n    \"Another")}},
		{"no json", "", 0, Data{Published: []byte("hello")}},
	} {
		t.Run(row.name, func(t *testing.T) {
			for _, fault := range faultsOf(t, row.data) {
				if strings.Contains(fault.Error(), row.says) && (row.line == 0 || fault.Line == row.line) {
					return
				}
			}
			t.Errorf("no fault says %q at line %d: %v", row.says, row.line, faultsOf(t, row.data))
		})
	}
}

// TestAllFaultsAtOnce: one look at the error is enough to mend everything.
func TestAllFaultsAtOnce(t *testing.T) {
	practices := swap(swap(practicesCSV, "P88001", "8001"), "SK6 5AA", "SK6")
	found := faultsOf(t, Data{Practices: practices, Schools: swap(schoolsCSV, "131551", "1"), Published: swap(publishedJSON, "Registered with a Stockport GP", "")})
	files := map[string]int{}
	for _, f := range found {
		files[f.File]++
	}
	if files[practicesFile] < 2 || files[schoolsFile] < 1 || files[publishedFile] < 1 {
		t.Errorf("%v", found)
	}
}

// TestReplacedListsAreUsed: what an office brings decides, with a byte order
// mark or without.
func TestReplacedListsAreUsed(t *testing.T) {
	rows := "\ufeffods_code,name,postcode,status,commissioner\nA12345,EXAMPLE SURGERY,M1 1AA,active,14L\n"
	c, err := Load(Data{Neighbours: []byte(rows)})
	if err != nil {
		t.Fatal(err)
	}
	if got := c.surgeryOf(gpForm("", "", "A12345")); got.standing != elsewhere {
		t.Errorf("the new practice: %+v", got)
	}
	if got := c.surgeryOf(gpForm("", "", "C81081")); got.standing != doubtful {
		t.Errorf("a practice of the built-in list: %+v", got)
	}
	words := "SAFEGUARD,zebra,risk,same_day,\n"
	c, err = Load(Data{Lexicon: append(bytes.Clone(lexiconCSV), []byte(words)...)})
	if err != nil {
		t.Fatal(err)
	}
	if alert, _ := c.Alarm(heard(c, "we saw a zebra")); alert != Safeguarding {
		t.Errorf("the new word raises %q", alert)
	}
}
