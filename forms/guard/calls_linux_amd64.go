package guard

import "golang.org/x/sys/unix"

const (
	auditMachine uint32 = unix.AUDIT_ARCH_X86_64
	openOld      uint32 = unix.SYS_OPEN
)

// The calls from before there were ones that name a folder.
var (
	forks       = []uint32{unix.SYS_FORK, unix.SYS_VFORK}
	changingOld = []uint32{
		unix.SYS_CREAT, unix.SYS_UNLINK, unix.SYS_RENAME, unix.SYS_RENAMEAT, unix.SYS_MKDIR, unix.SYS_RMDIR, unix.SYS_LINK, unix.SYS_SYMLINK, unix.SYS_MKNOD,
		unix.SYS_CHMOD, unix.SYS_CHOWN, unix.SYS_LCHOWN, unix.SYS_UTIME, unix.SYS_UTIMES, unix.SYS_FUTIMESAT,
	}
)
