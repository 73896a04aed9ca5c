package workflow

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strings"
	"testing"

	"referrald/mailbox"
	"referrald/templates"
)

var office = mailbox.NewAddress("", "office@example.org")

func liveOffice() *Office {
	return &Office{
		Mode: Live, From: office, Own: []mailbox.Address{office, mailbox.NewAddress("", "alias@example.org")},
		Staff: []mailbox.Address{mailbox.NewAddress("", "anna@example.org")}, AlertTo: []mailbox.Address{office}, DigestTo: []mailbox.Address{office},
	}
}

func toParent(l templates.Letter) Planned {
	return Planned{Letter: l, To: mailbox.NewAddress("", "kate@example.com"), Release: Auto}
}

// Every brake stops a letter, and nothing else does.
func TestGate(t *testing.T) {
	robot := letter("x", "y")
	robot.Evidence = []mailbox.Evidence{{Rule: "auto-submitted"}}
	hinted := letter("x", "y")
	hinted.Evidence = []mailbox.Evidence{{Rule: "phrase", Hint: true}}
	fromUs := letter("x", "y")
	fromUs.From = mailbox.NewAddress("", "OFFICE+x@example.org")
	replyToUs := letter("x", "y")
	replyToUs.ReplyTo = []mailbox.Address{mailbox.NewAddress("", "alias@example.org")}
	sentByUs := letter("x", "y")
	sentByUs.Sender = office

	fresh := toParent(templates.Acknowledgement{})
	fresh.Fresh = true
	to := func(addr string) Planned {
		p := toParent(templates.Form{})
		p.To = mailbox.NewAddress("", addr)
		return p
	}
	tests := []struct {
		what string
		p    Planned
		g    gate
		want string
	}{
		{"a letter to a person", toParent(templates.Form{}), gate{}, ""},
		{"a hint that a machine wrote", toParent(templates.Form{}), gate{message: hinted}, ""},
		{"nobody", to(""), gate{}, BrakeNobody},
		{"our own address", to("office@example.org"), gate{}, BrakeOwn},
		{"our own address in capitals", to("Office@EXAMPLE.org"), gate{}, BrakeOwn},
		{"an alias with a plus part", to("alias+7@example.org"), gate{}, BrakeOwn},
		{"mail from our address", toParent(templates.Form{}), gate{message: fromUs}, BrakeOwn},
		{"mail that answers would bring back to us", toParent(templates.Form{}), gate{message: replyToUs}, BrakeOwn},
		{"mail sent by us for another", toParent(templates.Form{}), gate{message: sentByUs}, BrakeOwn},
		{"a member of staff", to("anna@example.org"), gate{}, BrakeStaff},
		{"a machine's mail", toParent(templates.Form{}), gate{message: robot}, BrakeMachine},
		{"an address that nobody reads", to("no-reply@example.com"), gate{}, BrakeRobot},
		{"old mail", toParent(templates.Form{}), gate{old: true}, BrakeOld},
		{"an address that bounced", toParent(templates.Form{}), gate{recall: Recall{Barred: true}}, BrakeBounced},
		{"a person's answer", toParent(templates.Form{}), gate{answered: true}, BrakeAnswered},
		{"an address that answers at once", toParent(templates.Form{}), gate{message: letter("x", "y"), recall: Recall{Loop: true}}, BrakeLoop},
		{"news of a child from an address that answers at once", fresh, gate{message: letter("x", "y"), recall: Recall{Loop: true}}, ""},
		{"the same child from an address that answers at once", fresh, gate{message: letter("x", "y"), recall: Recall{Loop: true}, cases: []Case{{Similar: []Reference{"CTS-2026-000001"}}}}, BrakeLoop},
		{"a third form in a day", toParent(templates.Form{}), gate{recall: Recall{Sent: Tally{FormsDay: 2}}}, BrakeForms},
		{"a second form in a day", toParent(templates.Form{}), gate{recall: Recall{Sent: Tally{FormsDay: 1}}}, ""},
		{"a third letter without news in a thread", toParent(templates.Received{}), gate{recall: Recall{Sent: Tally{ThreadIdleDay: 2}}}, BrakeThread},
		{"news in a busy thread", fresh, gate{recall: Recall{Sent: Tally{ThreadIdleDay: 9, IdleMonth: 9}}}, ""},
		{"a sixth letter without news in a month", toParent(templates.Received{}), gate{recall: Recall{Sent: Tally{IdleMonth: 5}}}, BrakeMonth},
		{"news for an address that had thirty letters today", fresh, gate{recall: Recall{Sent: Tally{Day: 30}}}, BrakeAddress},
	}
	for _, tt := range tests {
		tt.g.office = liveOffice()
		got := tt.g.pass(tt.p)
		if got.Stopped != tt.want || got.Passed() != (tt.want == "") {
			t.Errorf("%s: stopped %q, passed %v; want stopped %q", tt.what, got.Stopped, got.Passed(), tt.want)
		}
	}
}

