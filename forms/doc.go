// Package forms knows the occupational therapy referral form: its questions
// (one table), how it is drawn, how it is found among the files and the text
// that somebody sent, and how the answers are read back, each with where it
// stood and how sure the reading is.
//
// It knows nothing of mail or of referrals, and it never guesses: an answer
// that could not be read with certainty is marked so and is never a silent "no".
package forms
