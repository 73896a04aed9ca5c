package templates

import "time"

// Sample is a letter to try wording on. Nobody in it exists.
type Sample struct {
	Name   string // "signpost-msk-parent": the letter's name, then the variant
	Letter Letter
}

// Samples are all variants of every letter that change a word of it: each
// reader, each route, late or not, few and many questions, every option of the
// structs filled and left empty. Wording files are tried on them when a Book is
// made, and a preview shows them.
func Samples() []Sample {
	var out []Sample
	out = append(out, formSamples()...)
	out = append(out, simpleSamples()...)
	out = append(out, missingSamples()...)
	out = append(out, signpostSamples()...)
	out = append(out, alertSamples()...)
	return append(out, digestSamples()...)
}

// SamplesOf are the samples of one letter, none for a name that is no letter's.
func SamplesOf(letter string) []Sample {
	var out []Sample
	for _, s := range Samples() {
		if s.Letter.Name() == letter {
			out = append(out, s)
		}
	}
	return out
}

func sampleDay(day, hour, minute int) time.Time {
	return time.Date(2026, time.November, day, hour, minute, 0, 0, time.UTC)
}

// readers are the three readers with the names that samples give them.
var readers = [...]struct {
	name string
	is   Reader
}{{"parent", Parent}, {"professional", Professional}, {"trust", TrustStaff}}

func sampleHead(r Reader) Head {
	return Head{
		Reference: "CTS-2026-000123",
		Reader:    r,
		Received:  sampleDay(23, 10, 0),
		Office: Office{
			Team:       "Stockport NHS Children's Occupational Therapy",
			Email:      "office@example.org",
			Phones:     []string{"0161 496 0153", "0161 496 0154"},
			Safety:     "If you are worried about a child's safety, ring MASSH, the Multi-Agency Safeguarding and Support Hub, on 0161 496 0028, Monday to Thursday 8:30am to 5pm, Friday 8:30am to 4:30pm",
			SafetyOut:  "At other times, ring 0161 496 0118",
			VerifiedOn: sampleDay(2, 0, 0),
		},
	}
}

func lateHead(r Reader) Head {
	h := sampleHead(r)
	h.Received, h.Late = sampleDay(18, 16, 45), true
	return h
}

func formSamples() []Sample {
	var out []Sample
	for _, r := range readers {
		out = append(out, Sample{"form-" + r.name, Form{Head: sampleHead(r.is), Version: "2026-11", Choice: true}})
	}
	return append(out, Sample{"form-late", Form{Head: lateHead(Parent), Version: "2026-11"}},
		Sample{"form-large", Form{Head: sampleHead(Parent), Version: "2026-11", Large: true}})
}

func simpleSamples() []Sample {
	var out []Sample
	for _, r := range readers {
		out = append(out,
			Sample{"acknowledgement-" + r.name, Acknowledgement{sampleHead(r.is)}},
			Sample{"received-" + r.name, Received{Head: sampleHead(r.is)}},
			Sample{"received-emergency-" + r.name, Received{Head: sampleHead(r.is), Emergency: true}},
			Sample{"unreadable-" + r.name, Unreadable{sampleHead(r.is), []string{
				"One file needs a password to open it",
				"One file is a photograph, and the writing in it is too small to read",
			}}})
	}
	return append(out,
		Sample{"acknowledgement-late", Acknowledgement{lateHead(Parent)}},
		Sample{"received-late", Received{Head: lateHead(Parent)}},
		Sample{"unreadable-late", Unreadable{lateHead(Parent), []string{"One file is damaged"}}})
}

func sampleQuestions() []Asked {
	return []Asked{
		{Question: "GP surgery name", Hint: "The surgery where the child is registered."},
		{Question: "What is the MAIN cause of the difficulty?", Options: []string{
			"physical or movement", "sensory differences", "autism or ADHD", "anxiety or emotions",
			"learning", "developmental delay", "muscle, bone or joint injury or pain", "not sure"}},
		{Question: "Does a person with parental responsibility agree to this referral?", Options: []string{
			"yes, I have parental responsibility", "yes, they told me", "yes, in writing", "no", "not sure"},
			Hint: "A parent or someone else with the legal right to decide for the child."},
	}
}

