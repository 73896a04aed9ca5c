package forms

import (
	"image"
	"testing"
)

// qualities are the ways in which pages come back as pictures.
func qualities() []distortion {
	return []distortion{
		{name: "scan at 300 dpi", dpi: 300, skew: 0.4, noise: 3, quality: 60},
		{name: "scan at 200 dpi", dpi: 200, skew: -0.6, noise: 4, quality: 60, daily: true, least: 85},
		{name: "scan at 150 dpi", dpi: 150, skew: 0.8, noise: 5, quality: 50},
		{name: "scan at 200 dpi, on its side", dpi: 200, skew: 1.5, turns: 1, noise: 4, quality: 60},
		{name: "scan at 200 dpi, upside down", dpi: 200, skew: -2, turns: 2, noise: 4, quality: 60},
		{name: "photograph", dpi: 220, skew: -3, noise: 5, quality: 60, shade: 0.4, tilt: 0.06, blur: 0.8, bend: 1.5, daily: true},
		{name: "poor photograph", dpi: 180, skew: 4, noise: 9, quality: 40, shade: 0.6, tilt: 0.1, blur: 1.4, bend: 2.5},
	}
}

// pages are the pages of a filled form as a scanner or a camera sees them.
func (d distortion) pages(t testing.TB, answers map[string]string, seed uint64) []*image.Gray {
	t.Helper()
	sheets := rendered(t, filledWith(t, answers), d.dpi)
	for i, g := range sheets {
		sheets[i] = d.apply(t, g, seed*100+uint64(i))
	}
	return sheets
}
