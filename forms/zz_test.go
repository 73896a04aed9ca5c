package forms

import (
	"context"
	"fmt"
	"os"
	"testing"
	"time"
)

func TestZZ(t *testing.T) {
	pages, _ := OpenPages()
	var sum score
	for n := range 30 {
		data, _ := os.ReadFile(fmt.Sprintf("/tmp/zzw/f%02d.pdf", n))
		start := time.Now()
		f, err := Reader{Pages: pages}.read(context.Background(), File{Name: "f.pdf", Data: data}, midday)
		if err != nil {
			fmt.Println(n, err)
			continue
		}
		fmt.Println(n, len(f.Fields), len(f.Problems), time.Since(start))
		if n == 0 {
			for _, p := range f.Problems {
				fmt.Println(p, "|", f.Fields[p.Field].Raw)
			}
		}
		sum.count(f, filledForm(n))
		if n > 1 && os.Getenv("ALL") == "" {
			break
		}
	}
	fmt.Println(sum.Exact, sum.Unread, sum.Wrong)
	for _, f := range sum.Faults {
		fmt.Println(f)
	}
}
