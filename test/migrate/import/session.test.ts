import assert from "node:assert/strict"
import { readFileSync } from "node:fs"
import { describe, it } from "node:test"
import { isAppError } from "../../../src/base/errors.ts"
import type { ErrorCode } from "../../../src/base/errors.ts"
import { Passphrase } from "../../../src/base/passphrase.ts"
import type { Input } from "../../../src/formats/handler.ts"
import { HANDLERS } from "../../../src/formats/registry.ts"
import type { ReadFile } from "../../../src/migrate/import/read-outcome.ts"
import { openInputs } from "../../../src/migrate/import/session.ts"
import type { ImportSession } from "../../../src/migrate/import/session.ts"
import { createVault } from "../../../src/vault/vault.ts"
import { background, NOW_MS } from "../../formats/ports.ts"
import { testPorts } from "../../vault/support.ts"
import { box, input, picture, TOYS } from "./toy-handlers.ts"

const read = (inputs: readonly Input[], from?: string): Promise<ImportSession> =>
  openInputs(inputs, { handlers: TOYS, background, nowMs: NOW_MS, ...(from === undefined ? {} : { from }) })

/** The files of a session, one line per file. */
function lines({ files }: Pick<ImportSession, "files">): string[] {
  return files.map(({ files: names, format, protected: isProtected, outcome }) => {
    const what =
      outcome.state === "read"
        ? [
            outcome.records.map(({ draft: { name } }) => name).join(" "),
            ...outcome.issues.map(({ file, at, code }) => `! ${file} ${at} ${code}`),
          ]
            .join(" ")
            .trim()
        : outcome.state === "locked"
          ? `needs ${outcome.ask.needs}`
          : outcome.state === "guessed"
            ? `perhaps ${outcome.mapping.accounts} accounts`
            : outcome.error.code
    return `${names.join("+")} ${format || "?"}${isProtected ? " (protected)" : ""}: ${what}`
  })
}

const code =
  (expected: ErrorCode) =>
  (error: unknown): boolean =>
    isAppError(error, expected)

describe("reading inputs", () => {
  const cases: [name: string, inputs: Input[], expected: string[]][] = [
    ["one file, with its unreadable records", [input("a", "LIST x ? y")], ["a toy-list: x y ! a 2 record-malformed"]],
    ["an unknown file beside a known one", [input("a", "unknown text"), input("b", "LIST x")], ["a ?: format-unknown", "b toy-list: x"]],
    ["an empty file", [input("a", "")], ["a ?: nothing-found"]],
    ["a damaged file", [input("a", "BROKEN")], ["a toy-broken: format-damaged"]],
    [
      "the files in a container, under the container's name",
      [input("a", box("LIST x", "LIST y ?"))],
      ["a toy-list: x y ! a 2 record-malformed"],
    ],
    ["an unknown file inside, as an issue of the container", [input("a", box("LIST x", "hm"))], ["a toy-list: x ! a 2 record-unsupported"]],
    ["a damaged file beside an intact one", [input("a", box("LIST x", "BROKEN"))], ["a toy-list: x ! a 2 record-malformed"]],
    ["a container without a readable file", [input("a", box("BROKEN"))], ["a toy-broken: format-damaged"]],
    [
      "parts in several files as one file",
      [input("b", "PART s 2-2 y"), input("z", "LIST q"), input("a", "PART s 1-2 x")],
      ["b+a toy-parts: x y", "z toy-list: q"],
    ],
    ["two sets of parts as two files", [input("a", "PART s 1-1 x"), input("b", "PART t 1-1 y")], ["a toy-parts: x", "b toy-parts: y"]],
    ["a missing part", [input("a", "PART s 1-2 x")], ["a toy-parts: transfer-incomplete"]],
    [
      "parts in pictures and in a text file, together",
      [picture("one.png", "PART s 2-3 y"), input("two", "PART s 3-3 z"), picture("three.png", "PART s 1-3 x")],
      ["one.png+two+three.png toy-parts: x y z"],
    ],
    ["every account of a picture with several codes", [picture("p", "LIST x", "LIST y")], ["p toy-list: x y"]],
    ["a foreign code, by its position alone", [picture("p", "LIST x", "WIFI:S:home;P:hunter2")], ["p toy-list: x ! p 2 code-foreign"]],
    ["a picture with nothing but a foreign code", [picture("p", "https://example.org")], ["p toy-picture: ! p 1 code-foreign"]],
    ["a broken account in a picture at the code's place", [picture("p", "LIST x", "LIST ?")], ["p toy-list: x ! p 2 record-malformed"]],
    ["a picture without a code", [picture("p")], ["p toy-picture: nothing-found"]],
    ["an empty container", [input("a", box())], ["a toy-box: nothing-found"]],
    ["boxes in boxes, up to a limit", [input("a", box(box(box(box("LIST x")))))], ["a toy-list: x"]],
    ["nothing beyond the limit", [input("a", box(box(box(box(box("LIST x"))))))], ["a toy-box: limit-exceeded"]],
    ["a locked file", [input("a", "SAFE key LIST x")], ["a toy-safe (protected): needs passphrase"]],
  ]
  for (const [name, inputs, expected] of cases) {
    it(`lists ${name}`, async () => {
      assert.deepEqual(lines(await read(inputs)), expected)
    })
  }

  it("never includes the text of a foreign code", async () => {
    const reading = await read([picture("p", "WIFI:S:home;P:hunter2")])
    assert.equal(JSON.stringify(reading.files).includes("hunter2"), false)
  })

  it("opens with the requested format, without detection", async () => {
    assert.deepEqual(lines(await read([input("a", "BOX x")], "toy-list")), ["a toy-list: x"])
  })

  it("refuses a format that does not exist", async () => {
    await assert.rejects(read([input("a", "LIST x")], "nothing"), code("usage"))
  })

  it("stops when it is aborted", async () => {
    const signal = AbortSignal.abort()
    await assert.rejects(openInputs([input("a", "LIST x")], { handlers: TOYS, background, nowMs: NOW_MS, signal }), code("interrupted"))
  })
})

