package guard

import (
	"referrald/forms"
	"referrald/forms/pages"
)

// openPages starts what draws the pages of a PDF, with its compiled code in the
// folder cache.
var openPages = func(cache string) (forms.Pages, error) {
	r, err := pages.Open(cache)
	if err != nil {
		return nil, err
	}
	return r.Open, nil
}
