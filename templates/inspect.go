package templates

import (
	"reflect"
	"slices"
	"strconv"
	"strings"
	"text/template/parse"
	"time"
)

// inspect finds in one file's trees every variable that the letter does not
// have and every part that nobody defines, in branches that no sample takes too.
func (p *press) inspect(file string, trees []*parse.Tree, dot reflect.Type) {
	known := variables(dot)
	var parts []string
	for _, t := range trees {
		if t != nil {
			parts = append(parts, t.Name)
		}
	}
	for _, t := range trees {
		if t == nil || t.ParseName != file {
			continue
		}
		walk(t.Root, func(n parse.Node) {
			if part, ok := n.(*parse.TemplateNode); ok && !slices.Contains(parts, part.Name) {
				p.fault(file, line(t, n), "no part is called "+strconv.Quote(part.Name), meant(part.Name, parts, "the parts stand in shared.txt"))
			}
			for _, v := range used(n) {
				if !slices.Contains(known, v) {
					p.fault(file, line(t, n), "unknown variable ."+v, meant("."+v, dotted(known), "the letter has "+strings.Join(dotted(fields(dot)), ", ")))
				}
			}
		})
	}
}

// used lists the variable names that a node uses.
func used(n parse.Node) []string {
	switch n := n.(type) {
	case *parse.FieldNode:
		return n.Ident
	case *parse.ChainNode:
		return n.Field
	case *parse.VariableNode:
		return n.Ident[1:]
	}
	return nil
}

// line is where a node stands in its file.
func line(t *parse.Tree, n parse.Node) int {
	location, _ := t.ErrorContext(n)
	parts := strings.Split(location, ":")
	if len(parts) < 3 {
		return 0
	}
	return number(parts[len(parts)-2])
}

// walk visits a node and all below it.
func walk(n parse.Node, visit func(parse.Node)) {
	if n == nil || reflect.ValueOf(n).IsNil() {
		return
	}
	visit(n)
	for _, below := range children(n) {
		walk(below, visit)
	}
}

func children(n parse.Node) []parse.Node {
	switch n := n.(type) {
	case *parse.ListNode:
		return n.Nodes
	case *parse.ActionNode:
		return []parse.Node{n.Pipe}
	case *parse.TemplateNode:
		return []parse.Node{n.Pipe}
	case *parse.IfNode:
		return branches(&n.BranchNode)
	case *parse.RangeNode:
		return branches(&n.BranchNode)
	case *parse.WithNode:
		return branches(&n.BranchNode)
	case *parse.PipeNode:
		var out []parse.Node
		for _, c := range n.Cmds {
			out = append(out, c)
		}
		return out
	case *parse.CommandNode:
		return n.Args
	case *parse.ChainNode:
		return []parse.Node{n.Node}
	}
	return nil
}

func branches(b *parse.BranchNode) []parse.Node {
	return []parse.Node{b.Pipe, b.List, b.ElseList}
}

// weave puts full at the end of every pipeline that prints, so that no empty
// value is ever printed, by whatever file.
func weave(t *parse.Tree) {
	if t == nil {
		return
	}
	walk(t.Root, func(n parse.Node) {
		action, ok := n.(*parse.ActionNode)
		if !ok || len(action.Pipe.Decl) > 0 {
			return
		}
		name := action.Pipe.String()
		call := parse.NewIdentifier("full").SetPos(action.Pos).SetTree(t)
		action.Pipe.Cmds = append(action.Pipe.Cmds, &parse.CommandNode{
			NodeType: parse.NodeCommand,
			Pos:      action.Pos,
			Args: []parse.Node{call, &parse.StringNode{
				NodeType: parse.NodeString, Pos: action.Pos, Quoted: strconv.Quote(name), Text: name,
			}},
		})
	})
}

// variables lists every name that a wording file may put behind a dot.
func variables(dot reflect.Type) []string {
	out := fields(dot)
	below(dot, func(t reflect.Type) {
		out = append(out, fields(t)...)
		for i := range t.NumMethod() {
			out = append(out, t.Method(i).Name)
		}
	})
	return out
}

// fields lists a struct's own variables, those of embedded structs with them.
func fields(t reflect.Type) []string {
	var out []string
	for _, f := range reflect.VisibleFields(t) {
		if f.IsExported() && !f.Anonymous {
			out = append(out, f.Name)
		}
	}
	return out
}

// below visits a struct and every struct that it is made of.
func below(t reflect.Type, visit func(reflect.Type)) {
	for t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct {
		return
	}
	visit(t)
	if t == reflect.TypeFor[time.Time]() {
		return
	}
	for i := range t.NumField() {
		below(t.Field(i).Type, visit)
	}
}

func dotted(names []string) []string {
	out := make([]string, len(names))
	for i, n := range names {
		out[i] = "." + n
	}
	return out
}

// meant guesses what was meant by a name that is not known.
func meant(name string, known []string, otherwise string) string {
	if near := nearest(name, known); near != "" {
		return "did you mean " + near + "?"
	}
	return otherwise
}

// nearest is the known name that differs least, "" when none is near.
func nearest(name string, known []string) string {
	best, least := "", 1+len(name)/3
	for _, k := range known {
		if d := distance(strings.ToLower(name), strings.ToLower(k)); d < least {
			best, least = k, d
		}
	}
	return best
}

// distance counts the letters to change, add or drop between two names.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		corner := row[0]
		row[0] = i + 1
		for j := range len(b) {
			change := corner
			if a[i] != b[j] {
				change++
			}
			corner = row[j+1]
			row[j+1] = min(change, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
