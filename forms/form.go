package forms

import (
	"fmt"
	"log/slog"
	"slices"
	"time"
)

// File is one file that may hold a form.
type File struct {
	Name  string // as its sender named it, "" when unnamed
	Type  string // media type by content where known
	Data  []byte
	Where string // where it was found, for a person: "attachment 2"
}

// Shape tells in which shape a form came; the values are the contract's.
type Shape string

// The shapes of a returned form.
const (
	PDFForm Shape = "pdf-form" // AcroForm fields
	PDFText Shape = "pdf-text" // fields turned into page text
	Scan    Shape = "scan"
	DOCX    Shape = "docx"
	ODT     Shape = "odt"
	RTF     Shape = "rtf"
	DOC     Shape = "doc"
	Text    Shape = "text"
	HTML    Shape = "html"
)

// Answer is one answer as it was read. Value is normalised (dates YYYY-MM-DD,
// options by code, several options joined by "|", phone and postcode in their
// usual written form, NHS number as ten digits) and is "" when the raw answer
// has no certain reading. An answer that is not Certain decides nothing.
type Answer struct {
	Value   string
	Raw     string
	Where   string // "page 2", "line 14 of the message"
	Certain bool
}

// Problem is something a person should look at in one answer: a wrong check
// digit, an impossible date, two answers that disagree.
type Problem struct {
	Field string // canonical name, "" when it is about the whole form
	Code  string // stable: "check-digit", "future-date", "ambiguous-date", "unknown-option", "disagrees", ...
	Text  string // one plain sentence without the answer itself
}

// Form is one form as it was read back. It prints redacted.
type Form struct {
	Source   string // file name, or "message text"
	Shape    Shape
	Version  string // printed version, "" when the form states none
	Certain  bool   // every answer that was given was read with certainty
	Fields   map[string]Answer
	Problems []Problem
	Remarks  []string `json:",omitempty"` // what somebody typed on the pages and in no box: no answers
}

// besideProblem says that there are remarks, or drawings.
var besideProblem = Problem{Code: problemBeside, Text: "Something is written or drawn on the form and not in one of its boxes."}

// Beside reports whether something is written or drawn on the form and not in
// one of its boxes. Its words, where there are any, are the Remarks.
func (f Form) Beside() bool {
	return slices.ContainsFunc(f.Problems, func(p Problem) bool { return p.Code == problemBeside })
}

// Unread is a file that looks like a form and gave no answers. Nothing in it
// decides anything; the sender is asked kindly, a person is shown it.
type Unread struct {
	Source string
	Shape  Shape
	Code   UnreadCode
	Text   string // one plain sentence: what it is and what to do next
}

// UnreadCode says why a form gave no answers.
type UnreadCode string

// Reasons why a form gave no answers.
const (
	Blank        UnreadCode = "blank"         // our form, no answer in it
	Password     UnreadCode = "password"      // locked with a password
	Damaged      UnreadCode = "damaged"       // broken off or not what it says it is
	XFA          UnreadCode = "xfa"           // an XFA form: only some programs can show it
	NewerVersion UnreadCode = "newer-version" // a form printed after this program was made
	NoFields     UnreadCode = "no-fields"     // a document without form fields, perhaps a scan
	Unsupported  UnreadCode = "unsupported"   // a kind of file that is not read
	Macros       UnreadCode = "macros"        // a document with programs in it, which is never opened
	TooLarge     UnreadCode = "too-large"     // above the limits
	Packed       UnreadCode = "packed"        // in an archive that is not opened here, or in too many
	Empty        UnreadCode = "empty"         // an archive without a file
	Encrypted    UnreadCode = "encrypted"     // the message, not the file: no program here can open it
	Several      UnreadCode = "several"       // more than one form, in one file or among the pictures of a message
	Failed       UnreadCode = "failed"        // the reader gave up on it
	Malware      UnreadCode = "malware"       // a virus scanner found something in it; it was not opened
	Unscanned    UnreadCode = "unscanned"     // the virus scanner gave no answer; it was not opened
	PhonePicture UnreadCode = "phone-picture" // a picture as only phones store it (HEIC)
)

// Found is what a message brought: the forms that could be read and the files
// that look like forms and could not.
type Found struct {
	Forms  []Form
	Unread []Unread
}

// Value is the certain, normalised answer to one question. ok is false when
// the question was not answered or its answer is uncertain.
func (f Form) Value(name string) (value string, ok bool) {
	a, answered := f.Fields[name]
	if !answered || !a.Certain || a.Value == "" {
		return "", false
	}
	return a.Value, true
}

// Answered reports whether the question has any answer at all, sure or not.
func (f Form) Answered(name string) bool {
	_, ok := f.Fields[name]
	return ok
}

// Format prints a form redacted whatever the verb: source kind and counts only.
func (f Form) Format(s fmt.State, _ rune) {
	_, _ = fmt.Fprintf(s, "[form %s %s, %d answers]", f.Version, string(f.Shape), len(f.Fields))
}

// LogValue keeps answers out of logs.
func (f Form) LogValue() slog.Value {
	return slog.GroupValue(slog.String("format", string(f.Shape)), slog.String("version", f.Version), slog.Int("answers", len(f.Fields)))
}

// Date is a London calendar day at noon UTC, for a normalised date answer.
func Date(value string) (time.Time, bool) {
	t, err := time.Parse("2006-01-02", value)
	if err != nil {
		return time.Time{}, false
	}
	return t.Add(12 * time.Hour), true
}
