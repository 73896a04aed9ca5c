package eligibility

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// mostListBytes bounds one list: the whole of England's GP practices take
// three megabytes.
const mostListBytes = 8 << 20

// listRow is one row of a list by column, with the line it stands on.
type listRow struct {
	line  int
	cells []string
}

// listRows reads the rows below exactly the header that is expected, and every
// row that has another number of columns as an error.
func listRows(file string, data []byte, header ...string) ([]listRow, []error) {
	want := "the first line must be " + strings.Join(header, ",")
	if len(data) > mostListBytes {
		return nil, []error{&RowError{file, 0, "the file is too large", fmt.Sprintf("at most %d bytes", mostListBytes)}}
	}
	r := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(data, []byte("\ufeff"))))
	r.FieldsPerRecord = -1
	first, err := r.Read()
	if err != nil || !slices.Equal(first, header) {
		return nil, []error{&RowError{file, 1, "wrong header", want}}
	}
	var rows []listRow
	var wrong []error
	for {
		cells, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return rows, append(wrong, unreadableRow(file, err))
		}
		line, _ := r.FieldPos(0)
		if len(cells) != len(header) {
			wrong = append(wrong, &RowError{file, line, fmt.Sprintf("%d columns", len(cells)), fmt.Sprintf("every row has %d, and a comma within a cell stands between quotes", len(header))})
			continue
		}
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		rows = append(rows, listRow{line, cells})
	}
	if len(rows) == 0 && len(wrong) == 0 {
		wrong = append(wrong, &RowError{file, 0, "no rows", "an empty list would make every answer unclear; leave the file out to use the built-in list"})
	}
	return rows, wrong
}

// unreadableRow places an error of the CSV reader, which cannot go on after it.
func unreadableRow(file string, err error) error {
	var parse *csv.ParseError
	if errors.As(err, &parse) {
		return &RowError{file, parse.Line, parse.Err.Error(), "look for a quote that is not closed; the lines after it were not read"}
	}
	return &RowError{file, 0, err.Error(), "save the list again as CSV in UTF-8"}
}
