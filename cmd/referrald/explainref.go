package main

import (
	"context"
	"fmt"
	"io"
	"strings"

	"referrald/templates"
	"referrald/workflow"
	"referrald/workflow/ledger"
)

// reference explains what the ledger knows of one referral.
func (x explainer) reference(ctx context.Context, ref workflow.Reference) error {
	c := x.house.config
	if c == nil {
		var err error
		if c, err = needConfig("explain "+string(ref), explainUsage, ""); err != nil {
			return err
		}
	}
	d, err := openDesk(ctx, x.p, c)
	if err != nil {
		return err
	}
	defer d.book.Close()
	r, err := d.book.Referral(ctx, ref)
	if err != nil {
		return unknown(ref, err)
	}
	if x.asJSON {
		return x.p.json(recordJSON(r))
	}
	if err := tellRecord(x.p.out, r, d.house.office); err != nil {
		return err
	}
	return d.drafts(ctx, ref)
}

// drafts prints every letter that waits, word for word: nobody can answer for
// what they have not read.
func (d *desk) drafts(ctx context.Context, ref workflow.Reference) error {
	waiting, err := d.book.Waiting(ctx, ref)
	if err != nil {
		return err
	}
	for _, w := range waiting {
		l := w.Letter
		if s, ok := l.(templates.Signpost); ok {
			s.DecidedBy = "[the name of the person who releases it]"
			l = s
		}
		words, err := d.house.letters.Word(l)
		if err != nil {
			return err
		}
		with := ""
		if enclosed := enclosedWords[w.Encloses]; enclosed != "" {
			with = " (with it goes " + enclosed + ")"
		}
		_, err = fmt.Fprintf(d.p.out, "\n  The letter %q that waits, as it will read%s:\n\n    Subject: %s\n\n%s", w.Name, with, words.Subject, indent(words.Text))
		if err != nil {
			return err
		}
	}
	return nil
}

func indent(text string) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		if strings.TrimSpace(line) != "" {
			b.WriteString("    ")
		}
		b.WriteString(line)
	}
	return b.String()
}

