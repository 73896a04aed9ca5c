package mailbox

import "fmt"

// Fetched is one message as the server handed it over, or why it could not be.
type Fetched struct {
	UID       uint32
	Bytes     []byte // the message, or its first bytes when Truncated; owned by the receiver
	Size      int64  // RFC822.SIZE as announced; some servers only estimate it (Exchange). 0 when not stated
	Truncated bool   // the message is larger than the limit asked for; Bytes is its beginning
	Err       error  // *Hollow, or *Trouble when this one message could not be read; nil otherwise
}

// Hollow says that the server shows a message whose body is not there (yet):
// NIL, empty, or nothing like the size that it announces. Exchange lists a
// message for a moment before its body can be read. Ask again later; after
// several tries what stands in Fetched.Bytes may be all that there is.
type Hollow struct {
	UID       uint32
	Got       int64 // bytes received
	Announced int64 // RFC822.SIZE, 0 when not stated
}

func (h *Hollow) Error() string {
	return fmt.Sprintf("message %d has no body yet (%d of %d bytes); it is asked for again later", h.UID, h.Got, h.Announced)
}
