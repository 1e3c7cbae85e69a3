// Open Authenticator: the published vector of the key and of the password's signature.
import { createCipheriv } from "node:crypto"
import { describe, it } from "node:test"
import { makeDraft } from "../../src/accounts/account.ts"
import { sniff } from "../../src/formats/sniff.ts"
import { readAll } from "./reading.ts"
import { assertSameDrafts, plain } from "./samples.ts"
import { madeUpSecret } from "./vectors.ts"

const KEY = Buffer.from("df361ba91c703cb6f05a9966baf8dd8ac148792620e99bf837e97076f9f2a13e", "hex")
const SIGNATURE = "3/rXufAOdsNQdlf//mlpeAqdtMEbelvvVwqGSvimJiA="
const SALT = Buffer.from(Array.from({ length: 32 }, (_, at) => at))
const SECRET = madeUpSecret("open authenticator vector")

function sealed(value: string): number[] {
  const nonce = Buffer.alloc(12, 7)
  const cipher = createCipheriv("aes-256-gcm", KEY, nonce)
  return [...nonce, ...cipher.update(value), ...cipher.final(), ...cipher.getAuthTag()]
}

function backup(): { name: string; bytes: Buffer; sniffed: ReturnType<typeof sniff> } {
  const totps = [{ uuid: "x", secret: sealed(SECRET.toBase32()), label: sealed("alice"), encryptionSalt: [...SALT] }]
  const bytes = Buffer.from(JSON.stringify({ passwordSignature: SIGNATURE, salt: SALT.toString("base64"), totps }))
  return { name: "backup.bak", bytes, sniffed: sniff(bytes) }
}

describe("Open Authenticator", () => {
  it("opens a backup encrypted with the key of the published vector", async () => {
    const outcome = await readAll([backup()], { password: "test" })
    if (outcome.state === "failed") throw outcome.error
    assertSameDrafts(outcome.read.drafts, [plain(makeDraft({ kind: "totp", name: "alice", secret: SECRET }))])
  })
})
