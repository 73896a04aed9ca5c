// Opens a form with pdf.js as its viewer does and draws up every page:
// node check-pdfjs.mjs FORM. Prints what pdf.js complains of, one line each,
// then the number of pages and of fields.
import { readFileSync } from 'node:fs'
import { getDocument, VerbosityLevel } from 'pdfjs-dist/legacy/build/pdf.mjs'

const complaints = []
for (const level of ['log', 'warn', 'error']) console[level] = (...words) => complaints.push(words.join(' '))

const doc = await getDocument({ data: new Uint8Array(readFileSync(process.argv[2])), verbosity: VerbosityLevel.WARNINGS }).promise
const fields = new Set()
for (let number = 1; number <= doc.numPages; number++) {
  const page = await doc.getPage(number)
  await page.getOperatorList({ intent: 'display', annotationMode: 2 })
  for (const a of await page.getAnnotations()) if (a.subtype === 'Widget') fields.add(a.fieldName)
}
for (const complaint of complaints) process.stdout.write(complaint + '\n')
process.stdout.write(`${doc.numPages} pages, ${fields.size} fields\n`)
await doc.destroy()
