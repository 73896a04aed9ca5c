package forms

import (
	"fmt"
	"math"
	"strings"
	"time"
)

// tick is the state of one tick box or radio button.
type tick int

const (
	tickOff tick = iota
	tickOn
	tickUnclear
)

// How dark the inside of a box may be, of 1, and what is beyond doubt. A blank
// one has nothing in it but dirt; the thinnest tick of a pen takes a tenth.
const (
	cleanInside  = 0.035
	markedInside = 0.09
	fullInside   = 0.6  // scribbled over, if there is ink around the box too
	inkAround    = 0.08 // of a strip along one side
)

// readTicks reads every tick box and radio button of a page into answers.
func (p flatPage) readTicks(received time.Time, out *Form) {
	states := map[string]map[string]tick{}
	for _, w := range p.widgets {
		if w.kind != radioWidget && w.kind != tickWidget {
			continue
		}
		if states[w.q.Name] == nil {
			states[w.q.Name] = map[string]tick{}
		}
		states[w.q.Name][w.option] = p.tickOf(w)
	}
	for _, q := range Questions() {
		if marks, here := states[q.Name]; here {
			out.addMarks(q, marks, fmt.Sprintf("page %d", p.number), received)
		}
	}
}

// addMarks makes an answer of the boxes of one question.
func (f *Form) addMarks(q Question, marks map[string]tick, where string, received time.Time) {
	var codes []string
	unclear := false
	for _, o := range q.Options {
		if marks[o.Code] != tickOff {
			codes = append(codes, o.Code)
		}
		unclear = unclear || marks[o.Code] == tickUnclear
	}
	raw := strings.Join(codes, "|")
	switch {
	case len(codes) == 0:
		return
	case unclear:
		f.addUnsure(q, raw, where, problemMark)
	case len(codes) > 1 && q.Kind != KindMulti:
		f.addUnsure(q, raw, where, codeTwoOptions)
	default:
		answer, problems := normalise(q, raw, where, received)
		f.Fields[q.Name] = answer
		f.Problems = append(f.Problems, problems...)
	}
}

// tickOf looks into one box.
func (p flatPage) tickOf(w widget) tick {
	centre, seen := p.outline(w)
	if !seen {
		return tickUnclear
	}
	inside := p.inkWithin(centre)
	switch {
	case inside < cleanInside:
		return tickOff
	case inside < markedInside:
		return tickUnclear
	case p.sidesWithInk(centre) >= 3: // crossed out, or a mark that belongs elsewhere
		return tickUnclear
	case inside > fullInside && p.sidesWithInk(centre) >= 2:
		return tickUnclear
	}
	return tickOn
}

// outline finds the middle of a box by its outline, near where it should be.
// seen is false where no outline is: the paper is bent there, or covered.
func (p flatPage) outline(w widget) (centre point, seen bool) {
	const reach, step = 0.7, 0.1 // millimetres
	middle := point{w.x + w.w/2, w.y + w.h/2}
	const clear = 0.25 // the line is two thirds as dark as ink
	best, most := middle, -1.0
	for dy := -reach; dy <= reach; dy += step {
		for dx := -reach; dx <= reach; dx += step {
			c := middle.plus(point{dx, dy})
			dark := p.outlineDark(c, w.kind == radioWidget) - 0.02*math.Hypot(dx, dy) // nothing to see: stay
			if dark > most {
				best, most = c, dark
			}
		}
	}
	return best, most > clear
}

// outlineDark is how dark the outline would be if the box stood here.
func (p flatPage) outlineDark(c point, round bool) float64 {
	const dots = 48
	half := normalPrint().optionSize / 2
	sum := 0.0
	for i := range dots {
		s, co := math.Sincos(2 * math.Pi * float64(i) / dots)
		if !round {
			long := max(math.Abs(s), math.Abs(co))
			s, co = s/long, co/long
		}
		sum += p.darkness(int((c.x+half*co)*p.dots+0.5), int((c.y+half*s)*p.dots+0.5))
	}
	return sum / dots
}

// faint is what counts as paper: grain, and what shines through from behind.
const faint = 0.28

// inkWithin is the share of ink well inside a box.
func (p flatPage) inkWithin(c point) float64 {
	const radius = 1.25
	ink, all := 0.0, 0.0
	for y := int((c.y - radius) * p.dots); y <= int((c.y+radius)*p.dots+1); y++ {
		for x := int((c.x - radius) * p.dots); x <= int((c.x+radius)*p.dots+1); x++ {
			if math.Hypot(float64(x)/p.dots-c.x, float64(y)/p.dots-c.y) > radius {
				continue
			}
			all++
			if d := p.darkness(x, y); d > faint {
				ink += d
			}
		}
	}
	return ink / max(1, all)
}

// sidesWithInk counts the sides of a box along which there is ink outside it. A
// tick runs out on one side or two, a scribble on more.
func (p flatPage) sidesWithInk(c point) int {
	const near, far = 2.3, 2.8 // millimetres from the middle, free of outlines and words
	sides := 0
	for _, side := range []struct{ out, along point }{
		{point{1, 0}, point{0, 1}}, {point{-1, 0}, point{0, 1}}, {point{0, 1}, point{1, 0}}, {point{0, -1}, point{1, 0}},
	} {
		ink, all := 0.0, 0.0
		for out := near; out <= far; out += 0.1 {
			for along := -near; along <= near; along += 0.1 {
				x, y := c.x+side.out.x*out+side.along.x*along, c.y+side.out.y*out+side.along.y*along
				all++
				if d := p.darkness(int(x*p.dots+0.5), int(y*p.dots+0.5)); d > faint {
					ink += d
				}
			}
		}
		if ink/all > inkAround {
			sides++
		}
	}
	return sides
}
