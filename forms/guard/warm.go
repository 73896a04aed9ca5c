package guard

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"time"
)

// Warm sees to it that the compiled code that draws pages is in its folder. A
// child of its own compiles it, which may write there and is given nobody's
// file: what reads files runs that code and never writes it. It takes some
// seconds once for each version of the program.
func (g *Guard) Warm() error {
	if openPages == nil || g.opt.Cache == "" || g.opt.InProcess {
		return nil
	}
	g.warmth.Lock()
	defer g.warmth.Unlock()
	if g.isHot() {
		return nil
	}
	if err := closedFolder(g.opt.Cache); err != nil {
		return err
	}
	p, err := g.launch(settings{Writes: true, Memory: warmMemory * heavier, CPU: warmTime * heavier}, gear{})
	if err != nil {
		return err
	}
	answer, err := p.ask(request{Op: opWarm}, warmTime*heavier, time.Now().Add(warmTime*heavier))
	g.retire(p)
	if err == nil && answer.Fault != "" {
		err = errors.New(answer.Fault)
	}
	if err != nil {
		return fmt.Errorf("compiling what draws pages: %w", err)
	}
	if err := os.WriteFile(g.stamp(), []byte(time.Now().UTC().Format(time.RFC3339)+"\n"), 0o600); err != nil {
		return fmt.Errorf("noting that the code is compiled: %w", err)
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	g.hot = true
	return nil
}

// closedFolder makes the folder. What others could write there, this user would
// run.
func closedFolder(path string) error {
	if err := os.MkdirAll(path, 0o700); err != nil {
		return fmt.Errorf("making the folder of compiled code: %w", err)
	}
	st, err := os.Stat(path)
	if err != nil {
		return fmt.Errorf("looking at the folder of compiled code: %w", err)
	}
	if runtime.GOOS != "windows" && st.Mode().Perm()&0o022 != 0 {
		return fmt.Errorf("the folder of compiled code can be written by others; run: chmod 700 %s", path)
	}
	return nil
}

func (g *Guard) isHot() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.hot
}

// stamp is a file beside the compiled code that says that it is whole. Its name
// changes with the libraries of the program.
func (g *Guard) stamp() string {
	h := sha256.New()
	fmt.Fprintln(h, runtime.GOOS, runtime.GOARCH, runtime.Version())
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, d := range info.Deps {
			fmt.Fprintln(h, d.Path, d.Version, d.Sum)
		}
	}
	return filepath.Join(g.opt.Cache, "compiled-"+hex.EncodeToString(h.Sum(nil)[:8]))
}

func (g *Guard) stamped() bool {
	if openPages == nil || g.opt.Cache == "" || closedFolder(g.opt.Cache) != nil {
		return false
	}
	_, err := os.Stat(g.stamp())
	return err == nil
}
