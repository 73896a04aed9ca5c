package main

import (
	"context"
	"fmt"

	"referrald/workflow"
	"referrald/workflow/clerk"
)

const demoStay = `
The servers stay up until you press Ctrl-C, and the daemon goes on. Point a mail program
at them and write to %s; nothing you write leaves this machine.

    incoming  IMAP  %s  port %d  no encryption
    outgoing  SMTP  %s  port %d  no encryption
    user      %s
    password  %s

What the daemon sends is shown here, written to the folder above, and put into the mail
folder "Outgoing". The clock runs now. In another terminal, in this folder (or with
"referrald" for "go run ./cmd/referrald", when you have built it):

    go run ./cmd/referrald status -config %[8]s
    go run ./cmd/referrald referrals -state person -config %[8]s
    go run ./cmd/referrald explain CTS-2026-000009 -config %[8]s

`

// outgoing is the mail folder in which a mail program sees what was sent.
const outgoing = "Outgoing"

// stay runs the daemon on the demo's servers until it is told to stop.
func (st *stage) stay(ctx context.Context) error {
	in, out := st.office.IMAPServer(), st.office.SMTPServer()
	fmt.Fprintf(st.p.out, demoStay, demoAddress, in.Host, in.Port, out.Host, out.Port, st.office.User, st.office.Password, st.config)
	st.clock.run()
	for _, l := range st.office.Sent() {
		st.office.Put(outgoing, l.Bytes, l.At)
	}
	st.clerk.Notice = st.tellNotice
	return st.clerk.Run(ctx)
}

// tellNotice prints what happens while the servers stay up.
func (st *stage) tellNotice(n clerk.Notice) {
	switch n.What {
	case clerk.Came:
		st.say("came      ", fmt.Sprintf("%s: %s", n.Message.From.Addr, n.Message.Subject))
		st.say("decided   ", decided(*n.Plan)+": "+n.Plan.Why)
		for _, l := range n.Plan.Letters {
			if l.Release == workflow.ByPerson && l.Stopped == "" {
				st.say("waits     ", fmt.Sprintf("%s to %s, until a named person releases it", l.Letter.Name(), l.To.Addr))
			}
		}
	case clerk.Went:
		st.say("sent      ", fmt.Sprintf("%s to %s", n.Letter, n.Outgoing.To.Addr))
		st.office.Put(outgoing, n.Outgoing.Bytes, st.clock.now())
		if err := st.keep(n); err != nil {
			st.say("NOTE      ", err.Error())
		}
	case clerk.Failed:
		st.say("NOT SENT  ", fmt.Sprintf("%s: %s %d %s", n.Letter, n.Receipt.Outcome, n.Receipt.Code, n.Receipt.Status))
	case clerk.Filed:
		st.say("filed     ", n.Folder)
	case clerk.Parked, clerk.Skipped:
		st.say(string(n.What)+"    ", n.Why)
	}
}
