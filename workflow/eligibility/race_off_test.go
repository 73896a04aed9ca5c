//go:build !race

package eligibility

// slowed reports that the race detector watches: everything takes ten times as long.
const slowed = false