// The limits on all letters stop nothing for good: the letter is queued, and
// waits for a person behind the limit's name.
func TestGateWaits(t *testing.T) {
	for what, tt := range map[string]struct {
		recall Recall
		want   [2]string // of two letters, one after the other
	}{
		"a quiet day":                  {Recall{}, [2]string{}},
		"the last letter of an hour":   {Recall{All: Tally{Hour: 59}}, [2]string{"", BrakeHour}},
		"an hour of sixty letters":     {Recall{All: Tally{Hour: 60}}, [2]string{BrakeHour, BrakeBreaker}},
		"a day of three hundred":       {Recall{All: Tally{Day: 300}}, [2]string{BrakeDay, BrakeBreaker}},
		"a breaker that is open today": {Recall{Breaker: true}, [2]string{BrakeBreaker, BrakeBreaker}},
	} {
		g := gate{office: liveOffice(), recall: tt.recall}
		for i, want := range tt.want {
			p := toParent(templates.Acknowledgement{})
			p.Fresh = true
			if p = g.pass(p); !p.Passed() || p.Waits != want {
				t.Errorf("%s, letter %d: passed %v, waits for %q, want %q (stopped %q)", what, i, p.Passed(), p.Waits, want, p.Stopped)
			}
		}
	}
}

// Letters of one plan count each other.
func TestGateCountsWhatItPasses(t *testing.T) {
	g := gate{office: liveOffice()}
	var stopped []string
	for range 4 {
		stopped = append(stopped, g.pass(toParent(templates.Form{})).Stopped)
	}
	if got := strings.Join(stopped, ","); got != ",,"+BrakeForms+","+BrakeForms {
		t.Errorf("four forms in one plan: %s", got)
	}
}

func TestWatchModeSendsNothing(t *testing.T) {
	o := liveOffice()
	o.Mode = Watch
	g := gate{office: o}
	if p := g.pass(toParent(templates.Form{})); p.Passed() || p.Stopped != BrakeWatch {
		t.Errorf("a letter went out in watch mode: %q", p.Stopped)
	}
	drafted := toParent(templates.Signpost{})
	drafted.Release = ByPerson
	if p := g.pass(drafted); p.Passed() || p.Stopped != BrakeWatch {
		t.Errorf("a letter was drafted in watch mode: %q", p.Stopped)
	}
	if p := GateStaff(Planned{Letter: templates.Digest{}, To: office, Staff: true}, o); p.Passed() {
		t.Error("a digest went out in watch mode")
	}
}

// A letter that waits passes nothing until a person releases it.
func TestGateRelease(t *testing.T) {
	drafted := toParent(templates.Signpost{})
	drafted.Release = ByPerson
	g := gate{office: liveOffice()}
	p := g.pass(drafted)
	if p.Passed() || p.Stopped != "" {
		t.Fatalf("a letter that waits: passed %v, stopped %q", p.Passed(), p.Stopped)
	}
	if p = GateRelease(p, liveOffice(), Recall{Sent: Tally{IdleMonth: 9}}); !p.Passed() {
		t.Errorf("a released letter is stopped: %s", p.Stopped)
	}
	if p = GateRelease(drafted, liveOffice(), Recall{Breaker: true}); p.Waits != BrakeBreaker {
		t.Error("a released letter goes past the breaker")
	}
}

func TestGateStaff(t *testing.T) {
	tests := []struct {
		what string
		p    Planned
		want string
	}{
		{"a digest to the watched mailbox", Planned{Letter: templates.Digest{}, To: office, Staff: true}, ""},
		{"an alert to the watched mailbox", Planned{Letter: templates.Alert{}, To: office, Staff: true}, ""},
		{"a digest to a stranger", Planned{Letter: templates.Digest{}, To: mailbox.NewAddress("", "kate@example.com"), Staff: true}, BrakeStaffLetter},
		{"a parent's letter to the watched mailbox", Planned{Letter: templates.Received{}, To: office, Staff: true}, BrakeStaffLetter},
		{"a digest that is not marked as the office's", Planned{Letter: templates.Digest{}, To: office}, BrakeStaffLetter},
	}
	for _, tt := range tests {
		if got := GateStaff(tt.p, liveOffice()); got.Stopped != tt.want || got.Passed() != (tt.want == "") {
			t.Errorf("%s: stopped %q, want %q", tt.what, got.Stopped, tt.want)
		}
	}
}

// The pass is set in the gate alone: this reads the sources of the package.
func TestOnlyTheGateGivesThePass(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	set := 0
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(f, func(n ast.Node) bool {
			a, ok := n.(*ast.AssignStmt)
			if !ok {
				return true
			}
			for _, l := range a.Lhs {
				if s, ok := l.(*ast.SelectorExpr); ok && s.Sel.Name == "pass" {
					set++
					if name != "gate.go" {
						t.Errorf("%s sets the pass", name)
					}
				}
			}
			return true
		})
	}
	if set == 0 {
		t.Error("nobody sets the pass")
	}
}

func TestIsSecure(t *testing.T) {
	o := &Office{Secure: []string{"nhs.net", ".gov.uk"}}
	tests := map[string]bool{
		"a@nhs.net": true, "a@NHS.NET": true, "a@stockport.gov.uk": true, "a@gov.uk": true,
		"a@evilnhs.net": false, "a@nhs.net.example.com": false, "a@mail.nhs.net": false, "a@notgov.uk": false,
		"a@example.com": false, "": false, "nhs.net": false, "a@stockport.nhs.uk": false,
	}
	for addr, want := range tests {
		if got := o.IsSecure(mailbox.NewAddress("a@nhs.net", addr)); got != want {
			t.Errorf("%q secure: %v, want %v", addr, got, want)
		}
	}
}
