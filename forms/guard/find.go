package guard

import (
	"crypto/sha256"
	"errors"
	"time"

	"referrald/forms"
)

// Find looks for forms as forms.Reader.Find does, with every file opened in a
// child. A file that the child died of, and one that was found to be malware or
// that ClamAV gave no answer about, is among the unread.
func (g *Guard) Find(files []forms.File, typed string, received time.Time) forms.Found {
	end := time.Now().Add(MostTime)
	files, kept := g.sift(files, end)
	var found forms.Found
	switch {
	case len(files) == 0 || g.opt.InProcess:
		found = forms.Reader{Maps: g.opt.Maps}.Find(files, typed, received)
	default:
		found = g.find(files, typed, received, end)
	}
	found.Unread = append(kept, found.Unread...)
	return found
}

// find gives all files to one child, as pictures of one message belong
// together; only when it died are they read one by one, so that one bad file
// harms none of its neighbours.
func (g *Guard) find(files []forms.File, typed string, received, end time.Time) forms.Found {
	answer, err := g.read(opFind, files, typed, received, time.Now().Add(onceTime))
	if err == nil {
		return answer.Found
	}
	g.tell(err, files)
	var found forms.Found
	met := map[[sha256.Size]byte]bool{}
	for _, f := range files {
		sum := sha256.Sum256(f.Data)
		if met[sum] {
			continue // a copy, which forms.Find passes over too
		}
		met[sum] = true
		if time.Now().After(end) || len(met) > mostSingly || len(files) == 1 && final(err) {
			found.Unread = append(found.Unread, f.Unread(forms.Failed))
			continue
		}
		one, err := g.read(opFind, []forms.File{f}, "", received, end)
		if err != nil {
			g.tell(err, []forms.File{f})
			one.Found = forms.Found{Unread: []forms.Unread{f.Unread(forms.Failed)}}
		}
		found.Forms = append(found.Forms, one.Found.Forms...)
		found.Unread = append(found.Unread, one.Found.Unread...)
	}
	words := forms.Find(nil, typed, received)
	found.Forms = append(found.Forms, words.Forms...)
	found.Unread = append(found.Unread, words.Unread...)
	return found
}

// final reports whether the same file would only do the same once more.
func final(err error) bool {
	return errors.Is(err, overTime) || errors.Is(err, overMemory) || errors.Is(err, errLarge) || errors.As(err, new(*StartError))
}

// Read reads one file as forms.Reader.Read does, in a child. Every error is a
// *forms.UnreadableError, or a *StartError when no child could be started.
func (g *Guard) Read(f forms.File, received time.Time) (forms.Form, error) {
	files, kept := g.sift([]forms.File{f}, time.Now().Add(MostTime))
	if len(files) == 0 {
		return forms.Form{}, &forms.UnreadableError{Unread: kept[0]}
	}
	if g.opt.InProcess {
		return forms.Reader{Maps: g.opt.Maps}.Read(f, received)
	}
	answer, err := g.read(opRead, files, "", received, time.Now().Add(onceTime))
	switch unread := f.Unread(forms.Failed); {
	case errors.As(err, new(*StartError)):
		return forms.Form{}, err
	case err != nil:
		g.tell(err, files)
		return forms.Form{}, &forms.UnreadableError{Unread: unread}
	case answer.Unread != nil:
		return forms.Form{}, &forms.UnreadableError{Unread: *answer.Unread}
	case len(answer.Found.Forms) != 1:
		return forms.Form{}, &forms.UnreadableError{Unread: unread}
	}
	return answer.Found.Forms[0], nil
}

// read asks a child for forms. When it lacks compiled code, that is made first
// and the question asked again.
func (g *Guard) read(op string, files []forms.File, typed string, received, end time.Time) (reply, error) {
	r, err := newRequest(op, files, typed, received)
	if err != nil {
		return reply{}, err
	}
	answer, err := g.ask(r, end)
	if err != nil || !answer.Cold {
		return answer, err
	}
	began := time.Now()
	if err := g.Warm(); err != nil {
		g.opt.Log.Warn("pages of PDFs cannot be drawn, so a printed form stays unread", "why", err)
		return answer, nil
	}
	return g.ask(r, end.Add(time.Since(began)))
}

// tell logs that files were not read; a file's name may be a child's.
func (g *Guard) tell(err error, files []forms.File) {
	size := 0
	for _, f := range files {
		size += len(f.Data)
	}
	g.opt.Log.Warn("the reader of forms was ended", "why", err, "files", len(files), "bytes", size)
}
