package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"referrald/workflow/eligibility"
)

const listsUsage = "-o FOLDER"

// runLists writes the built-in wording and lists as files, so that there is
// something to change: the configuration's data keys then name them. It stops at a
// file that is there already.
func runLists(_ context.Context, p program, args []string) error {
	f := newFlags("lists", listsUsage)
	folder := f.String("o", "", "folder to write to")
	rest, err := f.parse(args)
	if err != nil {
		return err
	}
	if err := f.none(rest); err != nil {
		return err
	}
	if *folder == "" {
		return usagef("lists needs a folder\nusage: referrald lists %s", listsUsage)
	}
	if err := os.MkdirAll(*folder, 0o755); err != nil {
		return fmt.Errorf("making the folder: %w", err)
	}
	d := eligibility.BuiltIn()
	for _, l := range []struct {
		key, name string
		data      []byte
	}{
		{"published", "published.json", d.Published}, {"practices", "practices.csv", d.Practices}, {"neighbours", "neighbours.csv", d.Neighbours},
		{"schools", "schools.csv", d.Schools}, {"lexicon", "lexicon.csv", d.Lexicon},
	} {
		path := filepath.Join(*folder, l.name)
		if err := writeNew(path, l.data); err != nil {
			return fmt.Errorf("writing a list: %w", err)
		}
		fmt.Fprintf(p.out, "wrote %s; to use it: data.%s\n", path, l.key)
	}
	return nil
}

// writeNew writes a file that must not be there yet: somebody may have worked on it.
func writeNew(path string, data []byte) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	if _, err := f.Write(data); err != nil {
		_ = f.Close()
		return err
	}
	return f.Close()
}
