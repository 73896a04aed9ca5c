package realmail

import "syscall"

// tether makes a server end when the test process does, however that ends.
// The thread that starts the server must outlive it.
func tether() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGTERM}
}
