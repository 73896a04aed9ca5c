package mailbox

import (
	"bytes"
	"net/mail"
	"time"
)

// Card says which daemon looks after a mailbox; it lies in a folder of that
// mailbox and goes to nobody.
type Card struct {
	Instance string // of the ledger, "" when a letter is no card
	Word     string // new with each card
}

const (
	instanceHeader = "X-Referrald-Instance"
	cardHeader     = "X-Referrald-Card"

	cardSubject = "The daemon that looks after this mailbox"
	cardText    = "referrald wrote this into the mailbox to show which daemon looks after it.\nPlease leave the newest of these letters here. Older ones may be deleted.\n"
)

// Letter is the card as a letter of the office to itself, as Compose makes one.
func (c Card) Letter(id string, office Address, now time.Time) (Outgoing, error) {
	return Compose(Draft{
		ID: id, From: office, To: office, Subject: cardSubject, Text: cardText, Date: now,
		marks: []mark{{instanceHeader, c.Instance}, {cardHeader, c.Word}},
	})
}

// ReadCard reads a card's letter. Any other letter, people may have put some
// beside the cards, is the zero Card.
func ReadCard(letter []byte) Card {
	m, err := mail.ReadMessage(bytes.NewReader(letter))
	if err != nil {
		return Card{}
	}
	return Card{Instance: m.Header.Get(instanceHeader), Word: m.Header.Get(cardHeader)}
}