describe("unlocking", () => {
  it("throws for a wrong password, and does not change the session", async () => {
    const reading = await read([input("a", "SAFE key LIST x"), input("b", "LIST y")])
    await assert.rejects(reading.unlock({ password: "no" }), code("password-wrong"))
    assert.deepEqual(lines(reading), ["a toy-safe (protected): needs passphrase", "b toy-list: y"])
  })

  it("opens the inputs inside, and keeps the other files", async () => {
    const reading = await read([input("b", "LIST y"), input("a", "SAFE key LIST x ?")])
    const opened = await reading.unlock({ password: "key" })
    assert.deepEqual(lines(opened), ["b toy-list: y", "a toy-list (protected): x ! a 2 record-malformed"])
    assert.deepEqual(lines(reading)[1], "a toy-safe (protected): needs passphrase")
  })

  it("returns damage as the outcome", async () => {
    const reading = await read([input("a", "SAFE key BROKEN")])
    assert.deepEqual(lines(await reading.unlock({ password: "key" })), ["a toy-safe (protected): format-damaged"])
  })

  it("shows the next lock behind the first", async () => {
    const reading = await read([input("a", box("SAFE one LIST x", "SAFE two LIST y", "LIST z"))])
    const half = await reading.unlock({ password: "one" })
    assert.deepEqual(lines(half), ["a toy-safe (protected): needs passphrase"])
    assert.deepEqual(lines(await half.unlock({ password: "two" })), ["a toy-list (protected): x y z"])
  })

  const ambiguous: [name: string, password: string, expected: string][] = [
    ["the first format that the password opens", "one", "a toy-shy-one (protected): toy-shy-one"],
    ["a later format, although an earlier one reports a wrong password", "two", "a toy-shy-two (protected): toy-shy-two"],
    ["none, with a wrong password, although one candidate reports damage", "three", "password-wrong"],
  ]
  for (const [name, password, expected] of ambiguous) {
    it(`opens a file without magic as ${name}`, async () => {
      const reading = await read([input("a", "SHY")])
      assert.equal(reading.files[0]?.outcome.state, "locked")
      const outcome = await reading.unlock({ password }).then(
        (opened) => lines(opened)[0],
        (error: unknown) => (isAppError(error) ? error.code : "a bug"),
      )
      assert.equal(outcome, expected)
    })
  }
})

