package forms

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// tesseract is OCR by the program itself, as the office's machine runs it.
func tesseract(t testing.TB) OCR {
	t.Helper()
	path := program(t, "tesseract")
	return func(ctx context.Context, picture *image.Gray, block bool) ([]Word, error) {
		var in bytes.Buffer
		fmt.Fprintf(&in, "P5\n%d %d\n255\n", picture.Rect.Dx(), picture.Rect.Dy())
		for y := range picture.Rect.Dy() {
			in.Write(picture.Pix[y*picture.Stride : y*picture.Stride+picture.Rect.Dx()])
		}
		mode := "11"
		if block {
			mode = "6"
		}
		command := exec.CommandContext(ctx, path, "stdin", "stdout", "-l", "eng", "--psm", mode, "--dpi", "300", "tsv")
		command.Env = []string{"OMP_THREAD_LIMIT=1"}
		command.Stdin = &in
		out, err := command.Output()
		if err != nil {
			return nil, fmt.Errorf("running tesseract: %w", err)
		}
		return ParseTSV(string(out)), nil
	}
}

// rendered draws every page of a PDF in greys.
func rendered(t testing.TB, pdf []byte, dpi int) []*image.Gray {
	t.Helper()
	folder := t.TempDir()
	in := filepath.Join(folder, "in.pdf")
	if err := os.WriteFile(in, pdf, 0o600); err != nil {
		t.Fatal(err)
	}
	draw := exec.Command(program(t, "pdftoppm"), "-r", fmt.Sprint(dpi), "-gray", "-png", in, filepath.Join(folder, "page"))
	if said, err := draw.CombinedOutput(); err != nil {
		t.Fatalf("drawing pages: %v\n%s", err, said)
	}
	names, _ := filepath.Glob(filepath.Join(folder, "page-*.png"))
	var pages []*image.Gray
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		picture, err := png.Decode(bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		pages = append(pages, toGray(picture))
	}
	return pages
}

func toGray(picture image.Image) *image.Gray {
	if g, ok := picture.(*image.Gray); ok {
		return g
	}
	g := image.NewGray(image.Rect(0, 0, picture.Bounds().Dx(), picture.Bounds().Dy()))
	for y := range g.Rect.Dy() {
		for x := range g.Rect.Dx() {
			g.Set(x, y, color.GrayModel.Convert(picture.At(picture.Bounds().Min.X+x, picture.Bounds().Min.Y+y)))
		}
	}
	return g
}

// distortion is what a scanner or a camera does to a page.
type distortion struct {
	name    string
	dpi     int
	skew    float64 // degrees clockwise
	turns   int     // quarters clockwise
	noise   float64 // standard deviation of the greys
	quality int     // of JPEG, 0 for none
	shade   float64 // how much light the far corner lacks, 0 to 1
	tilt    float64 // perspective: how much narrower the top is than the foot, 0 to 1
	blur    float64 // radius in pixels
	bend    float64 // how far the middle of the sheet is pulled down, millimetres
	daily   bool    // read in every run of the tests, with all boxes exact
	least   int     // per cent of answers that must be exact
}

func (d distortion) apply(t testing.TB, g *image.Gray, seed uint64) *image.Gray {
	t.Helper()
	g = d.photographed(g)
	if d.blur > 0 {
		g = blurred(g, d.blur)
	}
	random := rand.New(rand.NewPCG(seed, 1))
	w, h := g.Rect.Dx(), g.Rect.Dy()
	for y := range h {
		for x := range w {
			light := 1 - d.shade*(float64(x)/float64(w)+float64(y)/float64(h))/2
			v := float64(g.Pix[y*g.Stride+x])*light + random.NormFloat64()*d.noise
			g.Pix[y*g.Stride+x] = uint8(max(0, min(255, v)))
		}
	}
	g = quarters(g, d.turns)
	if d.quality == 0 {
		return g
	}
	var out bytes.Buffer
	if err := jpeg.Encode(&out, g, &jpeg.Options{Quality: d.quality}); err != nil {
		t.Fatal(err)
	}
	back, err := jpeg.Decode(&out)
	if err != nil {
		t.Fatal(err)
	}
	return toGray(back)
}

// photographed turns, tilts and bends a sheet; around it is paper.
func (d distortion) photographed(g *image.Gray) *image.Gray {
	w, h := float64(g.Rect.Dx()), float64(g.Rect.Dy())
	out := image.NewGray(g.Rect)
	s, c := math.Sincos(d.skew * math.Pi / 180)
	pull := d.bend * float64(d.dpi) / 25.4
	for y := range g.Rect.Dy() {
		for x := range g.Rect.Dx() {
			px, py := float64(x)-w/2, float64(y)-h/2
			px, py = px*c+py*s, -px*s+py*c
			narrow := 1 - d.tilt*(0.5-py/h)
			sx, sy := px/narrow+w/2, py*(1+d.tilt*0.3*(py/h-0.5))+h/2
			sy -= pull * math.Cos(px/w*math.Pi)
			out.Pix[y*out.Stride+x] = blend(g, sx, sy)
		}
	}
	return out
}

// blurred is three box blurs, which are nearly a lens out of focus.
func blurred(g *image.Gray, radius float64) *image.Gray {
	reach := int(math.Ceil(radius))
	kernel := make([]float64, 2*reach+1)
	sum := 0.0
	for i := range kernel {
		d := float64(i - reach)
		kernel[i] = math.Exp(-d * d / (radius * radius))
		sum += kernel[i]
	}
	for _, sideways := range []bool{true, false} {
		out := image.NewGray(g.Rect)
		for y := range g.Rect.Dy() {
			for x := range g.Rect.Dx() {
				v := 0.0
				for i, k := range kernel {
					nx, ny := x, y
					if sideways {
						nx = max(0, min(g.Rect.Dx()-1, x+i-reach))
					} else {
						ny = max(0, min(g.Rect.Dy()-1, y+i-reach))
					}
					v += k * float64(g.Pix[ny*g.Stride+nx])
				}
				out.Pix[y*out.Stride+x] = uint8(v/sum + 0.5)
			}
		}
		g = out
	}
	return g
}
