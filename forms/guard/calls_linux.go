package guard

import (
	"unsafe"

	"golang.org/x/sys/unix"
)

// Places in what the kernel shows to a filter (struct seccomp_data), of
// machines whose numbers begin with their lowest byte.
const (
	atNumber   = 0
	atMachine  = 4
	atArgument = 16 // eight bytes each
)

// opensToWrite are the flags of an opening that could change a disk.
const opensToWrite = unix.O_WRONLY | unix.O_RDWR | unix.O_CREAT | unix.O_TRUNC | unix.O_APPEND

// always are the calls for which a reader has no use: sockets; other processes
// and their memory; mounts and namespaces; and corners of the kernel that are
// known for their faults. The list forbids and does not allow, because Go's own
// calls change from release to release.
var always = []uint32{
	unix.SYS_SOCKET, unix.SYS_SOCKETPAIR, unix.SYS_CONNECT, unix.SYS_BIND, unix.SYS_LISTEN, unix.SYS_ACCEPT, unix.SYS_ACCEPT4,
	unix.SYS_PTRACE, unix.SYS_PROCESS_VM_READV, unix.SYS_PROCESS_VM_WRITEV, unix.SYS_KCMP, unix.SYS_PIDFD_GETFD,
	unix.SYS_MOUNT, unix.SYS_UMOUNT2, unix.SYS_PIVOT_ROOT, unix.SYS_CHROOT, unix.SYS_UNSHARE, unix.SYS_SETNS,
	unix.SYS_FSOPEN, unix.SYS_FSMOUNT, unix.SYS_OPEN_TREE, unix.SYS_MOVE_MOUNT, unix.SYS_NAME_TO_HANDLE_AT, unix.SYS_OPEN_BY_HANDLE_AT,
	unix.SYS_BPF, unix.SYS_PERF_EVENT_OPEN, unix.SYS_USERFAULTFD, unix.SYS_IO_URING_SETUP, unix.SYS_IO_URING_ENTER, unix.SYS_IO_URING_REGISTER,
	unix.SYS_KEYCTL, unix.SYS_ADD_KEY, unix.SYS_REQUEST_KEY, unix.SYS_FANOTIFY_INIT,
	unix.SYS_INIT_MODULE, unix.SYS_FINIT_MODULE, unix.SYS_DELETE_MODULE, unix.SYS_KEXEC_LOAD, unix.SYS_REBOOT, unix.SYS_SWAPON, unix.SYS_SWAPOFF,
	unix.SYS_ACCT, unix.SYS_QUOTACTL, unix.SYS_SYSLOG, unix.SYS_PERSONALITY,
	// Memory that the watch over the resident size does not see.
	unix.SYS_MEMFD_CREATE, unix.SYS_SHMGET, unix.SYS_MQ_OPEN,
}

// changing are the calls that change a disk without opening a file.
var changing = []uint32{
	unix.SYS_UNLINKAT, unix.SYS_RENAMEAT2, unix.SYS_MKDIRAT, unix.SYS_LINKAT, unix.SYS_SYMLINKAT, unix.SYS_MKNODAT,
	unix.SYS_FCHMODAT, unix.SYS_FCHMOD, unix.SYS_FCHOWNAT, unix.SYS_FCHOWN, unix.SYS_TRUNCATE, unix.SYS_UTIMENSAT,
	unix.SYS_SETXATTR, unix.SYS_LSETXATTR, unix.SYS_FSETXATTR, unix.SYS_REMOVEXATTR, unix.SYS_LREMOVEXATTR, unix.SYS_FREMOVEXATTR,
}

