package workflow_test

import (
	"testing"
	"time"

	"referrald/workflow"
)

func day(s string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04", s+" 12:00", workflow.London())
	if err != nil {
		panic(err)
	}
	return t
}

// The holidays are those that the government published for these years.
func TestWorkingDay(t *testing.T) {
	off := []string{
		"2026-01-01", "2026-04-03", "2026-04-06", "2026-05-04", "2026-05-25", "2026-08-31", "2026-12-25", "2026-12-28",
		"2027-01-01", "2027-03-26", "2027-03-29", "2027-05-03", "2027-05-31", "2027-08-30", "2027-12-27", "2027-12-28",
		"2022-12-26", "2022-12-27", "2028-01-03", "2026-11-21", "2026-11-22",
	}
	for _, d := range off {
		if workflow.WorkingDay(day(d)) {
			t.Errorf("%s is no working day", d)
		}
	}
	for _, d := range []string{"2026-11-23", "2026-12-24", "2026-12-29", "2026-12-31", "2027-12-29", "2022-12-28", "2026-04-02", "2026-04-07"} {
		if !workflow.WorkingDay(day(d)) {
			t.Errorf("%s is a working day", d)
		}
	}
}

func TestWorkingDays(t *testing.T) {
	tests := []struct {
		from, to string
		want     int
	}{
		{"2026-11-23", "2026-11-23", 0},
		{"2026-11-20", "2026-11-23", 1},
		{"2026-11-20", "2026-11-22", 0},
		{"2026-12-24", "2026-12-29", 1},
		{"2026-11-23", "2026-11-20", 0},
		{"2026-03-27", "2026-03-30", 1}, // the clocks go forward between the two
		{"1900-01-01", "2026-01-01", 999},
	}
	for _, tt := range tests {
		if got := workflow.WorkingDays(day(tt.from), day(tt.to)); got != tt.want {
			t.Errorf("from %s to %s: %d working days, want %d", tt.from, tt.to, got, tt.want)
		}
	}
}
