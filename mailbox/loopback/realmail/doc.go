// Package realmail starts a real Dovecot and a real Postfix for a test: the
// same mail office as mailbox/loopback, with nothing of it made up. Both run in
// a folder of their own, on loopback addresses and free ports, and end with the
// test.
//
// Letters are submitted to Postfix with a login. Those to the office's domain
// go to Dovecot by LMTP, if the user exists; every other address there is stays
// in the house too, so that a test can read what "the parent" received.
//
// What goes wrong with real servers can be had too: connections that end,
// folders without room or rights or made anew, Postfix away, replies of choice.
//
// It needs root (each server drops to its own user) and the packages
// dovecot-imapd, dovecot-lmtpd (2.3) and postfix. Where they are missing, a
// test is skipped, or fails if REFERRALD_TEST_SERVERS=require.
package realmail
