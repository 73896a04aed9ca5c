package forms

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"strings"
	"time"
)

const (
	// mostFiles are read of one message. A family sends one form; a school that
	// sends twenty at once sends the others in a second message.
	mostFiles = 20
	// smallPicture is a logo or a sign in a signature; no page fits in it.
	smallPicture = 10 << 10
	// typedSource is the source of answers that were typed in the message.
	typedSource = "message text"
)

// Find looks for our forms in the files and the typed text that one message
// brought. Every file ends in one of the two lists, in its order (pictures last,
// for they are read together), so that none is dropped unseen; only copies of an
// earlier file and the small pictures of signatures are passed over. The files
// of an archive are taken as if they had been attached, in its place. received
// is the moment at which the message counts as received.
func (r Reader) Find(files []File, typed string, received time.Time) Found {
	var found Found
	var pictures []File
	met := map[[sha256.Size]byte]bool{}
	read := 0
	u := unpacker{entries: mostEntries, bytes: mostUnpacked, refuse: found.refuse}
	u.take = func(f File, depth int) {
		sum := sha256.Sum256(f.Data)
		if len(f.Data) > 0 && met[sum] || len(f.Data) < smallPicture && decorates(f.Data) {
			return
		}
		met[sum] = true
		if kind := archive(f.Data); kind != "" {
			u.unpack(f, kind, depth)
			return
		}
		if read++; read > mostFiles {
			found.refuse(f, TooLarge)
			return
		}
		if r.OCR != nil && picture(f.Data) {
			pictures = append(pictures, f)
			return
		}
		found.add(r, f, received)
	}
	for _, f := range files {
		u.take(f, 0)
	}
	found.addPictures(r, pictures, received)
	found.addText(typed, received)
	return found
}

// decorates reports whether a picture is of a kind that signatures have. What a
// phone or a scanner makes is none, however small.
func decorates(data []byte) bool {
	return picture(data) && !phonePicture(data) && !bytes.HasPrefix(data, []byte("II*\x00")) && !bytes.HasPrefix(data, []byte("MM\x00*"))
}

func (found *Found) add(r Reader, f File, received time.Time) {
	form, err := r.Read(f, received)
	var unreadable *UnreadableError
	switch {
	case err == nil:
		found.Forms = append(found.Forms, form)
	case errors.As(err, &unreadable):
		found.Unread = append(found.Unread, unreadable.Unread)
	default:
		found.refuse(f, Failed)
	}
}

// addPictures reads the pictures of a message together: each is a page of one
// form, or no form.
func (found *Found) addPictures(r Reader, pictures []File, received time.Time) {
	if len(pictures) < 2 {
		for _, f := range pictures {
			found.add(r, f, received)
		}
		return
	}
	var unread []Unread // belongs to the reading until it has ended
	form, err := within(pictureTime, pictures[0].source(), func(ctx context.Context) (form Form, _ error) {
		form, unread = r.readPictures(ctx, pictures, received)
		return form, nil
	})
	if err != nil {
		found.Unread = append(found.Unread, unreadAll(pictures, Failed)...)
		return
	}
	if form.Shape != "" {
		found.Forms = append(found.Forms, form)
	}
	found.Unread = append(found.Unread, unread...)
}

func (found *Found) refuse(f File, code UnreadCode) {
	found.Unread = append(found.Unread, f.Unread(code))
}

// addText reads what was typed in the message. Words that are no answers are
// an ordinary letter, and nothing is said about them here.
func (found *Found) addText(typed string, received time.Time) {
	if strings.TrimSpace(typed) == "" {
		return
	}
	f := File{Name: typedSource}
	if len(typed) > mostBytes {
		found.refuse(f, TooLarge)
		return
	}
	form, err := within(readTime, typedSource, func(context.Context) (Form, error) {
		return readAnswers(typed, typedSource, received)
	})
	var unreadable *UnreadableError
	switch {
	case err == nil:
		found.Forms = append(found.Forms, form)
	case errors.As(err, &unreadable) && unreadable.Unread.Code == Failed:
		found.Unread = append(found.Unread, unreadable.Unread)
	}
}
