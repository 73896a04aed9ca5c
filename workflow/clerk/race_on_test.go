//go:build race

package clerk_test

// slowed: the race detector makes everything ten times slower; what it looks for
// shows in a part of the work as well as in all of it.
const slowed = true
