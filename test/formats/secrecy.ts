import assert from "node:assert/strict"
import { Secret } from "../../src/accounts/secret.ts"
import type { Sample } from "./samples.ts"

/** Words that occur in our own sentences. */
const OUR_WORDS = new Set(["steam", "yandex", "google", "keyferry", "second", "without"])

/** Texts of a sample that no message may contain: secrets in every encoding, labels, notes, PINs, the password. */
export function secretsOf({ accounts = [], password }: Pick<Sample, "accounts" | "password">): string[] {
  const found = accounts.flatMap(({ secret, issuer, name, note }) => {
    const bytes = Buffer.from(Secret.fromBase32(secret ?? "").reveal())
    const labels = [issuer, name, note].filter((text) => text !== undefined).filter((text) => !OUR_WORDS.has(text.toLowerCase()))
    return [secret, bytes.toString("hex"), bytes.toString("base64"), bytes.toString("latin1"), ...labels]
  })
  return [...new Set([...found, password])].filter((text) => text !== undefined).filter((text) => text.length >= 6)
}

export function assertNoSecrets(texts: readonly string[], secrets: readonly string[]): void {
  for (const text of texts) {
    const lower = text.toLowerCase()
    for (const secret of secrets) assert.ok(!lower.includes(secret.toLowerCase()), "a message reveals a secret")
  }
}
