// Fills the form with pdf.js as its viewer does: node fill-pdfjs.mjs BLANK ANSWERS OUT
import { readFileSync, writeFileSync } from 'node:fs'
import { getDocument, VerbosityLevel } from 'pdfjs-dist/legacy/build/pdf.mjs'

const [blank, answersFile, out] = process.argv.slice(2)
const answers = JSON.parse(readFileSync(answersFile, 'utf8'))
const ticks = new Set(answers.ticks)
const doc = await getDocument({ data: new Uint8Array(readFileSync(blank)), verbosity: VerbosityLevel.ERRORS }).promise
const left = new Set([...ticks, ...Object.keys(answers.texts), ...Object.keys(answers.choices)])

function answerOf(a) {
  if (a.checkBox) return ticks.has(a.fieldName)
  const choice = answers.choices[a.fieldName]
  if (a.radioButton) return choice !== undefined && a.buttonValue === choice.code
  if (choice !== undefined) return choice.code
  return answers.texts[a.fieldName]
}

for (let page = 1; page <= doc.numPages; page++) {
  for (const a of await (await doc.getPage(page)).getAnnotations()) {
    const value = a.subtype === 'Widget' ? answerOf(a) : undefined
    if (value === undefined) continue
    doc.annotationStorage.setValue(a.id, { value })
    if (value !== false) left.delete(a.fieldName)
  }
}
if (left.size > 0) throw new Error('no widget for ' + [...left].join(', '))
writeFileSync(out, await doc.saveDocument())
await doc.destroy()
