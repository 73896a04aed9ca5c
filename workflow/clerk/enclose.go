package clerk

import (
	"errors"
	"fmt"

	"referrald/forms"
	"referrald/mailbox"
	"referrald/templates"
	"referrald/workflow"
)

// toFinish is what a form is called that somebody is asked to finish; it names
// no child.
const toFinish = "referral-form-to-finish-" + forms.Version + ".pdf"

// largePrint is what the blank form in large print is called.
const largePrint = "childrens-ot-referral-form-" + forms.Version + "-large-print.pdf"

// enclose draws the form that goes with a letter. The law on filled forms is
// kept by the gate; it is asked here once more, because here the answers are.
func (c *Clerk) enclose(p workflow.Planned, plan workflow.Plan) ([]mailbox.Enclosure, error) {
	switch p.Encloses {
	case "":
		return nil, nil
	case templates.BlankForm:
		return c.Forms, nil
	case templates.LargeForm:
		data, err := forms.LargePrint()
		if err != nil {
			return nil, fmt.Errorf("drawing the form: %w", err)
		}
		return []mailbox.Enclosure{{Name: largePrint, Type: "application/pdf", Data: data}}, nil
	}
	if p.Case < 0 || p.Case >= len(plan.Cases) || plan.Cases[p.Case].Assessment == nil {
		return nil, errors.New("drawing the form: nobody knows what is missing")
	}
	of := plan.Cases[p.Case]
	var data []byte
	var err error
	switch {
	case p.Encloses == templates.MarkedForm:
		data, err = forms.Marked(of.Assessment.Missing)
	case of.Form == nil || !c.Office.IsSecure(p.To):
		err = errors.New("a filled form is for a secure address and has answers")
	default:
		data, err = forms.Prefill(*of.Form, of.Assessment.Missing...)
	}
	if err != nil {
		return nil, fmt.Errorf("drawing the form: %w", err)
	}
	return []mailbox.Enclosure{{Name: toFinish, Type: "application/pdf", Data: data}}, nil
}
