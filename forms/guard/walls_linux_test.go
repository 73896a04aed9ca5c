package guard

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"referrald/forms"
)

// marker stands on the command line of what a job starts, to find it by.
const marker = "86399.25"

func init() {
	parts["forbidden"] = func() {
		if err := os.WriteFile("/proc/sys/user/max_user_namespaces", []byte("0"), 0); err != nil {
			fmt.Println("not tried:", err)
			return
		}
		g := Open(Options{Tesseract: "off"})
		holds, err := g.Holds()
		fmt.Println(g.bare, err, len(g.Find([]forms.File{{Data: []byte(typedAnswers)}}, "", received).Forms))
		for _, h := range holds {
			if strings.Contains(h.How, "namespace") {
				fmt.Println(h)
			}
		}
		_ = g.Close()
	}
	parts["disk"] = func() {
		runtime.LockOSThread() // Landlock holds for one thread, and without privileges only behind this
		_ = unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
		file := filepath.Join(os.TempDir(), "x")
		fmt.Println(os.WriteFile(file, []byte("x"), 0o600), landlock(settings{}))
		_, listed := os.ReadDir("/usr")
		_, opened := os.ReadFile(file)
		fmt.Println(listed, said(opened), said(os.WriteFile(file, nil, 0o600)), said(os.Remove(file)), said(os.Mkdir(file+"y", 0o700)), said(os.Rename(file, file+"z")))
	}
	jobs["flood"] = func(*bench) string {
		_, _ = unix.Write(1, []byte{0, 0x40, 0, 0}) // half of what may cross, and then without end
		for {
			_, _ = unix.Write(1, make([]byte, 64<<10))
		}
	}
	jobs["map"] = func(*bench) string {
		_, err := unix.Mmap(-1, 0, 8<<30, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_PRIVATE|unix.MAP_ANON)
		return said(err)
	}
	jobs["socket"] = func(*bench) string {
		var all []string
		for _, family := range []int{unix.AF_INET, unix.AF_INET6, unix.AF_UNIX, unix.AF_NETLINK, unix.AF_PACKET} {
			_, err := unix.Socket(family, unix.SOCK_DGRAM, 0)
			all = append(all, said(err))
		}
		return strings.Join(all, ",")
	}
	jobs["write"] = func(*bench) string {
		const target = "written"
		var all []string
		for _, folder := range []string{".", "/tmp", "/dev/shm"} {
			name := filepath.Join(folder, target)
			all = append(all, said(os.WriteFile(name, []byte("x"), 0o600)), said(os.Mkdir(name, 0o700)), said(os.Remove(name)), said(os.Rename("/tmp", name)), said(os.Symlink("/tmp", name)))
		}
		return strings.Join(all, ",")
	}
	jobs["read"] = func(*bench) string {
		_, err := os.ReadFile("/etc/hostname")
		_, other := os.ReadDir("/proc")
		return said(err) + "," + said(other)
	}
	jobs["fork"] = func(*bench) string {
		c := exec.Command("/bin/sleep", marker)
		c.SysProcAttr = &unix.SysProcAttr{Setsid: true} // out of the group that is killed
		c.Stdin, c.Stdout, c.Stderr = strings.NewReader(""), io.Discard, io.Discard
		if err := c.Start(); err != nil {
			return said(err)
		}
		for {
			time.Sleep(time.Hour)
		}
	}
}

// said tells a wall from every other reason for which something fails.
func said(err error) string {
	for _, wall := range []unix.Errno{unix.EPERM, unix.EROFS, unix.EACCES, unix.ENOMEM} {
		if errors.Is(err, wall) {
			return "refused"
		}
	}
	return fmt.Sprint(err)
}

func soon() time.Time { return time.Now().Add(onceTime) }

// does runs a job in a child and gives what it says.
func does(t *testing.T, g *Guard, name string) string {
	t.Helper()
	answer, err := g.read(opRead, []forms.File{job(name)}, "", received, soon())
	if err != nil || answer.Unread == nil {
		t.Fatalf("the job %s: %v", name, err)
	}
	return answer.Unread.Text
}

