package forms

import (
	"context"
	"strings"
	"time"
)

// readODT reads an OpenDocument text (.odt, OASIS OpenDocument 1.3).
func readODT(ctx context.Context, f File, received time.Time) (Form, error) {
	source := f.source()
	office, err := openOffice(f.Data)
	if err != nil {
		return refuse(source, ODT, codeOfOffice(err))
	}
	if list, err := office.read("META-INF/manifest.xml"); err == nil && strings.Contains(list, "encryption-data") {
		return refuse(source, ODT, Password)
	}
	body, err := office.read("content.xml")
	if err != nil {
		return refuse(source, ODT, codeOfOffice(err))
	}
	p, err := odtPaper(ctx, body)
	switch {
	case ctx.Err() != nil:
		return refuse(source, ODT, Failed)
	case err != nil:
		return refuse(source, ODT, codeOfOffice(err))
	}
	if styles, err := office.read("styles.xml"); err == nil { // headers and footers
		if part, err := odtPaper(ctx, styles); err == nil {
			for _, l := range part.lines {
				p.foot = append(p.foot, strings.Join(l.cells, "\t"))
			}
		}
	}
	return p.read(source, ODT, received)
}