func missingSamples() []Sample {
	questions := sampleQuestions()
	var many []Asked
	for i := range Many + 1 {
		many = append(many, Asked{Question: []string{
			"Child's last name", "Child's first name", "Date of birth", "GP surgery name", "Your full name",
			"Nursery, school or college type", "Who is already involved?", "What has been tried?", "What is the main difficulty?"}[i%9]})
	}
	many[2].Hint, many[5].Options = "For example 12/05/2019", []string{"nursery", "mainstream school", "special school", "not sure"}
	problems := []string{"The date of birth is in the future", "The NHS number does not pass the check, so one digit may be wrong"}
	var out []Sample
	for _, r := range readers {
		out = append(out,
			Sample{"missing-" + r.name, Missing{Head: sampleHead(r.is), Questions: questions, Enclosed: MarkedForm}},
			Sample{"missing-many-" + r.name, Missing{Head: sampleHead(r.is), Questions: many, Problems: problems, Enclosed: MarkedForm}})
	}
	return append(out,
		Sample{"missing-filled", Missing{Head: sampleHead(Professional), Questions: questions, Enclosed: FilledForm}},
		Sample{"missing-many-filled", Missing{Head: sampleHead(Professional), Questions: many, Enclosed: FilledForm}},
		Sample{"missing-many-blank", Missing{Head: sampleHead(Parent), Questions: many, Enclosed: BlankForm}},
		Sample{"missing-many-alone", Missing{Head: sampleHead(Parent), Questions: many}},
		Sample{"missing-one", Missing{Head: sampleHead(Parent), Questions: questions[:1]}},
		Sample{"missing-problems", Missing{Head: sampleHead(Parent), Problems: problems}},
		Sample{"missing-unsure", Missing{Head: sampleHead(Parent), Unsure: []string{"Date of birth", "NHS number"}, Problems: problems[:1]}},
		Sample{"missing-one-unsure", Missing{Head: sampleHead(Professional), Questions: questions[:1], Unsure: []string{"Date of birth"}}},
		Sample{"missing-many-unsure", Missing{Head: sampleHead(Parent), Questions: many, Unsure: []string{"Date of birth", "NHS number"}, Enclosed: MarkedForm}},
		Sample{"missing-pages", Missing{Head: sampleHead(Parent), Came: []int{1}, Absent: []int{2, 3, 4}, Enclosed: MarkedForm}},
		Sample{"missing-page", Missing{Head: sampleHead(Professional), Questions: questions, Unsure: []string{"Date of birth"}, Came: []int{1, 2, 3}, Absent: []int{4}, Enclosed: MarkedForm}},
		Sample{"missing-both", Missing{Head: sampleHead(Parent), Questions: questions[:1], Problems: problems[:1]}},
		Sample{"missing-again-late", Missing{Head: lateHead(Parent), Questions: questions[1:2], Again: true}})
}

// sampleRoute is a route with the words of the published page that point to it.
type sampleRoute struct{ id, right, how, contact, criterion string }

func sampleRoutes() []sampleRoute {
	const need = "Experience significant difficulties completing their daily activities due to a physical health need resulting from injury, physical or motor impairment or spasticity"
	return []sampleRoute{
		{"other-area", "The children's therapy team for the area of your GP surgery", "Ask your GP surgery which team that is. They can refer you", "", "Registered with a Stockport GP"},
		{"adult-services", "Adult therapy services", "The Stockport local offer lists the services. Your GP can refer you", "https://localoffer.example.org/adults", "Has not left year 11 at school."},
		{"universal", "Support from school, nursery or your health visitor", "Speak to the school's special needs lead (SENCO), the nursery or your health visitor", "", need},
		{"autism-adhd", "The MASSH non urgent wellbeing pathway", "Ask the school's special needs lead (SENCO) or your GP to refer you", "", "School age autism / ADHD queries (these should be referred following the autism pathway - MASSH non urgent wellbeing pathway)"},
		{"anxiety", "The team around the school, through the MASSH non urgent wellbeing pathway", "Ask the school to refer you", "", "Anxiety related difficulties - (refer following non-urgent wellbeing pathway via team around the school / MASSH non urgent wellbeing Pathway)"},
		{"msk", "The main Outpatient Physiotherapy department at Stepping Hill Hospital", "Send the department an email, or ask your GP to refer you", "physio@example.org", "Children with Musculoskeletal (MSK) conditions - refer these to the main Outpatient Physiotherapy department at Stepping Hill Hospital: e.g. torticollis, talipes, rehab post fractures and sprains, knee pain."},
		{"sensory", "The sensory training session and resource packs on the Stockport SEND local offer page", "Open the page, watch the training and start with the action plan", "https://localoffer.example.org/sensory", "Sensory assessment or intervention where there is no related physical injury, physical or motor impairment or spasticity."},
		{"already-supported", "The service that already supports the child", "Speak to the person who set the goals with you", "", "Children who are already supported and are achieving outcomes set through existing support from specialist services / universal / targeted / interventions at their education setting"},
		{"mild", "Support from school, nursery or your health visitor", "Speak to the school's special needs lead (SENCO), the nursery or your health visitor", "", "Children with mild developmental differences (these should be supported by universal / targeted provision or services)."},
		{"education-therapy", "The education specialist therapy provision at the child's special school", "Speak to the child's teacher at the school", "", "Children in specialist provision with complex needs which are educational, rather than health - refer these to the education specialist therapy provision through the teacher at the child's special school (commissioned by schools or SMBC)"},
	}
}

