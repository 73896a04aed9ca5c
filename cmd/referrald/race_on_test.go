//go:build race

package main

// slowed: the race detector is on, and arithmetic takes ten times as long.
const slowed = true
