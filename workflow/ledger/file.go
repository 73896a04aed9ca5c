package ledger

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"referrald/mailbox"
)

// Filing is one message that is to be moved.
type Filing struct {
	Row    int64
	UID    uint32
	Folder string
}

// toFile are the decided messages of a folder that may be moved: no letter of
// theirs is still on its way to the mail server.
const toFile = ` FROM messages m WHERE m.status = 'decided' AND m.gone IS NULL AND m.validity = ?1
	AND (m.file_next IS NULL OR m.file_next <= ?2 OR m.file_next > ?2 + ?3)
	AND NOT EXISTS (SELECT 1 FROM letters l WHERE l.message = m.id AND (l.next_at IS NOT NULL OR l.lease_at IS NOT NULL)) `

// NextToFile lists messages that are finished with and go to the same folder,
// oldest first, at most n.
func (l *Ledger) NextToFile(ctx context.Context, validity uint32, now time.Time, n int) ([]Filing, error) {
	var out []Filing
	err := l.view(ctx, "reading what is to be filed", func(e eyes) error {
		var folder string
		err := e.row(`SELECT m.folder`+toFile+`ORDER BY m.id LIMIT 1`, validity, now.UnixMilli(), longestPause.Milliseconds()).Scan(&folder)
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		if err != nil {
			return err
		}
		out, err = collect(e, func(r *sql.Rows) (Filing, error) {
			f := Filing{Folder: folder}
			return f, r.Scan(&f.Row, &f.UID)
		}, `SELECT m.id, m.uid`+toFile+`AND m.folder = ?4 ORDER BY m.id LIMIT ?5`, validity, now.UnixMilli(), longestPause.Milliseconds(), folder, n)
		return err
	})
	return out, err
}

// Filed records that messages were moved, and where to if the server told.
func (l *Ledger) Filed(ctx context.Context, rows []int64, where map[int64]mailbox.Key, now time.Time) error {
	return l.write(ctx, "recording what was filed", func(p *pen) error {
		for _, id := range rows {
			var validity, uid any
			if k, ok := where[id]; ok {
				validity, uid = k.Validity, k.UID
			}
			n, err := p.changed(`UPDATE messages SET status = 'filed', filed_at = ?, filed_validity = ?, filed_uid = ?, file_why = ''
				WHERE id = ? AND status = 'decided'`, now.UnixMilli(), validity, uid, id)
			if err := one(n, err, Conflict); err != nil {
				return err
			}
		}
		return nil
	})
}

// FilingFailed records that messages could not be moved: not again before next.
func (l *Ledger) FilingFailed(ctx context.Context, rows []int64, next time.Time, why string) error {
	return l.write(ctx, "recording what was not filed", func(p *pen) error {
		for _, id := range rows {
			if _, err := p.exec(`UPDATE messages SET file_next = ?, file_why = ? WHERE id = ? AND status = 'decided'`, stamp(next), why, id); err != nil {
				return err
			}
		}
		return nil
	})
}
