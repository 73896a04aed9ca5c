package forms

import (
	"image"
	"slices"
	"testing"
)

func TestParseTSV(t *testing.T) {
	const head = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext\n"
	for name, c := range map[string]struct {
		tsv  string
		want []Word
	}{
		"words of two lines": {head + "4\t1\t1\t1\t1\t0\t1\t2\t90\t9\t-1\t\n5\t1\t1\t1\t1\t1\t10\t20\t30\t8\t96.5\tDate\n5\t1\t1\t1\t1\t2\t50\t20\t9\t8\t50\tof\n5\t1\t1\t1\t2\t1\t10\t40\t30\t8\t0\tbirth\n",
			[]Word{{"Date", image.Rect(10, 20, 40, 28), 0, 0.965}, {"of", image.Rect(50, 20, 59, 28), 0, 0.5}, {"birth", image.Rect(10, 40, 40, 48), 1, 0}}},
		"a tab in the text":  {"5\t1\t1\t1\t1\t1\t1\t2\t3\t4\t90\ta\tb\n", []Word{{"a\tb", image.Rect(1, 2, 4, 6), 0, 0.9}}},
		"Windows line ends":  {"5\t1\t1\t1\t1\t1\t1\t2\t3\t4\t90\tword\r\n", []Word{{"word", image.Rect(1, 2, 4, 6), 0, 0.9}}},
		"white space":        {"5\t1\t1\t1\t1\t1\t1\t2\t3\t4\t95\t \n", nil},
		"too few columns":    {"5\t1\t1\t1\t1\t1\t1\t2\t3\t4\t95\n", nil},
		"no numbers":         {"5\t1\t1\t1\t1\t1\tx\t2\t3\t4\t95\tword\n5\t1\t1\t1\t1\t1\t1\t2\t3\t4\tNaN\tword\n", nil},
		"numbers beyond all": {"5\t1\t1\t1\t1\t1\t99999999\t2\t3\t4\t95\tword\n5\t1\t1\t1\t1\t1\t-1\t2\t3\t4\t95\tword\n5\t1\t1\t1\t1\t1\t1\t2\t3\t4\t101\tword\n", nil},
		"nothing":            {"", nil},
	} {
		if got := ParseTSV(c.tsv); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

func FuzzParseTSV(f *testing.F) {
	f.Add("level\tpage_num\n5\t1\t1\t1\t1\t1\t10\t20\t30\t8\t96.5\tDate\n")
	f.Fuzz(func(t *testing.T, tsv string) {
		for _, w := range ParseTSV(tsv) {
			if w.Text == "" || w.Sure < 0 || w.Sure > 1 || w.Box.Min.X < 0 || w.Line < 0 {
				t.Errorf("%v", w)
			}
		}
	})
}
