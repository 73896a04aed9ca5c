// Package clerk has the hands: it alone looks into the mailbox, writes the
// ledger, posts letters and files messages. It works in rounds, one at a time:
//
//	collect: compare the folder with the ledger; open, read, decide, commit
//	post:    hand what is due to the mail server, each attempt noted first
//	file:    move what is finished with
//	chase:   the digest
//
// It knows no criterion and no header: rooms know, the workflow decides, the
// ledger remembers. It trusts no cursor and no \Seen: INBOX against the ledger
// is the whole truth, so a missed notice costs one interval and never a letter.
package clerk
