package ledger

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"syscall"
)

const (
	folderMode fs.FileMode = 0o700
	fileMode   fs.FileMode = 0o600
)

// prepare makes the folder and the empty file where they are absent, and
// refuses a place that anybody else may read or that a link could redirect.
// SQLite gives the -wal and -shm files the mode of the file itself, whatever
// the umask, so that making the file first is enough.
func prepare(path string) error {
	if path == "" {
		return &Error{Doing: "opening ledger", Kind: NotFound, Hint: "name the ledger's file in the configuration"}
	}
	if err := prepareFolder(filepath.Dir(path)); err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_EXCL, fileMode)
	if err == nil {
		return errors.Join(f.Chmod(fileMode), f.Close())
	}
	if !errors.Is(err, fs.ErrExist) {
		return placeError("making the ledger's file", err)
	}
	for _, suffix := range []string{"", "-wal", "-shm", "-journal"} {
		if err := private(path+suffix, fileMode, false); err != nil && (suffix == "" || !errors.Is(err, fs.ErrNotExist)) {
			return err
		}
	}
	return nil
}

func prepareFolder(dir string) error {
	err := private(dir, folderMode, true)
	if !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := os.MkdirAll(dir, folderMode); err != nil {
		return placeError("making the ledger's folder", err)
	}
	if err := os.Chmod(dir, folderMode); err != nil {
		return placeError("closing the ledger's folder to others", err)
	}
	return private(dir, folderMode, true)
}

// private refuses a file or folder that is wider than mode, a link, or not
// what it should be. Windows keeps access lists instead of mode bits.
func private(path string, mode fs.FileMode, folder bool) error {
	what := "file"
	if folder {
		what = "folder"
	}
	info, err := os.Lstat(path)
	if err != nil {
		return placeError("looking at the ledger's "+what, err)
	}
	if info.Mode()&fs.ModeSymlink != 0 {
		return &Error{Doing: "looking at the ledger's " + what, Kind: TooWide, Hint: "it is a link; name the place it points to"}
	}
	if info.IsDir() != folder || (!folder && !info.Mode().IsRegular()) {
		return &Error{Doing: "looking at the ledger's " + what, Kind: Foreign, Hint: hints[Foreign]}
	}
	if wider := info.Mode().Perm() &^ mode; wider != 0 && runtime.GOOS != "windows" {
		return &Error{
			Doing: "looking at the ledger's " + what, Kind: TooWide,
			Hint: fmt.Sprintf("it is %04o and must be %04o: chmod %o %q", info.Mode().Perm(), mode, mode, path),
		}
	}
	return nil
}

// placeError tells what is wrong with a place; the path was named by the office.
func placeError(doing string, err error) error {
	e := &Error{Doing: doing, err: err}
	switch {
	case errors.Is(err, syscall.ENOSPC):
		e.Kind, e.Hint = Full, hints[Full]
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS):
		e.Kind, e.Hint = ReadOnly, hints[ReadOnly]
	}
	return e
}
