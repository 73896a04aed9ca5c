package forms

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"slices"
	"strings"
	"testing"
	"time"
)

// qualities are the ways in which pages come back as pictures.
func qualities() []distortion {
	return []distortion{
		{name: "scan at 300 dpi", dpi: 300, skew: 0.4, noise: 3, quality: 60},
		{name: "scan at 200 dpi", dpi: 200, skew: -0.6, noise: 4, quality: 60, daily: true, least: 85},
		{name: "scan at 150 dpi", dpi: 150, skew: 0.8, noise: 5, quality: 50},
		{name: "on its side", dpi: 200, skew: 1.5, turns: 1, noise: 4, quality: 60},
		{name: "upside down", dpi: 200, skew: -2, turns: 2, noise: 4, quality: 60},
		{name: "photograph", dpi: 220, skew: -3, noise: 5, quality: 60, shade: 0.4, tilt: 0.06, blur: 0.8, bend: 1.5, daily: true},
		{name: "poor photograph", dpi: 180, skew: 4, noise: 9, quality: 40, shade: 0.6, tilt: 0.1, blur: 1.4, bend: 2.5},
	}
}

// scanScore counts answers by how they were read.
type scanScore struct {
	exact, unread, wrong int
	boxes, boxesExact    int // of those with options to tick
	seconds              float64
	pages                int
	faults               []string
}

func (s *scanScore) add(form Form, want map[string]string) {
	for _, q := range Questions() {
		answer, asked := want[q.Name]
		got, read := form.Fields[q.Name]
		if !asked && !read {
			continue
		}
		normal, _ := normalise(q, answer, "", midday)
		marked := q.choice() && onPaper()[q.Name]
		if marked {
			s.boxes++
		}
		switch {
		case got.Certain && sameReading(got.Value, normal.Value):
			s.exact++
			if marked {
				s.boxesExact++
			}
		case got.Certain || read && !asked:
			s.wrong++
			s.faults = append(s.faults, fmt.Sprintf("%s is %q, want %q", q.Name, got.Value, normal.Value))
		default:
			s.unread++
		}
	}
}

// onPaper are the questions that are answered by ticks, not from a list.
func onPaper() map[string]bool {
	marked := map[string]bool{}
	for _, b := range Layout() {
		if b.Option != "" {
			marked[b.Name] = true
		}
	}
	return marked
}

// How often typed forms are read from pictures. REFERRALD_FORMS says how
// many forms are filled and read in every quality, for a table; without it one
// form in two qualities shows that nothing certain is wrong.
func TestScansAreReadOrMarkedUnread(t *testing.T) {
	heavy(t)
	many := formsOfEach(0)
	all := many > 0
	reader, sources := Reader{OCR: tesseract(t)}, drawnForms{}
	scores := map[string]*scanScore{}
	for _, quality := range qualities() {
		if !all && !quality.daily {
			continue
		}
		t.Run(quality.name, func(t *testing.T) {
			s := &scanScore{}
			scores[quality.name] = s
			for n := range max(1, many) {
				readScan(t, reader, quality, sources.of(t, n, quality.dpi), uint64(n), person(n), s)
			}
			for _, fault := range s.faults {
				t.Error(fault)
			}
			if s.exact*100 < (s.exact+s.unread+s.wrong)*quality.least {
				t.Errorf("%d answers of %d are exact", s.exact, s.exact+s.unread+s.wrong)
			}
			if quality.daily && s.boxesExact*100 < s.boxes*99 {
				t.Errorf("%d boxes of %d are exact", s.boxesExact, s.boxes)
			}
		})
	}
	t.Log(scoreTable(scores))
}

// drawnForms are the pages of the filled forms by resolution.
type drawnForms map[[2]int][]*image.Gray

func (d drawnForms) of(t *testing.T, n, dpi int) []*image.Gray {
	t.Helper()
	key := [2]int{n, dpi}
	if d[key] == nil {
		pdf, err := FillPDF(person(n))
		if err != nil {
			t.Fatal(err)
		}
		d[key] = rendered(t, pdf, dpi)
	}
	return d[key]
}

func readScan(t *testing.T, reader Reader, quality distortion, drawn []*image.Gray, seed uint64, want map[string]string, s *scanScore) {
	t.Helper()
	var sheets []*image.Gray
	for i, g := range drawn {
		sheets = append(sheets, quality.apply(t, copied(g), seed*100+uint64(i)))
	}
	start := time.Now()
	form, err := reader.readSheets(context.Background(), "scan", sheets, midday)
	if err != nil {
		t.Errorf("%s: %v", quality.name, err)
		form = Form{}
	}
	s.seconds, s.pages = s.seconds+time.Since(start).Seconds(), s.pages+len(sheets)
	s.add(form, want)
}

func copied(g *image.Gray) *image.Gray {
	return &image.Gray{Pix: bytes.Clone(g.Pix), Stride: g.Stride, Rect: g.Rect}
}

func scoreTable(scores map[string]*scanScore) string {
	var names []string
	for _, quality := range qualities() {
		if scores[quality.name] != nil && !slices.Contains(names, quality.name) {
			names = append(names, quality.name)
		}
	}
	var b strings.Builder
	b.WriteString("\n| picture | exact | unread | wrong | boxes exact | seconds a page |\n|---|---|---|---|---|---|\n")
	for _, name := range names {
		s := scores[name]
		all := float64(max(1, s.exact+s.unread+s.wrong)) / 100
		fmt.Fprintf(&b, "| %s | %d (%.1f %%) | %d | %d | %.1f %% | %.2f |\n", name, s.exact, float64(s.exact)/all, s.unread, s.wrong,
			100*float64(s.boxesExact)/float64(max(1, s.boxes)), s.seconds/float64(max(1, s.pages)))
	}
	return b.String()
}
