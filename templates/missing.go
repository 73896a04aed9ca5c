package templates

// Many is how many questions a person can be expected to answer in a reply;
// with more than that it is less work to finish the form.
const Many = 8

// Encloses reports whether the letter speaks of a form that comes with it:
// there are more questions than Many. The form must then be attached.
func (m Missing) Encloses() bool { return len(m.Questions) > Many }
