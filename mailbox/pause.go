package mailbox

import (
	"sync"
	"time"
)

// LoginPause is how long a refused login is left alone: a wrong password that
// is repeated locks accounts, and a token that is refused is no better for
// being shown again.
const LoginPause = 15 * time.Minute

// Pause keeps what was refused from being tried again too soon. The zero value
// is ready. It may be used from several goroutines.
type Pause struct {
	Now func() time.Time // nil means time.Now

	mu    sync.Mutex
	until time.Time
	why   *Trouble
}

// Held is the refusal that is still being respected, nil when there is none.
func (p *Pause) Held() *Trouble {
	p.mu.Lock()
	defer p.mu.Unlock()
	left := p.until.Sub(p.now())
	// A clock that was set back must not make the pause longer than it is.
	if p.why == nil || left <= 0 || left > LoginPause {
		p.why = nil
		return nil
	}
	return p.why
}

// Begin starts the pause when t is a refusal that only a person can lift.
func (p *Pause) Begin(t *Trouble) {
	if t == nil || t.Outcome != Misconfigured {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.until, p.why = p.now().Add(LoginPause), t
}

func (p *Pause) now() time.Time {
	if p.Now != nil {
		return p.Now()
	}
	return time.Now()
}
