// The contract with a plugin: its manifest, its answers, and the checks of `plugins check`.
import assert from "node:assert/strict"
import { readFileSync } from "node:fs"
import { describe, it } from "node:test"
import { makeDraft } from "../../src/accounts/account.ts"
import { Secret } from "../../src/accounts/secret.ts"
import { isAppError } from "../../src/base/errors.ts"
import { format } from "../../src/base/language.ts"
import { BARE_KEEPS } from "../../src/formats/records/keeps.ts"
import { HANDLERS } from "../../src/formats/registry.ts"
import { parseAnswer } from "../../src/plugins/answer.ts"
import { checkPlugin } from "../../src/plugins/check.ts"
import { recordForWriter } from "../../src/plugins/handler.ts"
import { serializeManifest, parseManifest } from "../../src/plugins/manifest.ts"
import { background, NOW_MS, seededRandom } from "../formats/ports.ts"
import { bytesOf, handlerOf, KITE, readBy, sampleOf, source, start } from "./support.ts"

const SECRET = "JBSWY3DPEHPK3PXP"
const PASSWORD = "kite password"
const GOOD = { contract: 1, id: "a-b", title: "A", extensions: ["a"], guide: { en: "x" }, detects: true, opens: true, writer: null }
const WRITER = { extension: "a", protects: "never", keeps: { kinds: ["totp"] } }

describe("the record that a plugin's writer is given", () => {
  const draft = {
    ...makeDraft({ kind: "motp", secret: new Secret(bytesOf("own")), pin: "1234", note: "a note", groups: ["A", "B"], favorite: true }),
    ...{ trashed: true, createdAt: NOW_MS },
  }
  it("holds only the fields that the plugin keeps", () => {
    const given = JSON.stringify(recordForWriter(draft, BARE_KEEPS))
    for (const word of ["1234", "a note", '"A"', "createdAt", "true"]) assert.ok(!given.includes(word), word)
    assert.match(JSON.stringify(recordForWriter(draft, { ...BARE_KEEPS, groups: "one", pin: true })), /"pin":"1234".*"groups":\["A"\]/)
  })
})

describe("a plugin's manifest", () => {
  it("gets defaults for absent fields, and survives a round trip through the allow list", () => {
    const manifest = parseManifest({ ...GOOD, writer: WRITER })
    assert.deepEqual(manifest.guide, { en: "x", ja: "x" })
    assert.deepEqual(manifest.writer?.keeps, {
      ...{ kinds: ["totp"], algorithms: ["SHA1"], digits: [6], periods: [30], groups: "none" },
      ...{ pin: false, note: false, favorite: false, icon: false, trashed: false, times: false },
    })
    assert.deepEqual(parseManifest(JSON.parse(JSON.stringify(serializeManifest(manifest)))), manifest)
  })
  const wrong: [name: string, value: unknown][] = [
    ["nothing", null],
    ["a text", "x"],
    ["a list", []],
    ["no contract", { ...GOOD, contract: undefined }],
    ["a later contract", { ...GOOD, contract: 2 }],
    ["no id", { ...GOOD, id: undefined }],
    ["an id that is a path", { ...GOOD, id: "../a" }],
    ["an id in capitals", { ...GOOD, id: "A" }],
    ["a long id", { ...GOOD, id: "a".repeat(41) }],
    ["no title", { ...GOOD, title: "" }],
    ["a title that cannot be seen", { ...GOOD, title: "\u200b\u202e" }],
    ["a number for a title", { ...GOOD, title: 5 }],
    ["no guide", { ...GOOD, guide: null }],
    ["an extension with a slash", { ...GOOD, extensions: ["a/b"] }],
    ["a hundred extensions", { ...GOOD, extensions: Array(100).fill("a") }],
    ["neither reading nor writing", { ...GOOD, opens: false }],
    ["a writer that keeps nothing", { ...GOOD, writer: { ...WRITER, keeps: { kinds: [] } } }],
    ["a writer of unknown kinds", { ...GOOD, writer: { ...WRITER, keeps: { kinds: ["totp", "sotp"] } } }],
    ["a writer of half digits", { ...GOOD, writer: { ...WRITER, keeps: { kinds: ["totp"], digits: [6.5] } } }],
    ["a writer that protects sometimes", { ...GOOD, writer: { ...WRITER, protects: "sometimes" } }],
    ["a writer whose ending is a path", { ...GOOD, writer: { ...WRITER, extension: "../x" } }],
  ]
  for (const [name, value] of wrong) {
    it(`is refused: ${name}`, () => {
      assert.throws(
        () => parseManifest(value),
        (error) => isAppError(error, "format-unsupported"),
      )
    })
  }
  it("is sanitized", () => {
    const { title, guide } = parseManifest({
      ...GOOD,
      title: "A\u001b[31m\n\u202eB" + "c".repeat(500),
      guide: { en: "see {file}\u0007", ja: "{" },
    })
    assert.ok(title.length <= 40 && !/\p{Cc}/u.test(title))
    assert.deepEqual(guide, { en: "see (file)", ja: "(" })
    format(guide, "en")
  })
})

