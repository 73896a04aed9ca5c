package forms

import (
	"bytes"
	"image"
	"image/color"
	compose "image/draw"
	_ "image/gif"  // its decoder
	_ "image/jpeg" // its decoder
	_ "image/png"  // its decoder

	_ "golang.org/x/image/bmp" // its decoder
	"golang.org/x/image/tiff"
	_ "golang.org/x/image/webp" // its decoder
)

// Limits on one picture. They are checked by its header, before any pixel is
// unpacked: forty thousand pixels square fit in a kilobyte of PNG.
const (
	// mostPixels is A4 at 600 dots an inch and more than most phones take; in
	// colour it is 160 MB while it is unpacked.
	mostPixels = 40_000_000
	// mostPictures of one file or message: a form has five pages, a copier scans
	// their backs too, and a letter may lie on top. Each is 9 MB while it is read.
	mostPictures = 12
)

// openPicture unpacks a picture into its pages, upright as far as its file says
// how the camera was held, no larger than reading needs. code says why not.
func openPicture(data []byte) (sheets []*image.Gray, code UnreadCode) {
	switch {
	case phonePicture(data):
		return nil, PhonePicture
	case bytes.HasPrefix(data, []byte("II*\x00")), bytes.HasPrefix(data, []byte("MM\x00*")):
		return openTIFF(data)
	}
	config, _, err := image.DecodeConfig(bytes.NewReader(data))
	if err != nil {
		return nil, Damaged
	}
	if !fits(config) {
		return nil, TooLarge
	}
	picture, _, err := image.Decode(bytes.NewReader(data)) // of a GIF its first frame
	if err != nil {
		return nil, Damaged
	}
	return []*image.Gray{upright(shrunk(withoutColour(picture), longestSide), orientation(data))}, ""
}

// phonePicture reports a picture in HEIF (HEIC, AVIF), for which there is no
// decoder in Go alone that could be kept with this program.
func phonePicture(data []byte) bool {
	return len(data) > 12 && string(data[4:8]) == "ftyp"
}

func fits(config image.Config) bool {
	return config.Width > 0 && config.Height > 0 && config.Width <= mostPixels/config.Height
}

// openTIFF unpacks every page of a TIFF, as copiers and fax programs write it.
func openTIFF(data []byte) (sheets []*image.Gray, code UnreadCode) {
	code = Damaged
	for _, at := range tiffPages(data) {
		page := tiffPage(data, at)
		config, err := tiff.DecodeConfig(page)
		if err != nil {
			continue
		}
		if !fits(config) {
			return nil, TooLarge
		}
		if picture, err := tiff.Decode(tiffPage(data, at)); err == nil {
			sheets = append(sheets, upright(shrunk(withoutColour(picture), longestSide), tiffOrientation(data, at)))
		}
	}
	if len(sheets) > 0 {
		code = ""
	}
	return sheets, code
}

// withoutColour is a picture without colours, transparent parts white as paper.
func withoutColour(picture image.Image) *image.Gray {
	size := image.Rect(0, 0, picture.Bounds().Dx(), picture.Bounds().Dy())
	out := image.NewGray(size)
	switch from := picture.(type) {
	case *image.Gray:
		compose.Draw(out, size, from, from.Rect.Min, compose.Src)
		return out
	case *image.YCbCr: // its first part is the grey already
		for y := range size.Dy() {
			start := from.YOffset(from.Rect.Min.X, from.Rect.Min.Y+y)
			copy(out.Pix[y*out.Stride:], from.Y[start:start+size.Dx()])
		}
		return out
	}
	compose.Draw(out, size, image.NewUniform(color.White), image.Point{}, compose.Src)
	compose.Draw(out, size, picture, picture.Bounds().Min, compose.Over)
	return out
}

// upright turns and mirrors a picture as its orientation says (Exif 2.32, tag
// 274: 1 to 8). Other values leave it.
func upright(g *image.Gray, orientation int) *image.Gray {
	switch orientation {
	case 2, 4, 5, 7:
		mirror(g)
	}
	switch orientation {
	case 3, 4:
		return quarters(g, 2)
	case 6, 7:
		return quarters(g, 1)
	case 5, 8:
		return quarters(g, 3)
	}
	return g
}

// mirror swaps left and right.
func mirror(g *image.Gray) {
	for y := range g.Rect.Dy() {
		row := g.Pix[y*g.Stride : y*g.Stride+g.Rect.Dx()]
		for i, j := 0, len(row)-1; i < j; i, j = i+1, j-1 {
			row[i], row[j] = row[j], row[i]
		}
	}
}
