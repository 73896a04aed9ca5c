package guard

import "golang.org/x/sys/unix"

const (
	auditMachine uint32 = unix.AUDIT_ARCH_AARCH64
	openOld      uint32 = 0
)

// This machine never had most of the older calls.
var (
	forks       []uint32
	changingOld = []uint32{unix.SYS_RENAMEAT}
)
