//go:build !race

package guard

const heavier = 1
