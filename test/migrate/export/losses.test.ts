import assert from "node:assert/strict"
import { describe, it } from "node:test"
import type { Account } from "../../../src/accounts/account.ts"
import { isAppError } from "../../../src/base/errors.ts"
import { format } from "../../../src/base/language.ts"
import type { Handler, Keeps, WriteContext, Writer } from "../../../src/formats/handler.ts"
import { writeExport } from "../../../src/migrate/export/export.ts"
import { preflight } from "../../../src/migrate/export/losses.ts"
import { background, NOW_MS, seededRandom } from "../../formats/ports.ts"
import { account } from "../../vault/support.ts"

const KEEPS: Keeps = {
  kinds: ["totp", "hotp"],
  algorithms: ["SHA1", "SHA256"],
  digits: [6, 8],
  periods: [30, 60],
  pin: false,
  note: false,
  groups: "one",
  favorite: false,
  icon: false,
  trashed: false,
  times: false,
}

function toy(writer: Partial<Writer> = {}): Handler {
  return {
    id: "toy",
    title: "Toy",
    extensions: [],
    guide: { en: "", ja: "" },
    detect: () => "no",
    writer: {
      protects: "never",
      keeps: KEEPS,
      extension: () => "txt",
      run: (drafts) => Promise.resolve(Buffer.from(drafts.map(({ name }) => name).join("\n"))),
      ...writer,
    },
  }
}

const lossesOf = (handler: Handler, one: Account): string[] =>
  preflight(handler, [one]).flatMap(({ losses }) => losses.map(({ grade, what }) => `${grade}: ${format(what, "en")}`))

describe("what a target cannot hold", () => {
  const cases: [name: string, account: Partial<Account>, expected: string[]][] = [
    ["nothing where all is kept", { groups: ["Work"] }, []],
    ["a kind", { kind: "steam", digits: 5 }, ["refused: Toy does not support Steam codes"]],
    ["an algorithm", { algorithm: "SHA512" }, ["refused: Toy does not support codes with SHA512"]],
    ["a length", { digits: 7 }, ["refused: Toy does not support codes of 7 digits"]],
    ["a period", { period: 20 }, ["refused: Toy does not support codes that change every 20 s"]],
    ["no period for counter accounts", { kind: "hotp", period: null, counter: 3 }, []],
    ["the PIN", { pin: "1234" }, ["lost: the PIN is left out"]],
    ["the note", { note: "x" }, ["lost: the note is left out"]],
    ["more than one group", { groups: ["a", "b", "c"] }, ["lost: only the first of 3 groups is kept"]],
    ["the favourite mark", { favorite: true }, ["lost: the favourite mark is left out"]],
    ["the icon", { icon: { mime: "image/png", data: "" } }, ["lost: the icon is left out"]],
    ["that it is in the trash", { trashedAt: 1 }, ["changed: it is in the trash here and will be an ordinary account there"]],
  ]
  for (const [name, fields, expected] of cases) {
    it(`is listed: ${name}`, () => {
      assert.deepEqual(lossesOf(toy(), account("a", fields)), expected)
    })
  }

  it("includes the losses of the writer itself, which can refuse an account", () => {
    const losses: Writer["losses"] = (draft, all) =>
      draft.name === "mason"
        ? [{ grade: "refused", what: { sentence: { en: "one of {count}", ja: "" }, detail: { count: all.length } } }]
        : []
    const [row] = preflight(toy({ losses }), [account("a"), account("b", { name: "x" })])
    assert.deepEqual([row?.writable, row?.losses[0]?.what.detail], [false, { count: 2 }])
  })

  it("never names the account", () => {
    const texts = lossesOf(toy(), account("a", { note: "secret note", pin: "7777", issuer: "Hush", kind: "yandex", digits: 8 })).join(" ")
    assert.equal(/secret note|7777|Hush/.test(texts), false)
  })
})

describe("writing an export", () => {
  const context: WriteContext = { background, random: seededRandom("export"), nowMs: NOW_MS, password: null }
  const code = (expected: string) => (error: unknown) => isAppError(error) && error.code === expected

  it("writes what the target can hold and returns the losses of the rest", async () => {
    const accounts = [account("a", { name: "one" }), account("b", { name: "two", digits: 7 }), account("c", { name: "three", note: "x" })]
    const { bytes, written, losses } = await writeExport(toy(), accounts, context)
    assert.equal(Buffer.from(bytes).toString(), "one\nthree")
    assert.deepEqual([written, losses.map(({ account: { name }, writable }) => [name, writable])], [2, [["two", false], ["three", true]]]) // prettier-ignore
  })

  const refusals: [name: string, handler: Handler, accounts: Account[], password: string | null, code: string][] = [
    ["a target that can hold none of them", toy(), [account("a", { digits: 7 })], null, "export-refused"],
    ["an export of nothing", toy(), [], null, "export-refused"],
    ["a password for a format without one", toy(), [account("a")], "x", "usage"],
    ["no password for a format that needs one", toy({ protects: "always" }), [account("a")], null, "usage"],
    ["a format that cannot be written", { ...toy(), writer: undefined } as unknown as Handler, [account("a")], null, "usage"],
  ]
  for (const [name, handler, accounts, password, expected] of refusals) {
    it(`refuses ${name}`, async () => {
      await assert.rejects(writeExport(handler, accounts, { ...context, password }), code(expected))
    })
  }
})
