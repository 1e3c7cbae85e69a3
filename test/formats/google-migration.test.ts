import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { makeDraft } from "../../src/accounts/account.ts"
import { Secret } from "../../src/accounts/secret.ts"
import { isAppError } from "../../src/base/errors.ts"
import { format } from "../../src/base/language.ts"
import { MigrationParts, migrationUri, migrationUris, parseMigrationUri } from "../../src/formats/records/google-migration.ts"
import { RecordReader } from "../../src/formats/records/record-reader.ts"
import { VECTORS } from "./vectors.ts"

const held = VECTORS.slice(0, 4)

describe("a transfer code", () => {
  it("that we write matches the description byte by byte", async () => {
    const draft = makeDraft({
      kind: "hotp",
      issuer: "I",
      name: "n",
      secret: Secret.fromBase32("JBSWY3DPEHPK3PXP"),
      counter: 300,
      digits: 8,
    })
    const uri = await migrationUri([draft], { size: 2, index: 0, id: -1 })
    const bytes = Buffer.from(decodeURIComponent(uri.replace("otpauth-migration://offline?data=", "")), "base64")
    const record = "0a0a48656c6c6f21deadbeef" + "12016e" + "1a0149" + "2001" + "2802" + "3001" + "38ac02"
    assert.equal(bytes.toString("hex"), `0a1b${record}` + "1001" + "1802" + "2000" + "28ffffffffffffffffff01")
  })

  it("escapes its base64, and shares one id among all codes of an export", async () => {
    const uris = await migrationUris(held, 2, Uint8Array.of(0x80, 0, 0, 1))
    assert.equal(uris.length, 2)
    for (const uri of uris) assert.match(uri, /^otpauth-migration:\/\/offline\?data=[A-Za-z0-9%]+$/)
    const parts = await Promise.all(uris.map(parseMigrationUri))
    assert.deepEqual(
      parts.map(({ version, size, index, id, records }) => [version, size, index, id, records.length]),
      [
        [1, 2, 0, -0x7fffffff, 2],
        [1, 2, 1, -0x7fffffff, 2],
      ],
    )
  })

  const broken: [name: string, uri: string][] = [
    ["without data", "otpauth-migration://offline"],
    ["with empty data", "otpauth-migration://offline?data="],
    ["with data that is no base64", "otpauth-migration://offline?data=%21%21"],
    ["with data that is no message", "otpauth-migration://offline?data=XXXX"],
    ["with a message that ends too early", "otpauth-migration://offline?data=CjU%3D"],
    ["with a message without records", "otpauth-migration://offline?data=GAEgAA%3D%3D"],
  ]
  for (const [name, uri] of broken) {
    it(`${name} is damaged`, async () => {
      await assert.rejects(parseMigrationUri(uri), (e) => isAppError(e, "format-damaged"))
    })
  }
})

describe("the parts of an export", () => {
  const part = (index: number, size: number, id: number | null, byte: number) => ({
    version: 1,
    size,
    index,
    id,
    records: [Uint8Array.of(10, 1, byte)],
  })
  const read = async (parts: MigrationParts) => {
    const reader = new RecordReader({})
    for (const one of await parts.exports()) one.read(reader)
    const { drafts, issues } = reader.opened()
    return { secrets: drafts.map(({ secret }) => secret.reveal()[0]), issues }
  }

  it("name those that are missing", async () => {
    const parts = new MigrationParts()
    for (const index of [0, 1, 5]) parts.add(1, part(index, 6, 7, index))
    const { secrets, issues } = await read(parts)
    assert.deepEqual(secrets, [0, 1, 5])
    assert.equal(issues.length, 1)
    assert.match(format(issues[0]!.reason, "en", issues[0]!.detail), /^parts 3, 4, 5 of 6 are missing/)
  })

  it("name only some if millions are missing", async () => {
    const parts = new MigrationParts()
    parts.add(1, part(0, 2_000_000_000, 7, 1))
    const { issues } = await read(parts)
    assert.match(format(issues[0]!.reason, "en", issues[0]!.detail), / 21, …/)
  })

  it("of two exports without ids are kept apart; a repeated part is ignored", async () => {
    const parts = new MigrationParts()
    for (const [index, byte] of [
      [1, 2],
      [0, 1],
      [0, 11],
      [1, 12],
      [0, 1],
    ] as const) {
      parts.add(1, part(index, 2, null, byte))
    }
    assert.deepEqual(await read(parts), { secrets: [1, 2, 11, 12], issues: [] })
    assert.equal(parts.notices().length, 1)
  })
})
