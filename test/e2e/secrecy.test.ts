import assert from "node:assert/strict"
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs"
import { basename, dirname, join, sep } from "node:path"
import { after, before, describe, it } from "node:test"
import type { Expectation } from "../formats/samples.ts"
import { secretsOf } from "../formats/secrecy.ts"
import { Home, PASSPHRASE } from "./home.ts"
import type { Ran } from "./home.ts"
import { Pane } from "./pane.ts"
import { SAMPLES, without } from "./programs.ts"
import { backToAccounts, unlock } from "./screens.ts"

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
/** Every sample secret in every spelling. Labels may be told. */
const secrets = [
  ...new Set(samples.flatMap(({ accounts = [] }) => secretsOf({ accounts: accounts.map(({ secret = "" }) => ({ secret })) }))),
]

/** Base32 and hexadecimal may be told in either case; a text that is a secret is one only as it stands. */
function assertNone(texts: readonly string[], more: readonly string[] = []): void {
  const exact = [...secrets, ...passwords, ...more]
  const encoded = secrets.filter((secret) => /^([A-Z2-7]+|[0-9a-f]+)$/.test(secret)).map((secret) => secret.toLowerCase())
  for (const text of texts) {
    const lower = text.toLowerCase()
    assert.ok(!exact.some((secret) => text.includes(secret)), "a secret or a password is told")
    assert.ok(!encoded.some((secret) => lower.includes(secret)), "a secret is told")
  }
}

/** What stands between sequences may be cut by them. */
const withoutSequences = (raw: string): string => raw.replace(/\x1b(\[[\d;:?<=>]*[A-Za-z]|\][^\x07\x1b]*(\x07|\x1b\\)|[()].|.)/g, "")

describe("the secrets and passwords of all samples", () => {
  const home = new Home()
  /** Beside the vault, the one file that may hold them. */
  const chosen = join(home.work, "chosen.json")
  const ran: Ran[] = []
  const remember = async (...args: readonly string[]): Promise<Ran> => {
    const result = await home.run(args)
    ran.push(result)
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

  it("are nowhere in what inspect, import and convert say, whatever the password", async () => {
    assert.ok(secrets.length > 100, "there is something to look for")
    const all = pathsOf(samples)
    await remember("inspect", ...all, "--password-file", home.put("wrong", "not the password\n"))
    for (const [at, password] of passwords.entries()) {
      const given = home.put(`password-${at}`, `${password}\n`)
      const theirs = pathsOf(samples.filter((sample) => sample.password === password))
      await remember("inspect", "--json", ...theirs, "--password-file", given, "--code-file", given)
    }
    // Pictures are slow, and were all inspected.
    const readable = pathsOf(samples.filter(({ password = "correct horse" }) => password === "correct horse")).filter(
      (path) => !path.startsWith("qr-image/"),
    )
    const right = home.put("right", "correct horse\n")
    assert.match((await remember("import", ...readable, "--password-file", right)).out, /^\d{2,} new, /)
    const some = [
      "aegis/encrypted.json",
      "keyferry-json/plain.json",
      "otpauth-uri/dialects.txt",
      "stratum/odd-records.json",
      "qr-image/one.png",
    ]
    await remember("convert", ...some, "--password-file", right, "--to", "keyferry-json", "--plain", "--out", chosen)
    // The names of the files were said by us.
    const withoutNames = (text: string): string => all.reduce((left, path) => left.replaceAll(basename(path), ""), text)
    assertNone(ran.flatMap(({ out, err }) => [out, err]).map(withoutNames))
    for (const { err } of ran) assert.doesNotMatch(err, /otpauth:\/\/|secret=/i)
  })

  it("are in no file but the chosen export, the samples themselves and what gave the passwords", () => {
    const given = pathsOf(samples).map((path) => join(home.work, path))
    const passwordFile = new RegExp(`^${home.path}${sep}(passphrase|right|wrong|password-\\d+)$`)
    const others = home.files().filter(({ path }) => path !== chosen && !given.includes(path) && !passwordFile.test(path))
    assert.ok(others.some(({ path }) => path === join(home.vault, "vault.age")))
    for (const { bytes } of others) assertNone([bytes.toString("latin1"), bytes.toString("utf8")])
    // What is looked for can be found: it is in the export.
    const exported = readFileSync(chosen, "utf8")
    assert.ok(secrets.filter((secret) => exported.includes(secret)).length > 20)
  })

  it("never reach the terminal, not while they are imported, pasted or typed", { skip: without("tmux") }, async () => {
    const paths = ["aegis/encrypted.json", "aegis/odd-entries.json", "aegis/plain.json"]
    const raw = join(home.path, "raw")
    const pane = new Pane({ env: home.env, directory: join(home.work, "aegis") })
    try {
      pane.tmux("pipe-pane", "-t", "t", `cat > '${raw}'`)
      await unlock(pane)
      await pane.press("m", /3\s+Import/)
      await pane.press("3", /where from/)
      await pane.press("2", /encrypted\.json/)
      for (const [at, path] of paths.entries()) {
        await pane.press("/", /Enter keep/)
        pane.line(path.split("/")[1] ?? "")
        await pane.until(new RegExp(`> \\[ \\] ${path.split("/")[1] ?? ""}`))
        await pane.press("Space", new RegExp(`${at + 1} marked`))
        await pane.press("Escape", /encrypted\.json[^]*odd-entries\.json[^]*plain\.json/)
      }
      await pane.press("Enter", /is locked/)
      pane.line("not the password")
      await pane.until(/wrong|not the|does not/i)
      pane.keys("C-u")
      pane.line("correct horse")
      await pane.until(/what would be done/)
      pane.keys("PageDown", "PageDown", "PageDown", "PageDown")
      await pane.until(/Cannot be read/)
      await pane.press("Enter", /records:/)
      await pane.press("n", /Keep the phone/)
      pane.keys("PageDown", "PageDown")
      await pane.press("Enter", /order: /)
      await pane.press("m", /3\s+Import/)
      await pane.press("3", /where from/)
      await pane.press("3", /Import: paste/)
      pane.paste(readFileSync(join(home.work, "otpauth-uri/dialects.txt"), "utf8"))
      await pane.until(/So far:/)
      await pane.press("C-d", /what would be done/)
      await backToAccounts(pane)
      pane.keys("q")
      assert.equal(await pane.ended(), 0)
    } finally {
      pane.close()
    }
    const said = readFileSync(raw, "utf8")
    assert.ok(said.includes("Northwind"), "the terminal was listened to")
    assertNone([said, withoutSequences(said)], [PASSPHRASE])
    assert.doesNotMatch(said, /otpauth:\/\/(totp|hotp)\/|secret=/i)
  })
})
