import assert from "node:assert/strict"
import { createDecipheriv, createHash, scryptSync } from "node:crypto"
import { describe, it } from "node:test"
import { makeDraft } from "../../src/accounts/account.ts"
import type { Draft } from "../../src/accounts/account.ts"
import { Secret } from "../../src/accounts/secret.ts"
import { isAppError } from "../../src/base/errors.ts"
import { format } from "../../src/base/language.ts"
import { handlerById } from "../../src/formats/lookup.ts"
import { HANDLERS } from "../../src/formats/registry.ts"
import { sniff } from "../../src/formats/sniff.ts"
import { processorMs } from "../processor-time.ts"
import { seededRandom } from "./ports.ts"
import { CONTEXT, readAll } from "./reading.ts"
import { madeUpSecret } from "./vectors.ts"

const aegis = handlerById(HANDLERS, "aegis")!
const PASSWORD = "correct horse"

const keyText = (text: string): Secret => new Secret(new TextEncoder().encode(text))
const ICON = { mime: "image/svg+xml", data: Buffer.from("<svg/>").toString("base64") }
const DRAFTS: readonly Draft[] = [
  makeDraft({
    kind: "totp",
    issuer: "A/B",
    name: "x",
    secret: madeUpSecret("w1"),
    groups: ["Work", "Home"],
    note: "n",
    favorite: true,
    icon: ICON,
  }),
  makeDraft({
    kind: "hotp",
    issuer: "H",
    name: "",
    secret: madeUpSecret("w2"),
    counter: 9,
    groups: ["Home"],
    id: "12345678-1234-4234-8234-123456789abc",
  }),
  makeDraft({ kind: "motp", name: "m", secret: keyText("00ff"), pin: "1234" }),
  makeDraft({ kind: "yandex", name: "y", secret: madeUpSecret("w3", 26) }),
]

async function write(password: string | null): Promise<string> {
  const bytes = await aegis.writer!.run(DRAFTS, { ...CONTEXT, random: seededRandom("aegis"), password })
  return Buffer.from(bytes).toString("utf8")
}

/** The content as the app writes it, keys in its order. */
const CONTENT_KEYS = ["version", "entries", "groups", "icons_optimized"]
const ENTRY_KEYS = ["type", "uuid", "name", "issuer", "note", "favorite", "icon", "icon_mime", "icon_hash", "info", "groups"]

interface Content {
  readonly version: number
  readonly entries: readonly Record<string, unknown>[]
  readonly groups: readonly { uuid: string; name: string }[]
}

function assertContent(content: Content): void {
  assert.deepEqual(Object.keys(content), CONTENT_KEYS)
  assert.equal(content.version, 3)
  const [first, second, third, fourth] = content.entries as [
    Record<string, unknown>,
    Record<string, unknown>,
    Record<string, unknown>,
    Record<string, unknown>,
  ]
  assert.deepEqual(Object.keys(first), ENTRY_KEYS)
  assert.equal(first["icon_hash"], createHash("sha256").update(ICON.mime).update("<svg/>").digest("hex"))
  const idOf = new Map(content.groups.map(({ name, uuid }) => [name, uuid]))
  assert.deepEqual(first["groups"], [idOf.get("Work"), idOf.get("Home")])
  assert.deepEqual(second["groups"], [idOf.get("Home")])
  assert.equal(second["uuid"], "12345678-1234-4234-8234-123456789abc")
  assert.equal(second["icon"], null)
  assert.deepEqual(Object.keys(first["info"] as object), ["secret", "algo", "digits", "period"])
  assert.deepEqual(second["info"], { secret: madeUpSecret("w2").toBase32(), algo: "SHA1", digits: 6, counter: 9 })
  assert.deepEqual(third["info"], { secret: "AD7Q", algo: "MD5", digits: 6, period: 10, pin: "1234" })
  const sixteen = madeUpSecret("w3", 16).toBase32()
  assert.deepEqual(fourth["info"], { secret: sixteen, algo: "SHA256", digits: 8, period: 30, pin: "" })
}

