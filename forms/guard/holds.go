package guard

import (
	"slices"
	"strings"
)

// Walls that a child says that it has put up.
const (
	wallPrivileges = "privileges" // no_new_privs
	wallDisk       = "disk"       // Landlock
	wallCalls      = "calls"      // seccomp
	wallMemory     = "memory"     // RLIMIT_DATA
	wallCPU        = "cpu"        // RLIMIT_CPU
	wallSpaces     = "spaces"     // namespaces of its own; the parent knows
)

// Hold is one thing that a child cannot do.
type Hold struct {
	What  string // "no network"
	Holds bool   // on this machine
	How   string // by what, "" when it does not hold
}

// Holds tells which guards hold on this machine. It starts a child where none
// has been started yet.
func (g *Guard) Holds() ([]Hold, error) {
	if g.opt.InProcess {
		return nil, nil
	}
	walls, err := g.start()
	if err != nil {
		return nil, err
	}
	hold := func(what string, by ...string) Hold {
		var how []string
		for i := 0; i < len(by); i += 2 {
			if by[i] == "" || slices.Contains(walls, by[i]) {
				how = append(how, by[i+1])
			}
		}
		return Hold{what, len(how) > 0, strings.Join(how, ", ")}
	}
	onLinux := func(how string) string { // by what this system does at every start
		if dies {
			return how
		}
		return ""
	}
	list := []Hold{
		hold("no network", wallSpaces, "namespace", wallCalls, "seccomp"),
		hold("writes no file", wallDisk, "Landlock", wallCalls, "seccomp"),
		hold("reads no file but its tools", wallDisk, "Landlock"),
		hold("no new privileges", wallPrivileges, "no_new_privs"),
		hold("bounded memory", wallMemory, "watched size, RLIMIT_DATA"),
		hold("bounded time", "", "killed after "+g.opt.Time.String()+" without a sign of work", wallCPU, "RLIMIT_CPU"),
		hold("killed with what it starts", wallSpaces, "PID namespace", "", "process group"),
		hold("ends with its parent", "", strings.TrimPrefix(onLinux("parent's death signal")+", end of its pipe", ", ")),
	}
	return list, nil
}
