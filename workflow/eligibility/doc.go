// Package eligibility knows the published criteria of Stockport NHS children's
// occupational therapy, one row each, with the sentence they come from, and the
// service's reference data: GP practices, schools, the words that raise an
// alert, the services to which a family is pointed.
//
// It is pure and three-valued: what is unclear is "unclear", what was not
// answered is "missing", and neither is ever "no". It knows forms and nothing
// else; it reads no files: reference data comes in as bytes.
package eligibility