describe("what aegis writes", () => {
  it("has the app's shape, unprotected", async () => {
    const text = await write(null)
    assert.ok(text.startsWith('{\n    "version": 1,\n    "header": {\n        "slots": null,\n        "params": null\n    },\n    "db": {'))
    assert.ok(text.includes('"issuer": "A\\/B"'))
    assertContent((JSON.parse(text) as { db: Content }).db)
  })

  // The app does not normalise passwords.
  for (const password of [PASSWORD, "pa\u0308ssword"])
    it(`opens with an independent decryptor and ${password} exactly as typed`, async () => {
      const file = JSON.parse(await write(password)) as {
        header: { slots: Record<string, unknown>[]; params: { nonce: string; tag: string } }
        db: string
      }
      const slot = file.header.slots[0] as unknown as {
        key: string
        key_params: { nonce: string; tag: string }
        salt: string
        n: number
        r: number
        p: number
      }
      assert.deepEqual(Object.keys(slot), ["type", "uuid", "key", "key_params", "n", "r", "p", "salt", "repaired", "is_backup"])
      assert.deepEqual([slot.n, slot.r, slot.p], [32768, 8, 1])
      const gcm = (key: Uint8Array, { nonce, tag }: { nonce: string; tag: string }, data: Buffer): Buffer => {
        const decipher = createDecipheriv("aes-256-gcm", key, Buffer.from(nonce, "hex"))
        decipher.setAuthTag(Buffer.from(tag, "hex"))
        return Buffer.concat([decipher.update(data), decipher.final()])
      }
      const key = scryptSync(password, Buffer.from(slot.salt, "hex"), 32, { N: slot.n, r: slot.r, p: slot.p, maxmem: 64 << 20 })
      const master = gcm(key, slot.key_params, Buffer.from(slot.key, "hex"))
      assertContent(JSON.parse(gcm(master, file.header.params, Buffer.from(file.db, "base64")).toString()) as Content)
    })

  const refusals: [name: string, draft: Draft, losses: readonly string[]][] = [
    ["an mOTP key that is no hex text", makeDraft({ kind: "motp", secret: keyText("zz") }), ["refused"]],
    ["an mOTP key in capitals, which would be hashed in small letters", makeDraft({ kind: "motp", secret: keyText("AB") }), ["refused"]],
    ["a Yandex secret with its check digits", DRAFTS[3]!, ["changed"]],
    ["an icon that is no picture Aegis knows", { ...DRAFTS[1]!, icon: { mime: "image/gif", data: "AAAA" } }, ["lost"]],
    ["an account with everything", DRAFTS[0]!, []],
  ]
  for (const [name, draft, grades] of refusals) {
    it(`declares ${grades.join() || "no loss"} for ${name}`, () => {
      assert.deepEqual(
        aegis.writer!.losses!(draft, [draft]).map(({ grade }) => grade),
        grades,
      )
    })
  }
})

describe("an Aegis file", () => {
  const file = async (change: (json: Locked) => void): Promise<Uint8Array> => {
    const json = JSON.parse(await write(PASSWORD)) as Locked
    change(json)
    return new TextEncoder().encode(JSON.stringify(json))
  }
  interface Locked {
    version: number
    header: { slots: Record<string, unknown>[]; params: Record<string, unknown> }
    db: string
  }
  const outcomeOf = async (bytes: Uint8Array): Promise<string> => {
    const outcome = await readAll([{ name: "x", bytes }], { password: PASSWORD })
    return outcome.state === "failed" ? outcome.error.code : "read"
  }
  const rows: [name: string, change: (json: Locked) => void, code: string][] = [
    [
      "whose content is altered is damaged, not locked by another password",
      (json) => (json.db = `AAAA${json.db.slice(4)}`),
      "format-damaged",
    ],
    ["whose slot is no hex is damaged", (json) => (json.header.slots[0]!["key"] = "xyz"), "format-damaged"],
    ["whose slot has no salt is damaged", (json) => delete json.header.slots[0]!["salt"], "format-damaged"],
    ["whose nonce is missing is damaged", (json) => (json.header.params = {}), "format-damaged"],
    ["that asks for 4 GiB of memory is refused", (json) => (json.header.slots[0]!["n"] = 2 ** 25), "limit-exceeded"],
    ["that asks for endless work is refused", (json) => (json.header.slots[0]!["p"] = 2 ** 20), "limit-exceeded"],
    ["whose cost is no power of two is damaged", (json) => (json.header.slots[0]!["n"] = 1000), "format-damaged"],
    [
      "with a thousand slots is refused",
      (json) => (json.header.slots = Array.from({ length: 1000 }, () => json.header.slots[0]!)),
      "limit-exceeded",
    ],
    ["without any key slot cannot be opened", (json) => (json.header = {} as never), "format-unsupported"],
  ]
  for (const [name, change, code] of rows) {
    it(name, async () => {
      const bytes = await file(change)
      const started = processorMs()
      assert.equal(await outcomeOf(bytes), code)
      assert.ok(code !== "limit-exceeded" || processorMs() - started < 1000)
    })
  }

  it("with a separate backup password hints at it before asking", async () => {
    const bytes = await file((json) => (json.header.slots[0]!["is_backup"] = true))
    const opened = await aegis.open!([{ name: "x", bytes, sniffed: sniff(bytes) }], CONTEXT)
    assert.ok(opened.kind === "locked" && opened.hint !== undefined)
    assert.match(format(opened.hint.sentence, "en"), /backup password/)
  })

  it("can be cancelled while the key is derived", async () => {
    const bytes = await file(() => undefined)
    const opened = await aegis.open!([{ name: "x", bytes, sniffed: sniff(bytes) }], CONTEXT)
    assert.ok(opened.kind === "locked")
    const abort = new AbortController()
    const unlocking = opened.unlock({ password: "wrong" }, { ...CONTEXT, signal: abort.signal })
    abort.abort()
    await assert.rejects(unlocking, (e) => isAppError(e, "interrupted"))
  })
})
