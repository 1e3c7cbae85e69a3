// Buttercup: the published vector of the two keys.
import { createCipheriv, createHmac } from "node:crypto"
import { describe, it } from "node:test"
import { gzipSync } from "node:zlib"
import { makeDraft } from "../../src/accounts/account.ts"
import { sniff } from "../../src/formats/sniff.ts"
import { readAll } from "./reading.ts"
import { assertSameDrafts, plain } from "./samples.ts"
import { madeUpSecret } from "./vectors.ts"

const KEYS = Buffer.from(
  "f5aca118079f1cd2bd831b18c27fbf8f9c695bd0362705038b815cc21b5dc28c5b7800c6c0b878fdf1eb2d5c90db65a519cdf905e67f2fe33f07668566f2d1bc",
  "hex",
)
const SALT = "eSiWk4erIdvc"
const IV = Buffer.alloc(16, 7)
const SECRET = madeUpSecret("buttercup vector")

function vault(): { name: string; bytes: Buffer; sniffed: ReturnType<typeof sniff> } {
  const lines = ["cgr 0 g", "tgr g Main", "cen g e", 'sep e title "My site"', `sep e code otpauth://totp/?secret=${SECRET.toBase32()}`]
  const cipher = createCipheriv("aes-256-cbc", KEYS.subarray(0, 32), IV)
  const letters = gzipSync(lines.join("\n")).toString("latin1")
  const ciphertext = Buffer.concat([cipher.update(letters, "utf8"), cipher.final()]).toString("base64")
  const signed = ciphertext + IV.toString("hex") + SALT
  const mac = createHmac("sha256", KEYS.subarray(32)).update(signed).digest("hex")
  const bytes = Buffer.from(`b~>buttercup/a${[ciphertext, IV.toString("hex"), SALT, mac, 250_000, "cbc"].join("$")}`)
  return { name: "vault.bcup", bytes, sniffed: sniff(bytes) }
}

describe("Buttercup", () => {
  it("opens a vault encrypted with the keys of the published vector", async () => {
    const outcome = await readAll([vault()], { password: "passw0rd" })
    if (outcome.state === "failed") throw outcome.error
    assertSameDrafts(outcome.read.drafts, [plain(makeDraft({ kind: "totp", issuer: "My site", secret: SECRET, groups: ["Main"] }))])
  })
})
