//go:build !unix

package main

import "errors"

func tellSystem(bool, string) error {
	return errors.New("this system has no system log: set daemon.syslog = false")
}
