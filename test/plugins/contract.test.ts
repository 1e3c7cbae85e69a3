// What a plugin says of itself and of files, and what is made of it.
import assert from "node:assert/strict"
import { readFileSync } from "node:fs"
import { describe, it } from "node:test"
import { makeDraft } from "../../src/accounts/account.ts"
import { isAppError } from "../../src/base/errors.ts"
import { format } from "../../src/base/language.ts"
import { Secret } from "../../src/accounts/secret.ts"
import { HANDLERS } from "../../src/formats/registry.ts"
import { BARE_KEEPS } from "../../src/formats/records/keeps.ts"
import { startPlugin } from "../../src/platform/plugins/plugin-process.ts"
import { answerOf } from "../../src/plugins/answer.ts"
import { checkPlugin } from "../../src/plugins/check.ts"
import { recordFor } from "../../src/plugins/handler.ts"
import { manifestJson, manifestOf } from "../../src/plugins/manifest.ts"
import { background, NOW_MS, seededRandom } from "../formats/ports.ts"
import { bytesOf, handlerOf, KITE, readBy, sampleOf, source } from "./support.ts"

const SECRET = "JBSWY3DPEHPK3PXP"
const PASSWORD = "kite password"
const GOOD = { contract: 1, id: "a-b", title: "A", extensions: ["a"], guide: { en: "x" }, detects: true, opens: true, writer: null }
const WRITER = { extension: "a", protects: "never", keeps: { kinds: ["totp"] } }

describe("what a plugin's writer is given", () => {
  const draft = {
    ...makeDraft({ kind: "motp", secret: new Secret(bytesOf("own")), pin: "1234", note: "a note", groups: ["A", "B"], favorite: true }),
    ...{ trashed: true, createdAt: NOW_MS },
  }
  it("is what it keeps, and nothing that the user was told is left out", () => {
    const given = JSON.stringify(recordFor(draft, BARE_KEEPS))
    for (const word of ["1234", "a note", '"A"', "createdAt", "true"]) assert.ok(!given.includes(word), word)
    assert.match(JSON.stringify(recordFor(draft, { ...BARE_KEEPS, groups: "one", pin: true })), /"pin":"1234".*"groups":\["A"\]/)
  })
})

describe("what a plugin says of itself", () => {
  it("is taken with its defaults, and comes back from the list of what was allowed", () => {
    const manifest = manifestOf({ ...GOOD, writer: WRITER })
    assert.deepEqual(manifest.guide, { en: "x", ja: "x" })
    assert.deepEqual(manifest.writer?.keeps, {
      ...{ kinds: ["totp"], algorithms: ["SHA1"], digits: [6], periods: [30], groups: "none" },
      ...{ pin: false, note: false, favorite: false, icon: false, trashed: false, times: false },
    })
    assert.deepEqual(manifestOf(JSON.parse(JSON.stringify(manifestJson(manifest)))), manifest)
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
        () => manifestOf(value),
        (error) => isAppError(error, "format-unsupported"),
      )
    })
  }
  it("is made harmless", () => {
    const { title, guide } = manifestOf({
      ...GOOD,
      title: "A\u001b[31m\n\u202eB" + "c".repeat(500),
      guide: { en: "see {file}\u0007", ja: "{" },
    })
    assert.ok(title.length <= 40 && !/\p{Cc}/u.test(title))
    assert.deepEqual(guide, { en: "see (file)", ja: "(" })
    format(guide, "en")
  })
})

describe("what a plugin says of a file", () => {
  const at = { plugin: "P", unlocking: false, signal: undefined }
  it("is its accounts, each as far as it is one", () => {
    const answer = answerOf(
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
  const refusals: [said: object, unlocking: boolean, code: string][] = [
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
        () => answerOf(value, { ...at, unlocking }),
        (error) => isAppError(error) && error.code === code,
      )
    })
  }
})

