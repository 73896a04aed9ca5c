// Package loopback is a mail office inside this process: an IMAP server with
// one user's folders, and an SMTP server that keeps what it is given. The demo
// and the tests live on it; the daemon never does.
//
// What goes wrong in it is data: a list of faults that can be changed while it
// runs, each one counted, none left to chance. It listens on loopback
// addresses only and keeps everything in memory.
//
// It knows nothing of what the letters say.
package loopback
