package forms

import "image"

// turned is a page a quarter turn clockwise.
func turned(p Page) Page {
	to := Page{Width: p.Height, Height: p.Width}
	for _, l := range p.Letters {
		to.Letters = append(to.Letters, Letter{Text: l.Text, X: l.Y, Y: p.Width - l.X - l.W, W: l.H, H: l.W})
	}
	if p.Gray == nil {
		return to
	}
	size := p.Gray.Bounds().Size()
	to.Gray = image.NewGray(image.Rect(0, 0, size.Y, size.X))
	for y := range size.Y {
		row := p.Gray.Pix[y*p.Gray.Stride:]
		for x := range size.X {
			to.Gray.Pix[x*to.Gray.Stride+size.Y-1-y] = row[x]
		}
	}
	return to
}
