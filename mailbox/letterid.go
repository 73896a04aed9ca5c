package mailbox

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
	"strconv"
	"strings"
)

// tagBytes is the length of the tag in a letter's identifier. 80 bits can only
// be guessed by sending mail, and keep the identifier on one header line.
const tagBytes = 10

var tagAlphabet = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)

// LetterID makes the Message-ID of a letter from its row in the ledger and its
// name ("form", "received-1", "digest-2026-11-24-0"):
//
//	<31.received-1.TAG@domain>
//
// TAG is an HMAC, so that nobody without the secret can make one. The same row
// and name always give the same identifier: a repeat is recognisably the same
// letter. In a name, anything but letters, digits and hyphens becomes a hyphen;
// letter case is not kept.
func LetterID(secret []byte, row int64, name, domain string) string {
	left := strconv.FormatInt(row, 10) + "." + plainName(name)
	return "<" + left + "." + letterTag(secret, left) + "@" + strings.ToLower(domain) + ">"
}

// OwnLetterID recognises an identifier that LetterID made with this secret, in
// whatever letter case and with or without its brackets, as some servers hand
// it back. The domain is not looked at: the tag is the proof. Without a secret
// nothing is recognised.
func OwnLetterID(secret []byte, id string) (row int64, name string, ok bool) {
	id = strings.ToLower(strings.Trim(strings.TrimSpace(id), "<>"))
	local, _, _ := strings.Cut(id, "@")
	dot := strings.LastIndexByte(local, '.')
	if dot < 0 || len(secret) == 0 {
		return 0, "", false
	}
	left, tag := local[:dot], local[dot+1:]
	if !hmac.Equal([]byte(tag), []byte(letterTag(secret, left))) {
		return 0, "", false
	}
	number, name, _ := strings.Cut(left, ".")
	row, err := strconv.ParseInt(number, 10, 64)
	if err != nil {
		return 0, "", false
	}
	return row, name, true
}

// letterTag proves that the left part of an identifier is ours.
func letterTag(secret []byte, left string) string {
	mac := hmac.New(sha256.New, secret)
	mac.Write([]byte("letter " + left))
	return tagAlphabet.EncodeToString(mac.Sum(nil)[:tagBytes])
}

// plainName is a letter's name as an identifier can hold it.
func plainName(name string) string {
	return strings.Map(func(r rune) rune {
		if (r >= '0' && r <= '9') || (r >= 'a' && r <= 'z') {
			return r
		}
		return '-'
	}, strings.ToLower(name))
}
