//go:build race

package workflow

// slowed: the race detector is on, and arithmetic takes ten times as long.
const slowed = true