describe("a plugin among the formats there are", () => {
  const reader = (id: string, answer: string) =>
    bytesOf(Buffer.from(source({ detect: `() => "${answer}"`, open: `() => ({ accounts: [{ issuer: "${id}", secret: "${SECRET}" }] })` })).toString().replace("test-plugin", id)) // prettier-ignore
  it("sees no file that one of ours is sure of", async () => {
    const file = await readBy([await handlerOf(reader("a", "yes"))], `otpauth://totp/x?secret=${SECRET}\n`)
    assert.equal(file.format, "otpauth-uri")
  })
  it("that is sure beats one that is not", async () => {
    const file = await readBy([await handlerOf(reader("a", "maybe")), await handlerOf(reader("b", "yes"))], "unknown")
    assert.equal(file.format, "b")
  })
  it("is not chosen where two are sure: the user says which", async () => {
    const both = [await handlerOf(reader("a", "yes")), await handlerOf(reader("b", "yes"))]
    const file = await readBy(both, "unknown")
    assert.ok(file.outcome.state === "failed" && file.outcome.error.code === "format-unknown")
    assert.match(file.outcome.error.message, /\(a, b\).*--from/)
    assert.equal((await readBy(both, "unknown", "b")).format, "b")
  })
  it("is not even started for nothing", async () => {
    const handler = await handlerOf(reader("a", "yes"))
    const judged = { ...handler, plugin: { ...handler.plugin!, judge: () => Promise.reject(new Error("asked")) } }
    const file = await readBy([judged], "")
    assert.ok(file.outcome.state === "failed" && file.outcome.error.code === "nothing-found")
  })
})

describe("the sample plugin", () => {
  const context = {
    file: "plugin.mjs",
    start: startPlugin,
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
  it("has a shorter sister in the manual, which passes, too", async () => {
    const page = readFileSync(new URL("../../man/keyferry-plugin.7", import.meta.url), "utf8")
    const [, shortest = ""] = /^\.Bd -literal\n(export default [^]*?)\n\.Ed$/m.exec(page) ?? []
    const file = JSON.stringify({ app: "bright-lamp", list: [{ site: "Northwind", user: "alice", key: SECRET }] })
    const { start, ...rest } = context
    const problems: string[] = []
    for await (const check of checkPlugin(bytesOf(shortest), [{ name: "x", bytes: bytesOf(file) }], { start, ...rest, password: null }))
      problems.push(...check.problems.map(({ sentence, detail }) => format(sentence, "en", detail)))
    assert.deepEqual(problems, [])
    const read = await readBy([await handlerOf(bytesOf(shortest))], file)
    assert.ok(read.outcome.state === "read" && read.outcome.drafts[0]?.issuer === "Northwind")
  })
  const spoilt: [name: string, from: string, to: string, check: RegExp, says: RegExp][] = [
    ["claims everything", '(json?.app === APP ? "yes" : "no")', '"yes"', /does not claim/, /says yes to a file of/],
    ["stumbles over odd input", "json?.app === APP ? ", "json.app === APP ? ", /answers whatever/, /threw TypeError in line \d+/],
    ["recognises nothing", 'json?.app === APP ? "yes"', 'json?.app === 5 ? "yes"', /reads backup\.kite/, /does not recognise/],
    [
      "opens with any password",
      'return { failed: "password-wrong" }',
      "return { accounts: [] }",
      /wrong password/,
      /a wrong password opens it/,
    ],
    ["trusts the file", 'typeof text === "string" ? toBytes(text, "base64") : null', 'toBytes(text, "base64")', /damaged copies of sealed/, /threw TypeError/], // prettier-ignore
    ["loses what it says it keeps", "starred: favorite,", "starred: false,", /it reads back/, /did not come back/],
    ["has a name of ours", 'const APP = "kite-codes"', 'const APP = "aegis"', /its id is its own/, /aegis/],
  ]
  for (const [name, from, to, which, says] of spoilt) {
    it(`would not, if it were one that ${name}`, async () => {
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
