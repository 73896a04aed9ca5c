package loopback

import (
	"bytes"
	"crypto/subtle"

	"github.com/emersion/go-sasl"
)

// mechanisms are the ways to log in that are offered.
func (opt Options) mechanisms(byPassword ...string) []string {
	if opt.Mechanisms != nil {
		return opt.Mechanisms
	}
	return byPassword
}

// knows reports whether a name and a password are the right ones.
func (o *Office) knows(user, want, password string) bool {
	return subtle.ConstantTimeCompare([]byte(user), []byte(want))&
		subtle.ConstantTimeCompare([]byte(password), []byte(o.Password)) == 1
}

// Issue makes tokens good; all others are good no more. Connections that are
// logged in stay so, as they do elsewhere.
func (o *Office) Issue(tokens ...string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.tokens = map[string]bool{}
	for _, t := range tokens {
		o.tokens[t] = true
	}
}

func (o *Office) good(token string) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.tokens[token]
}

// bearerServer is the server's side of XOAUTH2 and OAUTHBEARER. It tells why it
// refuses before it does, as the real ones do.
type bearerServer struct {
	office  *Office
	user    string
	refusal error
	welcome func()
	refused bool
}

var _ sasl.Server = (*bearerServer)(nil)

func (b *bearerServer) Next(response []byte) (challenge []byte, done bool, err error) {
	switch user, token := bearing(response); {
	case b.refused:
		return nil, true, b.refusal
	case response == nil:
		return nil, false, nil
	case user == b.user && b.office.good(token):
		if b.welcome != nil {
			b.welcome()
		}
		return nil, true, nil
	}
	b.refused = true
	return []byte(`{"status":"401","schemes":"bearer"}`), false, nil
}

// bearing finds the user and the token: "user=U^Aauth=Bearer T^A^A", or
// "n,a=U,^Ahost=..^Aauth=Bearer T^A^A" (RFC 7628 section 3.1).
func bearing(response []byte) (user, token string) {
	for part := range bytes.SplitSeq(response, []byte{1}) {
		switch {
		case bytes.HasPrefix(part, []byte("user=")):
			user = string(part[len("user="):])
		case bytes.HasPrefix(part, []byte("n,a=")):
			user = string(bytes.TrimSuffix(part[len("n,a="):], []byte(",")))
		case bytes.HasPrefix(part, []byte("auth=Bearer ")):
			token = string(part[len("auth=Bearer "):])
		}
	}
	return user, token
}
