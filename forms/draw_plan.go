package forms

// control is how a question is answered on the printed form.
type control int

const (
	lineBox  control = iota // one line of text
	tallBox                 // several lines of text
	dropDown                // one of a long list
	radios                  // one of a few options
	ticks                   // any of several options
)

// cell is one question's place in a row of twelve columns.
type cell struct {
	name    string
	span    int     // columns of the row
	control control // set from the question's kind unless the plan says otherwise
	height  float64 // of a tall box, millimetres
	max     int     // most characters of a text; 0 takes the kind's own
	columns int     // options stand in so many columns; 0 sets them one after another
	beside  int     // columns for the question when its options stand beside it
}

// part is one section of the form: rows of questions, or one grid.
type part struct {
	letter string
	rows   [][]cell
}

// gridAt stands for the whole activities grid in the plan of its section.
const gridAt = "(grid)"

func ask(name string, span int) cell {
	c := cell{name: name, span: span}
	switch q, _ := Lookup(name); q.Kind {
	case KindLongText, KindAddress:
		c.control = tallBox
	case KindYesNo, KindSingle, KindGrid:
		c.control = radios
	case KindMulti:
		c.control = ticks
	}
	return c
}

func (c cell) tall(height float64, max int) cell { c.height, c.max = height, max; return c }
func (c cell) dropped() cell                     { c.control = dropDown; return c }
func (c cell) inColumns(n int) cell              { c.columns = n; return c }

// sideBySide is a question across the page with its options to the right.
func sideBySide(name string, question int) []cell {
	c := ask(name, 12)
	c.beside = question
	return []cell{c}
}

// plan lays every printed question out, nearly in the order of the form's
// table. The rows flow over the pages by themselves.
func plan() []part {
	return []part{
		{"A", [][]cell{
			{ask("ref_date", 4), ask("service_requested", 8)},
			{ask("referrer_type", 4).dropped(), ask("referrer_name", 4), ask("referrer_role", 4)},
			{ask("referrer_email", 8), ask("referrer_phone", 4)},
			sideBySide("uses_emis_sft", 9),
		}},
		{"B", [][]cell{
			{ask("pr_consent", 12)},
			{ask("consent_share", 12)},
			sideBySide("consent_email", 8),
			{ask("young_person_agrees", 12)},
		}},
		{"C", [][]cell{
			{ask("child_surname", 4), ask("child_forename", 4), ask("child_known_as", 4)},
			{ask("child_dob", 3), ask("child_sex", 3).dropped(), ask("nhs_number", 3), ask("ethnicity", 3).dropped()},
			{ask("child_address", 8).tall(11, 180), ask("child_postcode", 4)},
			{ask("lives_with", 12)},
			{ask("gp_practice_name", 6), ask("gp_practice_postcode", 6)},
			{ask("gp_practice_ods", 4), ask("gp_name", 8)},
		}},
		{"D", [][]cell{
			{ask("pr1_name", 5), ask("pr1_relationship", 3).dropped(), ask("pr1_has_pr", 4)},
			{ask("pr1_phone", 4), ask("pr1_email", 8)},
			{ask("pr1_address_if_different", 12).tall(8, 180)},
			{ask("pr2_name", 5), ask("pr2_contact_safe", 7)},
			sideBySide("preferred_contact", 5),
			{ask("interpreter_needed", 3), ask("interpreter_language", 4), ask("english_first_language", 5)},
			{ask("ais_needs", 12).inColumns(4)},
			sideBySide("ais_needs_detail", 2),
		}},
		{"E", [][]cell{
			{ask("setting_type", 4).dropped(), ask("school_name", 5), ask("school_postcode", 3)},
			{ask("school_year_group", 4).dropped(), ask("out_of_year_group", 4).dropped(), ask("sen_status", 4).dropped()},
			sideBySide("left_year_11", 9),
			{ask("school_contact", 12)},
			{ask("school_therapy", 12)},
		}},
		{"F", [][]cell{
			{ask("reason_free_text", 12).tall(54, 2000)},
			{ask("main_cause", 12).inColumns(3)},
			{ask("physical_need", 12)},
			{ask("physical_need_type", 12).inColumns(3)},
			{ask("diagnosis_text", 12).tall(12.5, 400)},
			{ask("diagnosis_status", 5).dropped(), ask("date_of_onset_or_injury", 7)},
			{ask("msk_problem", 12).inColumns(3)},
			sideBySide("asking_for_autism_adhd", 7),
			sideBySide("autism_status", 3),
			sideBySide("adhd_status", 3),
			sideBySide("anxiety_main", 8),
			sideBySide("sensory_request", 7),
			sideBySide("sensory_physical_link", 8),
			{ask("overall_severity", 12)},
		}},
		{"G", [][]cell{
			{{name: gridAt, span: 12}},
			sideBySide("act_home_or_school", 5),
			{ask("act_examples", 12).tall(24, 800)},
			{ask("equipment_now", 6).tall(14, 240), ask("hand_used", 6)},
		}},
		{"H", [][]cell{
			{ask("universal_tried", 12).inColumns(3)},
			{ask("tried_how_long", 12)},
			{ask("tried_result", 12)},
			sideBySide("need_met_by_universal", 8),
			{ask("tried_detail", 12).tall(20, 600)},
		}},
		{"I", [][]cell{
			{ask("services_involved", 12).inColumns(4)},
			sideBySide("services_goals", 7),
			{ask("services_names", 12).tall(11, 350)},
			{ask("previous_ot", 12)},
			sideBySide("special_school_need", 6),
			{ask("medical_history", 6).tall(14, 240), ask("vision_hearing", 6).tall(14, 240)},
		}},
		{"J", [][]cell{
			{ask("looked_after", 12)},
			{ask("cp_cin", 12)},
			sideBySide("social_worker", 4),
			sideBySide("safeguarding_concern", 7),
			{ask("safeguarding_detail", 6).tall(14, 240), ask("home_visit_risk", 6).tall(14, 240)},
			{ask("urgent_reason", 12).inColumns(3)},
		}},
		{"K", [][]cell{
			{ask("declaration_name", 5), ask("declaration_signature", 4), ask("declaration_date", 3)},
			{ask("attachments_listed", 12).inColumns(4)},
		}},
	}
}
