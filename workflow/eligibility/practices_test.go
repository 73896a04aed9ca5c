package eligibility

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"referrald/forms"
)

func sure(value string) forms.Answer {
	return forms.Answer{Value: value, Raw: value, Where: "page 1", Certain: true}
}

// gpForm is a form with the answers about the surgery; an empty one is left out.
func gpForm(name, postcode, code string) forms.Form {
	f := forms.Form{Fields: map[string]forms.Answer{}}
	for field, value := range map[string]string{"gp_practice_name": name, "gp_practice_postcode": postcode, "gp_practice_ods": code} {
		if value != "" {
			f.Fields[field] = sure(value)
		}
	}
	return f
}

func TestSurgery(t *testing.T) {
	c := loaded(t)
	for _, row := range []struct {
		name               string
		gp, postcode, code string
		want               standing
		says               string
	}{
		{"nothing", "", "", "", noPractice, "no GP"},
		{"by code", "", "", "P88006", inStockport, "Marple Cottage"},
		{"code in small letters", "", "", "p88006", inStockport, "Marple Cottage"},
		{"code in the name field", "P88006 Marple Cottage", "", "", inStockport, ""},
		{"code and its name", "Marple Cottage", "SK6 6BW", "P88006", inStockport, ""},
		{"code and an unknown doctor", "Dr Sample", "", "P88006", inStockport, ""},
		{"code and the name of another", "Bramhall Health Centre", "", "P88006", doubtful, "the name that of"},
		{"code and another postcode", "", "SK7 2DY", "P88006", doubtful, "postcode is SK6 6BW"},
		{"code of nobody", "", "", "P99999", doubtful, "no list"},
		{"code of nobody with a good name", "Marple Cottage Surgery", "", "P99999", doubtful, ""},
		{"code that is no code", "", "", "12", doubtful, ""},
		{"other area by code", "", "", "C81081", elsewhere, "another area"},
		{"other area by code and name", "Manor House Surgery", "", "C81081", elsewhere, ""},
		{"other area by code, our name", "Marple Cottage Surgery", "", "C81081", doubtful, ""},
		{"other area by code, strange name", "Dragon Clinic", "", "C81081", doubtful, ""},
		{"other area by code, our postcode", "", "SK6 6BW", "C81081", doubtful, ""},
		{"other area by name and postcode", "Manor House Surgery", "SK13 8PS", "", elsewhere, ""},
		{"the same in one field", "The Manor House Surgery, SK138PS", "", "", elsewhere, ""},
		{"six at one postcode", "High Street Surgery", "SK11 6JL", "", elsewhere, ""},
		{"other area by name only", "Manor House Surgery", "", "", doubtful, "another area"},
		{"other area by postcode only", "", "SK13 8PS", "", doubtful, "another area"},
		{"other area, part of the name", "Manor", "SK13 8PS", "", doubtful, ""},
		{"other area, typing error", "Manor Hosue Surgery", "SK13 8PS", "", doubtful, ""},
		{"other area and more words", "Manor House Surgery and Bramhall", "SK13 8PS", "", doubtful, ""},
		{"name only", "Marple Cottage Surgery", "", "", inStockport, ""},
		{"name without the common words", "Marple Cottage", "", "", inStockport, ""},
		{"name in small letters with and", "bramhall and shaw heath medical group", "", "", inStockport, ""},
		{"HC", "Bramhall HC", "", "", inStockport, ""},
		{"Hlth Ctr", "Bramhall Hlth Ctr", "", "", inStockport, ""},
		{"Med Ctr", "Bracondale Med. Ctr", "", "", inStockport, ""},
		{"MC", "Gatley MC", "", "", inStockport, ""},
		{"Surg", "Woodley Village Surg", "", "", inStockport, ""},
		{"Rd", "Adshall Rd Medical Practice", "", "", inStockport, ""},
		{"doctor before", "Dr Smith, Bramhall Health Centre", "", "", inStockport, ""},
		{"doctor in brackets", "Bramhall Health Centre (Dr Smith)", "", "", inStockport, ""},
		{"doctor after a dash", "Bramhall Health Centre - Dr A Smith", "", "", inStockport, ""},
		{"with its road", "Marple Cottage Surgery, 50 Church Street, Marple", "", "", inStockport, ""},
		{"with its address in the other field", "Springfield Surgery", "24 Commercial Road, Hazel Grove", "", inStockport, ""},
		{"a namesake elsewhere", "Springfield Surgery, Bingley", "", "", doubtful, "something else"},
		{"a namesake elsewhere, address", "Springfield Surgery", "Park Road, Bingley", "", doubtful, ""},
		{"Marple Medical", "Marple Medical Practice", "", "", inStockport, "P88021"},
		{"Marple Bridge", "Marple Bridge Surgery", "", "", inStockport, "P88002"},
		{"Marple Surgery", "Marple Surgery", "", "", doubtful, ""},
		{"place Marple", "Marple", "", "", doubtful, ""},
		{"place Heaton", "Heaton", "", "", doubtful, ""},
		{"place Heaton Moor", "Heaton Moor", "", "", doubtful, ""},
		{"Heaton Moor group", "Heaton Moor Medical Group", "", "", inStockport, ""},
		{"Heaton Moor centre closed", "Heaton Moor Medical Centre", "", "", doubtful, "closed on 28 February 2017"},
		{"Heaton Norris health centre closed", "Heaton Norris Health Centre", "", "", doubtful, "closed"},
		{"Heaton Mersey", "Heaton Mersey Medical Practice", "", "", inStockport, ""},
		{"place Bramhall", "Bramhall", "", "", doubtful, ""},
		{"Bramhall surgery", "Bramhall Surgery", "", "", doubtful, ""},
		{"place Cheadle", "Cheadle", "", "", doubtful, ""},
		{"place Bredbury", "Bredbury", "", "", doubtful, ""},
		{"the surgery", "the surgery", "", "", doubtful, ""},
		{"The Surgery 1", "The Surgery 1", "", "", doubtful, ""},
		{"Family Practice", "Family Practice", "", "", doubtful, ""},
		{"Village Surgery", "The Village Surgery, Bramhall", "", "", inStockport, ""},
		{"Park View", "Park View Group Practice", "", "", inStockport, ""},
		{"typing error", "Marple Cottge Surgery", "", "", doubtful, "may mean Marple Cottage"},
		{"closed by name", "Cale Green Surgery", "", "", doubtful, "closed on 31 December 2023: which surgery are you with now?"},
		{"closed by code", "", "", "Y00912", doubtful, "closed on 28 February 2025"},
		{"closed by name and postcode", "Guywood Practice", "SK6 4QR", "", doubtful, "closed"},
		{"closed, by postcode only", "", "SK3 8JE", "", doubtful, "closed"},
		{"closed before setting 4", "Shaw Villa Medical Centre", "", "", doubtful, "closed"},
		{"shared postcode", "", "SK6 1ND", "", inStockport, "Alvanley"},
		{"shared postcode with a hub", "", "SK8 6LU", "", inStockport, ""},
		{"shared postcode, building", "Woodley Health Centre", "SK6 1ND", "", inStockport, ""},
		{"postcode in an address", "", "66 Bramhall Lane South, SK72DY", "", inStockport, ""},
		{"postcode of no surgery", "", "12 Warren Road, Cheadle Hulme SK8 5AA", "", doubtful, "SK8 5AA"},
		{"postcode and a contradicting name", "Didsbury Medical Centre", "SK6 6BW", "", doubtful, "the name is that of"},
		{"postcode and an unknown name", "Dragon Clinic", "SK6 6BW", "", doubtful, ""},
		{"postcode and a typing error", "Marple Cotage", "SK6 6BW", "", inStockport, ""},
		{"postcode and a doctor", "Dr Sample", "SK6 6BW", "", inStockport, ""},
		{"two postcodes", "", "SK6 6BW or SK7 2DY", "", doubtful, ""},
		{"name with the postcode of another", "Marple Cottage Surgery", "SK7 2DY", "", doubtful, ""},
		{"Mastercall", "Mastercall OOH", "", "", doubtful, "not a GP practice"},
		{"hospice", "St Ann's Hospice", "", "", doubtful, "not a GP practice"},
		{"optician", "PES at Boots Eyeland Stockport", "", "", doubtful, ""},
		{"network hub", "", "", "Y08123", doubtful, "not a GP practice"},
		{"hospice postcode", "", "SK8 3SZ", "", doubtful, ""},
		{"not registered", "not registered yet", "", "", doubtful, "which surgery"},
		{"moved", "Marple Cottage Surgery (moved)", "", "", doubtful, "moved"},
		{"branch", "Marple Cottage Surgery branch", "", "", doubtful, ""},
		{"a question", "Marple Cottage Surgery?", "", "", doubtful, ""},
		{"two surgeries", "Marple Cottage Surgery / Gatley Medical Centre", "", "", doubtful, ""},
		{"prose", strings.Repeat("Marple Cottage Surgery ", 40), "", "", doubtful, "long"},
	} {
		t.Run(row.name, func(t *testing.T) {
			got := c.surgeryOf(gpForm(row.gp, row.postcode, row.code))
			if got.standing != row.want || !strings.Contains(got.evidence, row.says) || got.evidence == "" {
				t.Errorf("%v, %s; want %v, ...%s...", got.standing, got.evidence, row.want, row.says)
			}
		})
	}
}

