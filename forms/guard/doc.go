// Package guard reads returned forms where a hostile file can do no harm: in a
// child process of the same binary, which has no network, writes no file, has
// an end to its memory and its time, and is killed with all that it started.
//
// The files go in through a pipe and the answers come out of one; nothing else
// crosses. A file that kills the child is told as one that was not read, and
// the other files of its message are read on by a new child.
//
//	Main   first in main: in the child it serves and never returns
//	Open   the parent's side: Find and Read, as in package forms
//
// With ClamAV every file is scanned before anything opens it. What it finds, and
// what it gives no answer about, is never opened here.
package guard
