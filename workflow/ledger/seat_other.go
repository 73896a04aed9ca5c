//go:build !unix

package ledger

import "os"

// lockFile cannot keep other processes out on this system: it only makes the file.
func lockFile(path string) (f *os.File, taken bool, err error) {
	f, err = os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	return f, false, err
}
