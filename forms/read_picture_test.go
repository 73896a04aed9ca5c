package forms

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"testing"

	"golang.org/x/image/bmp"
	"golang.org/x/image/tiff"
)

// sample is a picture whose quarters are told apart: black, dark, light, white
// from the upper left in reading order.
func sample() *image.Gray {
	g := image.NewGray(image.Rect(0, 0, 48, 32))
	for y := range 32 {
		for x := range 48 {
			g.SetGray(x, y, color.Gray{Y: []uint8{0, 80, 170, 255}[y/16*2+x/24]})
		}
	}
	return g
}

// quartersOf names the quarters of a picture in reading order.
func quartersOf(g *image.Gray) string {
	w, h := g.Rect.Dx(), g.Rect.Dy()
	name := func(x, y int) string { return string("kdlw"[(int(g.GrayAt(x, y).Y)+40)/85]) }
	return name(w/4, h/4) + name(w*3/4, h/4) + name(w/4, h*3/4) + name(w*3/4, h*3/4)
}

func encoded(t *testing.T, encode func(*bytes.Buffer) error) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := encode(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func sampleJPEG(t *testing.T) []byte {
	return encoded(t, func(b *bytes.Buffer) error { return jpeg.Encode(b, sample(), &jpeg.Options{Quality: 95}) })
}

func samplePNG(t *testing.T) []byte {
	return encoded(t, func(b *bytes.Buffer) error { return png.Encode(b, sample()) })
}

func TestPicturesAreOpened(t *testing.T) {
	colour := image.NewRGBA(sample().Rect)
	clear := image.NewNRGBA(sample().Rect) // paper is where nothing was painted
	for y := range 32 {
		for x := range 48 {
			v := sample().GrayAt(x, y).Y
			colour.Set(x, y, color.Gray{Y: v})
			if v < 255 {
				clear.Set(x, y, color.Gray{Y: v})
			}
		}
	}
	for name, data := range map[string][]byte{
		"JPEG":           sampleJPEG(t),
		"JPEG in colour": encoded(t, func(b *bytes.Buffer) error { return jpeg.Encode(b, colour, nil) }),
		"PNG":            samplePNG(t),
		"PNG with holes": encoded(t, func(b *bytes.Buffer) error { return png.Encode(b, clear) }),
		"GIF":            encoded(t, func(b *bytes.Buffer) error { return gif.Encode(b, sample(), nil) }),
		"BMP":            encoded(t, func(b *bytes.Buffer) error { return bmp.Encode(b, colour) }),
		"TIFF":           encoded(t, func(b *bytes.Buffer) error { return tiff.Encode(b, sample(), nil) }),
		"packed TIFF": encoded(t, func(b *bytes.Buffer) error {
			return tiff.Encode(b, colour, &tiff.Options{Compression: tiff.Deflate, Predictor: true})
		}),
	} {
		sheets, code := openPicture(data)
		if code != "" || len(sheets) != 1 || quartersOf(sheets[0]) != "kdlw" {
			t.Errorf("%s: %q, %d pages", name, code, len(sheets))
		}
		if !picture(data) {
			t.Errorf("%s is not known for a picture", name)
		}
	}
}

// One white pixel.
const tinyWebP = "UklGRiIAAABXRUJQVlA4IBYAAAAwAQCdASoBAAEADsD+JaQAA3AAAAAA"

func TestWebPIsOpened(t *testing.T) {
	data, err := base64.StdEncoding.DecodeString(tinyWebP)
	if err != nil {
		t.Fatal(err)
	}
	if sheets, code := openPicture(data); code != "" || len(sheets) != 1 || sheets[0].Rect.Dx() != 1 {
		t.Errorf("%q, %d pages", code, len(sheets))
	}
}

// exifPart is a TIFF directory that says nothing but the orientation.
func exifPart(order binary.ByteOrder, orientation uint16) []byte {
	b := []byte("II*\x00\x08\x00\x00\x00\x01\x00\x12\x01\x03\x00\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00")
	if order == binary.BigEndian {
		b = []byte("MM\x00*\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00\x00")
	}
	order.PutUint16(b[18:], orientation)
	return b
}

func withExif(jpeg, exif []byte) []byte {
	part := append([]byte("Exif\x00\x00"), exif...)
	head := []byte{0xFF, 0xD8, 0xFF, 0xE1, byte((len(part) + 2) >> 8), byte(len(part) + 2)}
	return append(append(head, part...), jpeg[2:]...)
}

func TestCameraHeldOtherwiseIsUpright(t *testing.T) {
	// What each orientation makes of the quarters "kdlw" (Exif 2.32, tag 274).
	want := map[uint16]string{0: "kdlw", 1: "kdlw", 2: "dkwl", 3: "wldk", 4: "lwkd", 5: "kldw", 6: "lkwd", 7: "wdlk", 8: "dwkl", 9: "kdlw"}
	for orientation, quarters := range want {
		for _, order := range []binary.ByteOrder{binary.BigEndian, binary.LittleEndian} {
			exif := exifPart(order, orientation)
			sheets, code := openPicture(withExif(sampleJPEG(t), exif))
			if code != "" || quartersOf(sheets[0]) != quarters {
				t.Errorf("orientation %d, %v: %q, %s, want %s", orientation, order, code, quartersOf(sheets[0]), quarters)
			}
		}
	}
	chunk := append([]byte("\x00\x00\x00\x1AeXIf"), append(exifPart(binary.BigEndian, 3), 0, 0, 0, 0)...)
	plain := samplePNG(t)
	if got := orientation(append(append(bytes.Clone(plain[:8]), chunk...), plain[8:]...)); got != 3 {
		t.Errorf("a PNG that is upside down has orientation %d", got)
	}
	webp := append([]byte("RIFF\x00\x00\x00\x00WEBPEXIF\x1A\x00\x00\x00"), exifPart(binary.LittleEndian, 8)...)
	if got := orientation(webp); got != 8 {
		t.Errorf("a WebP on its side has orientation %d", got)
	}
}

// tiffOf is a TIFF of pages in one black and white strip each, as fax programs
// write them; every other one is turned by half.
func tiffOf(pages int, next func(page int) int) []byte {
	order := binary.LittleEndian
	const size = 2 + 8*12 + 4
	data := []byte("II*\x00\x08\x00\x00\x00")
	for page := range pages {
		start := len(data)
		entries := [][3]uint32{{256, 4, 16}, {257, 4, 2}, {258, 3, 1}, {259, 3, 1}, {262, 3, 1}, {273, 4, uint32(start + size)}, {274, 3, uint32(1 + page%2*2)}, {279, 4, 4}}
		data = order.AppendUint16(data, uint16(len(entries)))
		for _, e := range entries {
			data = order.AppendUint32(order.AppendUint32(order.AppendUint16(order.AppendUint16(data, uint16(e[0])), uint16(e[1])), 1), e[2])
		}
		data = order.AppendUint32(data, uint32(next(page)*(size+4)+8))
		data = append(data, 0, 0xFF, 0xFF, 0xFF) // black at the upper left
	}
	return data
}

func TestPagesOfATIFF(t *testing.T) {
	ends := tiffOf(3, func(page int) int { return page + 1 })
	sheets, code := openPicture(ends)
	if code != "" || len(sheets) != 3 {
		t.Fatalf("%q, %d pages", code, len(sheets))
	}
	if quartersOf(sheets[0]) != "kwww" || quartersOf(sheets[1]) != "wwwk" || quartersOf(sheets[2]) != "kwww" {
		t.Error("pages are not upright")
	}
	if sheets, _ := openPicture(tiffOf(3, func(int) int { return 1 })); len(sheets) != 2 {
		t.Errorf("of a chain that leads into itself %d pages are read", len(sheets))
	}
	if sheets, _ := openPicture(tiffOf(mostPictures+5, func(page int) int { return page + 1 })); len(sheets) != mostPictures {
		t.Errorf("%d pages are read", len(sheets))
	}
}

func TestPicturesThatAreNotUnpacked(t *testing.T) {
	huge := bytes.Clone(samplePNG(t))
	copy(huge[16:], []byte{0, 0, 0xFF, 0xFF, 0, 0, 0xFF, 0xFF}) // its header says 65535 each way
	binary.BigEndian.PutUint32(huge[29:], crc32.ChecksumIEEE(huge[12:29]))
	wide := tiffOf(1, func(int) int { return 9 })
	binary.LittleEndian.PutUint32(wide[8+2+8:], 1<<26)
	for name, c := range map[string]struct {
		data []byte
		want UnreadCode
	}{
		"a huge PNG":     {huge, TooLarge},
		"a wide TIFF":    {wide, TooLarge},
		"HEIC":           {[]byte("\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic"), PhonePicture},
		"AVIF":           {[]byte("\x00\x00\x00\x18ftypavif\x00\x00\x00\x00mif1avif"), PhonePicture},
		"a broken JPEG":  {sampleJPEG(t)[:40], Damaged},
		"a broken PNG":   {samplePNG(t)[:60], Damaged},
		"an empty TIFF":  {[]byte("II*\x00\x08\x00\x00\x00\x00\x00"), Damaged},
		"a PNG's header": {[]byte(pngStart), Damaged},
	} {
		if sheets, code := openPicture(c.data); code != c.want || len(sheets) > 0 {
			t.Errorf("%s: %q, want %q", name, code, c.want)
		}
	}
}

func FuzzOpenPicture(f *testing.F) {
	f.Add([]byte(pngStart))
	f.Add(tiffOf(2, func(page int) int { return page + 1 }))
	f.Add(withExif([]byte("\xFF\xD8\xFF\xD9"), exifPart(binary.BigEndian, 6)))
	f.Add([]byte("RIFF\x00\x00\x00\x00WEBPEXIF\x00\x00\x00\x00"))
	f.Add([]byte("GIF89a\x01\x00\x01\x00\x00\x00\x00,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;"))
	f.Fuzz(func(t *testing.T, data []byte) {
		sheets, code := openPicture(data)
		if (code == "") != (len(sheets) > 0) || len(sheets) > mostPictures {
			t.Errorf("%q, %d pages", code, len(sheets))
		}
		for _, sheet := range sheets {
			if sheet.Rect.Empty() || max(sheet.Rect.Dx(), sheet.Rect.Dy()) > longestSide {
				t.Errorf("a page of %v", sheet.Rect)
			}
		}
	})
}
