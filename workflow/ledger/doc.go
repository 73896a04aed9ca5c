// Package ledger is the book of the office: every message that came, every
// referral, every letter that was written, what a person decided, and an audit
// line for each of them, in one SQLite file. All SQL lives here.
//
// Its verbs are those of the office (Receive, Recall, Commit, Due, Attempt,
// Sent, Filed, Release, Hold, Day ...), each of them one transaction. Two
// promises rest on it:
//
//   - Ledger before world. What is to be posted or filed stands in a committed
//     row first, as the finished bytes; a crash at any point leaves a row that
//     says how far things had come.
//   - Nothing twice. A referral moves by compare-and-set along workflow's legal
//     moves, a message is decided once, a letter exists once for each message,
//     case, name and recipient, and only letters that passed the gate are queued.
//
// The package decides nothing, opens no socket and asks no clock: the time
// comes in with each verb. The file holds personal data. Its folder is 0700 and
// the file 0600, deleted content is overwritten, and no error of this package
// holds anything that a sender wrote.
//
// One daemon and any number of short-lived commands may have the book open at
// the same time. Writers wait for one another for a few seconds and then give
// up with Locked; readers never wait.
package ledger
