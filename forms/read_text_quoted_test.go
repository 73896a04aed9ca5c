package forms

import (
	"strings"
	"testing"
)

// quotedLetter is our letter with three questions, with what was typed at its
// places 1 to 6: behind each "Your answer:" and between question and mark.
const quotedLetter = `> Hello,
>
> Reply to this email and write your answer under each question.
>
> The 3 questions
> ---------------
>
> 1. GP surgery name
>    The GP must be in Stockport%4
>    Your answer:%1
>
> 2. What is the MAIN cause of the difficulty?
>    Choose from:
>    - physical or movement
>    - learning
>    - not sure%5
>    Your answer:%2
>
> 3. Has the young person finished or left Year 11?
>    Choose from:
>    - yes
>    - no%6
>    Your answer:%3
>
> --------------------
>
> The Team
> Telephone: 0161 496 0153 or 0161 496 0154
> Email: office@example.org
`

func quotedWith(typed ...string) string {
	pairs := []string{}
	for i, n := range []string{"%1", "%2", "%3", "%4", "%5", "%6"} {
		text := ""
		if i < len(typed) {
			text = typed[i]
		}
		pairs = append(pairs, n, text)
	}
	return strings.NewReplacer(pairs...).Replace(quotedLetter)
}

func TestReadQuoted(t *testing.T) {
	three := []string{"gp_practice_name", "main_cause", "left_year_11"}
	all := map[string]string{"gp_practice_name": "Bramhall Health Centre", "main_cause": "learning", "left_year_11": "no"}
	behind := quotedWith(" Bramhall Health Centre", " learning", " no")
	html := strings.ReplaceAll(strings.ReplaceAll(behind, "> --------------------\n", ""), ">    ", "> ")
	for name, c := range map[string]struct {
		letter string
		asked  []string
		want   map[string]string
	}{
		"behind the marks":          {behind, three, all},
		"without the drawn lines":   {html, three, all},
		"below, unmarked":           {quotedWith("\n> Bramhall Health Centre", "\n> learning", "\n> no"), three, all},
		"below, a line between":     {quotedWith("\n>\n> Bramhall Health Centre", "\n>\n> learning", "\n>\n> no"), three, all},
		"between marked lines":      {quotedWith("\nBramhall Health Centre\n", "\nlearning\n", "\nno\n\nThanks\nJo Test\n"), three, all},
		"one only":                  {quotedWith("", " learning"), three, map[string]string{"main_cause": "learning"}},
		"nothing":                   {quotedWith(), three, nil},
		"two lines for one name":    {quotedWith("\n> Bramhall Health Centre\n> ring me if not"), three, map[string]string{"gp_practice_name": "?"}},
		"under the question itself": {quotedWith("", "", "", "\n> Bramhall Health Centre"), three, map[string]string{"gp_practice_name": "?"}},
		"a mark at an option":       {quotedWith("", "", "", "", "\n> learning please"), three, map[string]string{"main_cause": "?"}},
		"by a question and behind":  {quotedWith(" Bramhall Health Centre", "", "", "\n> the new one"), three, map[string]string{"gp_practice_name": "?"}},
		"an answer that is none":    {quotedWith("", " he is clumsy"), three, map[string]string{"main_cause": "?"}},
		"no foot":                   {strings.Split(quotedWith(" Bramhall Health Centre", " learning", " no"), "> ----------------")[0], three, all},
		"a foot in other words":     {strings.NewReplacer("> The Team\n", "> Another Team\n", "> --------------------\n>\n", "").Replace(behind), []string{"gp_practice_name", "main_cause", "left_year_11"}, all},
		"a question was taken out":  {strings.Replace(behind, "2. What is the MAIN", "2. What is the main or", 1), three, nil},
		"a mark was taken out":      {strings.Replace(behind, "Your answer: learning", "learning", 1), three, nil},
		"other questions":           {behind, []string{"gp_practice_name", "main_cause"}, nil},
		"in another order":          {behind, []string{"main_cause", "gp_practice_name", "left_year_11"}, nil},
		"nothing asked":             {behind, nil, nil},
		"a question that is not":    {behind, []string{"shoe_size"}, nil},
		"another letter":            {"> Hello\n> 1. GP surgery name\n", three[:1], nil},
		"not quoted":                {strings.ReplaceAll(behind, "> ", ""), three, nil},
	} {
		t.Run(name, func(t *testing.T) {
			f, ok := ReadQuoted(c.letter, c.asked, []string{"The Team"}, plainDay)
			checkValues(t, f, c.want)
			if ok != (len(c.want) > 0) || f.Shape != Text || f.Source != "message text" {
				t.Errorf("ok %v, %v", ok, f)
			}
		})
	}
}

// The letter's own foot is no answer, even where nothing stands before it.
func TestReadQuotedFoot(t *testing.T) {
	letter := "> 1. GP surgery name\n> Your answer:\n> The Team\n> Telephone: 0161 496 0153\n"
	if f, ok := ReadQuoted(letter, []string{"gp_practice_name"}, []string{"The Team"}, plainDay); ok {
		t.Errorf("%v", f.Fields)
	}
	f, _ := ReadQuoted(letter, []string{"gp_practice_name"}, nil, plainDay)
	if _, sure := f.Value("gp_practice_name"); sure {
		t.Error("the foot is taken for an answer")
	}
}

func FuzzReadQuoted(f *testing.F) {
	f.Add(quotedWith(" a", "\nlearning", "\n> no", "\n> x"))
	f.Fuzz(func(t *testing.T, letter string) {
		form, ok := ReadQuoted(letter, []string{"gp_practice_name", "main_cause", "left_year_11"}, []string{"The Team"}, plainDay)
		if ok != (len(form.Fields) > 0) || len(form.Fields) > 3 {
			t.Errorf("%d answers, %v", len(form.Fields), ok)
		}
	})
}
