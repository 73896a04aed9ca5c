//go:build !race

package workflow

const slowed = false