// lacks notes what this system does not have, and fails where it has all.
func lacks(t *testing.T, what string) {
	t.Helper()
	if os.Getenv("REFERRALD_TEST_SERVERS") == "require" {
		t.Errorf("this system lacks %s", what)
	}
	t.Logf("not tried: this system lacks %s", what)
}

// Each wall refuses what it is there to refuse, with namespaces and without.
func TestWalls(t *testing.T) {
	for _, way := range []struct {
		name string
		bare bool
	}{{"with namespaces", false}, {"without namespaces", true}} {
		t.Run(way.name, func(t *testing.T) {
			g := opened(t, Options{Tesseract: "off"})
			g.bare = way.bare
			walls, err := g.start()
			if err != nil {
				t.Fatal(err)
			}
			if !way.bare && g.bare {
				lacks(t, "namespaces")
				return
			}
			for _, row := range []struct{ job, wall, want string }{
				{"socket", wallCalls, "refused,refused,refused,refused,refused"},
				{"write", wallCalls, strings.TrimSuffix(strings.Repeat("refused,", 15), ",")},
				{"read", wallDisk, "refused,refused"},
				{"fork", wallCalls, "refused"},
				{"map", wallMemory, "refused"},
				{"env", "", ""},
			} {
				if row.wall != "" && !strings.Contains(strings.Join(walls, " "), row.wall) {
					lacks(t, "the wall "+row.wall)
					continue
				}
				if got := does(t, g, row.job); got != row.want {
					t.Errorf("%s: %s, want %s", row.job, got, row.want)
				}
			}
		})
	}
}

// Every wall stands on the systems that the tests are run on: one that falls
// silently would pass every other test.
func TestEveryWallHoldsHere(t *testing.T) {
	g := opened(t, Options{Tesseract: "off"})
	holds, err := g.Holds()
	if err != nil {
		t.Fatal(err)
	}
	if len(holds) < 8 {
		t.Fatalf("only %d guards are told", len(holds))
	}
	for _, h := range holds {
		switch {
		case h.Holds && h.How == "":
			t.Errorf("%s holds, and by nothing", h.What)
		case !h.Holds:
			lacks(t, h.What)
		}
	}
}

// Where the system refuses namespaces the child is started without.
func TestNamespacesThatAreForbidden(t *testing.T) {
	own := []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getuid(), Size: 1}}
	c := exec.Command("/proc/self/exe")
	c.Env = append(os.Environ(), partName+"=forbidden")
	c.SysProcAttr = &unix.SysProcAttr{Cloneflags: unix.CLONE_NEWUSER, UidMappings: own, GidMappings: []syscall.SysProcIDMap{{HostID: os.Getgid(), Size: 1}}}
	out, err := c.CombinedOutput()
	if err != nil || strings.HasPrefix(string(out), "not tried") {
		lacks(t, fmt.Sprintf("namespaces to forbid: %v %s", err, out))
		return
	}
	if got := string(out); got != "true <nil> 1\n" {
		t.Errorf("got %s", got)
	}
}

// Landlock refuses by itself, where no calls are refused: on machines that the
// list of calls does not know.
func TestDiskIsClosedByLandlockAlone(t *testing.T) {
	c := exec.Command("/proc/self/exe")
	c.Env = append(os.Environ(), partName+"=disk", "TMPDIR="+t.TempDir())
	out, err := c.CombinedOutput()
	if err != nil {
		t.Fatal(err)
	}
	first, second, _ := strings.Cut(string(out), "\n")
	if first != "<nil> <nil>" {
		lacks(t, "Landlock: "+first)
		return
	}
	if want := "<nil> refused refused refused refused refused\n"; second != want {
		t.Errorf("got %s, want %s", second, want)
	}
}

