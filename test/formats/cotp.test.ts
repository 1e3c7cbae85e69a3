// Exports for cotp, opened by an independent decryptor that follows the documentation in the program's sources.
import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { argon2id } from "hash-wasm"
import { makeDraft } from "../../src/accounts/account.ts"
import type { Draft } from "../../src/accounts/account.ts"
import { Secret } from "../../src/accounts/secret.ts"
import { handlerById } from "../../src/formats/lookup.ts"
import { HANDLERS } from "../../src/formats/registry.ts"
import { NOW_MS, background, seededRandom } from "./ports.ts"
import { readAll } from "./reading.ts"
import { madeUpSecret } from "./vectors.ts"
import { openXByHand } from "./xchacha-by-hand.ts"

const PASSWORD = "pässwörd 7 パス"
const cotp = handlerById(HANDLERS, "cotp")!
const secret = madeUpSecret("cotp test", 26)
const base32 = secret.toBase32()
const key = (text: string): Secret => new Secret(Buffer.from(text))

const DRAFTS: readonly Draft[] = [
  makeDraft({ kind: "totp", issuer: "さくら", name: "a", secret, digits: 8, period: 60, algorithm: "SHA256" }),
  makeDraft({ kind: "hotp", issuer: "Contoso", name: "b", secret, counter: 41 }),
  makeDraft({ kind: "steam", issuer: "Steam", name: "c", secret }),
  makeDraft({ kind: "motp", issuer: "Mainframe", name: "d", secret: key("0123456789abcdef"), pin: "1234" }),
  makeDraft({ kind: "yandex", issuer: "Yandex", name: "e", secret, pin: "5239" }),
]
const common = { counter: null, pin: null }
const ELEMENTS = [
  { secret: base32, issuer: "さくら", label: "a", digits: 8, type: "TOTP", algorithm: "SHA256", period: 60, ...common },
  { secret: base32, issuer: "Contoso", label: "b", digits: 6, type: "HOTP", algorithm: "SHA1", period: 30, ...common, counter: 41 },
  { secret: base32, issuer: "Steam", label: "c", digits: 5, type: "STEAM", algorithm: "SHA1", period: 30, ...common },
  {
    secret: "0123456789abcdef",
    issuer: "Mainframe",
    label: "d",
    digits: 6,
    type: "MOTP",
    algorithm: "MD5",
    period: 10,
    ...common,
    pin: "1234",
  },
  { secret: base32, issuer: "Yandex", label: "e", digits: 8, type: "YANDEX", algorithm: "SHA256", period: 30, ...common, pin: "5239" },
]

async function write(password: string | null): Promise<Buffer> {
  return Buffer.from(await cotp.writer!.run(DRAFTS, { background, random: seededRandom("cotp"), nowMs: NOW_MS, password }))
}

describe("an export for cotp", () => {
  it("has every field in the program's order", async () => {
    assert.equal((await write(null)).toString(), JSON.stringify({ version: 2, elements: ELEMENTS }))
  })
  it("opens as the program does it: Argon2id of 32 MiB, XChaCha20-Poly1305", async () => {
    const file = JSON.parse((await write(PASSWORD)).toString()) as Record<string, unknown>
    assert.deepEqual(Object.keys(file), ["version", "nonce", "salt", "cipher"])
    assert.equal(file["version"], 1)
    const [nonce, salt, cipher] = ["nonce", "salt", "cipher"].map((name) => {
      const text = String(file[name])
      assert.match(text, /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/)
      return Buffer.from(text, "base64")
    }) as [Buffer, Buffer, Buffer]
    assert.deepEqual([nonce.length, salt.length], [24, 16])
    const costs = { iterations: 4, memorySize: 32_768, parallelism: 4, hashLength: 32 }
    const derived = await argon2id({ password: PASSWORD, salt, ...costs, outputType: "binary" })
    assert.equal(openXByHand(derived, nonce, cipher).toString(), JSON.stringify({ version: 2, elements: ELEMENTS }))
  })
  it("refuses an mOTP key that is not hexadecimal", () => {
    const grades = (text: string): string[] =>
      cotp.writer!.losses!(makeDraft({ kind: "motp", secret: key(text) }), []).map(({ grade }) => grade)
    assert.deepEqual([grades("00ff"), grades("00FF"), grades("00f"), grades("no hex")], [[], ["refused"], ["refused"], ["refused"]])
  })
})

describe("a list that cotp and andOTP could have written", () => {
  const element = { secret: base32, issuer: "i", label: "n", digits: 6, type: "TOTP", algorithm: "SHA1", period: 30, counter: null }
  for (const [name, more, format] of [
    ["is cotp's where it has a PIN", { pin: null }, "cotp"],
    ["is andOTP's where it has what only andOTP fills", { thumbnail: "Default", last_used: 0, tags: [] }, "andotp"],
  ] as const) {
    it(name, async () => {
      const outcome = await readAll([{ name: "x", bytes: Buffer.from(JSON.stringify([{ ...element, ...more }])) }])
      assert.ok(outcome.state === "read")
      assert.equal(outcome.files[0]?.format, format)
      assert.equal(outcome.read.drafts.length, 1)
    })
  }
})
