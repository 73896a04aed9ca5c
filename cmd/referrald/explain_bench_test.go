package main

import (
	"slices"
	"testing"
	"time"
)

// BenchmarkExplain decides about a thousand text mails of the corpus in one
// process, as explain and the daemon do, and reports the median and the slowest
// in a hundred in milliseconds a mail. The project's own bar is a median under
// 2 ms.
func BenchmarkExplain(b *testing.B) {
	h, err := builtIn()
	if err != nil {
		b.Fatal(err)
	}
	corpus := append(labelledMessages(b, "messages/a"), labelledMessages(b, "messages/b")...)
	const mails = 1000
	now := time.Now()
	var took []time.Duration
	for b.Loop() {
		for i := range mails {
			start := time.Now()
			decide(h, corpus[i%len(corpus)].data, time.Time{}, now)
			took = append(took, time.Since(start))
		}
	}
	slices.Sort(took)
	b.ReportMetric(milliseconds(took[len(took)/2]), "median-ms")
	b.ReportMetric(milliseconds(took[len(took)*99/100]), "p99-ms")
	b.ReportMetric(0, "ns/op")
}

func milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
