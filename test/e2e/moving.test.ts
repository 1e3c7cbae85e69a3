import assert from "node:assert/strict"
import { execFileSync } from "node:child_process"
import type { ExecFileSyncOptionsWithStringEncoding } from "node:child_process"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { after, before, describe, it } from "node:test"
import { setTimeout as sleep } from "node:timers/promises"
import { sorted, told, TWELVE, TWELVE_FILE } from "./accounts.ts"
import type { Told } from "./accounts.ts"
import { Home } from "./home.ts"
import { Pane } from "./pane.ts"
import { isInstalled, without } from "./programs.ts"
import { backToAccounts, exportAsQr, leavePages, photographPages, unlock } from "./screens.ts"

/** A verification code as it is shown. */
const CODE = /\b[0-9A-Z]{4} ?- ?[0-9A-Z]{4} ?- ?[0-9A-Z]{4}\b/

/** What a code for a phone holds of an account. */
const bare = (account: Told): Told => ({ ...account, note: "", groups: [], favorite: false })

const QUIET: ExecFileSyncOptionsWithStringEncoding = { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }

describe("twelve accounts in a terminal", { skip: without("tmux", "oathtool", "zbarimg") }, () => {
  const home = new Home()
  let pane: Pane
  before(async () => {
    await home.do(["init"])
    await home.do(["import", home.put("twelve.json", TWELVE_FILE)])
    pane = new Pane({ env: home.env, directory: home.work })
    await unlock(pane)
  })
  after(() => {
    pane.close()
    home.remove()
  })

  const save = (name: string, pictures: readonly Uint8Array[]): string[] =>
    pictures.map((picture, index) => home.put(`${name}-${index + 1}.png`, picture))
  const scan = async (files: readonly string[]): Promise<string[]> => {
    const { files: found } = JSON.parse(await home.do(["scan", "--json", ...files])) as { files: { codes: { text: string }[] }[] }
    return found.flatMap(({ codes }) => codes.map(({ text }) => text))
  }
  /** What independent readers find in the pictures, in their order. */
  const assertOthersRead = (files: readonly string[], texts: readonly string[]): void => {
    const zbar = files.map((file) =>
      execFileSync("zbarimg", ["-q", "--raw", "--nodbus", "-Sdisable", "-Sqrcode.enable", file], QUIET).trimEnd(),
    )
    assert.deepEqual(zbar, texts, "zbarimg")
    if (!isInstalled("ZXingReader")) return
    const zxing = files.map((file) => /^Text: +"(.*)"$/m.exec(execFileSync("ZXingReader", ["-format", "QRCode", file], QUIET))?.[1])
    assert.deepEqual(zxing, texts, "ZXingReader")
  }

  it("show the codes that oathtool makes in the same second, HOTP's too", async () => {
    // Away from the moment when they change.
    while (Date.now() % 30_000 < 2000 || Date.now() % 30_000 > 26_000) await sleep(200)
    const shown = await pane.until(/Anchor/)
    const codes = TWELVE.filter(({ kind }) => kind === "totp").map((account) => [account.issuer, codeOn(shown, account), oathtool(account)])
    assert.deepEqual(
      codes.map(([, code]) => code),
      codes.map(([, , code]) => code),
    )
    await pane.press("/", /Enter keep/)
    pane.line("quay")
    await pane.until(/1 of 12/)
    await pane.press("n", /#8/)
    const [quay] = TWELVE.filter(({ issuer }) => issuer === "Quay")
    assert.ok(quay !== undefined)
    assert.equal(codeOn(await pane.until(/Quay: ada +\d{3} \d{3}/), quay), oathtool(quay))
    await pane.press("Escape", /12 accounts/)
  })

  describe("as pages for another keyferry", () => {
    const other = new Home()
    let pages: string[]
    let code: string
    let lowerCase: string
    before(async () => {
      await exportAsQr(pane, "keyferry")
      const shown = await photographPages(pane)
      code = CODE.exec(shown.at(-1)?.text ?? "")?.[0].replaceAll(" ", "") ?? assert.fail("no code")
      for (const { text } of shown.slice(0, -1)) assert.doesNotMatch(text, CODE, "the code is below the last page alone")
      pages = save(
        "page",
        shown.map(({ picture }) => picture),
      )
      await leavePages(pane)
      lowerCase = home.put("code", `${code.toLowerCase().replaceAll("-", "")}\n`)
      await other.do(["init"])
    })
    after(() => {
      other.remove()
    })

    it("are read by other programs too", async () => {
      assert.ok(pages.length > 1)
      const texts = await scan(pages)
      assert.equal(texts.length, pages.length)
      for (const text of texts) assert.match(text, /^KEYFERRY:1\//)
      assertOthersRead(pages, texts)
    })

    it("are refused with a message of its own for each mistake, and nothing is imported", async () => {
      const before = readFileSync(join(other.vault, "vault.age"))
      const { verificationCode } = JSON.parse(await home.do(["qr", "anchor", "--to", "keyferry", "--png", "others", "--json"])) as {
        verificationCode: string
      }
      const wrong = home.put("wrong-code", `${verificationCode}\n`)
      const mistyped = home.put("mistyped-code", `${swapFirst(code)}\n`)
      const attempts = [
        await other.run(["import", ...pages, "--code-file", wrong]),
        await other.run(["import", ...pages, "--code-file", mistyped]),
        await other.run(["import", ...pages.slice(1), "--code-file", lowerCase]),
        await other.run(["import", ...pages.slice(1), join(home.work, "others/keyferry-01.png"), "--code-file", lowerCase]),
      ]
      assert.deepEqual(
        attempts.map(({ status }) => status),
        [5, 5, 4, 4],
        attempts.map(({ err }) => err).join("\n"),
      )
      assert.equal(new Set(attempts.map(({ err }) => err)).size, 4)
      for (const { err } of attempts) assert.ok(!err.includes(code) && !err.includes(verificationCode), "no message holds a code")
      assert.deepEqual(readFileSync(join(other.vault, "vault.age")), before)
    })

    it("bring all to a second vault, bit by bit, shuffled and with the code in lower case", async () => {
      const shuffled = [...pages.filter((_, at) => at % 2 === 1), ...pages.filter((_, at) => at % 2 === 0)]
      const { new: taken } = JSON.parse(await other.do(["import", "--json", ...shuffled, "--code-file", lowerCase])) as { new: number }
      assert.equal(taken, 12)
      const args = ["export", "--to", "keyferry-json", "--plain", "--out", "-"]
      assert.deepEqual(sorted(told(await other.do(args))), sorted(told(await home.do(args))))
    })

    it("are one picture as PNG, and the same accounts", async () => {
      const { pages: files, verificationCode } = JSON.parse(await home.do(["qr", "--to", "keyferry", "--png", "png", "--json"])) as {
        pages: { file: string }[]
        verificationCode: string
      }
      const given = home.put("png-code", verificationCode.toLowerCase())
      const read = await home.do(["inspect", "--json", "--show-secrets", "--code-file", given, ...files.map(({ file }) => file)])
      assert.deepEqual(sorted(told(read)), sorted(counted(TWELVE)))
    })
  })

  it("as codes for a phone at 80x24 are what is exported; what would not fit is made smaller, and it is said how", async () => {
    await exportAsQr(pane, "phone")
    await pane.until(/Anchor: work[^]*the note is left out/)
    await pane.press("Enter", /Page 1 of 12/)
    const shown = await photographPages(pane)
    await leavePages(pane)
    const files = save(
      "phone",
      shown.map(({ picture }) => picture),
    )
    const texts = await scan(files)
    assertOthersRead(files, texts)
    const arrived = told(await home.do(["inspect", "--json", "--show-secrets", ...files]))
    assert.deepEqual(sorted(arrived), sorted(counted(TWELVE).map(bare)))
    const exported = (await home.do(["export", "--to", "otpauth-uri", "--plain", "--out", "-"])).trim().split("\n")
    const smaller = shown.flatMap(({ text }, at) => (/usual settings/i.test(text) ? [arrived[at]?.issuer] : []))
    for (const issuer of ["Amazon Web Services", "みなと信用金庫"]) assert.ok(smaller.includes(issuer), `${issuer} is told of`)
    for (const [at, text] of texts.entries()) {
      if (!smaller.includes(arrived[at]?.issuer)) assert.ok(exported.includes(text), `page ${at + 1}`)
    }
  })

  it("as codes for Google Authenticator do not fit 80x24; why is said, and single codes are offered", async () => {
    await exportAsQr(pane, "google")
    const before = await pane.until(/cannot go over/)
    assert.match(before, /Steam: ada_the_first\s+x .*no Steam codes/)
    assert.match(before, /Slow Boat: ada@example.com\s+x .*every\s+60 s/)
    const refused = await pane.press("Enter", /80x24/)
    assert.match(refused, /too\s+small\s+for\s+Google\s+Authenticator/)
    await pane.press("1", /the note is left out/)
    await pane.press("Enter", /Page 1 of 12/)
    await backToAccounts(pane)
  })

  it("as codes for Google Authenticator at 120x40 hold several each, and are read back whole", async () => {
    pane.tmux("resize-window", "-t", "t", "-x", "120", "-y", "40")
    await exportAsQr(pane, "google")
    await pane.until(/cannot go over/)
    await pane.press("Enter", /Page 1 of 2[^]*Import codes, not \+/)
    const shown = await photographPages(pane)
    await leavePages(pane)
    const files = save(
      "google",
      shown.map(({ picture }) => picture),
    )
    const texts = await scan(files)
    for (const text of texts) assert.match(text, /^otpauth-migration:\/\/offline\?data=/)
    assertOthersRead(files, texts)
    const held = counted(TWELVE).filter(({ kind, period }) => kind !== "steam" && period !== 60)
    assert.deepEqual(sorted(told(await home.do(["inspect", "--json", "--show-secrets", ...files]))), sorted(held.map(bare)))
  })
})

/** As they are once the HOTP code of Quay was shown. */
const counted = (accounts: readonly Told[]): Told[] =>
  accounts.map((account) => (account.issuer === "Quay" ? { ...account, counter: (account.counter ?? 0) + 1 } : account))

/** The code beside an account's label. */
function codeOn(screen: string, { issuer }: Told): string | undefined {
  const line = screen.split("\n").find((each) => each.includes(`${issuer}:`)) ?? ""
  const [, first = "", last = ""] = / (\d{3,4}) (\d{3,4}) /.exec(line) ?? []
  return first + last
}

function oathtool({ kind, secret, algorithm, digits, period, counter }: Told): string {
  const how = kind === "hotp" ? ["-c", String(counter)] : [`--totp=${algorithm.toLowerCase()}`, "-s", `${period ?? 30}s`]
  return execFileSync("oathtool", [...how, "-b", "-d", String(digits), "-"], { encoding: "utf8", input: secret }).trim()
}

/** A typing slip in the first character. */
function swapFirst(code: string): string {
  return (code.startsWith("7") ? "8" : "7") + code.slice(1)
}