func signpostSamples() []Sample {
	var out []Sample
	for _, route := range sampleRoutes() {
		letter := Signpost{
			Head: sampleHead(Parent),
			Route: Route{ID: route.id, Right: route.right, How: route.how, Contact: route.contact,
				VerifiedOn: sampleDay(2, 0, 0)},
			Criterion: []string{route.criterion},
			DecidedBy: "Alex Sample, occupational therapist",
		}
		for _, r := range readers {
			letter.Head = sampleHead(r.is)
			out = append(out, Sample{"signpost-" + route.id + "-" + r.name, letter})
		}
		if route.id != "msk" {
			continue
		}
		letter.Head, letter.Ring = sampleHead(Parent), true
		out = append(out, Sample{"signpost-ring", letter})
		letter.Head, letter.Ring = lateHead(Parent), false
		letter.Criterion = append(letter.Criterion, "Registered with a Stockport GP")
		letter.DecidedBy = "The service's rule about GP surgeries and school years, which a computer applied"
		out = append(out, Sample{"signpost-late", letter})
		letter.Head, letter.Automatic, letter.DecidedBy = sampleHead(Professional), true, "the Children's Occupational Therapy team"
		out = append(out, Sample{"signpost-automatic", letter})
	}
	return out
}

func alertSamples() []Sample {
	full := Alert{
		Reference: "CTS-2026-000123", Kind: "safeguarding",
		Where:    "INBOX, from 23 November 2026 at 10:00am",
		Received: sampleDay(23, 10, 0),
		Evidence: []string{"the answer to: Are you worried about the child's safety now?", "words of the group SAFEGUARD in the message"},
	}
	urgent := full
	urgent.Kind, urgent.Waiting = "urgent", true
	urgent.Evidence = []string{"words of the group URGENT_CLINICAL in an answer"}
	bare := Alert{Kind: "safeguarding", Where: full.Where, Received: full.Received}
	waiting := bare
	waiting.Kind, waiting.Waiting = "urgent", true
	stopped := Alert{Kind: "stopped", Received: full.Received, Evidence: []string{"limits.an_hour: 60 letters went out within an hour, which is the limit"}}
	unwritten := Alert{Kind: "unwritten", Received: full.Received, Evidence: []string{"form letter: Office.Phones is empty or unknown"}}
	unaccounted := Alert{Kind: "unaccounted", Received: sampleDay(24, 3, 0), Evidence: []string{"Referrals/Received, number 41, received 23 November 2026 10:00", "INBOX, number 120"}}
	silence := Alert{Kind: "silence", Received: sampleDay(24, 3, 0), Evidence: []string{"sent on 24 November 2026 02:29"}}
	return []Sample{
		{"alert-stopped", stopped}, {"alert-unwritten", unwritten}, {"alert-unaccounted", unaccounted}, {"alert-silence", silence}, {"alert-safeguarding", full}, {"alert-urgent-waiting", urgent},
		{"alert-bare", bare}, {"alert-bare-waiting", waiting},
	}
}

func digestSamples() []Sample {
	quiet := Digest{
		Day: sampleDay(24, 8, 0), From: sampleDay(23, 8, 0), To: sampleDay(24, 8, 0), Mode: "live",
		InMailbox: 408, InLedger: 408, LastLook: sampleDay(24, 7, 58), Looks: 1440,
	}
	busy := quiet
	busy.Alerts = []DigestLine{{Reference: "CTS-2026-000131", What: "Safeguarding wording in the message", Since: sampleDay(24, 7, 12), Do: "Read the message in INBOX now"}}
	busy.Reading = []DigestLine{
		{Reference: "CTS-2026-000133", What: `Words of worry (watch): "at breaking point" (in the message)`, Since: sampleDay(23, 11, 40), Do: "Read the message in INBOX"},
		{Reference: "CTS-2026-000134", What: "A call is asked for", Since: sampleDay(23, 14, 5), Do: "Read the message in INBOX"},
	}
	busy.Waiting = []DigestLine{
		{Reference: "CTS-2026-000112", What: "The answer about GP surgery and school year do not fit together", Since: sampleDay(17, 9, 30), WorkDays: 5, Do: "referrald explain CTS-2026-000112"},
		{Reference: "CTS-2026-000123", What: `Another service seems right: outpatient physiotherapy; the letter "signpost" waits for a person`, Since: sampleDay(23, 10, 0), WorkDays: 1, Do: "referrald explain CTS-2026-000123"},
	}
	busy.Unread = []DigestLine{{What: "A message with a file that needs a password", Since: sampleDay(23, 15, 2), Do: "Look in INBOX"}}
	busy.Unsent = []DigestLine{{Reference: "CTS-2026-000120", What: "Form letter stopped by the limit forms a day", Since: sampleDay(23, 16, 0)}}
	busy.Warnings = []string{"The list of GP practices was checked 380 days ago", "The connection to the mailbox broke 3 times"}
	busy.Came = []Count{{"Form requests", 4}, {"Referrals", 6}, {"Answers to our questions", 1}, {"For other people", 12}}
	busy.Went = []Count{{"Forms", 4}, {"Acknowledgements", 3}, {"Questions about missing answers", 2}}
	busy.InMailbox, busy.InLedger = 412, 412
	watch := busy
	watch.Mode = "watch"
	lost := quiet
	lost.Unaccounted, lost.InMailbox, lost.LastLook, lost.Looks = 2, 410, time.Time{}, 0
	return []Sample{{"digest-quiet", quiet}, {"digest-busy", busy}, {"digest-watch", watch}, {"digest-unaccounted", lost}}
}
