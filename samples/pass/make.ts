// Entries of a password store: decrypted ones by hand, encrypted ones by the stock gpg. The tests make whole stores themselves.
import { execFileSync } from "node:child_process"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { makeDraft } from "../../src/accounts/account.ts"
import { madeUpSecret } from "../../test/formats/vectors.ts"
import { reuseOrMake } from "../kit/kit.ts"
import type { Maker } from "../kit/kit.ts"

const ALICE = makeDraft({ kind: "totp", issuer: "Northwind", name: "alice@example.com", secret: madeUpSecret("pass 1") })
const BOB = makeDraft({ kind: "totp", issuer: "", name: "", secret: madeUpSecret("pass 2"), digits: 8, algorithm: "SHA256" })
const TRENT = makeDraft({ kind: "hotp", issuer: "Proseware", name: "trent", secret: madeUpSecret("pass 3"), counter: 7 })
const [alice, bob, trent] = [ALICE, BOB, TRENT].map(({ secret }) => secret.toBase32())
const URI = `otpauth://totp/Northwind:alice%40example.com?secret=${alice}&issuer=Northwind`

export const PASSPHRASE = "sample passphrase"

/** Makes a key that is only for the samples, and encrypts an entry to it. */
function encrypted(): Record<"binary" | "armored" | "key", Buffer> {
  const home = mkdtempSync(join(tmpdir(), "keyferry-sample-"))
  const gpg = (args: readonly string[], input = ""): Buffer =>
    execFileSync("gpg", ["--homedir", home, "--batch", "--quiet", "--pinentry-mode", "loopback", "--passphrase", PASSPHRASE, ...args], {
      input,
    })
  try {
    gpg(["--quick-gen-key", "Sample (only for samples) <sample@example.org>", "future-default", "default", "never"])
    const to = ["--trust-model", "always", "--recipient", "sample@example.org", "--encrypt"]
    const entry = `hunter2\nuser: alice\n${URI}\n`
    return {
      binary: gpg(to, entry),
      armored: gpg(["--armor", ...to], entry),
      key: gpg(["--armor", "--export-secret-keys"]),
    }
  } finally {
    execFileSync("gpgconf", ["--homedir", home, "--kill", "all"])
    rmSync(home, { recursive: true, force: true })
  }
}

export const make: Maker = async () => {
  let made: ReturnType<typeof encrypted> | undefined
  const kept = (name: string, which: keyof ReturnType<typeof encrypted>) => reuseOrMake("pass", name, () => (made ??= encrypted())[which])
  const key = await kept("throw-away-key.asc", "key")
  return [
    { files: { "entry.txt": `hunter2\nuser: alice\nurl: https://example.com\n${URI}\nnotes: none\n` }, accounts: [ALICE] },
    // Without a label the issuer is the entry's own name.
    {
      files: { "Contoso.txt": `correct horse\notpauth://totp/?secret=${bob}&digits=8&algorithm=SHA256\n` },
      accounts: [{ ...BOB, issuer: "Contoso" }],
    },
    {
      files: { "gopass-yaml.txt": `hunter2\n---\nusername: alice\ntotp: "${alice}"\n` },
      accounts: [{ ...ALICE, issuer: "gopass-yaml", name: "" }],
    },
    {
      files: { "gopass-key.txt": `hunter2\notpauth: //hotp/Proseware:trent?secret=${trent}&issuer=Proseware&counter=7\nuser: trent\n` },
      accounts: [TRENT],
    },
    {
      files: { "Proseware.txt": `hunter2\nhotp: ${trent}\ncounter: 7\n` },
      accounts: [{ ...TRENT, issuer: "Proseware", name: "" }],
    },
    { files: { "no-counter.txt": `hunter2\nhotp: ${trent}\n` }, accounts: [], issues: [{ at: 1, code: "record-malformed" }] },
    {
      files: { "broken.txt": "hunter2\notpauth://totp/Broken:x?secret=0189\n" },
      accounts: [],
      issues: [{ at: 1, code: "record-malformed" }],
    },
    { files: { "no-code.txt": "hunter2\nuser: alice\n" }, detect: "no", accounts: [], withoutSecret: 1 },
    // These open only with gpg; test/formats/pass.test.ts opens them.
    {
      files: { "entry.gpg": await kept("entry.gpg", "binary"), "throw-away-key.asc": key },
      keyFile: "throw-away-key.asc",
      error: "format-unsupported",
    },
    {
      files: { "entry.asc": await kept("entry.asc", "armored"), "throw-away-key.asc": key },
      keyFile: "throw-away-key.asc",
      error: "format-unsupported",
    },
  ]
}
