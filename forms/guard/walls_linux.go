package guard

import (
	"encoding/json"
	"os"
	"path/filepath"
	"runtime"
	"unsafe"

	"golang.org/x/sys/unix"
)

// Limits of the child, beside those of its memory and its processor time.
const (
	mostFiles  = 64        // open at once: the pipes, the binary, tesseract's language
	mostTasks  = 128       // threads and processes; Go has some ten, tesseract one
	mostCache  = 512 << 20 // bytes of one file of compiled code; it has 21 MB
	dataMargin = 256 << 20 // Go maps its heap in pieces of 64 MB, most of them never touched
)

// enterWalls puts up what holds for one thread and for what it becomes: no new
// privileges, and of the disk only what the tools need. Go has several threads
// from its first moment, so this one becomes a new process of the same binary.
// It returns only where that is impossible.
func enterWalls(s *settings) []string {
	runtime.LockOSThread()
	_ = os.WriteFile("/proc/self/oom_score_adj", []byte("1000"), 0) // rather this process than the daemon
	next := *s
	next.Walled = true
	if unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == nil {
		next.Walls = append(next.Walls, wallPrivileges)
	}
	if landlock(*s) == nil {
		next.Walls = append(next.Walls, wallDisk)
	}
	told, err := json.Marshal(next)
	if err == nil {
		_ = unix.Exec("/proc/self/exe", []string{readerName, string(told)}, nil)
	}
	return nil
}

// landlock takes the disk from this thread, but for what stands here. Landlock
// (Linux 5.13) needs no privileges; a right that the kernel does not know yet
// is not asked for.
func landlock(s settings) error {
	abi, _, errno := unix.Syscall(unix.SYS_LANDLOCK_CREATE_RULESET, 0, 0, unix.LANDLOCK_CREATE_RULESET_VERSION)
	if errno != 0 {
		return errno
	}
	const read = unix.LANDLOCK_ACCESS_FS_READ_FILE | unix.LANDLOCK_ACCESS_FS_READ_DIR
	attr := unix.LandlockRulesetAttr{Handled_access_fs: unix.LANDLOCK_ACCESS_FS_MAKE_SYM<<1 - 1} // all of the first version
	for _, later := range []struct {
		abi uintptr
		add func()
	}{
		{2, func() { attr.Handled_access_fs |= unix.LANDLOCK_ACCESS_FS_REFER }},
		{3, func() { attr.Handled_access_fs |= unix.LANDLOCK_ACCESS_FS_TRUNCATE }},
		{4, func() {
			attr.Handled_access_net = unix.LANDLOCK_ACCESS_NET_BIND_TCP | unix.LANDLOCK_ACCESS_NET_CONNECT_TCP
		}},
		{6, func() { attr.Scoped = unix.LANDLOCK_SCOPE_ABSTRACT_UNIX_SOCKET | unix.LANDLOCK_SCOPE_SIGNAL }},
	} {
		if abi >= later.abi {
			later.add()
		}
	}
	fd, _, errno := unix.Syscall(unix.SYS_LANDLOCK_CREATE_RULESET, uintptr(unsafe.Pointer(&attr)), unsafe.Sizeof(attr), 0)
	if errno != 0 {
		return errno
	}
	defer unix.Close(int(fd))
	allow(fd, unix.LANDLOCK_ACCESS_FS_EXECUTE|unix.LANDLOCK_ACCESS_FS_READ_FILE, "/proc/self/exe", "/etc/ld.so.cache")
	allow(fd, unix.LANDLOCK_ACCESS_FS_EXECUTE|read, "/usr", "/lib", "/lib64", "/bin", "/nix/store")
	if s.OCR != "" {
		allow(fd, unix.LANDLOCK_ACCESS_FS_EXECUTE|read, home(s.OCR))
	}
	if s.Writes {
		allow(fd, attr.Handled_access_fs, s.Cache)
	} else if s.Cache != "" {
		allow(fd, read, s.Cache)
	}
	if _, _, errno := unix.Syscall(unix.SYS_LANDLOCK_RESTRICT_SELF, fd, 0, 0); errno != 0 {
		return errno
	}
	return nil
}

// home is the folder that a program was installed in: /opt/x for
// /opt/x/bin/tesseract.
func home(program string) string {
	real, err := filepath.EvalSymlinks(program)
	if err != nil {
		return program
	}
	if up := filepath.Dir(filepath.Dir(real)); up != "/" {
		return up
	}
	return real
}

// allow lets the thread use what lies at or below each path. What is not there
// cannot be used either.
func allow(ruleset uintptr, rights uint64, paths ...string) {
	for _, path := range paths {
		fd, err := unix.Open(path, unix.O_PATH|unix.O_CLOEXEC, 0)
		if err != nil {
			continue
		}
		rule := unix.LandlockPathBeneathAttr{Allowed_access: rights, Parent_fd: int32(fd)}
		if st := (unix.Stat_t{}); unix.Fstat(fd, &st) == nil && st.Mode&unix.S_IFMT != unix.S_IFDIR {
			rule.Allowed_access &= unix.LANDLOCK_ACCESS_FS_EXECUTE | unix.LANDLOCK_ACCESS_FS_READ_FILE
		}
		_, _, _ = unix.Syscall6(unix.SYS_LANDLOCK_ADD_RULE, ruleset, unix.LANDLOCK_RULE_PATH_BENEATH, uintptr(unsafe.Pointer(&rule)), 0, 0, 0)
		_ = unix.Close(fd)
	}
}

// raiseWalls puts up what holds for the whole process, and names what stands.
func raiseWalls(s settings) []string {
	var walls []string
	_ = unix.Prctl(unix.PR_SET_DUMPABLE, 0, 0, 0, 0) // no other process of this user looks into its memory
	written := uint64(0)
	if s.Writes {
		written = mostCache
	}
	limits := map[int]uint64{
		unix.RLIMIT_CORE: 0, unix.RLIMIT_NOFILE: mostFiles, unix.RLIMIT_FSIZE: written, unix.RLIMIT_MEMLOCK: 0, unix.RLIMIT_MSGQUEUE: 0,
	}
	if s.Spaces {
		limits[unix.RLIMIT_NPROC] = mostTasks // of this user in its own namespace; outside, it would count the whole desktop
	}
	for which, most := range limits {
		_ = unix.Setrlimit(which, &unix.Rlimit{Cur: most, Max: most})
	}
	if most := uint64(s.Memory) + dataMargin; unix.Setrlimit(unix.RLIMIT_DATA, &unix.Rlimit{Cur: most, Max: most}) == nil {
		walls = append(walls, wallMemory)
	}
	if most := uint64(s.CPU.Seconds()); unix.Setrlimit(unix.RLIMIT_CPU, &unix.Rlimit{Cur: most, Max: most}) == nil {
		walls = append(walls, wallCPU)
	}
	if refuseCalls(s) == nil {
		walls = append(walls, wallCalls)
	}
	return walls
}
