package main

import (
	"time"

	"referrald/forms"
	"referrald/mailbox"
	"referrald/workflow"
	"referrald/workflow/clerk"
	"referrald/workflow/eligibility"
)

// The JSON of explain. Users script against these names: they are the contract's.
type (
	jsonExplanation struct {
		File    string       `json:"file"`
		Message jsonMessage  `json:"message"`
		Kind    string       `json:"kind"`
		Forms   []jsonForm   `json:"forms"`
		Unread  []jsonUnread `json:"unread,omitempty"`
		Plan    jsonPlan     `json:"plan"`
	}
	jsonMessage struct {
		MessageID string   `json:"message_id"`
		From      string   `json:"from"`
		ReplyTo   string   `json:"reply_to"`
		Subject   string   `json:"subject"`
		Received  string   `json:"received"`
		Machine   bool     `json:"machine"`
		Evidence  []string `json:"evidence"`
	}
	jsonForm struct {
		Source     string                `json:"source"`
		Format     string                `json:"format"`
		Version    string                `json:"version"`
		Certain    bool                  `json:"certain"`
		Fields     map[string]jsonAnswer `json:"fields"`
		Missing    []string              `json:"missing"`
		Problems   []jsonProblem         `json:"problems"`
		Assessment *jsonAssessment       `json:"assessment,omitempty"`
	}
	jsonAnswer struct {
		Value   string `json:"value"`
		Raw     string `json:"raw"`
		Where   string `json:"where"`
		Certain bool   `json:"certain"`
	}
	jsonProblem struct {
		Field string `json:"field"`
		Code  string `json:"code"`
		Text  string `json:"text"`
	}
	jsonUnread struct {
		Source string `json:"source"`
		Format string `json:"format"`
		Code   string `json:"code"`
		Text   string `json:"text"`
	}
	jsonAssessment struct {
		Outcome   string          `json:"outcome"`
		Alert     string          `json:"alert"`
		Signposts []string        `json:"signposts"`
		Criteria  []jsonCriterion `json:"criteria"`
	}
	jsonCriterion struct {
		ID       string `json:"id"`
		Verdict  string `json:"verdict"`
		Cites    string `json:"cites"`
		Evidence string `json:"evidence"`
	}
	jsonPlan struct {
		Letters []jsonLetter `json:"letters"`
		Folder  string       `json:"folder"`
		Alert   string       `json:"alert"`
		Why     string       `json:"why"`
	}
	jsonLetter struct {
		Letter  string `json:"letter"`
		To      string `json:"to"`
		Release string `json:"release"`
		Form    string `json:"form,omitempty"` // what goes with another letter than the form letter: form, marked, prefilled
	}
)

// explanation is the contract's JSON for one message.
func explanation(name string, e clerk.Examined, plan workflow.Plan) jsonExplanation {
	out := jsonExplanation{File: name, Message: messageJSON(e), Kind: string(plan.Kind), Forms: []jsonForm{}, Plan: planJSON(plan)}
	for _, r := range readings(e, plan) {
		j := formJSON(r.form)
		if r.assessment != nil {
			j.Assessment = assessmentJSON(*r.assessment)
			j.Missing = list(r.assessment.Missing)
		} else {
			j.Missing = list(r.form.Missing(e.Received))
		}
		out.Forms = append(out.Forms, j)
	}
	for _, u := range e.Found.Unread {
		out.Unread = append(out.Unread, jsonUnread{u.Source, string(u.Shape), string(u.Code), u.Text})
	}
	return out
}

// reading is one form and what was made of it.
type reading struct {
	form       forms.Form
	assessment *eligibility.Assessment // nil when it opened no case
}

// readings are the forms as the plan completed them, then those that opened no
// case (in mail older than the go-live mark, say) as they were read.
func readings(e clerk.Examined, plan workflow.Plan) []reading {
	var out []reading
	for _, c := range plan.Cases {
		if c.Form != nil {
			out = append(out, reading{*c.Form, c.Assessment})
		}
	}
	for _, f := range e.Found.Forms[min(len(out), len(e.Found.Forms)):] {
		out = append(out, reading{form: f})
	}
	return out
}

func messageJSON(e clerk.Examined) jsonMessage {
	m := e.Message
	replyTo := m.From
	if len(m.ReplyTo) > 0 {
		replyTo = m.ReplyTo[0]
	}
	return jsonMessage{
		MessageID: m.MessageID, From: m.From.Addr, ReplyTo: replyTo.Addr, Subject: m.Subject,
		Received: e.Received.UTC().Format(time.RFC3339), Machine: m.Machine(), Evidence: evidenceJSON(m.Evidence),
	}
}

func evidenceJSON(ev []mailbox.Evidence) []string {
	out := []string{}
	for _, x := range ev {
		out = append(out, x.Rule+": "+x.Text)
	}
	return out
}

func formJSON(f forms.Form) jsonForm {
	j := jsonForm{
		Source: f.Source, Format: string(f.Shape), Version: f.Version, Certain: f.Certain,
		Fields: map[string]jsonAnswer{}, Missing: []string{}, Problems: []jsonProblem{},
	}
	for name, a := range f.Fields {
		j.Fields[name] = jsonAnswer{a.Value, a.Raw, a.Where, a.Certain}
	}
	for _, p := range f.Problems {
		j.Problems = append(j.Problems, jsonProblem{p.Field, p.Code, p.Text})
	}
	return j
}

func assessmentJSON(a eligibility.Assessment) *jsonAssessment {
	j := &jsonAssessment{Outcome: string(a.Outcome), Alert: a.Alert, Signposts: list(a.Signposts), Criteria: []jsonCriterion{}}
	for _, f := range a.Findings {
		j.Criteria = append(j.Criteria, jsonCriterion{f.Criterion, string(f.Verdict), f.Cites, f.Evidence})
	}
	return j
}

// planJSON lists the letters that would leave or be drafted; what a brake
// stopped stands in why.
func planJSON(plan workflow.Plan) jsonPlan {
	j := jsonPlan{Letters: []jsonLetter{}, Folder: plan.Folder, Alert: plan.Alert, Why: plan.Why}
	for _, l := range plan.Letters {
		if l.Passed() || l.Release == workflow.ByPerson && l.Stopped == "" {
			one := jsonLetter{Letter: l.Letter.Name(), To: l.To.Addr, Release: string(l.Release)}
			if one.Letter != "form" {
				one.Form = string(l.Encloses)
			}
			j.Letters = append(j.Letters, one)
		}
	}
	return j
}

// list is never null in JSON.
func list(s []string) []string {
	if s == nil {
		return []string{}
	}
	return s
}
