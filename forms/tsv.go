package forms

import (
	"image"
	"strconv"
	"strings"
)

// mostWords are taken of one picture; a page of small print has about 1200.
const mostWords = 20_000

// ParseTSV reads what tesseract prints in its tsv format: a header, then a row
// for each page, block, paragraph, line and word with level, page, block,
// paragraph, line, word, left, top, width, height, confidence (0 to 100, -1 for
// what is no word) and text. Rows that are not like that are passed over.
func ParseTSV(tsv string) []Word {
	const wordLevel = "5"
	var words []Word
	lines := map[string]int{}
	for row := range strings.SplitSeq(tsv, "\n") {
		cells := strings.SplitN(strings.TrimSuffix(row, "\r"), "\t", 12)
		if len(cells) < 12 || cells[0] != wordLevel || strings.TrimSpace(cells[11]) == "" || len(words) >= mostWords {
			continue
		}
		box, ok := tsvBox(cells[6:10])
		sure, err := strconv.ParseFloat(cells[10], 64)
		if !ok || err != nil || !(sure >= 0 && sure <= 100) {
			continue
		}
		place := strings.Join(cells[1:5], " ")
		if _, met := lines[place]; !met {
			lines[place] = len(lines)
		}
		text := strings.ToValidUTF8(strings.TrimSpace(cells[11]), "\uFFFD")
		words = append(words, Word{Text: text, Box: box, Line: lines[place], Sure: sure / 100})
	}
	return words
}

func tsvBox(cells []string) (image.Rectangle, bool) {
	var n [4]int
	for i, cell := range cells {
		value, err := strconv.Atoi(cell)
		if err != nil || value < 0 || value > 1<<20 {
			return image.Rectangle{}, false
		}
		n[i] = value
	}
	return image.Rect(n[0], n[1], n[0]+n[2], n[1]+n[3]), true
}
