import assert from "node:assert/strict"
import { execFileSync, spawnSync } from "node:child_process"
import { createHash } from "node:crypto"
import { describe, it } from "node:test"
import { makeDraft } from "../../src/accounts/account.ts"
import { codeAt } from "../../src/accounts/codes.ts"
import { Secret } from "../../src/accounts/secret.ts"

/** Pseudo-random bytes: another seed gives other bytes, and every run gives the same. */
function bytesFrom(seed: string, length: number): Buffer {
  return createHash("shake256", { outputLength: length }).update(seed).digest()
}

const isInstalled = spawnSync("oathtool", ["--version"]).status === 0
const skip =
  isInstalled || process.env["CI"] !== undefined ? false : "oathtool is not installed: these codes are NOT compared with another program's"

describe("codes", { skip }, () => {
  const algorithms = ["SHA1", "SHA256", "SHA512"] as const
  const periods = [30, 60, 1, 7, 15, 45, 77, 90, 3600, 86_399]

  it("equal those of oathtool for 300 random secrets with three algorithms, 6 to 8 digits and unusual periods", () => {
    const seen = new Set<string>()
    for (let i = 0; i < 300; i++) {
      const random = bytesFrom(`totp ${i}`, 8)
      const secret = new Secret(bytesFrom(`secret ${i}`, 1 + (random.readUInt8(0) % 80)))
      const algorithm = algorithms[i % 3]!
      const digits = 6 + (Math.floor(i / 3) % 3)
      const period = periods[random.readUInt8(1) % periods.length]!
      const timeS = random.readUInt32BE(2)
      const args = ["-b", `--totp=${algorithm.toLowerCase()}`, "-d", String(digits), "-s", `${period}s`, "--now", `@${timeS}`, "-"]
      const expected = execFileSync("oathtool", args, { input: secret.toBase32() + "\n", encoding: "utf8" }).trim()
      const code = codeAt(makeDraft({ kind: "totp", secret, algorithm, digits, period }), timeS * 1000 + 999).code
      assert.equal(code, expected, `${algorithm}, ${digits} digits, ${period} s, at ${timeS}`)
      seen.add(`${algorithm} ${digits}`)
    }
    assert.equal(seen.size, 9)
  })

  it("equal those of oathtool for 60 random counter-based secrets with ten counters each", () => {
    for (let i = 0; i < 60; i++) {
      const random = bytesFrom(`hotp ${i}`, 8)
      const secret = new Secret(bytesFrom(`counter ${i}`, 10 + (random.readUInt8(0) % 30)))
      const digits = 6 + (i % 3)
      const counter = i < 3 ? i : random.readUInt32BE(2)
      const args = ["-b", "--hotp", "-d", String(digits), "-c", String(counter), "-w", "9", "-"]
      const expected = execFileSync("oathtool", args, { input: secret.toBase32() + "\n", encoding: "utf8" })
        .trim()
        .split("\n")
      const codes = Array.from({ length: 10 }, (_, k) => codeAt(makeDraft({ kind: "hotp", secret, digits, counter: counter + k }), 0).code)
      assert.deepEqual(codes, expected, `${digits} digits from ${counter}`)
    }
  })
})
