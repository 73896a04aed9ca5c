//go:build !race

package forms

const slowed = false
