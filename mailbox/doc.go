// Package mailbox knows what a message is: how to open any message without
// loss, which evidence shows that a machine wrote it, what a delivery report
// says, and how a reply is composed.
//
// It never opens a socket, never decides who is answered, and knows nothing of
// forms, children or referrals. The rooms below it carry messages:
// mailbox/inbox reads one IMAP folder, mailbox/submit makes one SMTP attempt,
// mailbox/loopback is both servers in this process.
package mailbox
