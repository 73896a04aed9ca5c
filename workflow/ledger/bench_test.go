package ledger

import (
	"fmt"
	"testing"
	"time"

	"referrald/mailbox"
	"referrald/workflow"
)

// One request for the form in a group of n: received, recognised, recalled,
// decided, with a letter of 200 KB whose enclosure is always the same.
func BenchmarkCommit(b *testing.B) {
	for _, n := range []int{1, 64} {
		b.Run(fmt.Sprintf("group of %d", n), func(b *testing.B) {
			l := fresh(b)
			uid := uint32(0)
			for b.Loop() {
				var in []Incoming
				for range n {
					uid++
					in = append(in, Incoming{Key: mailbox.Key{Validity: 7, UID: uid}, Size: 4000})
				}
				decideAll(b, l, in)
			}
			b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds(), "messages/s")
		})
	}
}

func decideAll(b *testing.B, l *Ledger, in []Incoming) {
	b.Helper()
	rows, err := l.Receive(b.Context(), monday, in)
	must(b, err)
	g, err := l.Begin(b.Context())
	must(b, err)
	for _, row := range rows {
		from := mailbox.NewAddress("", fmt.Sprintf("p%d@example.org", row.ID))
		letter := formLetter()
		letter.To = from
		s := story{uid: row.Key.UID, from: from, folder: "Done", cases: []workflow.Case{opens(int(row.ID), workflow.Asked)}, letters: []workflow.Planned{letter}}.filled()
		_, err := g.Recognise(b.Context(), row.ID, s.print())
		must(b, err)
		_, err = g.Recall(b.Context(), workflow.Query{Now: monday, Year: 2026, Sender: from, From: from, Thread: []string{s.id}})
		must(b, err)
		d := s.decision(row.ID)
		d.Letters[0].Out = withForm(d.Letters[0].Out.ID, from, 200<<10)
		must(b, g.Commit(b.Context(), d))
	}
	must(b, g.End(b.Context()))
}

// Posting a letter: an attempt and an end, in two transactions or taken
// together with the end of the letter before.
func BenchmarkPost(b *testing.B) {
	accepted := mailbox.Receipt{Outcome: mailbox.Accepted, Code: 250, Status: "2.0.0"}
	ways := map[string]func(l *Ledger, all []Due){
		"attempt and sent": func(l *Ledger, all []Due) {
			for _, d := range all {
				must(b, l.Attempt(b.Context(), []int64{d.ID}, monday, monday.Add(time.Minute)))
				must(b, l.Sent(b.Context(), d.ID, monday, accepted))
			}
		},
		"turn": func(l *Ledger, all []Due) {
			var before []End
			for _, d := range all {
				_, err := l.Turn(b.Context(), monday, before, []int64{d.ID}, monday.Add(time.Minute))
				must(b, err)
				before = []End{{ID: d.ID, Receipt: accepted}}
			}
			must(b, l.Ended(b.Context(), monday, before))
		},
		"turn of 8": func(l *Ledger, all []Due) {
			var before []End
			for len(all) > 0 {
				some := all[:min(8, len(all))]
				all = all[len(some):]
				var ids []int64
				for _, d := range some {
					ids = append(ids, d.ID)
				}
				_, err := l.Turn(b.Context(), monday, before, ids, monday.Add(time.Minute))
				must(b, err)
				before = nil
				for _, id := range ids {
					before = append(before, End{ID: id, Receipt: accepted})
				}
			}
			must(b, l.Ended(b.Context(), monday, before))
		},
	}
	for name, post := range ways {
		b.Run(name, func(b *testing.B) {
			const batch = 32
			l := fresh(b)
			uid := uint32(0)
			for b.Loop() {
				b.StopTimer()
				var in []Incoming
				for range batch {
					uid++
					in = append(in, Incoming{Key: mailbox.Key{Validity: 7, UID: uid}, Size: 4000})
				}
				decideAll(b, l, in)
				b.StartTimer()
				all, err := l.Due(b.Context(), monday, batch)
				must(b, err)
				post(l, all)
			}
			b.ReportMetric(batch*float64(b.N)/b.Elapsed().Seconds(), "letters/s")
		})
	}
}
