//go:build unix

package main

import (
	"errors"
	"log/syslog"
)

// tellSystem writes one line into the system log.
func tellSystem(alarm bool, text string) error {
	w, err := syslog.New(syslog.LOG_MAIL|syslog.LOG_NOTICE, "referrald")
	if err != nil {
		return err
	}
	if alarm {
		err = w.Alert(text)
	} else {
		err = w.Notice(text)
	}
	return errors.Join(err, w.Close())
}
