package templates

import (
	"reflect"
	"strings"
	"unicode"
)

// tidy copies a letter with every value on one line and without control
// characters, so that no value can begin a heading, a list or a second subject.
// A pointer to a letter is taken for the letter; nil stays nil.
func tidy(l Letter) Letter {
	v := reflect.ValueOf(l)
	if v.Kind() == reflect.Pointer {
		if v.IsNil() {
			return nil
		}
		v = v.Elem()
	}
	if !v.IsValid() {
		return nil
	}
	copied := reflect.New(v.Type()).Elem()
	copied.Set(v)
	eachString(copied, oneLine)
	tidied, _ := copied.Interface().(Letter)
	return tidied
}

// eachString replaces every string in an addressable value; slices are copied
// first, because the caller's are not ours to change.
func eachString(v reflect.Value, change func(string) string) {
	switch v.Kind() {
	case reflect.String:
		v.SetString(change(v.String()))
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				eachString(v.Field(i), change)
			}
		}
	case reflect.Slice:
		if v.IsNil() {
			return
		}
		own := reflect.MakeSlice(v.Type(), v.Len(), v.Len())
		reflect.Copy(own, v)
		for i := range own.Len() {
			eachString(own.Index(i), change)
		}
		v.Set(own)
	}
}

// quotes reports whether a value of the letter itself holds this mark.
func quotes(l Letter, mark string) bool {
	found := false
	v := reflect.New(reflect.TypeOf(l)).Elem()
	v.Set(reflect.ValueOf(l))
	eachString(v, func(s string) string {
		found = found || strings.Contains(s, mark)
		return s
	})
	return found
}

// oneLine joins a value's lines and drops what does not print, the marks that
// turn the direction of writing among them.
func oneLine(s string) string {
	s = strings.ToValidUTF8(s, "")
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.Is(unicode.C, r):
			return -1
		}
		return r
	}, s)
	return strings.Join(strings.Fields(s), " ")
}
