package guard

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"os/exec"
	"strings"
	"time"

	"referrald/forms"
)

const (
	mostPrinted = 8 << 20          // bytes that tesseract may print about one picture; a full page has 100 KB
	mostPixels  = 40_000_000       // of one picture: A3 at 400 dpi
	ocrTime     = 30 * time.Second // one picture; a page takes one or two, and some on a busy machine
)

// tesseract reads pictures with the program at path. It is started anew for
// each picture: what a picture has done to it does not last.
func tesseract(path string) forms.OCR {
	return func(ctx context.Context, picture *image.Gray, block bool) ([]forms.Word, error) {
		ctx, cancel := context.WithTimeout(ctx, ocrTime)
		defer cancel()
		pgm, err := portable(picture)
		if err != nil {
			return nil, err
		}
		segmentation := "11" // as much text as there is, wherever it stands: a form is no column of text
		if block {
			segmentation = "6"
		}
		printed, err := runProgram(ctx, path, pgm, "stdin", "stdout", "--psm", segmentation, "--dpi", "300", "-l", "eng", "-c", "tessedit_create_tsv=1")
		if err != nil {
			return nil, fmt.Errorf("running tesseract: %w", err)
		}
		return forms.ParseTSV(printed), nil
	}
}

// portable writes a picture as a PGM: the plainest format that there is, so
// that no picture decoder of the program sees what somebody sent.
func portable(picture *image.Gray) ([]byte, error) {
	size := picture.Bounds().Size()
	if size.X < 1 || size.Y < 1 || size.X > mostPixels/size.Y {
		return nil, errors.New("writing picture: its size is out of bounds")
	}
	out := fmt.Appendf(make([]byte, 0, size.X*size.Y+32), "P5\n%d %d\n255\n", size.X, size.Y)
	for y := range size.Y {
		start := picture.PixOffset(picture.Rect.Min.X, picture.Rect.Min.Y+y)
		out = append(out, picture.Pix[start:start+size.X]...)
	}
	return out, nil
}

// runProgram gives what a program prints. It is killed when ctx ends, and with
// the whole group when this process is.
func runProgram(ctx context.Context, path string, in []byte, args ...string) (string, error) {
	out, said := &bounded{most: mostPrinted}, &bounded{most: 1 << 10}
	command := exec.CommandContext(ctx, path, args...)
	command.Env = []string{"OMP_THREAD_LIMIT=1", "LC_ALL=C"} // one core is the daemon's; a decimal point is a point
	command.Stdin, command.Stdout, command.Stderr = bytes.NewReader(in), out, said
	command.WaitDelay = time.Second
	if err := command.Run(); err != nil {
		return "", errors.Join(ctx.Err(), err)
	}
	return out.String(), nil
}

// bounded keeps what is written to it, and breaks the pipe of who writes more.
type bounded struct {
	strings.Builder
	most int
}

func (b *bounded) Write(p []byte) (int, error) {
	if b.Len()+len(p) > b.most {
		return 0, errLarge
	}
	return b.Builder.Write(p)
}

// Tools is what the child can do on this machine.
type Tools struct {
	OCR   string // what tesseract calls itself, "" where there is none
	Pages bool   // pages of PDFs are drawn
	Fault string // why tesseract does not work
}

// try reads an empty picture, which shows that the program starts behind the
// walls and finds its language.
func (b *bench) try() Tools {
	ctx, cancel := context.WithTimeout(context.Background(), ocrTime)
	defer cancel()
	t := Tools{Pages: openPages != nil && b.Cache != ""}
	if b.OCR == "" {
		return t
	}
	printed, err := runProgram(ctx, b.OCR, nil, "--version")
	if err == nil {
		t.OCR, _, _ = strings.Cut(strings.TrimSpace(printed), "\n")
		_, err = tesseract(b.OCR)(ctx, image.NewGray(image.Rect(0, 0, 64, 64)), true)
	}
	if err != nil {
		t.Fault = err.Error()
	}
	return t
}
