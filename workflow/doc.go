// Package workflow is the procedure on the wall: which kinds of message there
// are, which states a referral has, and what shall happen when a message with
// certain facts comes in. Facts go in, a Plan comes out; both are plain data.
//
//	collect -> mailbox.Open -> forms.Find -> ledger.Recall -> workflow.Decide
//	        -> word the letters -> ledger.Commit -> post -> file
//
// The package does nothing: it opens no file, sends no letter, asks no clock.
// Whatever it wants done stands in the Plan, the reasons with it.
package workflow
