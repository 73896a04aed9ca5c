package workflow

import "testing"

// An ordinary letter is judged in well under 0.3 ms: explain has 2 ms for all of it.
func BenchmarkClassify(b *testing.B) {
	m := letter("Our middle one", "Good evening,\n\nI hope that this is the right place to write to. Our middle one is seven and was born early; "+
		"the consultant told us when he was two that he has a weakness down the left side. He gets about well and reads anything that he can reach, "+
		"but buttons, zips and a knife and fork beat him every day, and his friends have begun to notice.\n\nHis teacher has been very kind and has tried "+
		"a board that slopes, special scissors and more time. The nurse at school says that parents may write to you themselves and that there is a "+
		"paper to be filled in first. Please could you send me the referral form, and tell me whether his old letters are of any use to you?\n\nKind regards\nKate")
	f := Facts{Message: m}
	b.ReportAllocs()
	for b.Loop() {
		if classify(f).kind != FormRequest {
			b.Fatal("it is no request any more")
		}
	}
}
