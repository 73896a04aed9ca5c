package clerk_test

import (
	"fmt"
	"runtime"
	"testing"
	"time"
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

// A backlog drains with its memory bounded: what is live after the second half
// is no more than after the first, with room for what the servers of this
// process and the ledger's index hold.
func TestBacklogDoesNotGrowMemory(t *testing.T) {
	r := newRig(t).opens()
	all := backlog(t, 1000)
	live := func() uint64 {
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	drain := func(part [][]byte) uint64 {
		for _, m := range part {
			r.house.Deliver(m)
		}
		r.wait(time.Minute)
		r.did = nil
		rep := r.round()
		r.did = nil
		if rep.Decided != len(part) || rep.Sent != len(part)*4/5 {
			t.Fatalf("%d decided, %d sent", rep.Decided, rep.Sent)
		}
		for _, folder := range r.house.Folders() {
			for _, s := range r.house.Messages(folder) {
				r.house.Remove(folder, s.UID)
			}
		}
		r.round()
		return live()
	}
	first := drain(all[:500])
	second := drain(all[500:])
	const room = 72 << 20 // the letters that the SMTP server of this process keeps, and the messages' own bytes
	if second > first+room {
		t.Errorf("%d MB live after 500 messages, %d MB after 1000", first>>20, second>>20)
	}
	t.Logf("%d MB live after 500 messages, %d MB after 1000", first>>20, second>>20)
}

// BenchmarkBacklog drains a thousand messages, servers included.
func BenchmarkBacklog(b *testing.B) {
	all := backlog(b, 1000)
	for b.Loop() {
		b.StopTimer()
		r := newRig(b).opens()
		for _, m := range all {
			r.house.Deliver(m)
		}
		r.wait(time.Minute)
		b.StartTimer()
		if rep := r.round(); rep.Decided != len(all) {
			b.Fatalf("%d decided", rep.Decided)
		}
		b.StopTimer()
		_ = r.book.Close()
		_ = r.house.Close()
		b.StartTimer()
	}
	b.ReportMetric(float64(len(all)*b.N)/b.Elapsed().Seconds(), "msg/s")
}
