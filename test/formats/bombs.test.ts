// Files that would cost far more than their size: each is refused with a sentence before the cost arises.
import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { zipSync } from "fflate"
import type { ErrorCode } from "../../src/base/errors.ts"
import { format } from "../../src/base/language.ts"
import type { Key } from "../../src/formats/handler.ts"
import { LIMITS } from "../../src/formats/limits.ts"
import { handlerById } from "../../src/formats/lookup.ts"
import { HANDLERS } from "../../src/formats/registry.ts"
import { processorMs } from "../processor-time.ts"
import { NOW_MS, background } from "./ports.ts"
import { readAll } from "./reading.ts"
import { samplesOf } from "./samples.ts"

/** Milliseconds of processor time. */
const SOON_MS = 5000
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text)

/** Fails the test: a key derivation may not start, since the checks before it must refuse the file. */
const context = {
  nowMs: NOW_MS,
  background: { ...background, argon2: () => assert.fail("the key derivation was begun") },
}

async function assertRefused(bytes: Uint8Array, code: ErrorCode, { key, from }: { key?: Key; from?: string } = {}): Promise<void> {
  const started = processorMs()
  const outcome = await readAll([{ name: "bomb", bytes }], key, from === undefined ? undefined : handlerById(HANDLERS, from), context)
  const took = processorMs() - started
  assert.ok(outcome.state === "failed", "it was read")
  assert.equal(outcome.error.code, code)
  for (const lang of ["en", "ja"] as const) assert.doesNotMatch(format(outcome.error, lang), /[{}]|^$/)
  assert.ok(took < SOON_MS, `it took ${Math.round(took)} ms`)
}

const json = (accounts: string): Uint8Array => utf8(`{"format":"keyferry","version":1,"accounts":${accounts}}`)
const list = (record: string, count: number): string => `[${`${record},`.repeat(count)}${record}]`
const prefs = (inside: string, before = ""): Uint8Array =>
  utf8(`<?xml version="1.0"?>${before}<map><string name="tokenOrder">[]</string>${inside}</map>`)

/** A zip whose directory claims a smaller size than its member unpacks to. */
function lyingZip(name: string, unpacked: Uint8Array, claimedSize: number): Uint8Array {
  const zip = Buffer.from(zipSync({ [name]: unpacked }))
  const directory = zip.lastIndexOf(Buffer.from("PK\x01\x02", "latin1"))
  zip.writeUInt32LE(claimedSize, 22)
  zip.writeUInt32LE(claimedSize, directory + 24)
  return Uint8Array.from(zip)
}

describe("a bomb of a zip", () => {
  const zeros = new Uint8Array(64 << 20)
  it("has too high a compression ratio", () => assertRefused(zipSync({ "export.data": zeros }), "limit-exceeded"))
  it("lies about its size", () => assertRefused(lyingZip("export.data", zeros, 1000), "format-damaged"))
  it("has too many members", () => {
    const names = Array.from({ length: LIMITS.zipMembers }, (_, n) => `m${n}`)
    return assertRefused(zipSync(Object.fromEntries(["export.data", ...names].map((name) => [name, new Uint8Array(0)]))), "limit-exceeded")
  })
})

describe("a bomb of XML", () => {
  it("is too deep", () => assertRefused(prefs("<a>".repeat(100_000) + "</a>".repeat(100_000)), "limit-exceeded"))
  it("has too many elements", () => assertRefused(prefs("<a/>".repeat(LIMITS.xmlElements + 1)), "limit-exceeded"))
  it("has too many attributes", () =>
    assertRefused(prefs(`<a ${Array.from({ length: LIMITS.xmlAttributes + 1 }, (_, n) => `a${n}=""`).join(" ")}/>`), "limit-exceeded"))
  it("has a million unclosed tags", () => assertRefused(prefs("</".repeat(1_000_000)), "format-damaged"))
  it("declares entities that expand exponentially", async () => {
    const entities = Array.from({ length: 30 }, (_, n) => `<!ENTITY a${n + 1} "${`&a${n};`.repeat(10)}">`)
    const laughs = prefs("<string name='a'>&a30;</string>", `<!DOCTYPE map [<!ENTITY a0 "aaaaaaaaaa">${entities.join("")}]>`)
    await assertRefused(laughs, "format-unknown")
    const outcome = await readAll([{ name: "bomb", bytes: laughs }], undefined, handlerById(HANDLERS, "freeotp"), context)
    if (outcome.state === "read") assert.deepEqual(outcome.read.drafts, [])
    else assert.equal(outcome.error.code, "format-damaged")
  })
})

describe("a bomb of JSON", () => {
  it("is too deep", () => assertRefused(json("[".repeat(1_000_000)), "limit-exceeded"))
  it("is too deep but well-formed", () => assertRefused(json("[".repeat(1000) + "]".repeat(1000)), "limit-exceeded"))
  it("has too many values", () => assertRefused(json(list("[]", LIMITS.jsonValues)), "limit-exceeded"))
  it("has too many values, in UTF-16", () =>
    assertRefused(Uint8Array.from(Buffer.from(`\ufeff[${"1,".repeat(LIMITS.jsonValues)}1]`, "utf16le")), "limit-exceeded"))
  it("is too large", () => assertRefused(json(`[]${" ".repeat(LIMITS.fileBytes)}`), "limit-exceeded"))
})

