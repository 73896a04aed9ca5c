package forms

import "github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"

// structure builds the structure tree (ISO 32000-1, 14.7): elements point to
// marked content and widgets, and the parent tree points back.
type structure struct {
	*binder
	marked  [][]types.IndirectRef // element of each marked content, by page
	objects types.Array           // parent tree entries of the widgets
	next    int                   // next key of the parent tree
}

func (b *binder) addStructure(s *sheet) {
	if b.err != nil {
		return
	}
	t := &structure{binder: b, marked: make([][]types.IndirectRef, len(b.pages)), next: len(b.pages)}
	root := types.Dict{"Type": types.Name("StructTreeRoot")}
	rootRef := b.object(root)
	root["K"] = types.Array{t.element(s.pen.root, rootRef)}
	var nums types.Array
	for page, refs := range t.marked {
		var elements types.Array
		for _, ref := range refs {
			elements = append(elements, ref)
		}
		nums = append(nums, types.Integer(page), b.object(elements))
	}
	root["ParentTree"] = b.object(types.Dict{"Nums": append(nums, t.objects...)})
	root["ParentTreeNextKey"] = types.Integer(t.next)
	catalog, err := b.ctx.Catalog()
	if err != nil {
		b.err = err
		return
	}
	catalog["StructTreeRoot"] = rootRef
}

// element adds one node and all below it.
func (t *structure) element(n *node, parent types.IndirectRef) types.IndirectRef {
	d := types.Dict{"Type": types.Name("StructElem"), "S": types.Name(n.role), "P": parent}
	ref := t.object(d)
	if n.page > 0 {
		d["Pg"] = t.pages[n.page-1]
	}
	switch {
	case n.mcid >= 0:
		d["K"] = types.Integer(n.mcid)
		t.marked[n.page-1] = append(t.marked[n.page-1], ref) // drawn, so numbered, in this order
	case n.widget >= 0:
		d["K"] = types.Dict{"Type": types.Name("OBJR"), "Obj": t.widgets[n.widget], "Pg": t.pages[n.page-1]}
		t.dicts[n.widget]["StructParent"] = types.Integer(t.next)
		t.objects = append(t.objects, types.Integer(t.next), ref)
		t.next++
	default:
		var kids types.Array
		for _, kid := range n.kids {
			kids = append(kids, t.element(kid, ref))
		}
		d["K"] = kids
	}
	return ref
}
