package forms

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
)

// officeForms is how many filled forms each route takes.
const officeForms = 30

// convert has LibreOffice write files in another format, all in one go.
func convert(t testing.TB, format string, files []string) (folder string) {
	t.Helper()
	folder = t.TempDir()
	args := []string{"-env:UserInstallation=file://" + filepath.Join(t.TempDir(), "profile"), "--headless", "--convert-to", format, "--outdir", folder}
	run(t, "soffice", append(args, files...)...)
	return folder
}

// filledFiles are filled forms as files.
func filledFiles(t testing.TB, written []map[string]string) (files []string) {
	t.Helper()
	folder := t.TempDir()
	for n, answers := range written {
		path := filepath.Join(folder, fmt.Sprintf("form-%02d.docx", n))
		if err := os.WriteFile(path, filledWord(t, answers), 0o600); err != nil {
			t.Fatal(err)
		}
		files = append(files, path)
	}
	return files
}
