// Package templates knows every letter that can be said, one struct each, and
// its wording: plain text and HTML, the subject in the first line.
//
// It never decides who gets a letter, and it never sends one. A letter whose
// variables are unknown or empty is refused, not sent with a hole in it.
package templates
