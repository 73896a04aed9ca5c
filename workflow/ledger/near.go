package ledger

import (
	"database/sql"
	"slices"

	"referrald/workflow"
)

// child is what a form says of whom it is about; only certain answers count.
func child(of workflow.Case) (c workflow.Child) {
	f := of.Form
	if f == nil {
		return c
	}
	c.NHSNumber, _ = f.Value("nhs_number")
	c.DOB, _ = f.Value("child_dob")
	c.Surname, _ = f.Value("child_surname")
	c.Forename, _ = f.Value("child_forename")
	return c
}

// near lists open referrals whose child has the NHS number or the birthday of one
// of these, each once, oldest first.
func (g *Group) near(children []workflow.Child) ([]workflow.Near, error) {
	var out []workflow.Near
	for _, c := range children {
		if c.NHSNumber == "" && c.DOB == "" {
			continue
		}
		found, err := collect(g.pen, func(r *sql.Rows) (n workflow.Near, err error) {
			return n, r.Scan(&n.Reference, &n.NHSNumber, &n.DOB, &n.Surname, &n.Forename)
		}, `SELECT reference, nhs, dob, surname, forename FROM referrals
			WHERE state <> 'closed' AND ((nhs <> '' AND nhs = ?) OR (dob <> '' AND dob = ?)) ORDER BY id`, c.NHSNumber, c.DOB)
		if err != nil {
			return nil, err
		}
		for _, n := range found {
			if !slices.Contains(out, n) {
				out = append(out, n)
			}
		}
	}
	return out, nil
}
