package templates

// Many is how many questions a person can be expected to answer in a reply;
// with more than that it is less work to finish the form.
const Many = 8

// ByForm reports whether the letter asks for the form rather than for answers
// in a reply: there are more questions than Many. Whoever sends pictures of
// pages is asked for the other pages first.
func (m Missing) ByForm() bool { return len(m.Questions) > Many && len(m.Absent) == 0 }

// Marked reports whether the questions are marked in the form that comes with
// the letter.
func (m Missing) Marked() bool { return m.Enclosed == MarkedForm || m.Enclosed == FilledForm }

// Filled reports whether that form holds the answers that we have.
func (m Missing) Filled() bool { return m.Enclosed == FilledForm }