describe("a plugin's answer about a file", () => {
  const at = { plugin: "P", unlocking: false, signal: undefined }
  it("gives the valid accounts, and an issue for each other record", () => {
    const answer = parseAnswer(
      JSON.parse(`{"accounts":[{"secret":"${SECRET}","id":"mine","__proto__":{"polluted":true}},{"secret":"!"},null,5,{"secret":"${SECRET}","digits":99},
        {"secret":"${SECRET}","issuer":"${"x".repeat(2000)}"},{"kind":"yubikey","secret":"${SECRET}"}],
        "issues":[{"at":9,"reason":"{secret}\\u001b[2J"},{"at":10,"code":"record-locked","reason":{"en":"a","ja":"b"}},{"at":11}],"withoutSecret":2,"__proto__":{"polluted":true}}`),
      at,
    )
    assert.ok(answer.kind === "accounts")
    assert.deepEqual(
      answer.drafts.map(({ secret, id }) => [secret.toBase32(), id]),
      [[SECRET, null]],
    )
    assert.deepEqual(
      answer.issues.map(({ at, code }) => `${at} ${code}`),
      ["2 record-malformed", "3 record-malformed", "4 record-malformed", "5 record-malformed", "6 record-malformed", "7 record-unsupported", "9 record-malformed", "10 record-locked", "11 record-malformed"], // prettier-ignore
    )
    assert.equal(answer.withoutSecret, 2)
    assert.deepEqual(answer.issues[6]?.reason, { en: "(secret)[2J", ja: "(secret)[2J" })
    assert.equal(({} as { polluted?: boolean }).polluted, undefined)
  })
  const refusals: [answer: object, unlocking: boolean, code: string][] = [
    [{ failed: "damaged" }, false, "format-damaged"],
    [{ failed: "version" }, false, "format-version"],
    [{ failed: "unsupported" }, true, "format-unsupported"],
    [{ failed: "password-wrong" }, true, "password-wrong"],
    [{ failed: "password-wrong" }, false, "format-unsupported"],
    [{ failed: "internal" }, false, "format-unsupported"],
    [{ locked: true }, true, "format-unsupported"],
    [{ locked: false }, false, "format-unsupported"],
    [{ accounts: [], withoutSecret: -1 }, false, "format-unsupported"],
    [{ accounts: [], issues: "many" }, false, "format-unsupported"],
  ]
  for (const [value, unlocking, code] of refusals) {
    it(`ends with ${code}: ${JSON.stringify(value)}${unlocking ? ", with a password" : ""}`, () => {
      assert.throws(
        () => parseAnswer(value, { ...at, unlocking }),
        (error) => isAppError(error) && error.code === code,
      )
    })
  }
})

describe("a plugin among the built-in formats", () => {
  const reader = (id: string, answer: string) =>
    bytesOf(Buffer.from(source({ detect: `() => "${answer}"`, open: `() => ({ accounts: [{ issuer: "${id}", secret: "${SECRET}" }] })` })).toString().replace("test-plugin", id)) // prettier-ignore
  it("is not shown a file that a built-in format recognises", async () => {
    const file = await readBy([await handlerOf(reader("a", "yes"))], `otpauth://totp/x?secret=${SECRET}\n`)
    assert.equal(file.format, "otpauth-uri")
  })
  it("wins with yes over another plugin's maybe", async () => {
    const file = await readBy([await handlerOf(reader("a", "maybe")), await handlerOf(reader("b", "yes"))], "unknown")
    assert.equal(file.format, "b")
  })
  it("is not chosen where two answer yes: the user names one", async () => {
    const both = [await handlerOf(reader("a", "yes")), await handlerOf(reader("b", "yes"))]
    const file = await readBy(both, "unknown")
    assert.ok(file.outcome.state === "failed" && file.outcome.error.code === "format-unknown")
    assert.match(file.outcome.error.message, /\(a, b\).*--from/)
    assert.equal((await readBy(both, "unknown", "b")).format, "b")
  })
  it("is not started for an empty file", async () => {
    const handler = await handlerOf(reader("a", "yes"))
    const unusable = { ...handler, plugin: { ...handler.plugin!, detect: () => Promise.reject(new Error("was started")) } }
    const file = await readBy([unusable], "")
    assert.ok(file.outcome.state === "failed" && file.outcome.error.code === "nothing-found")
  })
})

