package realmail

import (
	"fmt"
	"os/exec"
	"runtime"
	"syscall"
	"time"
)

// server is one program that runs until it is stopped.
type server struct {
	command *exec.Cmd
	ended   chan struct{}
	err     error // why it ended, after ended is closed
}

// start runs a program in the foreground.
func start(path string, args ...string) (*server, error) {
	s := &server{command: exec.Command(path, args...), ended: make(chan struct{})}
	s.command.SysProcAttr = tether()
	begun := make(chan error)
	go func() {
		runtime.LockOSThread() // see tether
		defer runtime.UnlockOSThread()
		err := s.command.Start()
		begun <- err
		if err == nil {
			s.err = s.command.Wait()
			close(s.ended)
		}
	}()
	return s, <-begun
}

// grace is how long a server may take to end by itself.
const grace = 8 * time.Second

// stop ends the program and every process that it started.
func (s *server) stop() error {
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
