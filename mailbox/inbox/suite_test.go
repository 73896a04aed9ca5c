package inbox_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"referrald/mailbox"
	"referrald/mailbox/inbox"
)

// outcome is how the clerk would take an error.
func outcome(t *testing.T, err error) mailbox.Outcome {
	t.Helper()
	var trouble *mailbox.Trouble
	if !errors.As(err, &trouble) {
		t.Fatalf("%v (%T) is no *mailbox.Trouble", err, err)
	}
	return trouble.Outcome
}

// suite is what must hold on every server.
func suite(t *testing.T, open func(*testing.T) rig) {
	for name, test := range map[string]func(*testing.T, rig){
		"an empty folder is listed":                testLookEmpty,
		"a folder is listed":                       testLook,
		"messages come in the order asked for":     testFetch,
		"a large message comes in part":            testFetchLimit,
		"a message that is gone is passed over":    testFetchVanished,
		"nothing read is marked as read":           testNeverSeen,
		"age is asked of the server":               testBefore,
		"messages are moved in batches":            testFile,
		"a folder that people deleted comes back":  testFileMakesFolder,
		"moving leaves what people marked deleted": testFileSparesDeleted,
		"folders are made once":                    testEnsure,
		"a server is surveyed":                     testSurvey,
		"a letter is put into a folder":            testPut,
		"new mail rings":                           testWait,
		"mail between look and wait rings":         testWaitLatched,
		"a quiet time ends by the clock":           testWaitQuiet,
		"waiting ends with its context":            testWaitCancel,
		"a wrong password is for a person":         testWrongPassword,
		"a closed box opens again":                 testReopen,
		"what people have sent is read":            testReplies,
		"the folder of sent mail is found":         testSentFound,
		"a wrong folder of sent mail is told":      testSentNamedWrong,
	} {
		t.Run(name, func(t *testing.T) { test(t, open(t)) })
	}
}

func testWrongPassword(t *testing.T, r rig) {
	b := r.box(t, func(c *inbox.Config) { c.Login = inbox.Password(r.user, "wrong") })
	_, err := b.Look(in(t, 20*time.Second))
	if outcome(t, err) != mailbox.Misconfigured {
		t.Errorf("wrong password: %v", err)
	}
	if strings.Contains(err.Error(), "wrong ") || strings.Contains(err.Error(), r.user) {
		t.Errorf("the error tells the secret or the user: %v", err)
	}
}

func testUntrusted(t *testing.T, r rig) {
	for name, change := range map[string]func(*inbox.Config){
		"unknown authority": func(c *inbox.Config) { c.Server.Roots = nil },
		"other name":        func(c *inbox.Config) { c.Server.Name = "mail.example.org" },
	} {
		_, err := r.box(t, change).Look(in(t, 10*time.Second))
		if outcome(t, err) != mailbox.Misconfigured {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func testReopen(t *testing.T, r rig) {
	b := r.box(t)
	_, err := b.Look(in(t, 10*time.Second))
	must(t, err)
	must(t, b.Close())
	must(t, b.Close())
	if _, err := b.Look(in(t, 10*time.Second)); err != nil {
		t.Errorf("after Close: %v", err)
	}
}
