import assert from "node:assert/strict"
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs"
import { basename, dirname, join, sep } from "node:path"
import { after, before, describe, it } from "node:test"
import type { Expectation } from "../formats/samples.ts"
import { secretsOf } from "../formats/secrecy.ts"
import { Home, PASSPHRASE } from "./home.ts"
import type { Ran } from "./home.ts"
import { SAMPLES, skipWithout } from "./programs.ts"
import { Session } from "./session.ts"
import { ACCOUNT_LIST, backToAccounts, unlock } from "./steps.ts"

interface Sample extends Expectation {
  /** Below the samples' directory. */
  readonly paths: readonly string[]
}

const samples: readonly Sample[] = readdirSync(SAMPLES)
  .filter((folder) => existsSync(join(SAMPLES, folder, "expected.json")))
  .flatMap((folder) => {
    const all = JSON.parse(readFileSync(join(SAMPLES, folder, "expected.json"), "utf8")) as Expectation[]
    return all.map((one) => ({ ...one, paths: one.files.map((name) => join(folder, name)) }))
  })
const pathsOf = (which: readonly Sample[]): string[] => [...new Set(which.flatMap(({ paths }) => paths))]
const passwords = [...new Set(samples.map(({ password = "" }) => password))].filter((password) => password !== "")
/** Every sample secret in every encoding. Labels may be shown. */
const secrets = [
  ...new Set(samples.flatMap(({ accounts = [] }) => secretsOf({ accounts: accounts.map(({ secret = "" }) => ({ secret })) }))),
]

/** Assert that no text holds a secret or password. Base32 and hexadecimal are found in either case, other secrets only as they are written. */
function assertNoSecret(texts: readonly string[], more: readonly string[] = []): void {
  const exact = [...secrets, ...passwords, ...more]
  const encoded = secrets.filter((secret) => /^([A-Z2-7]+|[0-9a-f]+)$/.test(secret)).map((secret) => secret.toLowerCase())
  for (const text of texts) {
    const lower = text.toLowerCase()
    assert.ok(!exact.some((secret) => text.includes(secret)), "a secret or a password is shown")
    assert.ok(!encoded.some((secret) => lower.includes(secret)), "a secret is shown")
  }
}

/** Terminal output without its escape sequences, which may split a text. */
const withoutSequences = (raw: string): string => raw.replace(/\x1b(\[[\d;:?<=>]*[A-Za-z]|\][^\x07\x1b]*(\x07|\x1b\\)|[()].|.)/g, "")

