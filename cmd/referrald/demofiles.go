package main

import (
	"fmt"
	"os"
	"path/filepath"

	"referrald/mailbox"
	"referrald/workflow/clerk"
)

// keep writes a letter that left the house, as it left and as a web page. The
// name holds its number and what it is, nobody's name.
func (st *stage) keep(n clerk.Notice) error {
	if n.What != clerk.Went {
		return nil
	}
	st.letters++
	name := fmt.Sprintf("%02d-%s", st.letters, n.Letter)
	if n.Letter == "digest" {
		st.digest = n.Outgoing
	}
	m := mailbox.Open(n.Outgoing.Bytes, mailbox.OpenOptions{})
	if st.secret != nil && st.secret.MatchString(m.Subject+"\n"+m.Text+"\n"+m.HTML) {
		st.fail("the letter %s holds an answer that tells which child it is about", name)
	}
	if err := st.write(name+".eml", n.Outgoing.Bytes); err != nil {
		return err
	}
	return st.write(name+".html", []byte(m.HTML))
}

// writeDigest writes the digest that went out, and returns its text.
func (st *stage) writeDigest() (string, error) {
	if st.digest == nil {
		st.fail("the digest was not sent")
		return "", nil
	}
	m := mailbox.Open(st.digest.Bytes, mailbox.OpenOptions{})
	if err := st.write("digest.txt", []byte(m.Text)); err != nil {
		return "", err
	}
	return m.Text, st.write("digest.html", []byte(m.HTML))
}

func (st *stage) writeForm() error {
	form, err := currentForm()
	if err != nil {
		return err
	}
	return st.write(form.Name, form.Data)
}

func (st *stage) write(name string, data []byte) error {
	if err := os.WriteFile(filepath.Join(st.folder, name), data, 0o600); err != nil {
		return fmt.Errorf("writing a letter to the folder: %w", err)
	}
	return nil
}
