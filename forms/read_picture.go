package forms

import (
	"context"
	"time"
)

// readPicture reads a photograph or scan of one or more pages.
func (r Reader) readPicture(ctx context.Context, f File, received time.Time) (Form, error) {
	if r.OCR == nil {
		return refuse(f.source(), Scan, Unsupported)
	}
	sheets, code := openPicture(f.Data)
	if code != "" {
		return refuse(f.source(), Scan, code)
	}
	return r.readSheets(ctx, f.source(), sheets, received)
}

// readPictures reads the pictures of one message in their order as one form:
// whoever photographs a form sends a picture a page. Pictures that show no page
// of it are unread, each by itself.
func (r Reader) readPictures(ctx context.Context, files []File, received time.Time) (Form, []Unread) {
	var unread []Unread
	a, err := r.newAlbum(files[0].source(), received)
	if err != nil {
		return Form{}, unreadAll(files, Failed)
	}
	seen := 0
	for _, f := range files {
		sheets, code := openPicture(f.Data)
		if seen += len(sheets); seen > mostPictures {
			sheets, code = nil, TooLarge
		}
		added := 0
		for _, sheet := range sheets {
			ok, err := a.add(ctx, sheet)
			if err != nil {
				return Form{}, unreadAll(files, Failed)
			}
			if ok {
				added++
			}
		}
		switch {
		case code != "":
			unread = append(unread, f.unread(Scan, code))
		case added == 0:
			unread = append(unread, f.unread(Scan, NoFields))
		}
	}
	if len(unread) == len(files) {
		return Form{}, unread
	}
	form, code := a.form()
	if code != "" {
		return Form{}, unreadAll(files, code)
	}
	return form, unread
}

func (f File) unread(shape Shape, code UnreadCode) Unread {
	return Unread{Source: f.source(), Shape: shape, Code: code, Text: advice(shape, code)}
}

func unreadAll(files []File, code UnreadCode) []Unread {
	var all []Unread
	for _, f := range files {
		all = append(all, f.unread(Scan, code))
	}
	return all
}
