import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { format } from "../../src/base/language.ts"
import type { Lang } from "../../src/base/language.ts"
import { COMMANDS } from "../../src/cli/commands.ts"
import { GLOBAL_OPTIONS } from "../../src/cli/options.ts"
import { parse } from "../../src/cli/parse.ts"
import { APP_GUIDES, formatNamed, guideOf, guideParts, guides, stepsInApp } from "../../src/formats/guides.ts"
import { handlerById, titleOf } from "../../src/formats/lookup.ts"
import { HANDLERS } from "../../src/formats/registry.ts"
import { guideRows } from "../../src/tui/screens/migrate/guide-steps.ts"

const LANGS: readonly Lang[] = ["en", "ja"]
const MOST_USED = [
  ...["Google Authenticator", "Authy", "Microsoft Authenticator", "Duo Mobile", "Aegis", "2FAS", "Ente Auth", "Proton Authenticator"],
  ...["Bitwarden", "Bitwarden Authenticator", "Apple Passwords", "1Password", "KeePassXC", "Zoho OneAuth"],
]
const WITHOUT_EXPORT = ["Authy", "Microsoft Authenticator", "Duo Mobile"]
const WRITTEN = HANDLERS.filter(({ writer, treeWriter }) => writer !== undefined || treeWriter !== undefined).map(({ id }) => id)
const guideFor = (app: string) => guideOf(HANDLERS, formatNamed(HANDLERS, app)!)
const sentences = (steps: ReturnType<typeof guideFor>["out"], lang: Lang): string => steps.map(({ text }) => format(text, lang)).join("\n")

describe("the guides of the most used apps", () => {
  it("are there for each of them, found by the app's name in any case", () => {
    assert.deepEqual(APP_GUIDES.map(({ app }) => app.en).toSorted(), MOST_USED.toSorted())
    for (const { app, formats } of APP_GUIDES)
      for (const name of [app.en, app.ja, app.en.toUpperCase(), app.en.replaceAll(" ", "-")])
        assert.ok(formats.includes(formatNamed(HANDLERS, name)?.id ?? ""), name)
    assert.equal(formatNamed(HANDLERS, "no such app"), undefined)
    assert.equal(formatNamed(HANDLERS, "-"), undefined)
  })
  it("name only formats that exist, and write only those that can be written", () => {
    for (const { app, formats, into } of APP_GUIDES) {
      for (const id of formats) assert.ok("open" in handlerById(HANDLERS, id)!, `${app.en}: ${id}`)
      if ("format" in into.by) assert.notEqual(handlerById(HANDLERS, into.by.format)?.writer, undefined, app.en)
    }
    const ids = APP_GUIDES.flatMap(({ formats }) => formats)
    assert.equal(new Set(ids).size, ids.length)
  })
  for (const app of MOST_USED)
    it(`lead out of ${app} and into it, in both languages, to the comparison of the codes`, () => {
      const guide = guideFor(app)
      assert.deepEqual(
        guideParts(guide).map(({ heading }) => heading.en),
        [`Out of ${app}`, `Into ${app}`],
      )
      for (const steps of [guide.out, guide.into]) {
        assert.match(sentences(steps, "en"), /Compare codes/)
        assert.match(sentences(steps, "ja"), /照合/)
        for (const { text } of steps) assert.match(format(text, "ja"), /[ぁ-ん].*[。）]$/)
        for (const { text } of steps) assert.match(format(text, "en"), /^[^ぁ-ん]+\.$/)
      }
      assert.match(sentences(guide.out, "en"), /Delete (the file|the pictures|only copies)/)
    })
  it("state where nothing can be exported, and have the accounts set up again", () => {
    for (const app of WITHOUT_EXPORT) {
      assert.match(sentences(guideFor(app).out, "en"), /has no export[^]+set up the authenticator app again[^]+Receipts/)
      assert.match(sentences(guideFor(app).out, "ja"), /エクスポート機能は(ありません|なく)[^]+設定し直します[^]+移行の記録/)
    }
  })
  it("tell after an export to a file what to do in the app", () => {
    assert.match(stepsInApp(handlerById(HANDLERS, "aegis")!)[0]!.en, /Import from file › Aegis/)
    assert.match(stepsInApp(handlerById(HANDLERS, "andotp")!)[0]!.en, /Import or Restore/)
    assert.match(stepsInApp(handlerById(HANDLERS, "google-migration")!)[0]!.en, /QR codes alone/)
  })
})

describe("every guide", () => {
  it("has command lines that parse, with formats that exist", () => {
    const lines = guides(HANDLERS).flatMap(({ out, into }) => [...out, ...into].flatMap(({ commands }) => commands))
    assert.ok(lines.length > 100)
    for (const line of new Set(lines)) {
      const [program, name, ...rest] = line.split(" ")
      const command = COMMANDS.find((one) => one.name === name)
      assert.equal(program, "keyferry")
      assert.ok(command, line)
      const { values } = parse(rest, command, GLOBAL_OPTIONS)
      for (const id of values.get("to") ?? []) assert.ok(["google", ...WRITTEN].includes(id), line)
    }
  })
  it("has no step that is longer than a small window, in both languages", () => {
    for (const guide of guides(HANDLERS))
      for (const lang of LANGS)
        for (const [width, most] of [
          [38, 9],
          [78, 4],
        ] as const) {
          for (const steps of [guide.out, guide.into])
            for (const step of steps) {
              const { rows } = guideRows({ ...guide, out: [step], into: [] }, lang, width)
              assert.ok(rows.length - 1 - step.commands.length <= most, `${rows.length} rows: ${format(step.text, lang)}`)
            }
        }
  })
  it("leads out of every app that can be read, and into every app that can be written, but our own", () => {
    for (const handler of HANDLERS) {
      const { out, into } = guideOf(HANDLERS, handler)
      const own = handler.device === "keyferry"
      assert.equal(out.length > 0, handler.open !== undefined && !own, handler.id)
      if (handler.writer !== undefined || handler.treeWriter !== undefined) assert.equal(into.length > 0, !own, titleOf(handler).en)
    }
  })
})
