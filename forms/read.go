package forms

import (
	"context"
	"time"
)

// Limits on one returned file. The form as we draw it has about 280 KB and 300
// fields; a scan of it has a few megabytes.
const (
	mostBytes  = 32 << 20         // more than any mail server of the service lets in
	mostAnswer = 20_000           // characters of one answer; the longest box takes 2000
	readTime   = 10 * time.Second // a form takes milliseconds; what takes longer is not one
	lookTime   = 15 * time.Second // where pages are drawn and looked at, which takes some seconds; less than the guard gives, so that it is the one to give up
	mostSource = 200              // characters of a file's name that are kept
)

// pictureTime is for the pages of one message that OCR reads: about two seconds
// a page on one core, twelve pages, and a machine that does other things too.
const pictureTime = 90 * time.Second

// limit is how long one file may take. Only what may hold pictures of pages is
// given the time of OCR, and only where there is OCR.
func (r Reader) limit(f File) time.Duration {
	shape := sniff(f).shape
	switch {
	case r.OCR != nil && (shape == Scan || shape == PDFForm):
		return pictureTime
	case r.Pages != nil && shape == PDFForm:
		return lookTime
	}
	return readTime
}

// UnreadableError says why a file gave no answers. Its text is one plain
// sentence to the sender, without a name or an answer in it.
type UnreadableError struct{ Unread Unread }

func (e *UnreadableError) Error() string { return e.Unread.Text }

// Read reads one returned form. What kind of file it is, its content decides,
// never its name. received is the moment at which the file counts as received;
// dates are judged by it. Every error is an *UnreadableError. Hostile content
// ends in an error too: it is opened under limits and given up after a while.
func (r Reader) Read(f File, received time.Time) (Form, error) {
	return within(r.limit(f), f.source(), func(ctx context.Context) (Form, error) {
		return r.read(ctx, f, received)
	})
}

func (r Reader) read(ctx context.Context, f File, received time.Time) (Form, error) {
	switch {
	case len(f.Data) == 0:
		return refuse(f.source(), "", Damaged)
	case len(f.Data) > mostBytes:
		return refuse(f.source(), "", TooLarge)
	}
	if archive(f.Data) != "" {
		return r.readPacked(f, received)
	}
	kind := sniff(f)
	switch {
	case kind.code != "":
		return refuse(f.source(), kind.shape, kind.code)
	case kind.shape == PDFForm:
		return r.readPDF(ctx, f, received)
	case kind.shape == Scan:
		return r.readPicture(ctx, f, received)
	case kind.shape != Text:
		return readOffice(ctx, f, kind.shape, received)
	}
	text, ok := plainText(f.Data)
	if !ok {
		return refuse(f.source(), Text, Unsupported)
	}
	return readAnswers(text, f.source(), received)
}

// readPacked reads the one form in an archive.
func (r Reader) readPacked(f File, received time.Time) (Form, error) {
	found := r.Find([]File{f}, "", received)
	switch {
	case len(found.Forms) == 1:
		return found.Forms[0], nil
	case len(found.Forms) == 0 && len(found.Unread) > 0:
		return Form{}, &UnreadableError{found.Unread[0]}
	}
	return refuse(f.source(), "", Packed) // several: they must be read one by one
}

// readAnswers reads answers that were typed as text.
func readAnswers(text, source string, received time.Time) (Form, error) {
	form, looks := readText(text, source, received)
	switch {
	case !looks:
		return refuse(source, Text, NoFields)
	case len(form.Fields) == 0:
		return refuse(source, Text, Blank)
	}
	return form, nil
}

// within runs one reading where its panic or its endless loop costs no more
// than this file. The reading is told to end when its time is over; memory that
// it takes until then is not bounded here.
func within(limit time.Duration, source string, read func(context.Context) (Form, error)) (Form, error) {
	type outcome struct {
		form Form
		err  error
	}
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	done := make(chan outcome, 1)
	go func() {
		var o outcome
		o.form, o.err = refuse(source, "", Failed) // what a panic leaves
		defer func() {
			_ = recover() // its text may hold answers, so nothing keeps it
			done <- o
		}()
		form, err := read(ctx)
		o = outcome{form, err}
	}()
	select {
	case o := <-done:
		return o.form, o.err
	case <-ctx.Done():
		return refuse(source, "", Failed)
	}
}

// source names the file for a person: by its name, or by where it was found.
func (f File) source() string {
	name := f.Name
	if name == "" {
		name = f.Where
	}
	if runes := []rune(name); len(runes) > mostSource {
		name = string(runes[:mostSource])
	}
	return name
}

// refuse is the outcome of a file that gave no answers.
func refuse(source string, shape Shape, code UnreadCode) (Form, error) {
	return Form{}, &UnreadableError{Unread{Source: source, Shape: shape, Code: code, Text: advice(shape, code)}}
}

// Unread is the file as one that gave no answers, for whoever keeps it from
// being opened. Its text is one plain sentence without a name or an answer.
func (f File) Unread(code UnreadCode) Unread {
	return Unread{Source: f.source(), Code: code, Text: advice("", code)}
}

// advice says to the sender what the file is and what to do next. It stands in
// a letter, so it holds nothing of the file.
func advice(shape Shape, code UnreadCode) string {
	switch code {
	case Blank:
		return "The form came back without any answers in it. Please fill it in, save it, and send it again."
	case Password:
		return "The file is locked with a password. Please send it again without one."
	case Damaged:
		return "The file is damaged and cannot be opened. Please save it once more and send us the new copy."
	case XFA:
		return "The form was saved in a way that we cannot open. Please fill in a new copy of our form and send us that."
	case NewerVersion:
		return "The form is newer than the forms that we can read here, so one of us will look at it; please keep your copy."
	case NoFields:
		if shape == Scan {
			return "No page of our form can be made out in the picture. If it is our form, please photograph each page from straight above in good light and send the pictures together, or type your answers in a reply."
		}
		return "The file has no answers to our form that we can read. Please fill in our form and send it, or type your answers in a reply."
	case Several:
		if shape == Scan {
			return "The pictures show pages of more than one form, and we must not mix them up. Please send the pages of each form in a message of its own."
		}
		return "The file holds more than one filled form. Please send each form in a file of its own."
	case PhonePicture:
		return "The picture is stored in a way that only some phones can show (HEIC). Please send it as a JPEG, or send the form as a PDF, or type your answers in a reply."
	case Macros:
		return "The document can hold macros (small programs), so we do not open it. Please save it as a .docx or a PDF and send us that."
	case TooLarge:
		return "The file is too large for us to open. Please send the form by itself."
	case Packed:
		return "The file is packed in a way that we cannot open here. Please unpack it and send us the form by itself."
	case Empty:
		return "The packed file has nothing in it. Please send us the form by itself."
	case Encrypted:
		return "Your message is encrypted, and we cannot open it here. Please send the form in an ordinary email if you are content to, or ring us."
	case Malware, Unscanned:
		return "The file was not opened here, because it did not pass our virus check; one of us will look at the message."
	case Unsupported:
		if shape == Scan {
			return "The file is a picture, and we cannot read a form from it here. Please fill in our form as a PDF, or type your answers in a reply."
		}
		return "The file is of a kind that we cannot open here. Please send the form as a PDF, or type your answers in a reply."
	}
	return "The file could not be read here. Please save the form as a PDF once more and send it again."
}
