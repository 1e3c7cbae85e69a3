import assert from "node:assert/strict"
import { after, before, describe, it } from "node:test"
import { COMMANDS } from "../../src/cli/commands.ts"
import { GLOBAL_OPTIONS } from "../../src/cli/options.ts"
import { HANDLERS } from "../../src/formats/registry.ts"
import { skipWithout } from "../e2e/programs.ts"
import { MANUALS, readManual, readMarkdown, readmeText } from "./documents.ts"
import { DocumentHomes } from "./home.ts"

const DOCUMENTS = [readMarkdown("README.md", readmeText("README.md")), ...MANUALS.map(readManual)]

/** The exit statuses other than 0 that commands of the documents end with, because of the files that they are run on. */
const STATUSES: readonly (readonly [command: RegExp, status: number])[] = [
  [/^keyferry inspect transfer-1\.png/, 6], // the other code of the set is missing
  [/^keyferry import (?:damaged\.json|passwords\.kdbx)/, 6], // two records of each cannot be read
  [/^keyferry receive/, 4], // no browser sends anything
  [/^keyferry export --to bitwarden/, 6], // some accounts are of kinds that it does not support
  [/^http:/, 127], // an address to open in a browser
]

/** What cannot run here, and why. */
const NOT_RUN: readonly (readonly [command: RegExp, reason: string])[] = [
  [/^keyferry(?: +#.*)?$/, "the full-screen program: test/e2e"],
  [/ --watch\b/, "runs until it is ended: test/cli"],
]

const statusOf = (command: string): number => STATUSES.find(([pattern]) => pattern.test(command))?.[1] ?? 0
const withoutComment = (command: string): string => command.replace(/ +#.*$/, "")
const runs = (command: string): boolean => !NOT_RUN.some(([pattern]) => pattern.test(command))

describe("the commands of the documents", { skip: skipWithout("script", "age", "jq", "openssl"), concurrency: 2 }, () => {
  const homes = new DocumentHomes()
  before(() => homes.prepare())
  after(() => {
    homes.remove()
  })
  const seen = new Set<string>()
  for (const { at, commands } of DOCUMENTS.flatMap(({ scripts }) => scripts)) {
    const script = commands.filter(runs)
    if (script.every((command) => seen.has(withoutComment(command)))) continue
    for (const command of script) seen.add(withoutComment(command))
    it(`end as described: ${at}: ${script[0] ?? ""}`, async () => {
      const ended = await homes.type(script)
      for (const { command, status, output } of ended) assert.equal(status, statusOf(command), `${command}\n${output.slice(-2000)}`)
    })
  }
})

describe("the command lines with placeholders", () => {
  for (const { name, scripts, synopses } of DOCUMENTS) {
    it(`name commands, options and formats that exist: ${name}`, () => {
      const notRun = scripts.flatMap(({ commands }) => commands).filter((command) => /^keyferry [a-z]/.test(command) && !runs(command))
      for (const synopsis of [...synopses, ...notRun]) {
        const [, first = "", ...words] = synopsis.split(/\s+/)
        const command = COMMANDS.find((candidate) => candidate.name === first)
        assert.ok(command !== undefined, synopsis)
        const options = [...command.options, ...GLOBAL_OPTIONS].map((option) => `--${option.name}`)
        for (const word of words.filter((candidate) => candidate.startsWith("--"))) assert.ok(options.includes(word), synopsis)
        const format = /--(?:to|from) ([a-z]\S*)/.exec(synopsis)?.[1]
        assert.ok(format === undefined || HANDLERS.some(({ id }) => id === format), synopsis)
      }
    })
  }
})
