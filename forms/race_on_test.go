//go:build race

package forms

// slowed: the race detector is on, and arithmetic takes ten times as long.
const slowed = true