// refuseCalls has the kernel refuse to every thread of this process, and to
// what it starts, the calls that reading a form has no use for.
func refuseCalls(s settings) error {
	if auditMachine == 0 {
		return unix.ENOSYS
	}
	f := filter{}
	f.load(atMachine)
	f.unless(auditMachine, unix.EPERM)
	f.load(atNumber)
	f.foreign()
	f.refuse(unix.EPERM, always...)
	// What these are asked for stands in memory, where a filter cannot look; who
	// meets "no such call" uses the older one.
	f.refuse(unix.ENOSYS, unix.SYS_CLONE3, unix.SYS_OPENAT2)
	if s.OCR == "" {
		f.refuse(unix.EPERM, unix.SYS_EXECVE, unix.SYS_EXECVEAT)
		f.refuse(unix.EPERM, forks...)
		f.refuseWithout(unix.SYS_CLONE, 0, unix.CLONE_THREAD, unix.EPERM)
	}
	if !s.Writes {
		f.refuse(unix.EROFS, changing...)
		f.refuse(unix.EROFS, changingOld...)
		f.refuseWith(unix.SYS_OPENAT, 2, opensToWrite, unix.EROFS)
		if openOld != 0 {
			f.refuseWith(openOld, 1, opensToWrite, unix.EROFS)
		}
	}
	f.add(unix.BPF_RET|unix.BPF_K, unix.SECCOMP_RET_ALLOW, 0, 0)
	program := unix.SockFprog{Len: uint16(len(f)), Filter: &f[0]}
	_, _, errno := unix.Syscall(unix.SYS_SECCOMP, unix.SECCOMP_SET_MODE_FILTER, unix.SECCOMP_FILTER_FLAG_TSYNC, uintptr(unsafe.Pointer(&program)))
	if errno != 0 {
		return errno
	}
	return nil
}

// filter is a program for the kernel. It holds the number of the call at hand
// between any two of its steps.
type filter []unix.SockFilter

func (f *filter) add(code uint16, k uint32, yes, no uint8) {
	*f = append(*f, unix.SockFilter{Code: code, K: k, Jt: yes, Jf: no})
}

func (f *filter) load(at uint32) { f.add(unix.BPF_LD|unix.BPF_W|unix.BPF_ABS, at, 0, 0) }

func (f *filter) end(errno unix.Errno) {
	f.add(unix.BPF_RET|unix.BPF_K, unix.SECCOMP_RET_ERRNO|uint32(errno), 0, 0)
}

// unless refuses when the loaded value is another.
func (f *filter) unless(value uint32, errno unix.Errno) {
	f.add(unix.BPF_JMP|unix.BPF_JEQ|unix.BPF_K, value, 1, 0)
	f.end(errno)
}

// foreign refuses calls by the numbers of x32, which name other calls; no
// machine of ours has ordinary calls up there.
func (f *filter) foreign() {
	const x32 = 0x40000000
	f.add(unix.BPF_JMP|unix.BPF_JGE|unix.BPF_K, x32, 0, 1)
	f.end(unix.EPERM)
}

func (f *filter) refuse(errno unix.Errno, calls ...uint32) {
	for _, call := range calls {
		f.add(unix.BPF_JMP|unix.BPF_JEQ|unix.BPF_K, call, 0, 1)
		f.end(errno)
	}
}

// refuseWith refuses a call whose argument has any of the bits.
func (f *filter) refuseWith(call uint32, argument uint32, bits uint32, errno unix.Errno) {
	f.weigh(call, argument, bits, 0, 1, errno)
}

// refuseWithout refuses a call whose argument has none of the bits.
func (f *filter) refuseWithout(call uint32, argument uint32, bits uint32, errno unix.Errno) {
	f.weigh(call, argument, bits, 1, 0, errno)
}

func (f *filter) weigh(call, argument, bits uint32, has, hasNot uint8, errno unix.Errno) {
	f.add(unix.BPF_JMP|unix.BPF_JEQ|unix.BPF_K, call, 0, 4)
	f.load(atArgument + 8*argument)
	f.add(unix.BPF_JMP|unix.BPF_JSET|unix.BPF_K, bits, has, hasNot)
	f.end(errno)
	f.add(unix.BPF_RET|unix.BPF_K, unix.SECCOMP_RET_ALLOW, 0, 0)
}
