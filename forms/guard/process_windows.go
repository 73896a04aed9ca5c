package guard

import (
	"os"
	"syscall"
)

func attributes(bool) *syscall.SysProcAttr {
	const newGroup = 0x200 // CREATE_NEW_PROCESS_GROUP: Ctrl-C is for the daemon, which ends its readers itself
	return &syscall.SysProcAttr{CreationFlags: newGroup, HideWindow: true}
}

func killGroup(p *os.Process) { _ = p.Kill() }
