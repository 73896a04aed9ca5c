package main

import (
	"time"

	"referrald/workflow"
	"referrald/workflow/eligibility"
)

// The JSON of replay, and of the set by which a form was judged.
type (
	jsonReplay struct {
		Criteria  jsonSet      `json:"criteria"`
		InUse     jsonSet      `json:"in_use"`
		Referrals int          `json:"referrals"`
		Forms     int          `json:"forms"`
		Changed   []jsonChange `json:"changed"`
		Unread    []string     `json:"unread"`
		Summary   string       `json:"summary"`
	}
	jsonChange struct {
		Reference string        `json:"reference"`
		Version   int           `json:"version"`
		Received  string        `json:"received"`
		JudgedBy  jsonSet       `json:"judged_by"`
		Was       jsonVerdict   `json:"was"`
		Now       jsonVerdict   `json:"now"`
		Because   []jsonBecause `json:"because"`
		Already   bool          `json:"in_use_alike"`
	}
	jsonVerdict struct {
		Outcome   string   `json:"outcome"`
		Signposts []string `json:"signposts"`
		Alert     string   `json:"alert"`
	}
	jsonBecause struct {
		Criterion string `json:"criterion"`
		Was       string `json:"was"`
		Now       string `json:"now"`
		Sentence  string `json:"sentence"`
		Text      string `json:"text"`
	}
	jsonSet struct {
		Version string     `json:"version"`
		Lists   []jsonList `json:"lists"`
	}
	jsonList struct {
		List    string `json:"list"`
		Date    string `json:"date"`
		Edition string `json:"edition"` // the beginning of its SHA-256
	}
)

func setJSON(s eligibility.Set) jsonSet {
	j := jsonSet{Version: s.Version, Lists: []jsonList{}}
	for _, l := range s.Lists {
		one := jsonList{List: l.List, Edition: l.Print}
		if !l.On.IsZero() {
			one.Date = l.On.Format(time.DateOnly)
		}
		j.Lists = append(j.Lists, one)
	}
	return j
}

func (r *replay) json() jsonReplay {
	j := jsonReplay{
		Criteria: setJSON(r.other.Set()), InUse: setJSON(r.inUse.Set()), Referrals: len(r.referrals), Forms: r.readings,
		Changed: []jsonChange{}, Unread: []string{}, Summary: r.summary(),
	}
	for _, c := range r.changes {
		one := jsonChange{
			Reference: string(c.Reference), Version: c.Version, Received: stamp(c.Received), JudgedBy: setJSON(c.By),
			Was: verdictJSON(c.Was), Now: verdictJSON(c.Now), Because: []jsonBecause{}, Already: c.Already,
		}
		for _, w := range c.Because {
			one.Because = append(one.Because, jsonBecause{w.Criterion, string(w.Was), string(w.Now), w.Sentence, w.Text})
		}
		j.Changed = append(j.Changed, one)
	}
	for _, u := range r.unread {
		j.Unread = append(j.Unread, string(u.Reference))
	}
	return j
}

func verdictJSON(v workflow.Verdict) jsonVerdict {
	return jsonVerdict{string(v.Outcome), list(v.Signposts), v.Alert}
}
