//go:build !linux

package realmail

import "syscall"

func tether() *syscall.SysProcAttr { return nil }
