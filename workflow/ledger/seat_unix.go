//go:build unix

package ledger

import (
	"errors"
	"os"
	"syscall"
)

// lockFile takes a file for this process alone; the system gives it back when
// the process ends, however it ends. taken reports that another process has it.
func lockFile(path string) (f *os.File, taken bool, err error) {
	f, err = os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, false, err
	}
	err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if err == nil {
		return f, false, nil
	}
	return nil, errors.Is(err, syscall.EWOULDBLOCK), errors.Join(err, f.Close())
}
