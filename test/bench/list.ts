import { spawnSync } from "node:child_process"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { toRecord } from "../../src/accounts/record.ts"
import { select } from "../../src/accounts/search.ts"
import { sortAccounts } from "../../src/accounts/sort.ts"
import { Passphrase } from "../../src/base/passphrase.ts"
import { clock } from "../../src/platform/clock.ts"
import { vaultFiles } from "../../src/platform/files/vault-files.ts"
import { random } from "../../src/platform/random.ts"
import { decodeContent, emptyContent, encodeContent } from "../../src/vault/codec.ts"
import { signerWith } from "../../src/vault/mac.ts"
import { createVault } from "../../src/vault/vault.ts"
import { accountsOf } from "./accounts.ts"
import { timeInTurns } from "./measure.ts"
import type { Measured } from "./measure.ts"

const PROGRAM = "dist/main.js"
const COUNT = 10_000
const PASSPHRASE = "list of the bench"

/** `list --json`: what it does with the decrypted content, and as a command. */
export async function* measureList(): AsyncGenerator<Measured> {
  yield* measureContent()
  yield* measureCommand()
}

/** From the decrypted bytes of the vault to the text of the list. Not in it: node's start, loading, scrypt, reading and decrypting the file, printing. */
async function* measureContent(): AsyncGenerator<Measured> {
  const signer = signerWith(new Uint8Array(32))
  const bytes = await encodeContent({ ...emptyContent(), accounts: accountsOf(COUNT) }, [signer])
  const decode = () => decodeContent(bytes)
  const decoded = decode()
  const toText = () => {
    const accounts = sortAccounts(select(decoded.content.accounts, ""), "own").map((account) => toRecord(account, { secrets: false }))
    return JSON.stringify({ accounts }, null, 2)
  }
  const times = await timeInTurns(30, {
    bare: () => JSON.parse(new TextDecoder().decode(bytes)) as unknown,
    decode,
    check: () => decoded.checkSignature(signer),
    toText,
  })
  const row = (what: string, ms: number, maxRatio?: number): Measured => ({
    what,
    ms,
    beside: "JSON.parse of the content",
    besideMs: times.bare,
    ...(maxRatio === undefined ? {} : { maxRatio }),
  })
  yield row("list --json of 10,000: without reading", times.decode + times.check + times.toText, 3)
  yield row("  of that: reading and checking records", times.decode)
  yield row("  of that: checking the signature", times.check)
  yield row("  of that: making the list", times.toText)
}

/** The whole command with a recovery key, which costs no scrypt, beside a program that only parses its output. */
async function* measureCommand(): AsyncGenerator<Measured> {
  const home = mkdtempSync(join(tmpdir(), "keyferry-bench-"))
  const at = (name: string): string => join(home, name)
  const env = { ...process.env, HOME: home, KEYFERRY_PASSPHRASE_FILE: at("passphrase") }
  const run = (...args: readonly string[]): string => {
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { env, encoding: "utf8", maxBuffer: 2 ** 28 })
    if (status !== 0) throw new Error(stderr)
    return stdout
  }
  try {
    const ports = { files: vaultFiles, clock, random, seen: { get: () => null, set: () => undefined } }
    const vault = await createVault(ports, at("vault"), Passphrase.of(PASSPHRASE))
    await vault.save(accountsOf(COUNT))
    await vault.close()
    writeFileSync(at("passphrase"), `${PASSPHRASE}\n`, { mode: 0o600 })
    run(PROGRAM, "recovery", "create", "--out", at("key"), "--vault", at("vault"))
    const list = [PROGRAM, "list", "--json", "--vault", at("vault"), "--recovery-key-file", at("key")]
    writeFileSync(at("list.json"), run(...list))
    const parse = `JSON.parse(require("node:fs").readFileSync(${JSON.stringify(at("list.json"))}, "utf8"))`
    const times = await timeInTurns(30, { bare: () => run("-e", parse), list: () => run(...list) }, 1)
    yield { what: "list --json of 10,000, the whole command", ms: times.list, beside: "node that parses its output", besideMs: times.bare }
  } finally {
    rmSync(home, { recursive: true, force: true })
  }
}
