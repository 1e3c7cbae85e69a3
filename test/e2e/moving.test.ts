import assert from "node:assert/strict"
import { execFileSync } from "node:child_process"
import type { ExecFileSyncOptionsWithStringEncoding } from "node:child_process"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { after, before, describe, it } from "node:test"
import { parseAccounts, sortByLabel, TWELVE, TWELVE_FILE } from "./accounts.ts"
import type { JsonAccount } from "./accounts.ts"
import { Home } from "./home.ts"
import { isInstalled, skipWithout } from "./programs.ts"
import { Session } from "./session.ts"
import { backToAccounts, exportAsQr, filterAccounts, leavePages, photographPages, unlock } from "./steps.ts"

/** A verification code as the screen shows it. */
const VERIFICATION_CODE = /\b[0-9A-Z]{4} ?- ?[0-9A-Z]{4} ?- ?[0-9A-Z]{4}\b/

/** The account without what a code for a phone cannot hold. */
const withoutExtras = (account: JsonAccount): JsonAccount => ({ ...account, note: "", groups: [], favorite: false })

const QUIET: ExecFileSyncOptionsWithStringEncoding = { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }

describe("twelve accounts in a terminal", { skip: skipWithout("tmux", "oathtool", "zbarimg") }, () => {
  const home = new Home()
  let session: Session
  before(async () => {
    await home.do(["init"])
    await home.do(["import", home.put("twelve.json", TWELVE_FILE)])
    session = new Session(home)
    await unlock(session)
  })
  after(() => {
    session.close()
    home.remove()
  })

  const savePictures = (name: string, pages: readonly { readonly picture: Uint8Array }[]): string[] =>
    pages.map(({ picture }, index) => home.put(`${name}-${index + 1}.png`, picture))
  const scan = async (files: readonly string[]): Promise<string[]> => {
    const scanned = JSON.parse(await home.do(["scan", "--json", ...files])) as { files: { codes: { text: string }[] }[] }
    return scanned.files.flatMap(({ codes }) => codes.map(({ text }) => text))
  }
  /** Assert that independent readers find exactly these texts in the pictures, one per picture. */
  const assertOthersRead = (files: readonly string[], texts: readonly string[]): void => {
    const zbar = files.map((file) =>
      execFileSync("zbarimg", ["-q", "--raw", "--nodbus", "-Sdisable", "-Sqrcode.enable", file], QUIET).trimEnd(),
    )
    assert.deepEqual(zbar, texts, "zbarimg")
    if (!isInstalled("ZXingReader")) return
    const zxing = files.map((file) => /^Text: +"(.*)"$/m.exec(execFileSync("ZXingReader", ["-format", "QRCode", file], QUIET))?.[1])
    assert.deepEqual(zxing, texts, "ZXingReader")
  }

  it("show the codes that oathtool computes at the same time, HOTP included", async () => {
    await session.waitFor("every code to be the one of oathtool", () => {
      const screen = session.screen()
      const totp = TWELVE.filter(({ kind }) => kind === "totp")
      return totp.every((account) => codeOn(screen, account) === oathtool(account)) ? true : undefined
    })
    const quay = TWELVE.find(({ issuer }) => issuer === "Quay") ?? assert.fail("there is a HOTP account")
    await filterAccounts(session, quay.issuer)
    session.press("n")
    await session.expectScreen("#8")
    assert.equal(codeOn(await session.expectScreen(/Quay +ada +\d{3} \d{3}/), quay), oathtool(quay))
    session.press("Escape")
    await session.expectScreen("[All 12]")
  })

  describe("as pages for another keyferry", () => {
    const other = new Home()
    let pages: string[]
    let code: string
    let lowerCase: string
    before(async () => {
      await exportAsQr(session, "Another keyferry")
      const shown = await photographPages(session)
      for (const { text } of shown.slice(0, -1)) assert.doesNotMatch(text, VERIFICATION_CODE, "of the codes, only the last page shows it")
      code = VERIFICATION_CODE.exec(shown.at(-1)?.text ?? "")?.[0].replaceAll(" ", "") ?? assert.fail("no verification code")
      session.press("v")
      assert.ok((await session.expectScreen("[code]")).replaceAll(" ", "").includes(code), "its own page shows the same")
      pages = savePictures("page", shown)
      await leavePages(session)
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

    it("are refused with a different message for each mistake, and nothing is imported", async () => {
      const before = readFileSync(join(other.vault, "vault.age"))
      const { verificationCode } = JSON.parse(await home.do(["qr", "anchor", "--to", "keyferry", "--png", "others", "--json"])) as {
        verificationCode: string
      }
      const wrong = home.put("wrong-code", `${verificationCode}\n`)
      const mistyped = home.put("mistyped-code", `${replaceFirst(code)}\n`)
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

    it("bring every account with all its fields to a second vault, shuffled and with the code in lower case", async () => {
      const shuffled = [...pages.filter((_, at) => at % 2 === 1), ...pages.filter((_, at) => at % 2 === 0)]
      const result = JSON.parse(await other.do(["import", "--json", ...shuffled, "--code-file", lowerCase])) as { new: number }
      assert.equal(result.new, 12)
      const args = ["export", "--to", "keyferry-json", "--plain", "--out", "-"]
      assert.deepEqual(sortByLabel(parseAccounts(await other.do(args))), sortByLabel(parseAccounts(await home.do(args))))
    })

    it("hold the same accounts as PNG files", async () => {
      const { pages: files, verificationCode } = JSON.parse(await home.do(["qr", "--to", "keyferry", "--png", "png", "--json"])) as {
        pages: { file: string }[]
        verificationCode: string
      }
      const codeFile = home.put("png-code", verificationCode.toLowerCase())
      const read = await home.do(["inspect", "--json", "--show-secrets", "--code-file", codeFile, ...files.map(({ file }) => file)])
      assert.deepEqual(sortByLabel(parseAccounts(read)), sortByLabel(afterHotpCode(TWELVE)))
    })
  })

  it("as codes for a phone at 80x24 equal the exported links, except those that the screen says are shortened", async () => {
    await exportAsQr(session, "A phone")
    const shown = await photographPages(session)
    await leavePages(session)
    const files = savePictures("phone", shown)
    const texts = await scan(files)
    assertOthersRead(files, texts)
    const arrived = parseAccounts(await home.do(["inspect", "--json", "--show-secrets", ...files]))
    assert.deepEqual(sortByLabel(arrived), sortByLabel(afterHotpCode(TWELVE).map(withoutExtras)))
    const exported = (await home.do(["export", "--to", "otpauth-uri", "--plain", "--out", "-"])).trim().split("\n")
    const shortened = shown.flatMap(({ text }, at) => (/default settings/i.test(text) ? [arrived[at]?.issuer] : []))
    for (const issuer of ["Amazon Web Services", "みなと信用金庫"]) assert.ok(shortened.includes(issuer), issuer)
    for (const [at, text] of texts.entries()) {
      if (!shortened.includes(arrived[at]?.issuer)) assert.ok(exported.includes(text), `page ${at + 1}`)
    }
  })

  it("as codes for Google Authenticator do not fit 80x24: the screen explains why and offers single codes", async () => {
    await exportAsQr(session, "Google Authenticator")
    await session.expectScreen("80x24")
    session.press("l")
    const losses = await session.expectScreen("cannot be transferred, or only in part")
    assert.match(losses, /Steam: ada_the_first\s+x .*does not support Steam codes/)
    assert.match(losses, /Slow Boat: ada@example.com\s+x .*codes that change\s+every 60 s/)
    session.press("Enter")
    const refused = await session.expectScreen("80x24")
    assert.match(refused, /too\s+small\s+for\s+Google\s+Authenticator/)
    session.press("1")
    await session.expectScreen("Page 1 of 12")
    await backToAccounts(session)
  })

  it("as codes for Google Authenticator at 120x40 hold several accounts each, and all are read back", async () => {
    session.resize(120, 40)
    await exportAsQr(session, "Google Authenticator")
    await session.expectScreen(/Page 1 of 2[^]*Import codes, not \+/)
    const shown = await photographPages(session)
    await leavePages(session)
    const files = savePictures("google", shown)
    const texts = await scan(files)
    for (const text of texts) assert.match(text, /^otpauth-migration:\/\/offline\?data=/)
    assertOthersRead(files, texts)
    const held = afterHotpCode(TWELVE).filter(({ kind, period }) => kind !== "steam" && period !== 60)
    assert.deepEqual(
      sortByLabel(parseAccounts(await home.do(["inspect", "--json", "--show-secrets", ...files]))),
      sortByLabel(held.map(withoutExtras)),
    )
  })
})

/** The accounts after the HOTP code of Quay was shown. */
const afterHotpCode = (accounts: readonly JsonAccount[]): JsonAccount[] =>
  accounts.map((account) => (account.issuer === "Quay" ? { ...account, counter: (account.counter ?? 0) + 1 } : account))

/** The widest column of issuers at 80 columns. */
const ISSUER_CELLS = 18

/** The code beside the label of an account; empty where there is none. */
function codeOn(screen: string, { issuer }: JsonAccount): string {
  const shown = issuer.length > ISSUER_CELLS ? `${issuer.slice(0, ISSUER_CELLS - 1)}…` : issuer
  const line = screen.split("\n").find((each) => each.includes(` ${shown} `)) ?? ""
  const [, first = "", last = ""] = / (\d{3,4}) (\d{3,4})\b/.exec(line) ?? []
  return first + last
}

function oathtool({ kind, secret, algorithm, digits, period, counter }: JsonAccount): string {
  const how = kind === "hotp" ? ["-c", String(counter)] : [`--totp=${algorithm.toLowerCase()}`, "-s", `${period ?? 30}s`]
  return execFileSync("oathtool", [...how, "-b", "-d", String(digits), "-"], { encoding: "utf8", input: secret }).trim()
}

/** The code with a typing error in its first character. */
function replaceFirst(code: string): string {
  return (code.startsWith("7") ? "8" : "7") + code.slice(1)
}
