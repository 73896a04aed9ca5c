// Types and draws over the form's fields as the viewer of pdf.js (Firefox) does
// with its text and its pen, and fills no field in:
// node over-pdfjs.mjs BLANK ANSWERS OUT
import { readFileSync, writeFileSync } from 'node:fs'
import { AnnotationEditorType, getDocument, VerbosityLevel } from 'pdfjs-dist/legacy/build/pdf.mjs'

const [blank, answersFile, out] = process.argv.slice(2)
const answers = JSON.parse(readFileSync(answersFile, 'utf8'))
const ticks = new Set(answers.ticks)
const doc = await getDocument({ data: new Uint8Array(readFileSync(blank)), verbosity: VerbosityLevel.ERRORS }).promise
const left = new Set([...ticks, ...Object.keys(answers.texts), ...Object.keys(answers.choices)])
let number = 0

function put(mark) {
  doc.annotationStorage.setValue(`pdfjs_internal_editor_${number++}`, { color: [0, 0, 128], rotation: 0, ...mark })
}

function write(a, pageIndex, value) {
  put({ annotationType: AnnotationEditorType.FREETEXT, fontSize: 10, value, pageIndex, rect: [a.rect[0] + 2, a.rect[1] + 1, a.rect[2] - 2, a.rect[3] - 1] })
}

// The strokes of a cross; the numbers before the last two of each point are
// those of a straight curve.
function cross(a, pageIndex) {
  const [x0, y0, x1, y1] = a.rect
  const stroke = (ax, ay, bx, by) => [NaN, NaN, NaN, NaN, ax, ay, NaN, NaN, NaN, NaN, bx, by]
  const strokes = [[x0 + 1, y0 + 1, x1 - 1, y1 - 1], [x0 + 1, y1 - 1, x1 - 1, y0 + 1]]
  put({ annotationType: AnnotationEditorType.INK, thickness: 1.5, opacity: 1, pageIndex, rect: [x0, y0, x1, y1],
    paths: { lines: strokes.map(s => stroke(...s)), points: strokes } })
}

for (let page = 1; page <= doc.numPages; page++) {
  for (const a of await (await doc.getPage(page)).getAnnotations()) {
    if (a.subtype !== 'Widget') continue
    const choice = answers.choices[a.fieldName]
    if (a.checkBox && ticks.has(a.fieldName) || a.radioButton && choice !== undefined && a.buttonValue === choice.code) cross(a, page - 1)
    else if (choice !== undefined && !a.radioButton) write(a, page - 1, choice.label)
    else if (answers.texts[a.fieldName] !== undefined && !a.hidden) write(a, page - 1, answers.texts[a.fieldName])
    else continue
    left.delete(a.fieldName)
  }
}
if (left.size > 0) throw new Error('no widget for ' + [...left].join(', '))
writeFileSync(out, await doc.saveDocument())
await doc.destroy()
