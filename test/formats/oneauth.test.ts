// Zoho OneAuth: the published vector, and what is written, opened by a reader that uses no code of src/formats/.
import assert from "node:assert/strict"
import { createDecipheriv, pbkdf2Sync } from "node:crypto"
import { describe, it } from "node:test"
import { makeDraft } from "../../src/accounts/account.ts"
import { oneauth } from "../../src/formats/apps/oneauth.ts"
import { NOW_MS, background, seededRandom } from "./ports.ts"
import { readAll } from "./reading.ts"
import { assertSameDrafts, plain } from "./samples.ts"
import { Secret } from "../../src/accounts/secret.ts"
import { sniff } from "../../src/formats/sniff.ts"
import { madeUpSecret } from "./vectors.ts"

const VECTOR = {
  data: "FBUWFxgZGhscHR4fZR/YENVQYxsZbyiVKdL2jziz0x8bSFkD/qNxyyvNq/xXmkgyVh8Td8atBHT1A7RQT+snEgr2RRGjsY6Xrr4aSFkaIFuc+jexj5mEAF/b/UAAsk/yv6xRcmECDg+ULEZ0A1yoeZyPyZ6MacO5iapeu2tToxKEDJDfsKoYT9uGkVDF4xDr+9BgvFjL1mAmvfL+X+HKGO2IsQy4eHzxFWqzbZJE/Xz5s5eHeSR+6JzG+JNrvmuLL4CHCm3lWYNTiG1q1EOKN2jGxg==",
  enc_salt: "AQIDBAUGBwgJCgsM",
  nonce: 1,
  format: "oneauth_04",
  app_version: "1",
  platform: "android",
}
const inputOf = (value: object) => {
  const bytes = Buffer.from(JSON.stringify(value))
  return { name: "export.json", bytes, sniffed: sniff(bytes) }
}

describe("OneAuth", () => {
  it("opens the vector of the description", async () => {
    const key = pbkdf2Sync("temporary test password", Buffer.from(VECTOR.enc_salt, "base64"), 100_000, 32, "sha256")
    assert.equal(key.toString("hex"), "8c20cff2639b9ac66f91783ab4bfabaa988ed5de9d5d62bb01e3cb35840e3eb8")
    const outcome = await readAll([inputOf(VECTOR)], { password: "temporary test password" })
    if (outcome.state === "failed") throw outcome.error
    const secret = Secret.fromBase32("JBSWY3DPEHPK3PXP")
    assertSameDrafts(outcome.read.drafts, [
      plain(makeDraft({ kind: "totp", issuer: "Example", name: "alice", groups: ["Sample"], secret })),
    ])
  })
  it("names another version", async () => {
    const outcome = await readAll([inputOf({ ...VECTOR, format: "oneauth_05" })])
    assert.ok(outcome.state === "failed")
    assert.match(outcome.error.sentence.en, /OneAuth export of an unknown version: \{version\}/)
    assert.deepEqual(outcome.error.detail, { version: "oneauth_05" })
  })
  it("writes what the description opens: PBKDF2-SHA256 of 100,000 rounds, the IV in front, AES-GCM without AAD", async () => {
    const secret = madeUpSecret("oneauth written")
    const drafts = [
      makeDraft({ kind: "totp", issuer: "Northwind", name: "alice", secret, groups: ["仕事"], algorithm: "SHA512", digits: 7, period: 45 }),
      makeDraft({ kind: "totp", issuer: "Contoso", name: "", secret }),
      makeDraft({ kind: "totp", issuer: "Fabrikam", name: "eve", secret, groups: ["仕事", "second"] }),
    ]
    const context = { background, random: seededRandom("oneauth"), nowMs: NOW_MS, password: "pässwörd" }
    const file = JSON.parse(Buffer.from(await oneauth.writer!.run(drafts, context)).toString()) as Record<string, string>
    assert.deepEqual(Object.keys(file), ["data", "enc_salt", "nonce", "format", "app_version", "platform"])
    assert.deepEqual([file["format"], file["nonce"]], ["oneauth_04", NOW_MS])
    const [data, salt] = [Buffer.from(file["data"]!, "base64"), Buffer.from(file["enc_salt"]!, "base64")]
    assert.equal(salt.length, 12)
    const decipher = createDecipheriv("aes-256-gcm", pbkdf2Sync("pässwörd", salt, 100_000, 32, "sha256"), data.subarray(0, 12))
    decipher.setAuthTag(data.subarray(-16))
    const plainText = Buffer.concat([decipher.update(data.subarray(12, -16)), decipher.final()]).toString()
    const common = { secret: secret.toBase32(), type: "totp", icon: "" }
    assert.deepEqual(JSON.parse(plainText), {
      groups: [
        {
          group_name: "仕事",
          tpa_secrets: [
            { ...common, issuer: "Northwind", label: "alice", period: 45, digits: 7, algorithm: "SHA512" },
            { ...common, issuer: "Fabrikam", label: "eve", period: 30, digits: 6, algorithm: "SHA1" },
          ],
        },
        { group_name: "", tpa_secrets: [{ ...common, issuer: "Contoso", label: "Contoso", period: 30, digits: 6, algorithm: "SHA1" }] },
      ],
    })
  })
})