describe("the secrets and passwords of all samples", () => {
  const home = new Home()
  /** The export: apart from the vault, the only file that may hold secrets. */
  const exportFile = join(home.work, "chosen.json")
  const runs: Ran[] = []
  const runCommand = async (...args: readonly string[]): Promise<Ran> => {
    const result = await home.run(args)
    runs.push(result)
    assert.ok([0, 4, 5, 6].includes(result.status), `${args[0] ?? ""} ended with ${result.status}: ${result.err.slice(-400)}`)
    return result
  }
  before(async () => {
    for (const path of pathsOf(samples)) {
      mkdirSync(join(home.work, dirname(path)), { recursive: true })
      copyFileSync(join(SAMPLES, path), join(home.work, path))
    }
    await home.withVault([])
  })
  after(() => {
    home.remove()
  })

  it("are in no output of inspect, import and convert, with right and wrong passwords", async () => {
    assert.ok(secrets.length > 100, "there are secrets to look for")
    const all = pathsOf(samples)
    await runCommand("inspect", ...all, "--password-file", home.put("wrong", "not the password\n"))
    for (const [at, password] of passwords.entries()) {
      const passwordFile = home.put(`password-${at}`, `${password}\n`)
      const theirs = pathsOf(samples.filter((sample) => sample.password === password))
      await runCommand("inspect", "--json", ...theirs, "--password-file", passwordFile, "--code-file", passwordFile)
    }
    // Without pictures: they are slow, and inspect has read them all.
    const readable = pathsOf(samples.filter(({ password = "correct horse" }) => password === "correct horse")).filter(
      (path) => !path.startsWith("qr-image/"),
    )
    const right = home.put("right", "correct horse\n")
    assert.match((await runCommand("import", ...readable, "--password-file", right)).out, /^\d{2,} new, /)
    const some = [
      "aegis/encrypted.json",
      "keyferry-json/plain.json",
      "otpauth-uri/dialects.txt",
      "stratum/odd-records.json",
      "qr-image/one.png",
    ]
    await runCommand("convert", ...some, "--password-file", right, "--to", "keyferry-json", "--plain", "--out", exportFile)
    // The arguments of the commands: file names may contain a password.
    const withoutNames = (text: string): string => all.reduce((left, path) => left.replaceAll(basename(path), ""), text)
    assertNoSecret(runs.flatMap(({ out, err }) => [out, err]).map(withoutNames))
    for (const { err } of runs) assert.doesNotMatch(err, /otpauth:\/\/|secret=/i)
  })

  it("are in no file but the export, the samples themselves and the password files", () => {
    const copies = pathsOf(samples).map((path) => join(home.work, path))
    const passwordFiles = new RegExp(`^${home.path}${sep}(passphrase|right|wrong|password-\\d+)$`)
    const others = home.files().filter(({ path }) => path !== exportFile && !copies.includes(path) && !passwordFiles.test(path))
    assert.ok(others.some(({ path }) => path === join(home.vault, "vault.age")))
    for (const { bytes } of others) assertNoSecret([bytes.toString("latin1"), bytes.toString("utf8")])
    // The search works: it finds secrets in the export.
    const exported = readFileSync(exportFile, "utf8")
    assert.ok(secrets.filter((secret) => exported.includes(secret)).length > 20)
  })

  it("never reach the terminal while they are imported, pasted or typed", { skip: skipWithout("tmux") }, async () => {
    const paths = ["aegis/encrypted.json", "aegis/odd-entries.json", "aegis/plain.json"]
    const raw = join(home.path, "raw")
    const session = new Session(home, { directory: join(home.work, "aegis") })
    try {
      session.record(raw)
      await unlock(session)
      session.press("m")
      await session.choose("Import")
      await session.choose("Files")
      await session.expectScreen("encrypted.json")
      for (const [index, path] of paths.entries()) {
        session.press("/")
        await session.expectScreen("Tab to the list")
        session.type(basename(path))
        await session.expectScreen(`▌[ ] ${basename(path)}`)
        session.press("Tab", "Space")
        await session.expectScreen(`${index + 1} marked`)
        session.press("Escape")
        await session.expectScreen(/encrypted\.json[^]*odd-entries\.json[^]*plain\.json/)
      }
      session.press("Enter")
      await session.expectScreen("is locked")
      session.enter("not the password")
      await session.expectScreen(/wrong|not the|does not/i)
      session.press("C-u")
      session.enter("correct horse")
      await session.expectScreen(/\d+ of \d+ come in/)
      session.press("PageDown", "PageDown", "PageDown", "PageDown")
      await session.expectScreen("unread")
      session.press("Enter")
      await session.expectScreen("records:")
      session.press("n")
      await session.expectScreen("Keep the phone")
      session.press("PageDown", "PageDown", "Escape")
      await session.expectScreen(ACCOUNT_LIST)
      session.press("m")
      await session.choose("Import")
      await session.choose("Paste")
      await session.expectScreen("Import: paste")
      session.paste(readFileSync(join(home.work, "otpauth-uri/dialects.txt"), "utf8"))
      await session.expectScreen("So far:")
      session.press("C-d")
      await session.expectScreen(/\d+ of \d+ come in/)
      await backToAccounts(session)
      session.press("q")
      await session.expectExit(0)
    } finally {
      session.close()
    }
    const written = readFileSync(raw, "utf8")
    assert.ok(written.includes("Northwind"), "the output was recorded")
    assertNoSecret([written, withoutSequences(written)], [PASSPHRASE])
    assert.doesNotMatch(written, /otpauth:\/\/(totp|hotp)\/|secret=/i)
  })
})
