package realmail

import (
	"errors"
	"fmt"
	"io"
	"os/exec"
	"strconv"
	"syscall"
	"time"
)

// server is one program that runs until it is stopped, in a process group of
// its own.
type server struct {
	command *exec.Cmd
	ended   chan struct{}
	err     error // why it ended, after ended is closed
	watch   *exec.Cmd
	hold    io.Closer // the pipe that the watchman listens at
}

// watchman ends a server when the test process ends without stopping it, as
// it does on a timeout: the pipe from the test closes then. (A signal on the
// parent's death would not do: Postfix changes its user, which clears that.)
const watchman = `cat >/dev/null; kill -s TERM -- "-$1"; sleep 3; kill -s KILL -- "-$1"`

// start runs a program in the foreground.
func start(path string, args ...string) (*server, error) {
	s := &server{command: exec.Command(path, args...), ended: make(chan struct{})}
	s.command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := s.command.Start(); err != nil {
		return nil, err
	}
	go func() {
		s.err = s.command.Wait()
		close(s.ended)
	}()
	s.watch = exec.Command("/bin/sh", "-c", watchman, "watchman", strconv.Itoa(s.command.Process.Pid))
	s.watch.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	pipe, err := s.watch.StdinPipe()
	if err == nil {
		s.hold, err = pipe, s.watch.Start()
	}
	if err != nil {
		s.watch = nil
		return nil, errors.Join(err, s.stop())
	}
	return s, nil
}

// grace is how long a server may take to end by itself.
const grace = 8 * time.Second

// stop ends the program and every process that it started.
func (s *server) stop() error {
	if s.watch != nil {
		_ = s.watch.Process.Kill()
		_ = s.hold.Close()
		_ = s.watch.Wait()
	}
	group := -s.command.Process.Pid
	_ = syscall.Kill(group, syscall.SIGTERM)
	select {
	case <-s.ended:
		return nil
	case <-time.After(grace):
	}
	_ = syscall.Kill(group, syscall.SIGKILL)
	<-s.ended
	return fmt.Errorf("%s did not end by itself within %v", s.command.Path, grace)
}
