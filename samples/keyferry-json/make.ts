// keyferry's own export. The stock `age` program encrypts the protected one, on a terminal that `expect` provides.
import { execFileSync } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { toRecord } from "../../src/accounts/record.ts"
import { VECTORS } from "../../test/formats/vectors.ts"
import { reuseOrMake } from "../kit/kit.ts"
import type { Maker } from "../kit/kit.ts"

export const make: Maker = async ({ nowMs }) => {
  const head = { format: "keyferry", version: 1, exportedAt: new Date(nowMs).toISOString() }
  const json = (value: object): string => `${JSON.stringify(value, null, 2)}\n`
  const plain = json({ ...head, accounts: VECTORS.map((draft) => toRecord(draft, { secrets: true })) })
  const first = toRecord(VECTORS[0]!, { secrets: true })
  return [
    { files: { "plain.json": plain }, accounts: VECTORS },
    {
      files: {
        "protected.json": await reuseOrMake("keyferry-json", "protected.json", () =>
          json({ ...head, encryption: "age-scrypt", payload: agePayload(plain, "correct horse") }),
        ),
      },
      password: "correct horse",
      accounts: VECTORS,
    },
    {
      files: {
        "odd-records.json": json({
          ...head,
          added: "later",
          accounts: [{ ...first, shiny: true }, { ...first, secret: "0" }, 7, { ...first, kind: "next" }],
        }),
      },
      accounts: [VECTORS[0]!],
      issues: [
        { at: 2, code: "record-malformed" },
        { at: 3, code: "record-malformed" },
        { at: 4, code: "record-unsupported" },
      ],
    },
    { files: { "newer.json": json({ ...head, version: 2, accounts: [] }) }, error: "format-version" },
    { files: { "unknown-encryption.json": json({ ...head, encryption: "rot13", payload: "" }) }, error: "format-unsupported" },
  ]
}

/** Armoured, as `age -p -a` writes it. */
export function agePayload(plain: string, passphrase: string): string {
  const folder = mkdtempSync(join(tmpdir(), "keyferry-sample-"))
  const [input, output] = [join(folder, "plain"), join(folder, "sealed")]
  try {
    writeFileSync(input, plain, { mode: 0o600 })
    const script = `spawn age -p -a -o ${output} ${input}; expect ":"; send "${passphrase}\\r"; expect ":"; send "${passphrase}\\r"; expect eof`
    execFileSync("expect", ["-c", script], { stdio: "ignore" })
    return readFileSync(output, "utf8")
  } finally {
    rmSync(folder, { recursive: true })
  }
}
