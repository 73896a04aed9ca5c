package forms

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
)

func codeOfError(err error) UnreadCode {
	var unreadable *UnreadableError
	if !errors.As(err, &unreadable) {
		return ""
	}
	return unreadable.Unread.Code
}

func inFile(t testing.TB, data []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "form.pdf")
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}
