package guard

import (
	"image"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"
)

// program is where a program is that the test needs; a missing one is a failure
// where REFERRALD_TEST_SERVERS says that all are there.
func program(t testing.TB, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err == nil {
		return path
	}
	if os.Getenv("REFERRALD_TEST_SERVERS") == "require" {
		t.Fatalf("%s is not installed", name)
	}
	t.Skipf("%s is not installed", name)
	return ""
}

// printed is a picture of lines of words, in a type that is read without fail.
func printed(t testing.TB, lines ...string) *image.Gray {
	t.Helper()
	parsed, err := opentype.Parse(goregular.TTF)
	if err != nil {
		t.Fatal(err)
	}
	face, err := opentype.NewFace(parsed, &opentype.FaceOptions{Size: 40, DPI: 72, Hinting: font.HintingFull})
	if err != nil {
		t.Fatal(err)
	}
	picture := image.NewGray(image.Rect(0, 0, 900, 80+70*len(lines)))
	for i := range picture.Pix {
		picture.Pix[i] = 0xFF
	}
	pen := font.Drawer{Dst: picture, Src: image.Black, Face: face}
	for i, l := range lines {
		pen.Dot = fixed.P(50, 80+70*i)
		pen.DrawString(l)
	}
	return picture
}

func TestTesseractReadsWords(t *testing.T) {
	read := tesseract(program(t, "tesseract"))
	for _, block := range []bool{true, false} {
		words, err := read(t.Context(), printed(t, "Date of birth", "Example Street"), block)
		if err != nil {
			t.Fatal(err)
		}
		var texts []string
		for _, w := range words {
			texts = append(texts, w.Text)
		}
		if got := strings.Join(texts, " "); got != "Date of birth Example Street" {
			t.Fatalf("block %v: read %q", block, got)
		}
		if words[0].Line == words[3].Line || words[0].Line != words[2].Line {
			t.Error("lines are not told apart")
		}
		if w := words[3]; w.Sure < 0.5 || !w.Box.In(image.Rect(40, 100, 260, 170)) {
			t.Errorf("%q stands at %v, sure %.2f", w.Text, w.Box, w.Sure)
		}
	}
}

// The program works behind the walls of a child too.
func TestTesseractWorksBehindTheWalls(t *testing.T) {
	g := opened(t, Options{Tesseract: program(t, "tesseract")})
	tools, err := g.Try()
	if err != nil || tools.Fault != "" || !strings.HasPrefix(tools.OCR, "tesseract ") {
		t.Errorf("got %+v, %v", tools, err)
	}
}

func TestProgramThatIsNotThere(t *testing.T) {
	for _, row := range []struct{ named, want string }{
		{"off", ""}, {filepath.Join(t.TempDir(), "tesseract"), ""},
	} {
		if got := tesseractPath(row.named); got != row.want {
			t.Errorf("%s is %q", row.named, got)
		}
	}
}

func TestPictureIsWrittenRowByRow(t *testing.T) {
	whole := image.NewGray(image.Rect(0, 0, 4, 3))
	for i := range whole.Pix {
		whole.Pix[i] = byte('a' + i)
	}
	part := whole.SubImage(image.Rect(1, 1, 3, 3)).(*image.Gray)
	if pgm, err := portable(part); err != nil || string(pgm) != "P5\n2 2\n255\nfgjk" {
		t.Errorf("got %q, %v", pgm, err)
	}
	for _, size := range []image.Rectangle{{}, image.Rect(0, 0, mostPixels, 2)} {
		if _, err := portable(&image.Gray{Rect: size}); err == nil {
			t.Errorf("a picture of %v was written", size)
		}
	}
}