describe("skipping", () => {
  it("marks the pending file as skipped and goes on to the next", async () => {
    const session = await read([input("a", "SAFE one LIST x"), input("b", "LIST y"), input("c", "SAFE two LIST z")])
    assert.equal(session.pending, 0)
    const skipped = session.skip()
    assert.equal(skipped.pending, 2)
    const opened = await skipped.unlock({ password: "two" })
    assert.equal(opened.pending, null)
    assert.deepEqual(lines(opened), ["a toy-safe (protected): needs passphrase", "b toy-list: y", "c toy-list (protected): z"])
    assert.deepEqual(
      opened.plan([]).rows.map(({ file }) => file),
      ["b", "c"],
    )
    assert.equal(session.pending, 0, "the first session is unchanged")
  })

  it("throws when no file is pending", async () => {
    const session = await read([input("a", "LIST x")])
    assert.throws(() => session.skip(), TypeError)
  })
})

it("previews the counts that applying has, and leaves the vault unchanged", async () => {
  const ports = testPorts()
  const vault = await createVault(ports, "/vault", Passphrase.of("correct horse"))
  const session = await read([input("a", "LIST x y ?")])
  const rows = session.plan(vault.accounts).rows.map((row) => ({ ...row, ticked: row.draft.name === "x" }))
  const preview = session.preview(rows, vault, ports)
  assert.deepEqual(preview, { new: 1, present: 0, renamed: 0, skipped: 2 })
  assert.deepEqual((await vault.reload()).accounts, [])
  const { result } = await session.apply(rows, vault, ports)
  assert.deepEqual(result, preview)
  assert.deepEqual(
    vault.accounts.map(({ name }) => name),
    ["x"],
  )
  await vault.close()
})

it("every input is in exactly one file of the session", async () => {
  const inputs = [
    picture("p", "PART s 1-2 x", "LIST y", "SAFE k LIST q"),
    input("a", "PART s 2-2 z"),
    input("b", "?"),
    input("c", box("LIST z", "?")),
  ]
  const { files } = await read(inputs)
  const named = files.flatMap((file: ReadFile) => file.files)
  assert.deepEqual([...named].sort(), inputs.map(({ name }) => name).sort())
})

describe("pasted text of several kinds", () => {
  it("opens the parts of a transfer among other lines as a transfer, and keeps the others' line numbers", async () => {
    const folder = new URL("../../../samples/keyferry-transfer/", import.meta.url)
    const expected = JSON.parse(readFileSync(new URL("expected.json", folder), "utf8")) as {
      files: string[]
      password?: string
      accounts?: unknown[]
    }[]
    const whole = expected.find(({ files, accounts }) => files[0] === "whole.txt" && accounts !== undefined)
    assert.ok(whole?.password !== undefined)
    const [first = "", ...rest] = readFileSync(new URL("whole.txt", folder), "utf8").trim().split("\n")
    const lines = [first, "otpauth://totp/A:a?secret=JBSWY3DPEHPK3PXP", ...rest, "otpauth://totp/B:b?secret=0189"]
    const bytes = new TextEncoder().encode(lines.join("\n"))
    let reading = await openInputs([{ name: "pasted", bytes }], { background, handlers: HANDLERS, nowMs: NOW_MS })
    const index = reading.files.findIndex(({ outcome }) => outcome.state === "locked")
    assert.equal(reading.files[index]?.format, "keyferry-transfer")
    reading = await reading.unlock({ password: whole.password })
    const read = reading.files.flatMap(({ outcome }) => (outcome.state === "read" ? [outcome] : []))
    assert.equal(read.flatMap(({ records }) => records).length, (whole.accounts?.length ?? 0) + 1)
    assert.deepEqual(read.flatMap(({ issues }) => issues).map(({ at }) => at), [lines.length]) // prettier-ignore
  })
})
