// Open Authenticator's backups, put together here from the description with node:crypto and hash-wasm, not by the handler.
import { createHmac } from "node:crypto"
import { argon2id } from "hash-wasm"
import { makeDraft } from "../../src/accounts/account.ts"
import type { Draft } from "../../src/accounts/account.ts"
import { madeUpSecret } from "../../test/formats/vectors.ts"
import { base64, gcm } from "../kit/kit.ts"
import type { Maker } from "../kit/kit.ts"

const PASSWORD = "correct horse"
const draft = (issuer: string, name: string, more: Partial<Draft> = {}): Draft =>
  makeDraft({ kind: "totp", issuer, name, secret: madeUpSecret(`open authenticator ${issuer} ${name}`), ...more })

const ALICE = draft("Northwind", "alice@example.com", { id: "00000000-0000-4000-8000-000000000001" })
const LONG = draft("さくら銀行", "", { algorithm: "SHA512", digits: 8, period: 60 })

export const make: Maker = async ({ random }) => {
  const salt = random.bytes(32)
  const key = await argon2id({
    password: PASSWORD,
    salt,
    iterations: 3,
    memorySize: 262_144,
    parallelism: 8,
    hashLength: 32,
    outputType: "binary",
  })
  const sealed = (value: string): number[] => {
    const nonce = random.bytes(12)
    return [...nonce, ...gcm(key, nonce, value)]
  }
  const alice = {
    uuid: ALICE.id,
    secret: sealed(ALICE.secret.toBase32()),
    label: sealed(ALICE.name),
    issuer: sealed(ALICE.issuer),
    encryptionSalt: [...salt],
  }
  const long = {
    secret: sealed(LONG.secret.toBase32()),
    issuer: sealed(LONG.issuer),
    algorithm: "sha512",
    digits: 8,
    period: 60,
    encryptionSalt: [...salt],
  }
  const earlier = { ...alice, encryptionSalt: [...random.bytes(32)] }
  const damaged = { ...alice, label: [...random.bytes(40)] }
  const passwordSignature = createHmac("sha256", key).update(PASSWORD).digest("base64")
  const backup = { passwordSignature, salt: base64(salt), totps: [alice, earlier, damaged, long] }
  return [
    {
      files: { "backup.bak": JSON.stringify(backup) },
      password: PASSWORD,
      accounts: [ALICE, LONG],
      issues: [
        { at: 2, code: "record-locked" },
        { at: 3, code: "record-malformed" },
      ],
    },
  ]
}
