package pages_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"referrald/forms"
	"referrald/forms/pages"
)

func open(t testing.TB) *pages.Renderer {
	t.Helper()
	cache, err := os.UserCacheDir()
	if err != nil {
		cache = os.TempDir()
	}
	r, err := pages.Open(filepath.Join(cache, "referrald-pdfium"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = r.Close() })
	return r
}

func BenchmarkOpen(b *testing.B) {
	r := open(b)
	pdf, err := forms.BlankPDF()
	if err != nil {
		b.Fatal(err)
	}
	for name, dpi := range map[string]int{"letters": 0, "drawn": 200} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, err := r.Open(context.Background(), pdf, dpi, 10); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
