package token

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
)

// readPrivate reads a file that nobody else may read.
func readPrivate(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	st, err := f.Stat()
	switch {
	case err != nil:
		return nil, err
	case !st.Mode().IsRegular():
		return nil, fmt.Errorf("%s is no file", path)
	case st.Mode().Perm()&0o077 != 0 && !fromManager(path):
		return nil, fmt.Errorf("%s can be read by others (mode %04o); run: chmod 600 %s", path, st.Mode().Perm(), path)
	}
	return io.ReadAll(io.LimitReader(f, mostFile))
}

// fromManager: what the service manager hands over is in a folder of its own,
// closed to others, and its modes are the manager's affair (systemd: 0440).
func fromManager(path string) bool {
	dir := os.Getenv("CREDENTIALS_DIRECTORY")
	return dir != "" && filepath.Dir(path) == filepath.Clean(dir)
}

// readSecret reads a secret that is alone in its file.
func readSecret(path string) (string, error) {
	data, err := readPrivate(path)
	if err != nil {
		return "", err
	}
	secret := strings.TrimSpace(string(data))
	if secret == "" {
		return "", fmt.Errorf("%s is empty", path)
	}
	return secret, nil
}

// replace puts a secret into a file whole or not at all, also when the power
// fails: written beside it, synced, renamed over it, and the folder synced.
func replace(path, secret string) error {
	dir := filepath.Dir(path)
	tmp, err := os.CreateTemp(dir, ".refresh-*") // mode 0600
	if err != nil {
		return err
	}
	_, err = tmp.WriteString(secret + "\n")
	err = errors.Join(err, tmp.Sync(), tmp.Close())
	if err == nil {
		err = os.Rename(tmp.Name(), path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(tmp.Name()))
	}
	folder, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}
