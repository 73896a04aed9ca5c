package forms

import (
	"image"
)

// family is what one family writes on the first two pages.
func family() map[string]string {
	return map[string]string{"child_surname": "Example", "child_forename": "Tom", "nhs_number": "9990000018",
		"child_postcode": "SK1 3XE", "pr_consent": "yes_told_me", "ais_needs": "braille|bsl"}
}

func (p painter) pages(answers map[string]string, numbers ...int) (sheets []*image.Gray) {
	for _, number := range numbers {
		sheets = append(sheets, p.page(number, answers))
	}
	return sheets
}
