package forms_test

import (
	"os"
	"path/filepath"
	"sync"

	"referrald/forms"
	"referrald/forms/pages"
)

// The room that opens pages knows this one, so that the tests in here are given
// it from outside.
func init() {
	forms.OpenPages = sync.OnceValues(func() (forms.Pages, error) {
		cache, err := os.UserCacheDir()
		if err != nil {
			cache = os.TempDir()
		}
		r, err := pages.Open(filepath.Join(cache, "referrald-pdfium"))
		if err != nil {
			return nil, err
		}
		return r.Open, nil
	})
}
