// Package inbox knows one IMAP folder: wait for mail, list, fetch, file away.
//
// It connects when it is first asked and again after any break; backing off is
// its caller's part. Every command runs under a deadline that closes the
// connection, because the client library waits for ever on a peer that has
// gone silent, and a restart of IDLE every few minutes finds such a peer.
//
// It asks for nothing but UID, FLAGS, RFC822.SIZE and BODY.PEEK[]: an ENVELOPE,
// BODYSTRUCTURE or INTERNALDATE that a server garbles ends the connection, and
// one odd message would then end it for ever.
//
// It never decides, never sets \Seen, never sends a plain EXPUNGE (which would
// delete what people have marked), and never retries a message by itself
// except to find out which one of several broke the connection.
package inbox
