import assert from "node:assert/strict"
import { createHash } from "node:crypto"
import { readFileSync } from "node:fs"
import { before, describe, it } from "node:test"
import { fileURLToPath } from "node:url"
import { inflateRawSync } from "node:zlib"
import { Decrypter } from "age-encryption"
import { isAppError } from "../../src/base/errors.ts"
import type { ErrorCode } from "../../src/base/errors.ts"
import { PartCollector, parsePart, setOf } from "../../src/transfer/parts.ts"
import { cut, openTransfer, sealTransfer } from "../../src/transfer/transfer.ts"
import type { SealedTransfer } from "../../src/transfer/transfer.ts"
import { seededRandom } from "../formats/ports.ts"
import { plain } from "../formats/samples.ts"
import { VECTORS } from "../formats/vectors.ts"

describe("a transfer", () => {
  const drafts = VECTORS.slice(0, 12)
  let sealed: SealedTransfer
  before(async () => {
    sealed = await sealTransfer(drafts, seededRandom("transfer"))
  })

  it("gives the accounts back, with its code typed in any form", async () => {
    const collector = new PartCollector()
    for (const text of cut(sealed, 195).reverse()) collector.add(parsePart(text))
    const file = collector.file(setOf(sealed.file))!
    assert.deepEqual((await openTransfer(file, sealed.code.toLowerCase())).map(plain), drafts.map(plain))
  })

  it("shows no secret in its parts", () => {
    const all = cut(sealed, 4000).join("")
    for (const { secret } of drafts) assert.ok(!all.includes(secret.toBase32()))
    assert.ok(!all.includes(sealed.code))
  })

  const bad: [name: string, open: () => Promise<unknown>, code: ErrorCode][] = [
    ["a mistyped code", () => openTransfer(sealed.file, "1234-5678-9ABW"), "code-mistyped"],
    ["another code", () => openTransfer(sealed.file, "1234-5678-9ABV"), "code-wrong"],
    ["a file that is cut off", () => openTransfer(sealed.file.subarray(0, -10), sealed.code), "format-damaged"],
    ["a file of another kind", () => openTransfer(new Uint8Array(50), sealed.code), "format-damaged"],
  ]
  for (const [name, open, code] of bad) {
    it(`is refused with ${name}`, async () => {
      await assert.rejects(open, (e) => isAppError(e, code))
    })
  }
})

describe("keyferry-transfer(5)", () => {
  const page = readFileSync(fileURLToPath(new URL("../../man/keyferry-transfer.5", import.meta.url)), "utf8")

  /** Reads the example by the page alone, without our code. */
  it("has an example that a stranger can open with an age library and zlib", async () => {
    const parts = [...page.matchAll(/^KEYFERRY:1\/(.{8})\/(\d)-2\/(.+)$/gm)].map(([, set, index, chunk]) => ({ set, index, chunk: chunk! }))
    assert.deepEqual(
      parts.map(({ index }) => index),
      ["1", "2"],
    )
    const file = Buffer.concat(parts.map(({ chunk }) => base32(chunk)))
    assert.equal(base32Text(createHash("sha256").update(file).digest().subarray(0, 5)), parts[0]!.set)
    const passphrase = /the passphrase is Ql ([0-9A-Z]{12}) /.exec(page)![1]!
    const decrypter = new Decrypter()
    decrypter.addPassphrase(passphrase)
    const json = inflateRawSync(await decrypter.decrypt(Uint8Array.from(file))).toString("utf8")
    const shown = /^\[1,.*$/m.exec(page)![0].replace(/\\\[u([0-9A-F]{4})\]/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)))
    assert.equal(json, shown)
  })

  it("has an example that keyferry itself opens", async () => {
    const collector = new PartCollector()
    for (const [line] of page.matchAll(/^KEYFERRY:.+$/gm)) collector.add(parsePart(line))
    const drafts = await openTransfer(collector.file(collector.states()[0]!.set)!, "1234-5678-9abv")
    assert.deepEqual(
      drafts.map(({ kind, issuer, name, counter, groups, favorite, secret }) => [
        kind,
        issuer,
        name,
        counter,
        groups,
        favorite,
        secret.toBase32(),
      ]),
      [
        ["totp", "Example", "alice", null, [], false, "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"],
        ["hotp", "例", "bob", 9, ["Work"], true, "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"],
      ],
    )
  })
})

const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
function base32(text: string): Buffer {
  const bits = Array.from(text, (letter) => BASE32.indexOf(letter).toString(2).padStart(5, "0")).join("")
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2)))
}
function base32Text(bytes: Uint8Array): string {
  const bits = Array.from(bytes, (byte) => byte.toString(2).padStart(8, "0")).join("")
  return (bits.match(/.{5}/g) ?? []).map((five) => BASE32[parseInt(five, 2)]).join("")
}
