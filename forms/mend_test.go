package forms

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/pdfcpu/pdfcpu/pkg/api"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// smallPDF is a document of one page with one text field.
func smallPDF(answer string) []byte {
	objects := []string{
		"<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[4 0 R]>>>>",
		"<</Type/Pages/Kids[3 0 R]/Count 1>>",
		"<</Type/Page/Parent 2 0 R/MediaBox[0 0 100 100]/Annots[4 0 R]>>",
		"<</Type/Annot/Subtype/Widget/FT/Tx/T(reason)/Rect[0 0 9 9]/V(" + answer + ")/P 3 0 R>>",
		"null",
	}
	return pdfOf(objects...)
}

// pdfOf is a document of these objects, numbered from 1; the first is its
// catalog.
func pdfOf(objects ...string) []byte {
	var out bytes.Buffer
	out.WriteString("%PDF-1.7\n")
	var table strings.Builder
	for i, object := range objects {
		fmt.Fprintf(&table, "%010d 00000 n \n", out.Len())
		fmt.Fprintf(&out, "%d 0 obj\n%s\nendobj\n", i+1, object)
	}
	start := out.Len()
	fmt.Fprintf(&out, "xref\n0 %d\n0000000000 65535 f \n%strailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n",
		len(objects)+1, table.String(), len(objects)+1, start)
	return out.Bytes()
}

func openSmall(t *testing.T, data []byte) *model.Context {
	t.Helper()
	conf := model.NewDefaultConfiguration()
	conf.Offline = true
	ctx, err := api.ReadContext(bytes.NewReader(data), conf)
	if err != nil {
		t.Fatal(err)
	}
	return ctx
}

func TestMendFindsAnswersThatSpeakOfAStream(t *testing.T) {
	lost := 0
	for name, words := range map[string]string{
		"mainstream": "He goes to a mainstream school and cannot dress himself. ",
		"stream":     "We fell into the stream (in May) and he hurt his arm. ",
		"plain":      "She needs help with stairs. ",
	} {
		for _, times := range []int{1, 12, 25, 60} {
			answer := strings.Repeat(words, times)
			data := smallPDF(answer)
			ctx := openSmall(t, data)
			if ctx.Table[4].Object == nil {
				lost++
			}
			if err := mend(ctx, data); err != nil {
				t.Fatalf("%s, %d times: %v", name, times, err)
			}
			field, ok := ctx.Table[4].Object.(types.Dict)
			if !ok {
				t.Fatalf("%s, %d times: the field is %T", name, times, ctx.Table[4].Object)
			}
			if got := field.StringLiteralEntry("V"); got == nil || got.Value() != answer {
				t.Errorf("%s, %d times: the answer is not what was written", name, times)
			}
		}
	}
	if lost == 0 {
		t.Error("no object was lost at first; the reader no longer needs mending")
	}
}

func TestMendReportsWhatCannotBeRead(t *testing.T) {
	data := smallPDF(strings.Repeat("mainstream school ", 100))
	ctx := openSmall(t, data)
	ctx.Table[4].Object = nil
	cut := bytes.Replace(data, []byte(")/P 3 0 R>>"), []byte(" /P 3 0 R  "), 1)
	if err := mend(ctx, cut); err == nil {
		t.Error("a field without an end passed for blank")
	}
}

// The second reading does not decrypt, so its texts would be noise.
func TestMendRefusesEncryptedObjects(t *testing.T) {
	data := smallPDF("Example")
	ctx := openSmall(t, data)
	ctx.Encrypt = types.NewIndirectRef(1, 0)
	if err := mend(ctx, data); err != nil {
		t.Fatalf("nothing was lost: %v", err)
	}
	ctx.Table[4].Object = nil
	if err := mend(ctx, data); err == nil {
		t.Error("an encrypted object was read as it stands")
	}
}
