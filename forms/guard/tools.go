package guard

import "referrald/forms"

// openPages starts what draws the pages of a PDF, with its compiled code in the
// folder cache. nil: this build draws no pages.
var openPages func(cache string) (forms.Pages, error)
