import assert from "node:assert/strict"
import { readFileSync } from "node:fs"
import { describe, it } from "node:test"
import { isAppError } from "../../../src/base/errors.ts"
import type { ErrorCode } from "../../../src/base/errors.ts"
import type { Input } from "../../../src/formats/handler.ts"
import { HANDLERS } from "../../../src/formats/registry.ts"
import type { ReadFile } from "../../../src/migrate/import/read-outcome.ts"
import { openInputs } from "../../../src/migrate/import/session.ts"
import type { ImportSession } from "../../../src/migrate/import/session.ts"
import { background, NOW_MS } from "../../formats/ports.ts"
import { box, input, picture, TOYS } from "./toy-handlers.ts"

const read = (inputs: readonly Input[], from?: string): Promise<ImportSession> =>
  openInputs(inputs, { handlers: TOYS, background, nowMs: NOW_MS, ...(from === undefined ? {} : { from }) })

/** A reading as one line a file. */
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
    ["one file, with what could not be read in it", [input("a", "LIST x ? y")], ["a toy-list: x y ! a 2 record-malformed"]],
    ["an unknown file beside a known one", [input("a", "nobody knows"), input("b", "LIST x")], ["a ?: format-unknown", "b toy-list: x"]],
    ["an empty file", [input("a", "")], ["a ?: nothing-found"]],
    ["a damaged file", [input("a", "BROKEN")], ["a toy-broken: format-damaged"]],
    [
      "what lies in a container, under the container's name",
      [input("a", box("LIST x", "LIST y ?"))],
      ["a toy-list: x y ! a 2 record-malformed"],
    ],
    [
      "a file inside that nobody knows, as an issue of the container",
      [input("a", box("LIST x", "hm"))],
      ["a toy-list: x ! a 2 record-unsupported"],
    ],
    ["one thing damaged beside another that is whole", [input("a", box("LIST x", "BROKEN"))], ["a toy-list: x ! a 2 record-malformed"]],
    ["a container of which nothing can be read", [input("a", box("BROKEN"))], ["a toy-broken: format-damaged"]],
    [
      "parts in several files as one thing",
      [input("b", "PART s 2-2 y"), input("z", "LIST q"), input("a", "PART s 1-2 x")],
      ["b+a toy-parts: x y", "z toy-list: q"],
    ],
    ["two sets of parts as two things", [input("a", "PART s 1-1 x"), input("b", "PART t 1-1 y")], ["a toy-parts: x", "b toy-parts: y"]],
    ["a missing part", [input("a", "PART s 1-2 x")], ["a toy-parts: transfer-incomplete"]],
    [
      "parts that lie in pictures and in a file, together",
      [picture("one.png", "PART s 2-3 y"), input("two", "PART s 3-3 z"), picture("three.png", "PART s 1-3 x")],
      ["one.png+two+three.png toy-parts: x y z"],
    ],
    ["every account of a picture with several codes", [picture("p", "LIST x", "LIST y")], ["p toy-list: x y"]],
    [
      "a code that is no account, by its place alone",
      [picture("p", "LIST x", "WIFI:S:home;P:hunter2")],
      ["p toy-list: x ! p 2 code-foreign"],
    ],
    ["a picture with nothing but a foreign code", [picture("p", "https://example.org")], ["p toy-picture: ! p 1 code-foreign"]],
    ["a broken account in a picture at the code's place", [picture("p", "LIST x", "LIST ?")], ["p toy-list: x ! p 2 record-malformed"]],
    ["a picture without a code", [picture("p")], ["p toy-picture: nothing-found"]],
    ["an empty container", [input("a", box())], ["a toy-box: nothing-found"]],
    ["boxes in boxes, up to a limit", [input("a", box(box(box(box("LIST x")))))], ["a toy-list: x"]],
    ["not beyond the limit", [input("a", box(box(box(box(box("LIST x"))))))], ["a toy-box: limit-exceeded"]],
    ["something locked", [input("a", "SAFE key LIST x")], ["a toy-safe (protected): needs passphrase"]],
  ]
  for (const [name, inputs, expected] of cases) {
    it(`tells ${name}`, async () => {
      assert.deepEqual(lines(await read(inputs)), expected)
    })
  }

  it("never tells what a foreign code says", async () => {
    const reading = await read([picture("p", "WIFI:S:home;P:hunter2")])
    assert.equal(JSON.stringify(reading.files).includes("hunter2"), false)
  })

  it("opens by the format that is asked for, whatever it looks like", async () => {
    assert.deepEqual(lines(await read([input("a", "BOX x")], "toy-list")), ["a toy-list: x"])
  })

  it("refuses a format that does not exist", async () => {
    await assert.rejects(read([input("a", "LIST x")], "nothing"), code("usage"))
  })

  it("stops when it is cancelled", async () => {
    const signal = AbortSignal.abort()
    await assert.rejects(openInputs([input("a", "LIST x")], { handlers: TOYS, background, nowMs: NOW_MS, signal }), code("interrupted"))
  })
})

describe("unlocking", () => {
  it("asks again after a wrong password, and leaves the reading as it was", async () => {
    const reading = await read([input("a", "SAFE key LIST x"), input("b", "LIST y")])
    await assert.rejects(reading.unlock({ password: "no" }), code("password-wrong"))
    assert.deepEqual(lines(reading), ["a toy-safe (protected): needs passphrase", "b toy-list: y"])
  })

  it("looks into what was opened, and keeps the others", async () => {
    const reading = await read([input("b", "LIST y"), input("a", "SAFE key LIST x ?")])
    const opened = await reading.unlock({ password: "key" })
    assert.deepEqual(lines(opened), ["b toy-list: y", "a toy-list (protected): x ! a 2 record-malformed"])
    assert.deepEqual(lines(reading)[1], "a toy-safe (protected): needs passphrase")
  })

  it("makes damage the outcome instead of asking again", async () => {
    const reading = await read([input("a", "SAFE key BROKEN")])
    assert.deepEqual(lines(await reading.unlock({ password: "key" })), ["a toy-safe (protected): format-damaged"])
  })

  it("shows the next lock behind the first", async () => {
    const reading = await read([input("a", box("SAFE one LIST x", "SAFE two LIST y", "LIST z"))])
    const half = await reading.unlock({ password: "one" })
    assert.deepEqual(lines(half), ["a toy-safe (protected): needs passphrase"])
    assert.deepEqual(lines(await half.unlock({ password: "two" })), ["a toy-list (protected): x y z"])
  })

  const shy: [name: string, password: string, expected: string][] = [
    ["the first that the password opens", "one", "a toy-shy-one (protected): toy-shy-one"],
    ["a later one, although an earlier says that it is wrong", "two", "a toy-shy-two (protected): toy-shy-two"],
    ["none: the password is wrong, although one candidate calls it damage", "three", "password-wrong"],
  ]
  for (const [name, password, expected] of shy) {
    it(`takes for a file without magic ${name}`, async () => {
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

it("every input is in exactly one file of the reading", async () => {
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

describe("a paste of all sorts", () => {
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
