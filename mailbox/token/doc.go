// Package token fetches OAuth 2 access tokens: from a secret or a certificate
// of a registered application (RFC 6749 section 4.4, RFC 7523), or from a
// refresh token (section 6), whose successor is safely on the disk before
// anything is done with what came beside it.
//
// It keeps a token while it is good, so that two connections ask once, and
// leaves the token server alone after a refusal. It never logs, and no secret
// is in any error. It knows nothing of mail servers.
package token