func TestUncertainSurgery(t *testing.T) {
	c := loaded(t)
	blurred := forms.Answer{Raw: "Marple C", Where: "page 2"}
	f := forms.Form{Fields: map[string]forms.Answer{"gp_practice_name": blurred}}
	if got := c.surgeryOf(f); got.standing != doubtful {
		t.Errorf("an uncertain name alone: %+v", got)
	}
	f.Fields["gp_practice_ods"] = sure("C81081")
	if got := c.surgeryOf(f); got.standing != doubtful {
		t.Errorf("another area beside an uncertain answer: %+v", got)
	}
	named := gpForm("Manor House Surgery", "SK13 8PS", "")
	named.Fields["gp_practice_ods"] = forms.Answer{Raw: "P88?"}
	if got := c.surgeryOf(named); got.standing != doubtful {
		t.Errorf("another area by name and postcode beside an uncertain code: %+v", got)
	}
	f.Fields["gp_practice_ods"] = sure("P88006")
	if got := c.surgeryOf(f); got.standing != inStockport {
		t.Errorf("our code beside an uncertain answer: %+v", got)
	}
}

// TestEveryPractice: each row is what it is, however it is named.
func TestEveryPractice(t *testing.T) {
	c := loaded(t)
	tally := map[standing]int{}
	for _, p := range c.practices.all {
		want := doubtful
		if p.active && p.gp {
			want = elsewhere
			if p.stockport {
				want = inStockport
			}
		}
		tally[want]++
		if got := c.surgeryOf(gpForm("", "", p.code)); got.standing != want {
			t.Errorf("%s by its code: %v, %s", p.shown, got.standing, got.evidence)
		}
		got := c.surgeryOf(gpForm(p.name, p.postcode, ""))
		if want != doubtful && got.standing != want || want == doubtful && got.standing == elsewhere {
			t.Errorf("%s by name and postcode: %v, %s", p.shown, got.standing, got.evidence)
		}
		if got := c.surgeryOf(gpForm(p.name, "", "")); got.standing == elsewhere {
			t.Errorf("%s by its name alone is another area", p.shown)
		}
		if got := c.surgeryOf(gpForm("", p.postcode, "")); got.standing == elsewhere {
			t.Errorf("%s by its postcode alone is another area", p.shown)
		}
	}
	if tally[inStockport] != 32 || tally[elsewhere] != 52 {
		t.Errorf("%v practices, want 32 of ours and 52 of others", tally)
	}
}

