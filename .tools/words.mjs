// Fails if src/ holds a forbidden word: in names (also as a part of camelCase), comments or texts.
// Usage: node .tools/words.mjs
import { readFileSync, readdirSync } from "node:fs"

/** Forbidden words, and what to write instead. */
const WORDS = {
  said: "the thing itself: message, answer, outcome",
  told: "the thing itself: a report, a list, a count",
  doubt: "warning, duplicate, or what is uncertain",
  judged: "checked, evaluated, rated",
  thrown: "error, or trashed",
  nobody: "what is missing: no recipient, no caller",
  whoever: "the caller, the user",
}

const MAX_EXCEPTIONS = 15
/** Lines that may hold a forbidden word: the file below src/, a part of the line, and the reason. */
const EXCEPTIONS = []

const found = []
const unused = new Set(EXCEPTIONS)
for (const file of readdirSync("src", { recursive: true })
  .filter((name) => /\.(ts|mjs)$/.test(name))
  .sort()) {
  for (const [index, line] of readFileSync(`src/${file}`, "utf8").split("\n").entries()) {
    const words = line.match(/[A-Z]?[a-z]+|[A-Z]+/g) ?? []
    const forbidden = words.find((word) => Object.hasOwn(WORDS, word.toLowerCase()))
    if (forbidden === undefined) continue
    const exception = EXCEPTIONS.find(({ file: of, part }) => of === file && line.includes(part))
    if (exception !== undefined) unused.delete(exception)
    else found.push({ at: `src/${file}:${index + 1}`, word: forbidden.toLowerCase(), line: line.trim() })
  }
}
for (const { at, word, line } of found) console.log(`${at}: ${word} (write ${WORDS[word]})\n    ${line}`)
for (const { file, part } of unused) console.log(`exception without a line: ${file}: ${part}`)
if (EXCEPTIONS.length > MAX_EXCEPTIONS) console.log(`${EXCEPTIONS.length} exceptions; at most ${MAX_EXCEPTIONS} are allowed`)
console.log(`${found.length} lines with a forbidden word`)
process.exitCode = found.length + unused.size > 0 || EXCEPTIONS.length > MAX_EXCEPTIONS ? 1 : 0
