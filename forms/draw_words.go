package forms

// The fixed words of the form: what it is for, how to return it, whom to ring.
const (
	formTitle   = "Children’s occupational therapy: referral form"
	formService = "Stockport NHS children’s occupational therapy service"
	formSubject = "Referral form of the Stockport NHS children’s occupational therapy service, version " + Version
)

const parentPhones = "0161\u00a0204\u00a04153 or 0161\u00a0204\u00a04154"

type saying struct{ title, text string }

func sayings() []saying {
	return []saying{
		{"What this form is for", "To ask the Stockport NHS children’s occupational therapy (OT) service to help a child who finds daily activities very hard because of a physical health need: an injury, a physical or motor impairment, or spasticity."},
		{"Who it is for", "Children with a Stockport GP, from birth to the end of Year 11 (Year 14 at Heaton Special School)."},
		{"Who can refer", "A parent or carer, or any professional who works with the child."},
		{"How long it takes", "About 20 minutes, less when you have the details to hand. You can save it and come back."},
		{"How to send it", "Save it and email it to CTSAdmin@stockport.nhs.uk with any reports. You can also print it, fill it in by hand and send a scan."},
		{"Parents: you can ring us instead", "If a form is hard for you, ring " + parentPhones + " and we will fill it in together."},
	}
}

const (
	dangerText  = "If a child is in danger now, ring 999. If you are worried about a child’s safety, ring MASSH on 0161\u00a0217\u00a06028. Do not wait for us to read this form."
	safetyText  = "In danger now: ring 999. Worried about a child’s safety: ring MASSH on 0161\u00a0217\u00a06028 now."
	privacyText = "Your privacy: we use what you tell us only to decide how we can help this child and to keep their health record. We share it only with people who help care for the child, or to keep a child safe."
	markText    = "we need this answer (a note says so when it is only needed sometimes)"
	wantedText  = "please answer if you can"
	gridText    = "How hard is each of these for the child? Mark one circle in each row that you know about. We need at least one."
	endText     = "Thank you. Please save this form and email it to CTSAdmin@stockport.nhs.uk"
)

// note is a line under the heading of a section, for the sections that need one.
func note(letter string) string {
	switch letter {
	case "C":
		return "For the home address and for the GP surgery, one of the answers marked * is enough."
	case "D":
		return "For the phone and email of parent or carer 1, one answer is enough."
	case "J":
		return safetyText
	}
	return ""
}
