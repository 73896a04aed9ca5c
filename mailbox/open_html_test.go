package mailbox

import "testing"

func TestHTMLToText(t *testing.T) {
	for _, c := range []struct{ name, source, want string }{
		{"cells and rows", "<table><tr><th>NHS number</th><td>9990000018</td></tr><tr><td>School</td><td>St Example's</td></tr></table>", "NHS number\t9990000018\nSchool\tSt Example's"},
		{"paragraphs in cells", "<table><tr><td><p>NHS</p></td><td><p>999</p></td></tr><tr><td><p>GP</p></td><td><p>Heald Green</p></td></tr></table>", "NHS\t999\nGP\tHeald Green"},
		{"empty cells", "<table><tr><td>a</td><td></td><td><p>&nbsp;</p></td><td>d</td></tr><tr><td></td><td>x</td></tr></table>", "a\t\t\td\n\tx"},
		{"break in an empty cell", "<table><tr><td>a</td><td><br>b</td></tr></table>", "a\tb"},
		{"table in a cell", "<table><tr><td><table><tr><td>a</td><td>b</td></tr></table></td></tr><tr><td>c</td></tr></table>", "a\tb\nc"},
		{"cell outside a table", "<td>a</td><td>b</td>", "a\tb"},
		{"blocks and breaks", "<div>a</div><div>b<br>c</div>d", "a\nb\nc\nd"},
		{"paragraphs", "<p>a</p><p>b</p>", "a\n\nb"},
		{"outlook paragraphs", "<p class=MsoNormal>a</p><p class=MsoNormal>&nbsp;</p><p class=MsoNormal>b</p>", "a\nb"},
		{"lists", "<ul><li>a<li><p>b</p></ul><ol start=3><li>c</li><li>d</li></ol>", "- a\n- b\n3. c\n4. d"},
		{"white space", "a  \n b&nbsp;&nbsp;c <b> d</b>", "a b c d"},
		{"preformatted", "<pre>a  b\nc</pre>d", "a  b\nc\nd"},
		{"entities", "&pound;5 &lt;b&gt; &eacute; &#8211; &#x2019;", "£5 <b> é – ’"},
		{"script, style, head, title", "<html><head><title>x</title><style>p{}</style></head><body>a<script>alert(1)</script><style>b</style>c</body></html>", "ac"},
		{"head that never ends", "<html><head><meta charset=utf-8><body>a", "a"},
		{"comments", "a<!-- x --><!--[if mso]>y<![endif]-->b", "ab"},
		{"links keep their text", `<a href="https://example.org/x">the form</a>`, "the form"},
		{"hidden preview", `<div style="display: none">preview</div>a<span style="mso-hide:all">x</span>b<span hidden>y</span>`, "ab"},
		{"hidden, with the same element inside", `<div style="display:none"><div>x</div>y</div>a`, "a"},
		{"hidden paragraph without end", `<p style="display:none">x<p>a`, "a"},
		{"hidden and never closed", `<div style="display:none">x<b>a`, "xa"},
		{"font size that is not zero", `<span style="font-size:0.9em">a</span>`, "a"},
		{"quoted, two deep", `<blockquote type=cite>a<blockquote type=cite>b</blockquote>c</blockquote>d`, "> a\n> > b\n> c\nd"},
		{"unclosed and stray tags", "</table></td></ul></blockquote><div><b>a</p></div></div>b", "a\nb"},
		{"broken markup", "a < b <3 <<p>c</p", "a < b <3 <\n\nc"},
		{"soft hyphens and joiners", "a\u00ADb\u200Bc\u200Cd", "abcd"},
		{"empty", "<html><body></body></html>", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := joinLines(htmlLines(c.source)); got != c.want {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}
