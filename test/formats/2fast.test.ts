// 2fast: the published vector of the key and of one value.
import assert from "node:assert/strict"
import { createCipheriv } from "node:crypto"
import { describe, it } from "node:test"
import { makeDraft } from "../../src/accounts/account.ts"
import { sniff } from "../../src/formats/sniff.ts"
import { readAll } from "./reading.ts"
import { assertSameDrafts, plain } from "./samples.ts"
import { madeUpSecret } from "./vectors.ts"

const KEY = Buffer.from("ec5003dfc830f3d6373177545cea6d4a7f2e57fcf3318fa95e71c1451b478852", "hex")
const IV = Buffer.alloc(16, 7)
const ALICE = "Ia023VSjTBznTyDluDY9Sw=="
const SECRET = madeUpSecret("2fast vector")

function file(): { name: string; bytes: Buffer; sniffed: ReturnType<typeof sniff> } {
  const cipher = createCipheriv("aes-256-cbc", KEY, IV)
  const secret = Buffer.concat([cipher.update(SECRET.reveal()), cipher.final()]).toString("base64")
  const entry = { Label: ALICE, Issuer: null, HashMode: 1, TotpSize: 6, Period: 30, SecretByteArray: secret }
  const bytes = Buffer.from(JSON.stringify({ Collection: [entry], IV: IV.toString("base64"), Version: 2 }))
  return { name: "backup.2fa", bytes, sniffed: sniff(bytes) }
}

describe("2fast", () => {
  it("opens values encrypted with the key of the published vector", async () => {
    const outcome = await readAll([file()], { password: "test" })
    if (outcome.state === "failed") throw outcome.error
    assertSameDrafts(outcome.read.drafts, [plain(makeDraft({ kind: "totp", name: "alice", secret: SECRET, algorithm: "SHA256" }))])
  })
  it("refuses another password by the padding of the values", async () => {
    const outcome = await readAll([file()], { password: "tess" })
    assert.ok(outcome.state === "failed")
    assert.equal(outcome.error.code, "password-wrong")
  })
})
