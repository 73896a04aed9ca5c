//go:build race

package eligibility

const slowed = true
