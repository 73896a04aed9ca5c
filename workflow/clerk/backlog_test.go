package clerk_test

import (
	"fmt"
	"runtime"
	"testing"
	"time"

	"referrald/mailbox/loopback"
	"referrald/workflow/clerk"
)

// backlog is n messages: four in ten ask for the form, four bring one, two are
// for people.
func backlog(t testing.TB, n int) [][]byte {
	form := filled(t, nil)
	out := make([][]byte, n)
	for i := range out {
		from := fmt.Sprintf("p%d@example.com", i)
		switch i % 5 {
		case 0, 1:
			out[i] = written{from: from, subject: "form", text: "Please send me the OT referral form."}.bytes()
		case 2, 3:
			out[i] = written{from: from, subject: "Completed form", text: "Attached.", file: "form.pdf", data: form}.bytes()
		default:
			out[i] = written{from: from, subject: "appointment", text: "Can we rearrange the appointment please?"}.bytes()
		}
	}
	return out
}

// A backlog drains without growth, and one poisoned message in it delays nobody:
// what is live when the last messages are decided is no more than when the first
// were, with room for one group of them. The servers of this process hold the
// messages themselves all the while.
func TestBacklogDoesNotGrowMemory(t *testing.T) {
	r := newRig(t, func(r *rig) { r.setup.KeepSent = 1 << 20 }).opens()
	n := 1000
	if slowed {
		n = 250
	}
	var live []uint64
	decided, sent := 0, 0
	r.onto = func(what clerk.Notice) {
		switch what.What {
		case clerk.Came:
			if decided++; decided%(n/5) == 0 {
				live = append(live, liveHeap())
			}
		case clerk.Went:
			if sent++; sent%(n/5) == 0 {
				live = append(live, liveHeap())
			}
		}
	}
	r.deliver(backlog(t, n), true)
	if rep := r.round(); rep.Decided != n-1 || rep.Sent != n*4/5-1 {
		t.Fatalf("%d decided, %d sent", rep.Decided, rep.Sent)
	}
	const room = 12 << 20 // two groups are in memory, each of at most 4 MiB, and what reading them takes
	for _, now := range live[1:] {
		if now > live[0]+room {
			t.Errorf("%d MB live at first, %d MB later: %v", live[0]>>20, now>>20, live)
		}
	}
	t.Logf("live heap in MB, the servers' own messages included: %d after %d messages, %d at the end", live[0]>>20, n/5, live[len(live)-1]>>20)
}

// liveHeap is what is reachable; the second collection empties the pools.
func liveHeap() uint64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// deliver puts a backlog into INBOX; one in the middle of it has no body.
func (r *rig) deliver(all [][]byte, poisoned bool) {
	for i, m := range all {
		uid := r.house.Deliver(m)
		if poisoned && i == len(all)/2 {
			r.house.AddIMAP(loopback.Fault{At: "FETCH", UID: uid, Do: loopback.NoBody, Times: loopback.Always})
		}
	}
	r.wait(time.Minute)
}

// BenchmarkBacklog drains a thousand messages, servers included.
func BenchmarkBacklog(b *testing.B) {
	all := backlog(b, 1000)
	for name, poisoned := range map[string]bool{"clean": false, "one poisoned": true} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				b.StopTimer()
				r := newRig(b).opens()
				r.deliver(all, poisoned)
				b.StartTimer()
				if rep := r.round(); rep.Decided < len(all)-1 {
					b.Fatalf("%d decided", rep.Decided)
				}
				b.StopTimer()
				_ = r.book.Close()
				_ = r.house.Close()
				b.StartTimer()
			}
			b.ReportMetric(float64(len(all)*b.N)/b.Elapsed().Seconds(), "msg/s")
		})
	}
}
