package eligibility

import (
	"bytes"
	_ "embed"
	"errors"
	"fmt"
	"time"
)

// The built-in lists. Sources: NHS ODS epraccur (GP practices, Open Government
// Licence), GIAS (schools), the service's published page and its lexicon.
var (
	//go:embed gp_practices_stockport.csv
	practicesCSV []byte
	//go:embed gp_practices_neighbouring.csv
	neighboursCSV []byte
	//go:embed schools_stockport.csv
	schoolsCSV []byte
	//go:embed lexicon.csv
	lexiconCSV []byte
	//go:embed lexicon_variants.csv
	variantsCSV []byte
	//go:embed published.json
	publishedJSON []byte
)

// Data is reference data as bytes; nil means the built-in list.
type Data struct{ Practices, Neighbours, Schools, Lexicon, Published []byte }

// Criteria is the published criteria with the service's reference data. It is
// read once and never changed, so that any number of goroutines may ask it.
type Criteria struct {
	published published
	practices *register
	schools   *roll
	words     *lexicon
	dates     []ListDate
}

// ListDate says how old one list is.
type ListDate struct {
	List string    // practices, neighbours, schools, lexicon, published
	On   time.Time // noon UTC of the day; zero when a replacement states no date
	// Print is the beginning of the SHA-256 of the list, in hexadecimal: a list
	// may be changed and its date forgotten.
	Print string
}

// RowError is one defect in a list, with what to do about it. It quotes the
// list, which holds no personal data.
type RowError struct {
	File string // the name of the built-in list that the file stands for
	Line int    // counted from 1, 0 when it is about the whole file
	What string
	Hint string
}

func (e *RowError) Error() string {
	if e.Line == 0 {
		return fmt.Sprintf("%s: %s (%s)", e.File, e.What, e.Hint)
	}
	return fmt.Sprintf("%s line %d: %s (%s)", e.File, e.Line, e.What, e.Hint)
}

// Load reads the reference data. The error joins a *RowError for every bad row
// of every list, so that all can be mended at once.
func Load(data Data) (*Criteria, error) {
	var c Criteria
	var wrong, errs []error
	c.published, errs = readPublished(orBuiltIn(data.Published, publishedJSON))
	wrong = append(wrong, errs...)
	c.practices, errs = readRegister(orBuiltIn(data.Practices, practicesCSV), orBuiltIn(data.Neighbours, neighboursCSV))
	wrong = append(wrong, errs...)
	c.schools, errs = readRoll(orBuiltIn(data.Schools, schoolsCSV))
	wrong = append(wrong, errs...)
	c.words, errs = readLexicon(orBuiltIn(data.Lexicon, lexiconCSV), variantsCSV, c.published.phrases(), c.practices.names())
	wrong = append(wrong, errs...)
	if len(wrong) > 0 {
		return nil, fmt.Errorf("reading reference data: %w", errors.Join(wrong...))
	}
	c.dates = c.published.datesOf(data)
	return &c, nil
}

func orBuiltIn(given, builtIn []byte) []byte {
	if given == nil {
		return builtIn
	}
	return given
}

// Version is the version of the published criteria.
func (c *Criteria) Version() string { return c.published.Version }

// Dates lists how old each list is, for the digest and for a check of what is
// stale. The slice is the caller's.
func (c *Criteria) Dates() []ListDate { return append([]ListDate(nil), c.dates...) }

// BuiltIn is the built-in data. The bytes are the caller's.
func BuiltIn() Data {
	return Data{bytes.Clone(practicesCSV), bytes.Clone(neighboursCSV), bytes.Clone(schoolsCSV), bytes.Clone(lexiconCSV), bytes.Clone(publishedJSON)}
}