describe("a bomb of records", () => {
  const tooMany: [format: string, bytes: () => Uint8Array][] = [
    ["keyferry-json", () => json(list("{}", LIMITS.records))],
    ["otpauth-uri", () => utf8("otpauth://totp/a?secret=AAAAAAAA\n".repeat(LIMITS.records + 1))],
    ["CSV", () => utf8(`group,title,username,totp\n${"a,b,c,d\n".repeat(LIMITS.records + 1)}`)],
    ["CSV with hardly anything in a line", () => utf8(`group,title,username,totp\n${",\n".repeat(LIMITS.records * 8)}`)],
    [
      "HTML",
      () =>
        utf8(
          `<html><table><tr><th>Issuer<th>Name<th>Type<th>UUID<th>Algo<th>Digits<th>Secret</tr>${"<tr><td>".repeat(LIMITS.records)}</table></html>`,
        ),
    ],
  ]
  it("is refused: any table, any JSON, JSON lines", async () => {
    const secret = "JBSWY3DPEHPK3PXP"
    await assertRefused(utf8(`name,secret\n${`a,${secret}\n`.repeat(LIMITS.records + 1)}`), "limit-exceeded", { from: "generic-csv" })
    await assertRefused(utf8(list(`{"secret":"${secret}"}`, LIMITS.records)), "limit-exceeded", { from: "generic-json" })
    await assertRefused(utf8(`{"secret":"${secret}"}\n`.repeat(LIMITS.records + 1)), "limit-exceeded", { from: "generic-json" })
  })
  for (const [name, bytes] of tooMany) it(`is refused: ${name}`, () => assertRefused(bytes(), "limit-exceeded"))
  it("has too many columns", () => assertRefused(utf8(`group,title,username,totp${",x".repeat(500_000)}\na,b\n`), "limit-exceeded"))
})

describe("a bomb of a picture", () => {
  it("claims 10 gigapixels", () =>
    assertRefused(samplesOf("qr-image").find(({ files }) => files.includes("huge.png"))!.inputs[0]!.bytes, "limit-exceeded"))
})

/** A JSON sample with the first number of that name replaced. */
function withNumber(sample: readonly [format: string, file: string], field: string, value: number): Uint8Array {
  const text = Buffer.from(samplesOf(sample[0]).find(({ files }) => files.includes(sample[1]))!.inputs[0]!.bytes).toString()
  const changed = text.replace(new RegExp(`("${field}":\\s*)\\d+`), `$1${value}`)
  assert.notEqual(changed, text)
  return utf8(changed)
}

describe("a bomb of a key derivation", () => {
  const aegis = ["aegis", "encrypted-padded-password.json"] as const
  const ente = ["ente", "encrypted.json"] as const
  const pbkdf2 = ["bitwarden", "protected-pbkdf2.json"] as const
  const argon2 = ["bitwarden", "protected-argon2id.json"] as const
  const costs: [name: string, bytes: () => Uint8Array][] = [
    ["scrypt: N", () => withNumber(aegis, "n", 2 ** 30)],
    ["scrypt: r", () => withNumber(aegis, "r", 2 ** 20)],
    ["scrypt: p", () => withNumber(aegis, "p", 2 ** 20)],
    ["Argon2: memory", () => withNumber(ente, "memLimit", 2 ** 40)],
    ["Argon2: passes", () => withNumber(ente, "opsLimit", 2 ** 31)],
    ["Argon2: lanes", () => withNumber(argon2, "kdfParallelism", 2 ** 10)],
    ["PBKDF2: rounds", () => withNumber(pbkdf2, "kdfIterations", 2 ** 31 - 1)],
  ]
  for (const [name, bytes] of costs)
    it(`demands too much of ${name}`, () => assertRefused(bytes(), "limit-exceeded", { key: { password: "a" } }))

  it("demands too much in the sum of many key slots", () => {
    const [sample] = samplesOf("aegis").filter(({ files }) => files.includes(aegis[1]))
    const file = JSON.parse(Buffer.from(sample!.inputs[0]!.bytes).toString()) as { header: { slots: { n: number }[] } }
    const [slot] = file.header.slots
    file.header.slots = Array.from({ length: 32 }, () => ({ ...slot!, n: 2 ** 20 }))
    return assertRefused(utf8(JSON.stringify(file)), "limit-exceeded", { key: { password: "a" } })
  })
  it("demands a key derivation for each of many records", () => {
    const token = { name: "a", salt: "b", key_derivation_iterations: LIMITS.pbkdf2Rounds, encrypted_seed: "AAAAAAAAAAAAAAAAAAAAAA==" }
    const bytes = utf8(JSON.stringify({ authenticator_tokens: Array.from({ length: 100 }, () => token) }))
    return assertRefused(bytes, "limit-exceeded", { key: { password: "a" } })
  })
  it("demands a key derivation for each of many keys", () => {
    const keys = Array.from({ length: 1000 }, (_, n) => [`k${n}`, { dataType: "Key", id: `k${n}`, salt: "c2FsdHNhbHQ=", version: 3 }])
    const entry = { dataType: "EncOTPStorage", keyId: "k1", data: "AAAA" }
    return assertRefused(utf8(JSON.stringify(Object.fromEntries([...keys, ["e", entry]]))), "limit-exceeded", {
      key: { password: "a" },
      from: "authenticator-extension",
    })
  })
  it("demands too much of age's scrypt", () => {
    const [sample] = samplesOf("keyferry-backup").filter(({ files }) => files.includes("backup.age"))
    const bytes = Buffer.from(sample!.inputs[0]!.bytes)
    const changed = bytes.toString("latin1").replace(/^(-> scrypt \S+ )\d+$/m, "$130")
    return assertRefused(Uint8Array.from(Buffer.from(changed, "latin1")), "limit-exceeded", { key: { password: "a" } })
  })
})
