// Package submit makes one attempt to hand one finished letter to the mail
// server, and says exactly how it ended: accepted, try later, refused,
// misconfigured, or unknown.
//
// It sends the bytes that it is given and composes nothing. It never retries a
// letter; all that it does over is a connection which turned out to be dead
// before anything of the letter was said on it. It never decides and never logs.
package submit
