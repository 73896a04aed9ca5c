package ledger

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// Kind says what sort of trouble an error is, and so what to do about it. Ask
// with errors.Is(err, ledger.Locked).
type Kind string

// The kinds of trouble.
const (
	Locked          Kind = "the ledger is in use"             // another process writes; try later
	Full            Kind = "the disk is full"                 // nothing is done until there is room
	ReadOnly        Kind = "the ledger cannot be written"     // nothing is done until it can
	Damaged         Kind = "the ledger is damaged"            // stop the daemon
	Foreign         Kind = "the file is not a ledger"         // stop the daemon
	Newer           Kind = "the ledger is newer"              // made by a later version of the program
	TooWide         Kind = "the ledger is open to others"     // permissions of file or folder
	Conflict        Kind = "it has changed since"             // compare-and-set failed; read again
	IllegalMove     Kind = "no such move"                     // workflow.State.May says no
	NotFound        Kind = "not in the ledger"                //
	AlreadyReleased Kind = "already released"                 //
	NothingWaits    Kind = "nothing waits for a decision"     // held, withdrawn, or never drafted
	AlreadyDecided  Kind = "already decided"                  // a message is decided once
	NotPassed       Kind = "the letter did not pass the gate" // nothing else is ever queued
	Repeated        Kind = "the letter exists already"        // one letter per message, case, name and recipient
	Unfit           Kind = "the plan does not hold together"  // a letter without bytes, a case without a reference
)

// Error makes a Kind usable as the target of errors.Is.
func (k Kind) Error() string { return string(k) }

// Error is every error of this package: what was being done, what sort of
// trouble it was, and what to do next. It holds no personal data.
type Error struct {
	Doing string // "opening ledger"
	Kind  Kind   // "" when it is none of the known kinds
	Hint  string // what to do next, "" for none
	Code  int    // SQLite extended result code, 0 for none
	err   error
}

func (e *Error) Error() string {
	s := e.Doing
	if e.Kind != "" {
		s += ": " + string(e.Kind)
	}
	switch {
	case e.Code != 0:
		s += fmt.Sprintf(" (SQLite result %d)", e.Code)
	case e.err != nil:
		s += ": " + e.err.Error()
	}
	if e.Hint != "" {
		s += "; " + e.Hint
	}
	return s
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.err }

// Is reports whether target is this error's Kind.
func (e *Error) Is(target error) bool {
	k, ok := target.(Kind)
	return ok && e.Kind == k
}

// Stuck reports whether nothing can be written down now, so that nothing may be
// done: the disk is full or read-only, or anything that is Fatal.
func Stuck(err error) bool {
	var e *Error
	return errors.As(err, &e) && (e.Kind == Full || e.Kind == ReadOnly) || Fatal(err)
}

// Fatal reports whether going on could lose something: the ledger will not be
// right without a person, or cannot be trusted. The daemon stops.
func Fatal(err error) bool {
	var e *Error
	if !errors.As(err, &e) {
		return false
	}
	switch e.Kind {
	case Damaged, Foreign, Newer, TooWide:
		return true
	}
	return false
}

var hints = map[Kind]string{
	Locked:   "try again in a moment",
	Full:     "free some space on the disk of the ledger; the daemon goes on by itself",
	ReadOnly: "check that the disk is mounted for writing and that the folder belongs to the daemon's user; the daemon goes on by itself",
	Damaged:  "stop the daemon, keep the file, and restore the newest backup",
	Foreign:  "check the path of the ledger in the configuration",
	Newer:    "install the newer version of the program, or restore the backup made before the upgrade",
	Conflict: "read it again and decide on what it says",
}

// trouble makes an error of a known kind.
func trouble(doing string, k Kind) error { return &Error{Doing: doing, Kind: k, Hint: hints[k]} }

// fail wraps any error with what was being done. A result code of SQLite
// becomes a Kind; its text is dropped.
func fail(doing string, err error) error {
	if err == nil {
		return nil
	}
	var own *Error
	if errors.As(err, &own) {
		return fmt.Errorf("%s: %w", doing, err)
	}
	var s *sqlite.Error
	if errors.As(err, &s) {
		k := kindOf(s.Code())
		return &Error{Doing: doing, Kind: k, Hint: hints[k], Code: s.Code(), err: err}
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("%s: %w", doing, err)
	}
	if errors.Is(err, sql.ErrNoRows) {
		return &Error{Doing: doing, Kind: NotFound, err: err}
	}
	return &Error{Doing: doing, err: err}
}

// kindOf reads an extended result code (https://www.sqlite.org/rescode.html).
func kindOf(code int) Kind {
	if code == sqlite3.SQLITE_IOERR_SHMSIZE {
		return Full // the -shm file could not grow
	}
	switch code & 0xff {
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
		return Locked
	case sqlite3.SQLITE_FULL:
		return Full
	case sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_IOERR:
		return ReadOnly
	case sqlite3.SQLITE_CORRUPT:
		return Damaged
	case sqlite3.SQLITE_NOTADB:
		return Foreign
	}
	return ""
}

// already reports whether a statement failed because the row exists.
func already(err error) bool {
	var s *sqlite.Error
	return errors.As(err, &s) && (s.Code() == sqlite3.SQLITE_CONSTRAINT_UNIQUE || s.Code() == sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY)
}

// harmless reports whether an open transaction survives the error: a refused
// row does, while a full disk or an interrupt rolls everything back.
func harmless(err error) bool {
	var s *sqlite.Error
	if errors.As(err, &s) {
		return s.Code()&0xff == sqlite3.SQLITE_CONSTRAINT
	}
	return errors.Is(err, sql.ErrNoRows)
}
