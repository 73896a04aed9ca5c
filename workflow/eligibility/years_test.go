package eligibility

import (
	"strings"
	"testing"
	"time"
)

func TestLeavingDay(t *testing.T) {
	for year, want := range map[int]string{2026: "2026-06-26", 2027: "2027-06-25", 2028: "2028-06-30", 2029: "2029-06-29",
		2030: "2030-06-28", 2031: "2031-06-27", 2032: "2032-06-25", 2033: "2033-06-24"} {
		if got := leavingDay(year).Format(time.DateOnly); got != want {
			t.Errorf("%d: got %s, want %s", year, got, want)
		}
	}
}

func date(t *testing.T, s string) time.Time {
	t.Helper()
	d, err := time.Parse(time.DateOnly, s)
	if err != nil {
		t.Fatal(err)
	}
	return d.Add(12 * time.Hour)
}

func TestYearGroup(t *testing.T) {
	for _, row := range []struct {
		born, day string
		want      int
	}{
		{"2010-08-31", "2026-11-23", 12}, {"2010-09-01", "2026-11-23", 11}, {"2011-08-31", "2026-11-23", 11},
		{"2008-08-31", "2026-11-23", 14}, {"2007-09-01", "2026-11-23", 14}, {"2022-08-31", "2026-11-23", 0},
		{"2022-09-01", "2026-11-23", -1}, {"2022-09-01", "2027-09-01", 0}, {"2022-09-01", "2027-08-31", -1}, {"2016-02-29", "2026-11-23", 6},
	} {
		if got := yearGroup(date(t, row.born), date(t, row.day)); got != row.want {
			t.Errorf("born %s on %s: got %d, want %d", row.born, row.day, got, row.want)
		}
	}
}

func TestSchoolAge(t *testing.T) {
	for _, row := range []struct {
		name, born, day string
		want            schoolAge
	}{
		{"before Reception", "2022-09-01", "2026-11-23", preSchool},
		{"Reception at four", "2022-08-31", "2026-11-23", mayBeAtSchool},
		{"five in autumn, 31 December", "2021-11-30", "2026-12-31", mayBeAtSchool},
		{"five in autumn, 1 January", "2021-11-30", "2027-01-01", ofSchoolAge},
		{"five on 31 March, that day", "2022-03-31", "2027-03-31", mayBeAtSchool},
		{"five on 31 March, next day", "2022-03-31", "2027-04-01", ofSchoolAge},
		{"five on 1 April, end of August", "2022-04-01", "2027-08-31", mayBeAtSchool},
		{"five on 1 April, September", "2022-04-01", "2027-09-01", ofSchoolAge},
		{"five in September, 31 December", "2021-09-01", "2026-12-31", mayBeAtSchool},
		{"born on 29 February", "2020-02-29", "2026-11-23", ofSchoolAge},
	} {
		t.Run(row.name, func(t *testing.T) {
			if got := schoolAgeAt(date(t, row.born), date(t, row.day)); got != row.want {
				t.Errorf("got %d, want %d", got, row.want)
			}
		})
	}
}

