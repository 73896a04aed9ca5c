//go:build unix

package guard

import (
	"context"
	"strings"
	"testing"
	"time"
)

func TestProgramIsBounded(t *testing.T) {
	shell := program(t, "sh")
	if out, err := runProgram(t.Context(), shell, []byte("in"), "-c", "cat; env"); err != nil || !strings.HasPrefix(out, "in") || strings.Contains(out, "HOME=") {
		t.Errorf("got %q, %v", out, err)
	}
	if _, err := runProgram(t.Context(), shell, nil, "-c", "while :; do echo xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx; done"); err == nil {
		t.Error("a program that prints without end was heard out")
	}
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := runProgram(ctx, shell, nil, "-c", "sleep 60"); err == nil {
		t.Error("a program that takes too long was waited for")
	}
}
