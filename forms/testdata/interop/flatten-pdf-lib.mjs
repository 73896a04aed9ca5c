// Fills the form with pdf-lib and turns its fields into page content:
// node flatten-pdf-lib.mjs BLANK ANSWERS OUT
import { readFileSync, writeFileSync } from 'node:fs'
import { PDFDocument } from 'pdf-lib'

const [blank, answersFile, out] = process.argv.slice(2)
const answers = JSON.parse(readFileSync(answersFile, 'utf8'))
const doc = await PDFDocument.load(readFileSync(blank))
const form = doc.getForm()

for (const [name, text] of Object.entries(answers.texts)) form.getTextField(name).setText(text)
for (const name of answers.ticks) form.getCheckBox(name).check()
for (const [name, { code, label }] of Object.entries(answers.choices)) {
  const field = form.getField(name)
  if (field.constructor.name === 'PDFDropdown') field.select(label)
  else field.select(code)
}
form.flatten()
writeFileSync(out, await doc.save())