// TestNothingUnknownIsElsewhere: only what stands in the neighbouring list can
// send a family to another area.
func TestNothingUnknownIsElsewhere(t *testing.T) {
	c := loaded(t)
	piece := rapid.OneOf(rapid.StringMatching(`[A-Za-z' ]{0,20}`), rapid.String(),
		rapid.SampledFrom([]string{"Manor House", "Surgery", "SK13", "8PS", "C8108", "Dr Smith", ",", "Medical Centre", "SK6 6BW", "Bramhall", "C81081X"}))
	rapid.Check(t, func(t *rapid.T) {
		joined := func(label string) string {
			return strings.Join(rapid.SliceOfN(piece, 0, 4).Draw(t, label), " ")
		}
		name, postcode, code := joined("name"), joined("postcode"), joined("code")
		got := c.surgeryOf(gpForm(name, postcode, code))
		if got.standing != elsewhere {
			return
		}
		all := strings.ToUpper(name + " " + postcode + " " + code)
		for _, p := range c.practices.all {
			if !p.stockport && (strings.Contains(all, p.code) || strings.Contains(all, strings.Fields(p.postcode)[0])) {
				return
			}
		}
		t.Fatalf("%q %q %q is another area: %s", name, postcode, code, got.evidence)
	})
}

func TestDistance(t *testing.T) {
	for _, row := range []struct {
		a, b string
		want int
	}{{"cottage", "cottage", 0}, {"cottge", "cottage", 1}, {"kitten", "sitting", 3}, {"", "abc", 3}, {"abcdef", "a", 4}} {
		if got := distance(row.a, row.b, 3); got != row.want {
			t.Errorf("%s to %s: %d, want %d", row.a, row.b, got, row.want)
		}
	}
}
