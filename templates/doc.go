// Package templates knows every letter that can be said, one struct each, and
// its wording: plain text and HTML, the subject in the first line.
//
// It never decides who gets a letter, and it never sends one. A letter whose
// variables are unknown or empty is refused, not sent with a hole in it.
//
// # The wording files
//
// The words stand in wording/NAME.txt, one file a letter, for text/template.
// The first line of what a file renders is "Subject: ...". The rest is plain
// text that reads well as it stands, in which
//
//	a line is a line, however long: it is wrapped when the letter is written
//	a blank line ends a paragraph
//	a line of dashes below a line makes that line a heading
//	a line of dashes alone draws a rule
//	"- " and "1. " begin the items of a list; indented lines belong to the item
//
// The HTML part is set out from the same text inside page.html, so the two
// parts cannot say different things. A letter that needs more, such as the
// digest with its tables, has wording/NAME.html for html/template beside it.
// shared.txt holds the parts that letters share and routes.txt the reasons for
// each route. Every letter to somebody outside the office is closed by the part
// named "foot": reference, telephone, safety.
//
// An office replaces any of these files through NewBook. What shared.txt and
// routes.txt of the office do not define keeps the standard words. A letter of
// which only the text is replaced has its HTML set out from that text.
//
// In all files the dot is the letter's struct. These functions are known:
//
//	day .Received        Monday 23 November 2026, in London
//	date .Received       23 November 2026
//	clock .Received      8:05am
//	phones .Office       0161 496 0153 or 0161 496 0154
//	parent, professional, trust .Reader     who reads it
//	child .Reader        "your child" or "the child"
//	sentence .X          X with a capital at its start and a full stop at its end
//	count 3 "question" "questions"          3 questions
package templates
