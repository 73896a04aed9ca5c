package ledger

import "io"

// TakeSeat makes this process the one daemon that works with the ledger at path,
// which is open: two
// would race each other to every letter. It fails with Locked while another has
// the seat. The office's commands need none: they write beside the daemon. The
// seat is given back by closing it, or when the process ends.
func TakeSeat(path string) (io.Closer, error) {
	const doing = "taking the daemon's seat"
	f, taken, err := lockFile(path + ".daemon")
	switch {
	case taken:
		return nil, &Error{Doing: doing, Kind: Locked, Hint: "another referrald run works with this ledger; stop it first"}
	case err != nil:
		return nil, placeError(doing, err)
	}
	return f, nil
}