func TestYear11(t *testing.T) {
	const left, heaton = ";left_year_11=yes", ";school_name=Heaton School;setting_type=special_school;special_school_need=health"
	for _, row := range []struct {
		name, born, day, changes string
		want                     Verdict
		says                     string
	}{
		{"31 August, Year 12, left", "2010-08-31", "2026-11-23", "school_year_group=12" + left, Failed, "26 June 2026"},
		{"1 September, Year 11", "2010-09-01", "2026-11-23", "school_year_group=11", Met, "25 June 2027"},
		{"31 August a year later, Year 11", "2011-08-31", "2026-11-23", "school_year_group=11", Met, "25 June 2027"},
		{"sixteen in Year 11", "2010-10-01", "2027-05-31", "school_year_group=11", Met, "25 June 2027"},
		{"1 June of Year 11", "2010-10-01", "2027-06-01", "school_year_group=11", Unclear, "25 June 2027"},
		{"30 June of Year 11", "2010-10-01", "2027-06-30", "school_year_group=11" + left, Unclear, "25 June 2027"},
		{"1 July of Year 11", "2010-10-01", "2027-07-01", "school_year_group=11" + left, Failed, "25 June 2027"},
		{"Year 14 at Heaton", "2008-08-31", "2026-11-23", "school_year_group=14" + left + heaton, Met, "30 June 2027"},
		{"nineteen in Year 14 at Heaton", "2007-09-01", "2026-11-23", "school_year_group=14" + left + heaton, Met, "30 June 2027"},
		{"Year 11 in June at Heaton", "2010-10-01", "2027-06-15", "school_year_group=11" + heaton, Met, "Heaton"},
		{"Year 14 in June at Heaton", "2008-08-31", "2027-06-01", "school_year_group=14" + left + heaton, Unclear, "30 June 2027"},
		{"July after Year 14 at Heaton", "2008-08-31", "2027-07-01", "school_year_group=14" + left + heaton, Failed, "30 June 2027"},
		{"left Heaton", "2008-08-31", "2026-11-23", "school_year_group=left_school" + left + heaton, Unclear, "Left school"},
		{"July after Year 14 at Heaton, not left", "2008-08-31", "2027-07-01", "school_year_group=14" + heaton, Unclear, "does not agree"},
		{"perhaps Heaton", "2009-08-31", "2026-11-23", "school_year_group=13;school_name=Heaton Sixth" + left, Unclear, "may be Heaton"},
		{"perhaps Heaton, too old for it", "2006-08-31", "2026-11-23", "school_year_group=left_school;school_name=Heaton Sixth" + left, Failed, ""},
		{"another special school", "2009-08-31", "2026-11-23", "school_year_group=13;setting_type=special_school;special_school_need=health;school_name=Lisburne School" + left, Failed, "not Heaton"},
		{"no school named, not in education", "2009-08-31", "2026-11-23", "school_year_group=left_school;setting_type=not_in_education;school_name=" + left, Failed, "Not in education"},
		{"no school named, at a school", "2009-08-31", "2026-11-23", "school_year_group=;school_name=" + left, Unclear, "No school is named"},
		{"school unread", "2009-08-31", "2026-11-23", "school_name?" + left + ";school_year_group=13", Unclear, ""},
		{"left not said", "2009-08-31", "2026-11-23", "school_year_group=13;left_year_11=", Missing, ""},
		{"left unread", "2009-08-31", "2026-11-23", "school_year_group=13;left_year_11?", Unclear, ""},
		{"cut-off passed, not left", "2009-08-31", "2026-11-23", "school_year_group=13", Unclear, "the form does not"},
		{"taught at home at sixteen", "2010-08-31", "2026-11-23", "school_year_group=;setting_type=home_educated;school_name=" + left, Unclear, "Taught at home"},
		{"stated a year lower", "2010-08-31", "2026-11-23", "school_year_group=11", Met, "one year apart"},
		{"stated a year lower, and left", "2010-08-31", "2026-11-23", "school_year_group=11" + left, Unclear, "another answer says"},
		{"stated a year higher", "2010-09-01", "2026-11-23", "school_year_group=12", Met, "one year apart"},
		{"taught a year below", "2010-08-31", "2026-11-23", "school_year_group=;out_of_year_group=year_below", Met, "year below"},
		{"taught a year above, and left", "2010-09-01", "2026-11-23", "school_year_group=12;out_of_year_group=year_above" + left, Unclear, ""},
		{"two years apart", "2009-08-31", "2026-11-23", "school_year_group=11", Unclear, "more than one year apart"},
		{"nursery in Year 3", "2018-10-31", "2026-11-23", "school_year_group=nursery", Unclear, "more than one year apart"},
		{"nursery at Reception age", "2022-08-01", "2026-11-23", "school_year_group=nursery", Met, "one year apart"},
		{"taught at home, not at school", "2018-10-31", "2026-11-23", "school_year_group=not_at_school;setting_type=home_educated", Met, ""},
		{"left unread at nine", "2018-03-14", "2026-11-23", "left_year_11?", Met, ""},
		{"a baby", "2026-11-20", "2026-11-23", "school_year_group=not_at_school", Met, "no school year yet"},
	} {
		t.Run(row.name, func(t *testing.T) {
			in := given(t, "child_dob="+row.born, row.changes)
			in.received = date(t, row.day)
			f := finding(assess(in), "year-11")
			if f.Verdict != row.want || !strings.Contains(f.Evidence, row.says) {
				t.Errorf("got %s, want %s: %s", f.Verdict, row.want, f.Evidence)
			}
		})
	}
}

// The day of receipt is a day in London: 23:30 in UTC on 31 May is June there.
func TestReceivedInLondon(t *testing.T) {
	in := given(t, "child_dob=2010-10-01; school_year_group=11")
	in.received = time.Date(2027, time.May, 31, 22, 30, 0, 0, time.UTC)
	if f := finding(assess(in), "year-11"); f.Verdict != Met {
		t.Errorf("23:30 on 31 May: got %s", f.Verdict)
	}
	in.received = time.Date(2027, time.May, 31, 23, 30, 0, 0, time.UTC)
	if f := finding(assess(in), "year-11"); f.Verdict != Unclear {
		t.Errorf("00:30 on 1 June: got %s", f.Verdict)
	}
}

// For every birthday: met to 31 May of Year 11, a person in June, and failed
// from 1 July only where the form agrees.
func TestYear11ForEveryBirthday(t *testing.T) {
	cases := map[string]inputs{"yes": given(t, "school_year_group=;left_year_11=yes"), "no": given(t, "school_year_group=;left_year_11=no")}
	for born := dayOf(2005, time.January, 1); born.Year() < 2027; born = born.AddDate(0, 0, 1) {
		leaving := leavingYear(born, yearGroup(born, born), lastYear)
		if age := leaving - born.Year(); age != 16 && age != 17 {
			t.Fatalf("born %s leaves in %d", born.Format(time.DateOnly), leaving)
		}
		for _, row := range []struct {
			day  time.Time
			left string
			want Verdict
		}{
			{born, "no", Met},
			{dayOf(leaving-1, time.July, 1), "no", Met},
			{dayOf(leaving, time.May, 31), "no", Met},
			{dayOf(leaving, time.June, 1), "yes", Unclear},
			{dayOf(leaving, time.June, 30), "yes", Unclear},
			{dayOf(leaving, time.July, 1), "no", Unclear},
			{dayOf(leaving, time.July, 1), "yes", Failed},
		} {
			in := cases[row.left]
			in.received = row.day
			in.form.Fields["child_dob"] = certain(born.Format(time.DateOnly))
			if v := criteria[yearRow].rule(read(in)); v.verdict != row.want {
				t.Fatalf("born %s, received %s, left %s: got %s, want %s", born.Format(time.DateOnly), row.day.Format(time.DateOnly), row.left, v.verdict, row.want)
			}
		}
	}
}
