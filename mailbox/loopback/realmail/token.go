package realmail

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"os"
	"path/filepath"
	"time"
)

// makeKey writes the key with which Dovecot proves tokens by itself: the file
// is named for the issuer, the way to sign and the key.
func (s *Servers) makeKey() error {
	s.key = []byte(rand.Text())
	dir := filepath.Join(s.dir, "keys", "default", "HS256")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, "default"), []byte(base64.StdEncoding.EncodeToString(s.key)), 0o644)
}

// Token is an OAuth 2 token (JWT, HS256) with which a user logs in until a
// moment.
func (s *Servers) Token(user string, until time.Time) string {
	encode := func(v map[string]any) string {
		b, _ := json.Marshal(v) // text and numbers
		return base64.RawURLEncoding.EncodeToString(b)
	}
	text := encode(map[string]any{"alg": "HS256", "typ": "JWT"}) + "." +
		encode(map[string]any{"sub": user, "iat": until.Add(-2 * time.Hour).Unix(), "exp": until.Unix()})
	mac := hmac.New(sha256.New, s.key)
	mac.Write([]byte(text))
	return text + "." + base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}
