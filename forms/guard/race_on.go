//go:build race

package guard

// heavier is how much more memory a child takes: the race detector is on.
const heavier = 10
