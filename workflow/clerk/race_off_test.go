//go:build !race

package clerk_test

const slowed = false