// tellRecord prints one referral: what came, what was read, each criterion,
// the letters, and who did what.
func tellRecord(w io.Writer, r ledger.Record, office *workflow.Office) error {
	b := &strings.Builder{}
	fmt.Fprintf(b, "%s\n", r.Reference)
	fmt.Fprintf(b, "  state     %s since %s, opened %s\n", r.State, when(r.Changed), when(r.Opened))
	wrap(b, "  why       ", r.Why)
	if r.Alert != "" {
		by := ""
		if a := r.Case.Assessment; a != nil && len(a.AlertBy) > 0 {
			by = ": " + strings.Join(a.AlertBy, "; ")
		}
		wrap(b, "  ALERT     ", r.Alert+by+". Read the message in the mailbox now.")
	} else if r.Watch {
		wrap(b, "  reading   ", "worth a person's reading first: it holds words of worry, or asks for more than a letter answers")
	}
	fmt.Fprintf(b, "  from      %s (%s)\n", orNobody(r.Sender.Addr), secureWords(office, r.Sender))
	for _, s := range r.Similar {
		wrap(b, "  similar   ", string(s)+" may be about the same child; a person compares them")
	}
	for _, m := range r.Messages {
		wrap(b, "  came      ", fmt.Sprintf("%s  %s, %s: %s", when(m.Received), m.Kind, whereIs(m), m.Why))
	}
	if f := r.Case.Form; f != nil {
		tellForm(b, *f, r.Case.Assessment)
		tellAnswers(b, "    ", *f)
	}
	for _, j := range r.Judged {
		wrap(b, "  judged    ", judgedWords(j))
	}
	for _, l := range r.Letters {
		wrap(b, "  letter    ", letterWords(l, r.Reference, office))
	}
	for _, e := range r.Audit {
		why := ""
		if e.Why != "" {
			why = ": " + e.Why
		}
		wrap(b, "  audit     ", fmt.Sprintf("%s  %s: %s%s", when(e.At), e.Who, e.What, why))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// judgedWords says when a form was judged, by what, and with which outcome.
func judgedWords(j ledger.Judged) string {
	s := fmt.Sprintf("%s  %s, as received on %s, by %s", when(j.At), j.Outcome, when(j.Received), setWords(j.By))
	var lists []string
	for _, l := range j.By.Lists {
		on := "no date"
		if !l.On.IsZero() {
			on = l.On.Format("2 January 2006")
		}
		lists = append(lists, l.List+" "+on)
	}
	if len(lists) > 0 {
		s += " (" + strings.Join(lists, ", ") + ")"
	}
	return s
}

func whereIs(m ledger.MessageLine) string {
	switch m.Status {
	case ledger.StatusFiled:
		return "filed in " + m.Folder
	case ledger.StatusDecided:
		return "to be filed in " + m.Folder
	case ledger.StatusLeft:
		return "left in the mailbox"
	case ledger.StatusVanished:
		return "moved or deleted by somebody"
	}
	return string(m.Status)
}

// letterWords says where one letter stands and what a person can do about it.
func letterWords(l ledger.LetterLine, ref workflow.Reference, office *workflow.Office) string {
	s := fmt.Sprintf("%s to %s (%s): ", l.Name, l.To.Addr, secureWords(office, l.To))
	decided := ""
	if l.DecidedBy != "" {
		decided = ", decided by " + l.DecidedBy
	}
	switch l.State {
	case ledger.LetterWaiting:
		return s + fmt.Sprintf("waits for a person since %s; referrald release %s -by NAME sends it, referrald hold %s -by NAME -reason TEXT does not", when(l.Written), ref, ref)
	case ledger.LetterSent:
		return s + "sent " + when(l.Sent) + decided
	case ledger.LetterStopped:
		return s + "not sent, stopped by " + l.Brake
	case ledger.LetterRefused, ledger.LetterBounced:
		return s + fmt.Sprintf("%s %s%s; ring the sender, or write by hand", l.State, l.Status, decided)
	case ledger.LetterDoubtful:
		return s + "handed over, and the mail server's answer was lost; it may have arrived" + decided
	case ledger.LetterQueued, ledger.LetterSending:
		return s + fmt.Sprintf("on its way since %s, tried %s%s", when(l.Queued), plural(l.Attempts, "time"), decided)
	}
	return s + string(l.State) + decided
}

// The JSON of explain for a reference.
type (
	jsonRecord struct {
		File string `json:"file"`
		jsonSummary
		Sender   string              `json:"sender"`
		Asked    []string            `json:"asked"`
		Judged   []jsonJudged        `json:"judged"`
		Forms    []jsonForm          `json:"forms"`
		Messages []jsonRecordMessage `json:"messages"`
		Letters  []jsonRecordLetter  `json:"letters"`
		Audit    []jsonRecordAudit   `json:"audit"`
	}
	jsonJudged struct {
		At       string  `json:"at"`
		Received string  `json:"received"`
		Outcome  string  `json:"outcome"`
		By       jsonSet `json:"by"`
	}
	jsonRecordMessage struct {
		Kind     string `json:"kind"`
		Status   string `json:"status"`
		Received string `json:"received"`
		Decided  string `json:"decided"`
		Folder   string `json:"folder"`
		Why      string `json:"why"`
	}
	jsonRecordLetter struct {
		Letter    string `json:"letter"`
		State     string `json:"state"`
		To        string `json:"to"`
		MessageID string `json:"message_id"`
		Written   string `json:"written"`
		Sent      string `json:"sent"`
		Attempts  int    `json:"attempts"`
		Status    string `json:"status"`
		Stopped   string `json:"stopped"`
		DecidedBy string `json:"decided_by"`
	}
	jsonRecordAudit struct {
		At   string `json:"at"`
		Who  string `json:"who"`
		What string `json:"what"`
		Why  string `json:"why"`
	}
)

func recordJSON(r ledger.Record) jsonRecord {
	j := jsonRecord{
		File: string(r.Reference), jsonSummary: summaryJSON(r.Summary), Sender: r.Sender.Addr, Asked: list(r.Asked),
		Forms: []jsonForm{}, Messages: []jsonRecordMessage{}, Letters: []jsonRecordLetter{}, Audit: []jsonRecordAudit{},
	}
	if f := r.Case.Form; f != nil {
		one := formJSON(*f)
		if a := r.Case.Assessment; a != nil {
			one.Assessment, one.Missing = assessmentJSON(*a), list(a.Missing)
		}
		j.Forms = append(j.Forms, one)
	}
	j.Judged = []jsonJudged{}
	for _, k := range r.Judged {
		j.Judged = append(j.Judged, jsonJudged{stamp(k.At), stamp(k.Received), k.Outcome, setJSON(k.By)})
	}
	for _, m := range r.Messages {
		j.Messages = append(j.Messages, jsonRecordMessage{string(m.Kind), string(m.Status), stamp(m.Received), stamp(m.Decided), m.Folder, m.Why})
	}
	for _, l := range r.Letters {
		j.Letters = append(j.Letters, jsonRecordLetter{
			Letter: l.Name, State: string(l.State), To: l.To.Addr, MessageID: l.MessageID, Written: stamp(l.Written), Sent: stamp(l.Sent),
			Attempts: l.Attempts, Status: l.Status, Stopped: l.Brake, DecidedBy: l.DecidedBy,
		})
	}
	for _, e := range r.Audit {
		j.Audit = append(j.Audit, jsonRecordAudit{stamp(e.At), e.Who, e.What, e.Why})
	}
	return j
}
