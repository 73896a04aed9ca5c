package workflow_test

import (
	"strings"
	"testing"
	"time"

	"referrald/workflow"
	"referrald/workflow/eligibility"
)

// The last day is trusted until midnight in London.
func TestStaleFromMidnightInLondon(t *testing.T) {
	src := eligibility.Source{ID: "route msk", On: time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)}
	list := src
	list.List = true
	for _, row := range []struct {
		name  string
		src   eligibility.Source
		shelf workflow.Shelf
		now   time.Time
		want  bool
	}{
		{"on its day", src, workflow.Shelf{}, src.On, false},
		{"late on the 180th day", src, workflow.Shelf{}, time.Date(2027, 5, 22, 22, 59, 0, 0, time.UTC), false},
		{"past midnight in London, not yet in UTC", src, workflow.Shelf{}, time.Date(2027, 5, 22, 23, 1, 0, 0, time.UTC), true},
		{"a list is trusted longer", list, workflow.Shelf{}, time.Date(2028, 11, 22, 12, 0, 0, 0, time.UTC), false},
		{"a list too ends", list, workflow.Shelf{}, time.Date(2028, 11, 23, 12, 0, 0, 0, time.UTC), true},
		{"as the office has set it", src, workflow.Shelf{Words: 3}, time.Date(2026, 11, 27, 12, 0, 0, 0, time.UTC), true},
		{"a list as the office has set it", list, workflow.Shelf{Lists: 3}, time.Date(2026, 11, 27, 12, 0, 0, 0, time.UTC), true},
		{"no date", eligibility.Source{}, workflow.Shelf{}, src.On, true},
	} {
		if got := row.shelf.Stale(row.src, row.now); got != row.want {
			t.Errorf("%s: stale %v", row.name, got)
		}
	}
}

// 30 days before and every day after; each warning says what, since when, where
// to write the new date, and what waits because of it.
func TestAgeingWarnsAMonthBefore(t *testing.T) {
	_, criteria := storyOffice(t)
	undated, err := eligibility.Load(eligibility.Data{Schools: []byte("urn,name,phase,type,postcode\n106173,Heaton School,Not applicable,Community special school,SK4 4RE\n")})
	if err != nil {
		t.Fatal(err)
	}
	day := func(s string) time.Time {
		d, err := time.Parse(time.RFC3339, s+"T09:00:00Z")
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	for _, row := range []struct {
		name string
		c    *eligibility.Criteria
		now  time.Time
		n    int
		says []string
	}{
		{"31 days before", criteria, day("2027-04-21"), 0, nil},
		{"30 days before", criteria, day("2027-04-22"), 1, []string{"Too old after 22 May 2027: the published criteria, how to reach the service, the service for other-area",
			"last checked on 23 November 2026. To do:", "the file in data.published (referrald lists writes the built-in one): verified_on, verified_on of office, verified_on of route other-area"}},
		{"the last day", criteria, day("2027-05-22"), 1, []string{"Too old after 22 May 2027"}},
		{"the day after", criteria, day("2027-05-23"), 1, []string{"TOO OLD since 23 May 2027", "waits for a person, also where the route is set to auto"}},
		{"every day after, and a list is near its end", criteria, day("2027-06-20"), 2, []string{"TOO OLD since 23 May 2027", "Too old after 11 July 2027: the schools", "data.schools): schools of lists."}},
		{"no date", undated, day("2026-11-25"), 1, []string{"NOT DATED, so taken for too old: the schools; every letter"}},
		{"a date ahead", criteria, day("2026-11-20"), 2, []string{"The date of a check lies in the future, 23 November 2026"}},
	} {
		t.Run(row.name, func(t *testing.T) {
			found := workflow.Shelf{}.Ageing(row.c, row.now)
			var all []string
			for _, a := range found {
				all = append(all, a.String())
			}
			if len(found) != row.n {
				t.Errorf("%d warnings, want %d: %v", len(found), row.n, all)
			}
			for _, want := range row.says {
				if !strings.Contains(strings.Join(all, "\n"), want) {
					t.Errorf("no warning says %q:\n%s", want, strings.Join(all, "\n"))
				}
			}
		})
	}
}