describe("the sample plugin", () => {
  const context = {
    file: "plugin.mjs",
    start,
    background,
    random: seededRandom("check"),
    nowMs: NOW_MS,
    ours: HANDLERS,
    password: PASSWORD,
  }
  const check = async (plugin: Uint8Array, ...names: string[]) => {
    const samples = names.map((name) => ({ name, bytes: sampleOf(name) }))
    const found: Record<string, string[]> = {}
    for await (const { what, problems } of checkPlugin(plugin, samples, context))
      found[format(what, "en")] = problems.map(({ sentence, detail }) => format(sentence, "en", detail))
    return found
  }
  it("passes every check", async () => {
    const found = await check(KITE, "backup.kite", "sealed.kite")
    assert.equal(Object.keys(found).length, 11)
    assert.deepEqual(Object.values(found).flat(), [])
  })
  it("passes in the short form of the manual page", async () => {
    const page = readFileSync(new URL("../../man/keyferry-plugin.7", import.meta.url), "utf8")
    const [, shortest = ""] = /^\.Bd -literal\n(export default [^]*?)\n\.Ed$/m.exec(page) ?? []
    const file = JSON.stringify({ app: "bright-lamp", list: [{ site: "Northwind", user: "alice", key: SECRET }] })
    const { start, ...rest } = context
    const problems: string[] = []
    for await (const check of checkPlugin(bytesOf(shortest), [{ name: "x", bytes: bytesOf(file) }], { start, ...rest, password: null }))
      problems.push(...check.problems.map(({ sentence, detail }) => format(sentence, "en", detail)))
    assert.deepEqual(problems, [])
    const read = await readBy([await handlerOf(bytesOf(shortest))], file)
    assert.ok(read.outcome.state === "read" && read.outcome.records[0]?.draft.issuer === "Northwind")
  })
  const mistakes: [name: string, from: string, to: string, check: RegExp, says: RegExp][] = [
    ["claims everything", '(json?.app === APP ? "yes" : "no")', '"yes"', /does not claim/, /answers yes to a file of/],
    ["fails on odd input", "json?.app === APP ? ", "json.app === APP ? ", /answers any input/, /threw TypeError in line \d+/],
    ["recognises nothing", 'json?.app === APP ? "yes"', 'json?.app === 5 ? "yes"', /reads backup\.kite/, /does not recognise/],
    [
      "opens with any password",
      'return { failed: "password-wrong" }',
      "return { accounts: [] }",
      /wrong password/,
      /a wrong password opens it/,
    ],
    ["does not check the file's types", 'typeof text === "string" ? toBytes(text, "base64") : null', 'toBytes(text, "base64")', /damaged copies of sealed/, /threw TypeError/], // prettier-ignore
    ["loses a field that it claims to keep", "starred: favorite,", "starred: false,", /it reads back/, /did not come back/],
    ["has the id of a built-in format", 'const APP = "kite-codes"', 'const APP = "aegis"', /no built-in format has its id/, /aegis/],
  ]
  for (const [name, from, to, which, says] of mistakes) {
    it(`fails a check where it ${name}`, async () => {
      const text = Buffer.from(KITE).toString("utf8")
      assert.ok(text.includes(from))
      const found = await check(bytesOf(text.replace(from, to)), "backup.kite", "sealed.kite")
      const [, problems = []] = Object.entries(found).find(([what]) => which.test(what)) ?? []
      assert.ok(
        problems.some((problem) => says.test(problem)),
        JSON.stringify(found),
      )
    })
  }
})
