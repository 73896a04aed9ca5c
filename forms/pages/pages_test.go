package pages_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"referrald/forms"
	"referrald/forms/pages"
)

// document is a PDF of one page with this content.
func document(page, content string) []byte { return documentIn(page, content, "") }

// documentIn is a document whose font has these entries besides.
func documentIn(page, content, font string, more ...string) []byte {
	objects := append([]string{
		"<</Type/Catalog/Pages 2 0 R>>",
		"<</Type/Pages/Kids[3 0 R]/Count 1>>",
		"<</Type/Page/Parent 2 0 R/Resources<</Font<</F 5 0 R>>>>/Contents 4 0 R" + page + ">>",
		fmt.Sprintf("<</Length %d>>stream\n%s\nendstream", len(content), content),
		"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding" + font + ">>",
	}, more...)
	var out bytes.Buffer
	out.WriteString("%PDF-1.7\n")
	var table strings.Builder
	fmt.Fprintf(&table, "xref\n0 %d\n0000000000 65535 f \n", len(objects)+1)
	for i, object := range objects {
		fmt.Fprintf(&table, "%010d 00000 n \n", out.Len())
		fmt.Fprintf(&out, "%d 0 obj\n%s\nendobj\n", i+1, object)
	}
	start := out.Len()
	fmt.Fprintf(&out, "%strailer\n<</Root 1 0 R/Size %d>>\nstartxref\n%d\n%%%%EOF\n", table.String(), len(objects)+1, start)
	return out.Bytes()
}

const hello = "BT /F 20 Tf 30 40 Td (Hi) Tj ET"

// Letters stand on the page as it is seen, wherever its box starts and however
// it is turned.
func TestLettersStandUpright(t *testing.T) {
	r := open(t)
	for name, row := range map[string]struct {
		page       string
		w, h, x, y float64 // of the page; of the middle of the H, about
	}{
		"plain":       {"/MediaBox[0 0 200 100]", 200, 100, 37, 47},
		"moved":       {"/MediaBox[10 20 210 120]", 200, 100, 27, 27},
		"cut":         {"/MediaBox[0 0 200 100]/CropBox[20 30 100 90]", 80, 60, 17, 17},
		"turned":      {"/MediaBox[0 0 200 100]/Rotate 90", 100, 200, 47, 163},
		"upside down": {"/MediaBox[0 0 200 100]/Rotate 180", 200, 100, 163, 53},
		"turned back": {"/MediaBox[0 0 200 100]/Rotate 270", 100, 200, 53, 37},
	} {
		t.Run(name, func(t *testing.T) {
			all, err := r.Open(context.Background(), document(row.page, hello), 72, 3)
			if err != nil || len(all) != 1 || len(all[0].Letters) != 2 {
				t.Fatalf("%v: %d pages", err, len(all))
			}
			p := all[0]
			l := p.Letters[0]
			x, y := l.X+l.W/2, l.Y+l.H/2
			if l.Text != "H" || max(x-row.x, row.x-x, y-row.y, row.y-y) > 4 || p.Width != row.w || p.Height != row.h {
				t.Errorf("%q at %.0f, %.0f of %.0f, %.0f", l.Text, x, y, p.Width, p.Height)
			}
			dark := 0
			for py := int(p.Height - l.Y - l.H); py < int(p.Height-l.Y); py++ {
				for px := int(l.X); px < int(l.X+l.W); px++ {
					if p.Gray.GrayAt(px, py).Y < 100 {
						dark++
					}
				}
			}
			if dark < 10 {
				t.Errorf("%d dark pixels where the letter stands", dark)
			}
		})
	}
}

func TestWhatIsNotSeenIsNotGiven(t *testing.T) {
	r := open(t)
	hidden := "BT /F 20 Tf 3 Tr 30 40 Td (Hi) Tj 0 Tr (you) Tj ET"
	all, err := r.Open(context.Background(), document("/MediaBox[0 0 200 100]", hidden), 0, 3)
	if err != nil || len(all) != 1 {
		t.Fatal(err)
	}
	text := ""
	for _, l := range all[0].Letters {
		text += l.Text
	}
	if text != "you" || all[0].Gray != nil {
		t.Errorf("%q, drawn %v", text, all[0].Gray != nil)
	}
}

