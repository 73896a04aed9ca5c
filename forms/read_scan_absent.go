package forms

import (
	"fmt"
	"slices"
	"sync"
)

// pageAbsent is what is said of a page that did not come; the number is read
// back from it, because problems are kept as their sentences.
const pageAbsent = "Page %d of the form did not come, or could not be made out."

func (f *Form) lacksPage(number int) { f.lacks(fmt.Sprintf(pageAbsent, number)) }

// absent is the page that a problem says did not come, 0 when it is about
// something else.
func (p Problem) absent() int {
	var n int
	if p.Code != problemIncomplete {
		return 0
	}
	if _, err := fmt.Sscanf(p.Text, pageAbsent, &n); err != nil {
		return 0
	}
	return n
}

// Unreadable reports whether the problem is that an answer is there and could
// not be made out: the sender is asked for it again, and did nothing wrong.
func (p Problem) Unreadable() bool {
	switch p.Code {
	case problemDoubtful, problemUnclear, problemMark:
		return p.Field != ""
	}
	return false
}

// Absent tells which pages of the printed form came as pictures and which did
// not. Both are nil unless at least one did not come.
func (f Form) Absent() (came, absent []int) {
	for _, p := range f.Problems {
		if n := p.absent(); n > 0 {
			absent = append(absent, n)
		}
	}
	if len(absent) == 0 {
		return nil, nil
	}
	slices.Sort(absent)
	for n := 1; n <= drawnOnce().pages; n++ {
		if !slices.Contains(absent, n) {
			came = append(came, n)
		}
	}
	return came, slices.Compact(absent)
}

// PageOf is the page of the printed form on which a question stands, from 1;
// 0 for a question that is not printed.
func PageOf(name string) int { return pageOf()[name] }

var pageOf = sync.OnceValue(func() map[string]int {
	pages := map[string]int{}
	for _, b := range drawnOnce().boxes {
		if pages[b.Name] == 0 {
			pages[b.Name] = b.Page
		}
	}
	return pages
})

// arrived forgets the pages that one of two messages brought: a page is absent
// only when neither has it. Only pictures come page by page.
func arrived(earlier, later Form, all []Problem) []Problem {
	_, before := earlier.Absent()
	_, now := later.Absent()
	if later.Shape != Scan {
		now = before
	}
	return slices.DeleteFunc(all, func(p Problem) bool {
		n := p.absent()
		return n > 0 && !(slices.Contains(before, n) && slices.Contains(now, n))
	})
}