// What a child has started dies with it, also when it has left the group.
func TestGrandchildrenDieToo(t *testing.T) {
	g := opened(t, Options{Tesseract: "/bin/sleep", Time: 400 * time.Millisecond})
	if err := g.Start(); err != nil {
		t.Fatal(err)
	}
	if g.bare {
		lacks(t, "namespaces")
		return
	}
	seen := make(chan bool)
	go func() {
		for range 100 {
			if len(sleepers(t)) > 0 {
				seen <- true
				return
			}
			time.Sleep(3 * time.Millisecond)
		}
		seen <- false
	}()
	if _, err := g.read(opRead, []forms.File{job("fork")}, "", received, soon()); !errors.Is(err, overTime) {
		t.Errorf("the child ended with %v", err)
	}
	if !<-seen {
		t.Error("nothing was started that could have outlived the child")
	}
	until(t, "the grandchild is gone", func() bool { return len(sleepers(t)) == 0 })
}

// sleepers are the processes that have the marker on their command line.
func sleepers(t *testing.T) []string {
	t.Helper()
	lines, err := filepath.Glob("/proc/[0-9]*/cmdline")
	if err != nil {
		t.Error(err)
	}
	var found []string
	for _, l := range lines {
		if data, err := os.ReadFile(l); err == nil && bytes.Contains(data, []byte(marker)) {
			found = append(found, l)
		}
	}
	return found
}

func until(t *testing.T, what string, is func() bool) {
	t.Helper()
	for end := time.Now().Add(10 * time.Second); !is(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("it never came about that %s", what)
		}
	}
}

func TestEndlessAnswerIsCutShort(t *testing.T) {
	g := opened(t, Options{Tesseract: "off"})
	if _, err := g.read(opRead, []forms.File{job("flood")}, "", received, soon()); err == nil {
		t.Error("it was taken for an answer")
	}
	if living(g) != 0 {
		t.Error("the child lives on")
	}
}

// The causes of an end are told apart: each limit is the one that acted.
func TestLimitsOfAChild(t *testing.T) {
	for _, row := range []struct {
		name, job string
		memory    int64
		cpu, time time.Duration
		want      error
	}{
		{"resident memory", "grow", 96 << 20, cpuOfLife, DefaultTime, overMemory},
		{"time", "loop", DefaultMemory, cpuOfLife, 200 * time.Millisecond, overTime},
		{"processor time", "loop", DefaultMemory, time.Second, DefaultTime, endedShort},
	} {
		t.Run(row.name, func(t *testing.T) {
			p, err := launch(settings{Memory: 4 << 30, CPU: row.cpu, Spaces: true}, gear{}) // so much that the kernel is not the first to act
			if err != nil {
				lacks(t, fmt.Sprintf("namespaces: %v", err))
				return
			}
			defer p.kill(nil)
			p.most = row.memory
			r, err := newRequest(opRead, []forms.File{job(row.job)}, "", received)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := p.ask(r, row.time, soon()); !errors.Is(err, row.want) {
				t.Errorf("it ended with %v", err)
			}
		})
	}
}

// A child that is busy does not outlive a parent that was killed.
func TestChildDiesWithItsParent(t *testing.T) {
	for _, way := range []string{"orphan maker", "bare orphan maker"} {
		t.Run(way, func(t *testing.T) {
			parent := exec.Command("/proc/self/exe")
			parent.Env = append(os.Environ(), partName+"="+way)
			out, err := parent.StdoutPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := parent.Start(); err != nil {
				t.Fatal(err)
			}
			line := make([]byte, 32)
			n, err := out.Read(line)
			if err != nil {
				t.Fatal(err)
			}
			child, err := strconv.Atoi(strings.TrimSpace(string(line[:n])))
			if err != nil {
				t.Fatal(err)
			}
			until(t, "the child is busy", func() bool { return busy(child) })
			if err := parent.Process.Kill(); err != nil {
				t.Fatal(err)
			}
			_ = parent.Wait()
			until(t, "the child is gone", func() bool { return !alive(child) })
		})
	}
}

func alive(pid int) bool {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	return err == nil && !strings.Contains(string(status), ") Z ")
}

// busy reports whether a process has used a tenth of a second.
func busy(pid int) bool {
	status, _ := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	_, after, _ := strings.Cut(string(status), ") ")
	fields := strings.Fields(after)
	if len(fields) < 13 {
		return false
	}
	ticks, _ := strconv.Atoi(fields[11])
	return ticks >= 10
}