// Between words that run from right to left PDFium puts spaces that it does not
// own up to; the page is read all the same.
func TestWordsFromRightToLeft(t *testing.T) {
	const hebrew = "1 begincodespacerange <00> <FF> endcodespacerange 1 beginbfrange <61> <7A> <05D0> endbfrange endcmap"
	table := fmt.Sprintf("<</Length %d>>stream\n%s\nendstream", len(hebrew), hebrew)
	for long := 13; long <= 17; long++ { // one letter of so many is asked
		content := fmt.Sprintf("BT /F 20 Tf 30 40 Td (abc) Tj 80 0 Td (%s) Tj ET", strings.Repeat("d", long))
		all, err := open(t).Open(context.Background(), documentIn("/MediaBox[0 0 900 100]", content, "/ToUnicode 6 0 R", table), 0, 1)
		if err != nil || len(all[0].Letters) != 3+long {
			t.Errorf("%d letters: %v, %v", long, all, err)
		}
	}
}

func TestLimits(t *testing.T) {
	r := open(t)
	wall, err := r.Open(context.Background(), document("/MediaBox[0 0 14000 14000]", hello), 200, 1)
	if err != nil {
		t.Fatal(err)
	}
	if size := wall[0].Gray.Bounds().Size(); size.X*size.Y > 12_100_000 || size.X < 3000 {
		t.Errorf("a wall is drawn with %v pixels", size)
	}
	many := "BT /F 1 Tf 1 1 Td " + strings.Repeat("("+strings.Repeat("a", 1000)+") Tj ", 201) + "ET"
	if _, err := r.Open(context.Background(), document("/MediaBox[0 0 200 100]", many), 0, 1); !errors.Is(err, forms.ErrPagesTooLarge) {
		t.Errorf("201,000 letters: %v", err)
	}
	for name, data := range map[string][]byte{"nothing": nil, "no PDF": []byte("hello"), "half": document("", hello)[:200]} {
		if all, err := r.Open(context.Background(), data, 72, 1); err == nil && len(all) > 0 && len(all[0].Letters) > 0 {
			t.Errorf("%s: opened with %d pages", name, len(all))
		}
		if _, err := r.Open(context.Background(), data, 0, 1); name == "no PDF" && !errors.Is(err, forms.ErrPagesDamaged) {
			t.Errorf("%s: %v", name, err)
		}
	}
	blank, err := forms.BlankPDF()
	if err != nil {
		t.Fatal(err)
	}
	if all, err := r.Open(context.Background(), blank, 0, 2); err != nil || len(all) != 2 {
		t.Errorf("%d pages of two, %v", len(all), err)
	}
}

// The end of the context ends what is under way, and the next document is
// opened as if nothing had been.
func TestContextEndsOpening(t *testing.T) {
	r := open(t)
	slow := document("/MediaBox[0 0 9000 9000]", strings.Repeat("0 0 9000 9000 re 4500 4500 4000 0 360 re B* 0 0 m 9000 9000 l 0 9000 l 1 0 0 1 0 0 cm S\n", 60_000))
	ctx, cancel := context.WithTimeout(context.Background(), 300*time.Millisecond)
	defer cancel()
	if _, err := r.Open(ctx, slow, 200, 1); err == nil {
		t.Error("opened in no time")
	}
	if all, err := r.Open(context.Background(), document("/MediaBox[0 0 200 100]", hello), 72, 1); err != nil || len(all) != 1 {
		t.Errorf("after it: %v", err)
	}
	ended, stop := context.WithCancel(context.Background())
	stop()
	if _, err := r.Open(ended, document("/MediaBox[0 0 200 100]", hello), 72, 1); err == nil {
		t.Error("opened although the context had ended")
	}
}

// What is compiled is kept, and an unusable folder is an error at the start.
func TestCacheOfCompiledCode(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := pages.Open(filepath.Join(file, "below")); err == nil {
		t.Error("a folder below a file is taken")
	}
}

func FuzzOpen(f *testing.F) {
	f.Add(document("/MediaBox[0 0 200 100]", hello))
	f.Add(document("/MediaBox[0 0 200 100]/Rotate 90/CropBox[1 1 2 2]", "BT /F 9 Tf 3 Tr (x) Tj ET"))
	r := open(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		all, err := r.Open(ctx, data, 20, 3)
		if err == nil && len(all) > 3 {
			t.Errorf("%d pages", len(all))
		}
	})
}
