package forms

import (
	"strings"
	"testing"
)

func TestReadReply(t *testing.T) {
	three := []string{"gp_practice_name", "main_cause", "left_year_11"}
	surgery := map[string]string{"gp_practice_name": "Bramhall Health Centre"}
	all := map[string]string{"gp_practice_name": "Bramhall Health Centre", "main_cause": "learning", "left_year_11": "no"}
	const letter = `
> The 3 questions
> ---------------
>
> 1. GP surgery name
>    The surgery where the child is registered.
>    Your answer:%1
>
> 2. What is the MAIN cause of the difficulty?
>    Choose from:
>    - physical or movement
>    - learning
>    - not sure
>    Your answer:%2
>
> 3. Has the young person finished or left Year 11?
>    Choose from:
>    - yes
>    - no
>    Your answer:%3
>
> --------------------
>
> Stockport NHS Children's Occupational Therapy
> Telephone: 0161 496 0153 or 0161 496 0154
> Email: office@example.org
`
	answered := func(one, two, three string) string {
		return strings.NewReplacer("%1", one, "%2", two, "%3", three).Replace(letter)
	}
	unmarked := func(s string) string {
		return "Thanks\n\nFrom: Office\nSent: 20 November 2026\nTo: Jo\nSubject: Your referral\n" + strings.ReplaceAll(s, "\n> ", "\n")
	}
	for name, c := range map[string]struct {
		text  string
		asked []string
		want  map[string]string
	}{
		"numbered":               {"Hello,\n1. Bramhall Health Centre\n2. Learning\n3. no\nThanks\nJo", three, all},
		"numbered with brackets": {"1) Bramhall Health Centre\n2) learning\n3) No", three, all},
		"numbered with Q":        {"Q1: Bramhall Health Centre\nQ2: learning\nQ3: N", three, all},
		"number and dash":        {"1 - Bramhall Health Centre\n2 - learning\n3 - no", three, all},
		"number on its own line": {"1.\nBramhall Health Centre\n2.\nlearning\n3.\nno", three, all},
		"the first only":         {"1. Bramhall Health Centre", three, surgery},
		"one left out":           {"1. Bramhall Health Centre\n3. no", three, map[string]string{"gp_practice_name": "Bramhall Health Centre", "left_year_11": "no"}},
		"labels":                 {"GP surgery name: Bramhall Health Centre\nMain cause: learning\nLeft year 11: no", three, all},
		"labels with numbers":    {"1. GP surgery name: Bramhall Health Centre\n2. Main cause: learning\n3. Finished year 11? no", three, all},
		"a number and its label": {"3. GP surgery name: Bramhall Health Centre", three, surgery},
		"under quoted questions": {"> 1. GP surgery name\nBramhall Health Centre\n> 2. What is the MAIN cause of the difficulty?\nLearning\n> 3. Has the young person finished or left Year 11?\nno", three, all},
		"in the quoted letter":   {"Hi,\n" + answered("\nBramhall Health Centre", "\nlearning", "\nno"), three, all},
		"behind the marks":       {answered(" Bramhall Health Centre", " learning", " no"), three, all},
		"behind unmarked quotes": {unmarked(answered(" Bramhall Health Centre", " learning", " no")), three, all},
		"under unmarked quotes":  {unmarked(answered("\n> Bramhall Health Centre", "\n> learning", "\n> no")), three, all},
		"nothing but the letter": {"Thanks\n" + answered("", "", ""), three, nil},
		"nothing, not marked":    {unmarked(answered("", "", "")), three, nil},
		"too many numbers":       {"1. Bramhall Health Centre\n2. learning\n3. no\n4. yes", three, map[string]string{"main_cause": "learning", "left_year_11": "no"}},
		"numbers out of order":   {"2. learning\n1. Bramhall Health Centre\n", three, map[string]string{"main_cause": "learning"}},
		"a date is no number":    {"12.05.2019", []string{"gp_practice_name", "child_dob"}, nil},
		"an option that is a label": {"1. Autism\n2. Mum", []string{"asking_for_autism_adhd", "pr1_relationship"},
			map[string]string{"asking_for_autism_adhd": "autism", "pr1_relationship": "mother"}},
		"a list within an answer": {"In your own words: what is the main difficulty and what do you hope OT will help with?\n1. He falls\n2. He cannot dress\n", []string{"reason_free_text", "gp_practice_name"},
			map[string]string{"reason_free_text": "1. He falls\n2. He cannot dress"}},
		"a common label, asked":    {"Email: jo@example.org", []string{"pr1_email", "gp_practice_name"}, map[string]string{"pr1_email": "jo@example.org"}},
		"a common label, unasked":  {"Email: jo@example.org", three, nil},
		"an uncertain answer":      {"1. Bramhall Health Centre\n2. he is clumsy\n3. no", three, map[string]string{"gp_practice_name": "Bramhall Health Centre", "main_cause": "?", "left_year_11": "no"}},
		"one line":                 {"Bramhall Health Centre", three[:1], surgery},
		"one line in a letter":     {"Hello,\n\nBramhall Health Centre\n\nThanks\nJo Test", three[:1], surgery},
		"one line above quotes":    {"Bramhall Health Centre\n\n> 1. GP surgery name\n>    Your answer:\n", three[:1], surgery},
		"one option":               {"No.", three[2:], map[string]string{"left_year_11": "no"}},
		"one wrong number":         {"9990000019", []string{"nhs_number"}, map[string]string{"nhs_number": "9990000019?"}},
		"one line that talks":      {"I will let you know tomorrow", three[:1], nil},
		"one line that asks":       {"which surgery?", three[:1], nil},
		"one line that is no date": {"thank you", []string{"child_dob"}, nil},
		"two lines":                {"Bramhall Health Centre\nThe other one", three[:1], nil},
		"one line, two asked":      {"Bramhall Health Centre", three[:2], nil},
		"nothing asked":            {"1. Bramhall Health Centre", nil, nil},
		"a question that is not":   {"1. Bramhall Health Centre", []string{"shoe_size"}, nil},
		"an empty letter":          {"", three, nil},
	} {
		t.Run(name, func(t *testing.T) {
			f, ok := ReadReply(c.text, c.asked, plainDay)
			checkValues(t, f, c.want)
			if ok != (len(c.want) > 0) || f.Shape != Text || f.Source != "message text" {
				t.Errorf("ok %v, %v", ok, f)
			}
		})
	}
}
