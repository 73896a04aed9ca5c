package forms

// Kind is the type of a question; the values are those of the form's table.
type Kind string

// Kinds of question.
const (
	KindText       Kind = "text"
	KindLongText   Kind = "long_text"
	KindDate       Kind = "date"
	KindDateOrText Kind = "date_or_text"
	KindEmail      Kind = "email"
	KindPhone      Kind = "phone"
	KindAddress    Kind = "address"
	KindPostcode   Kind = "postcode"
	KindNHSNumber  Kind = "nhs_number"
	KindODS        Kind = "ods"
	KindYesNo      Kind = "yes_no"
	KindSingle     Kind = "single"
	KindMulti      Kind = "multi"
	KindGrid       Kind = "grid"
	KindHidden     Kind = "hidden"
)

// Option is one answer that may be chosen: its code in files and the words
// printed beside the box.
type Option struct {
	Code  string
	Label string
}

// Question is one row of the form's table.
type Question struct {
	Section  string // "A referral"
	Name     string // canonical name: field name in every file format
	Label    string // the printed question
	Hint     string // printed under the question, "" for none
	Kind     Kind
	Required string // as the table states it: yes, wanted, no, "one of GROUP", "if ..."
	Options  []Option

	stated string // the table's label where another is printed; it is read as well
}

// labels are the words by which the question is known in a file.
func (q Question) labels() []string {
	if q.stated == "" || foldKey(q.stated) == foldKey(q.Label) {
		return []string{q.Label}
	}
	return []string{q.Label, q.stated}
}

// Version is the printed version of the current form.
const Version = "2026-11"
