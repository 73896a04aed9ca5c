package guard

import (
	"image"
	"strconv"
	"strings"

	"referrald/forms"
)

// mostWords are taken of one picture; a page of small print has about 1200.
const mostWords = 20_000

// words reads what tesseract prints with "tsv": a header, then a row for each
// page, block, paragraph, line and word, with level, page, block, paragraph,
// line, word, left, top, width, height, confidence (0 to 100) and text. What is
// not shaped like that is passed over.
func words(tsv string) []forms.Word {
	const wordLevel = "5"
	var out []forms.Word
	lines := map[string]int{}
	for row := range strings.SplitSeq(tsv, "\n") {
		cells := strings.SplitN(strings.TrimSuffix(row, "\r"), "\t", 12)
		if len(cells) < 12 || cells[0] != wordLevel || strings.TrimSpace(cells[11]) == "" || len(out) >= mostWords {
			continue
		}
		box, ok := boxOf(cells[6:10])
		sure, err := strconv.ParseFloat(cells[10], 64)
		if !ok || err != nil || !(sure >= 0 && sure <= 100) {
			continue
		}
		place := strings.Join(cells[1:5], " ")
		if _, met := lines[place]; !met {
			lines[place] = len(lines)
		}
		out = append(out, forms.Word{Text: strings.ToValidUTF8(strings.TrimSpace(cells[11]), "\uFFFD"), Box: box, Line: lines[place], Sure: sure / 100})
	}
	return out
}

func boxOf(cells []string) (image.Rectangle, bool) {
	const widest = 1 << 20
	var n [4]int
	for i, cell := range cells {
		value, err := strconv.Atoi(cell)
		if err != nil || value < 0 || value > widest {
			return image.Rectangle{}, false
		}
		n[i] = value
	}
	return image.Rect(n[0], n[1], n[0]+n[2], n[1]+n[3]), true
}
