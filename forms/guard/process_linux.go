package guard

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"strconv"
	"syscall"

	"golang.org/x/sys/unix"
)

// ownBinary is this binary itself, also when the file has been replaced since.
func ownBinary() (string, error) { return "/proc/self/exe", nil }

// attributes start a child in a session of its own, which dies with the thread
// that started it. With spaces it has namespaces of its own as well: no network,
// no sight of other processes, and no process of it outlives its first. Inside
// it is nobody, so that it has no privileges there either.
func attributes(spaces bool) *syscall.SysProcAttr {
	const nobody = 65534
	a := &syscall.SysProcAttr{Setsid: true, Pdeathsig: syscall.SIGKILL}
	if spaces {
		a.Cloneflags = syscall.CLONE_NEWUSER | syscall.CLONE_NEWNET | syscall.CLONE_NEWPID | syscall.CLONE_NEWIPC | syscall.CLONE_NEWUTS
		a.UidMappings = []syscall.SysProcIDMap{{ContainerID: nobody, HostID: os.Getuid(), Size: 1}}
		a.GidMappings = []syscall.SysProcIDMap{{ContainerID: nobody, HostID: os.Getgid(), Size: 1}}
	}
	return a
}

// widen lets a whole form wait in the pipe, so that neither side wakes the other
// for each 64 KB of it. A system that refuses costs a millisecond.
func widen(pipe io.Writer) {
	const most = 1 << 20 // what anybody may ask for (pipe(7))
	file, ok := pipe.(syscall.Conn)
	if !ok {
		return
	}
	if raw, err := file.SyscallConn(); err == nil {
		_ = raw.Control(func(fd uintptr) { _, _ = unix.FcntlInt(fd, unix.F_SETPIPE_SZ, most) })
	}
}

// spacesKnown says whether this system has namespaces at all.
const spacesKnown = true

// dies says whether the system kills a child whose parent is gone.
const dies = true

func killGroup(p *os.Process) {
	_ = syscall.Kill(-p.Pid, syscall.SIGKILL)
	_ = p.Kill()
}

// resident is the memory that a process has taken, in bytes; ok is false when
// it cannot be seen.
func resident(pid int) (size int64, ok bool) {
	data, err := os.ReadFile(fmt.Sprintf("/proc/%d/statm", pid))
	fields := bytes.Fields(data)
	if err != nil || len(fields) < 2 {
		return 0, false
	}
	pages, err := strconv.ParseInt(string(fields[1]), 10, 64)
	return pages * int64(os.Getpagesize()), err == nil
}
