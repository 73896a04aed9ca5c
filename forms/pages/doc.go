// Package pages opens the pages of an untrusted PDF as they look: the letters
// with their places, and the page drawn in grey. It runs PDFium as WebAssembly,
// so that the document's bytes meet no C code of this process: what goes wrong
// in there ends one reading, sees no file and no network, and takes no more
// memory than it was given.
package pages
