package ledger

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"strconv"
	"strings"
)

// step is one migration: a file named NNNN_what.sql that takes the schema from
// version NNNN-1 to NNNN.
type step struct {
	to  int
	sql string
}

// steps reads the migrations, which must be numbered from 1 without a gap.
func steps(from fs.FS) ([]step, error) {
	names, err := fs.Glob(from, "*.sql") // sorted
	if err != nil {
		return nil, fail("reading migrations", err)
	}
	var out []step
	for i, name := range names {
		number, _, _ := strings.Cut(name, "_")
		to, err := strconv.Atoi(number)
		if err != nil || to != i+1 {
			return nil, fail("reading migrations", fmt.Errorf("%s should be number %d", name, i+1))
		}
		text, err := fs.ReadFile(from, name)
		if err != nil {
			return nil, fail("reading migrations", err)
		}
		out = append(out, step{to: to, sql: string(text)})
	}
	return out, nil
}

// migrate brings the schema up to date in one transaction, or leaves it as it
// was. The version is read inside it, so that two processes that start
// together upgrade once.
func migrate(ctx context.Context, conn *sql.Conn, from fs.FS) error {
	all, err := steps(from)
	if err != nil {
		return err
	}
	if _, err := conn.ExecContext(ctx, "BEGIN IMMEDIATE"); err != nil {
		return fail("upgrading the schema", err)
	}
	if err := climb(ctx, conn, all); err != nil {
		_, undo := conn.ExecContext(context.WithoutCancel(ctx), "ROLLBACK")
		return errors.Join(err, fail("upgrading the schema", undo))
	}
	_, err = conn.ExecContext(context.WithoutCancel(ctx), "COMMIT")
	return fail("upgrading the schema", err)
}

func climb(ctx context.Context, conn *sql.Conn, all []step) error {
	var at int
	if err := conn.QueryRowContext(ctx, "PRAGMA user_version").Scan(&at); err != nil {
		return fail("reading schema", err)
	}
	if at > len(all) {
		return trouble(fmt.Sprintf("reading schema %d with a program made for schema %d", at, len(all)), Newer)
	}
	for _, s := range all[at:] {
		if _, err := conn.ExecContext(ctx, s.sql); err != nil {
			return fail(fmt.Sprintf("upgrading to schema %d", s.to), err)
		}
	}
	if at == len(all) {
		return nil
	}
	_, err := conn.ExecContext(ctx, fmt.Sprintf("PRAGMA user_version = %d; PRAGMA application_id = %d", len(all), application))
	return fail("upgrading the schema", err)
}
