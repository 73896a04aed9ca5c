package ledger

import "testing"

// One daemon works with one ledger; the office's commands come and go beside it.
func TestSeat(t *testing.T) {
	path := place(t)
	openAt(t, path)
	seat, err := TakeSeat(path)
	must(t, err)
	openAt(t, path)
	if _, err := TakeSeat(path); !isKind(err, Locked) {
		t.Fatalf("a second daemon got the seat: %v", err)
	}
	must(t, seat.Close())
	again, err := TakeSeat(path)
	must(t, err)
	must(t, again.Close())
}
