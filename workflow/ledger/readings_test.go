package ledger

import (
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"referrald/forms"
	"referrald/workflow"
	"referrald/workflow/eligibility"
)

func judgedCase(n int, form string, at time.Time) workflow.Case {
	c := opens(n, workflow.Ready)
	c.Form = &forms.Form{Fields: map[string]forms.Answer{"child_dob": {Value: form, Certain: true}}}
	c.Assessment = &eligibility.Assessment{Outcome: eligibility.Eligible, By: eligibility.Set{
		Version: "2026-11", Lists: []eligibility.ListDate{{List: "schools", On: monday, Print: "0123456789ab"}},
	}}
	c.Judged = at
	return c
}

// A reading comes back with the moment, the form and the set of its judgement,
// in the order of referrals, page after page.
func TestReadingsComeBack(t *testing.T) {
	l := fresh(t)
	const n = pageReadings + 3
	for i := 1; i <= n; i++ {
		tell(t, l, story{uid: uint32(i), cases: []workflow.Case{judgedCase(i, fmt.Sprint(i), monday.Add(time.Duration(i)*time.Minute))}})
	}
	var got []Reading
	must(t, l.Readings(t.Context(), time.Time{}, func(r Reading) error { got = append(got, r); return nil }))
	want(t, "readings", len(got), n)
	for i, r := range got {
		if v, _ := r.Form.Value("child_dob"); v != fmt.Sprint(i+1) || r.Reference != ref(i+1) || r.Version != 1 || r.Err != nil {
			t.Fatalf("reading %d is %v", i, r.Reference)
		}
	}
	want(t, "moment", got[6].Received, monday.Add(7*time.Minute))
	want(t, "set", got[0].Assessment.By, judgedCase(1, "", monday).Assessment.By)
	late := 0
	must(t, l.Readings(t.Context(), monday.Add((n-1)*time.Minute), func(Reading) error { late++; return nil }))
	want(t, "since", late, 2)
	stop := errors.New("enough")
	if err := l.Readings(t.Context(), time.Time{}, func(Reading) error { return stop }); !errors.Is(err, stop) {
		t.Errorf("it went on: %v", err)
	}
	r, err := l.Referral(t.Context(), ref(2))
	must(t, err)
	want(t, "judged", r.Judged, []Judged{{1, monday, monday.Add(2 * time.Minute), "eligible", got[1].Assessment.By}})
	want(t, "by", r.Case.Assessment.By.Version, "2026-11")
}

// What cannot be read is told for itself, quotes nothing, and the rest goes on.
func TestReadingsGoOnAfterABadOne(t *testing.T) {
	l := fresh(t)
	for i := 1; i <= 3; i++ {
		tell(t, l, story{uid: uint32(i), cases: []workflow.Case{judgedCase(i, "x", monday)}})
	}
	_, err := l.conn.ExecContext(t.Context(), `UPDATE readings SET form = '{"Fields":"Leo Ashworth"}' WHERE referral = 2`)
	must(t, err)
	var bad []string
	n := 0
	must(t, l.Readings(t.Context(), time.Time{}, func(r Reading) error {
		n++
		if r.Err != nil {
			bad = append(bad, string(r.Reference)+" "+r.Err.Error())
		}
		return nil
	}))
	want(t, "readings", n, 3)
	if len(bad) != 1 || !strings.HasPrefix(bad[0], string(ref(2))) || strings.Contains(bad[0], "Ashworth") {
		t.Errorf("%q", bad)
	}
}

// A ledger of the first schema: the forms stay, each gets the moment at which
// it was judged, and nothing is claimed of the criteria.
func TestUpgradeKeepsReadingsOfTheFirstSchema(t *testing.T) {
	path := place(t)
	must(t, prepare(path))
	all, err := steps(mustSub(t))
	must(t, err)
	db, err := sql.Open("sqlite", source(path, false))
	must(t, err)
	conn, err := db.Conn(t.Context())
	must(t, err)
	must(t, migrate(t.Context(), conn, fstest.MapFS{"0001_book.sql": {Data: []byte(all[0].sql)}}))
	_, err = conn.ExecContext(t.Context(), `
		INSERT INTO messages(id, validity, uid, status, came_at, received_at) VALUES (1,7,1,'left',1000,900), (2,7,2,'left',9000,8000), (3,7,3,'left',9000,NULL);
		INSERT INTO referrals(id, reference, state, version, opened, changed) VALUES (1,'CTS-2026-000001','ready',2,1000,1000), (2,'CTS-2026-000002','ready',1,9500,9500);
		INSERT INTO readings(referral, version, message, at, form, assessment) VALUES
			(1,1,1,1000,'{"Version":"A"}','{"Outcome":"incomplete"}'), (1,2,2,9100,'{"Version":"B"}','{"Outcome":"eligible"}'), (2,1,3,9500,'{"Version":"C"}','{"Outcome":"person"}');`)
	must(t, err)
	must(t, errors.Join(conn.Close(), db.Close()))

	l := openAt(t, path)
	var got []string
	must(t, l.Readings(t.Context(), time.Time{}, func(r Reading) error {
		got = append(got, fmt.Sprintf("%s %d %s %s %d %q %v", r.Reference, r.Version, r.Form.Version, r.Assessment.Outcome, r.Received.UnixMilli(), r.Assessment.By.Version, r.Err))
		return nil
	}))
	want(t, "readings", got, []string{
		`CTS-2026-000001 1 A incomplete 900 "" <nil>`, `CTS-2026-000001 2 B eligible 1000 "" <nil>`, `CTS-2026-000002 1 C person 9500 "" <nil>`,
	})
	r, err := l.Referral(t.Context(), ref(1))
	must(t, err)
	want(t, "by", r.Judged[1].By, workflow.Set{})
}
