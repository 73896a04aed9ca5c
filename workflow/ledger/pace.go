package ledger

import (
	"context"
	"time"
)

// paceSeconds is how long an attempt counts. The second in which it began may
// have been at its end: one more than a minute.
const paceSeconds = 61

// beat is how many attempts began in one second since 1970.
type beat struct{ Second, N int64 }

// Pace counts the attempts at letters that began in the minute before now, of
// this process and of those before it: a restart does not begin a new minute.
func (l *Ledger) Pace(ctx context.Context, now time.Time) (int, error) {
	beats, err := readBeats(l.eyes(ctx), now)
	n := 0
	for _, b := range beats {
		n += int(b.N)
	}
	return n, fail("reading how fast letters go out", err)
}

// readBeats leaves out what is over, and what a clock that was set back put
// into the future.
func readBeats(a asker, now time.Time) ([]beat, error) {
	var all, out []beat
	if _, err := readMeta(a, "pace", &all); err != nil {
		return nil, err
	}
	at := now.Unix()
	for _, b := range all {
		if b.Second > at-paceSeconds && b.Second <= at {
			out = append(out, b)
		}
	}
	return out, nil
}

// pace counts attempts that begin now.
func (p *pen) pace(n int, now time.Time) error {
	if n == 0 {
		return nil
	}
	beats, err := readBeats(p, now)
	if err != nil {
		return err
	}
	at := now.Unix()
	if last := len(beats) - 1; last >= 0 && beats[last].Second == at {
		beats[last].N += int64(n)
	} else {
		beats = append(beats, beat{at, int64(n)})
	}
	return p.setMeta("pace", beats)
}
