// A whole move to a phone over ssh: every page is photographed on a real terminal and scanned, and every code is compared.
import assert from "node:assert/strict"
import { execFileSync, spawnSync } from "node:child_process"
import { join } from "node:path"
import { after, before, describe, it } from "node:test"
import { Home } from "./home.ts"
import { isInstalled, MAIN, skipWithout } from "./programs.ts"
import { Session } from "./session.ts"
import { SshHost } from "./ssh-host.ts"
import { backToAccounts, exportAsQr, unlock } from "./steps.ts"
import { degrade, Xterm, XTERM_PROGRAMS } from "./xterm.ts"

const NAMES = ["Anchor", "Buoy", "Capstan", "Dinghy", "Estuary", "Ferry", "Galley", "Harbour", "Islet", "Jetty", "Keel", "Lighthouse"]
const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
/** Twelve accounts; two of them have parameters other than the defaults. */
const URIS = NAMES.map((name, at) => {
  const secret = Array.from({ length: 32 }, (_, i) => LETTERS[(at * 7 + i * (at + 3)) % 32]).join("")
  const more = { Buoy: "&algorithm=SHA256&digits=8", Galley: "&period=60" }[name] ?? ""
  return `otpauth://totp/${name}:ada?secret=${secret}&issuer=${name}${more}`
})
/** The parameters of a URI, with the defaults of those that it leaves out. */
const parametersOf = (uri: string): unknown => ({
  algorithm: "SHA1",
  digits: "6",
  period: "30",
  ...Object.fromEntries(new URL(uri).searchParams),
})
/** The least time left before a code changes when it is typed. */
const LEAST_LEFT_MS = 6000

const NEEDED = ["tmux", "ssh", "ssh-keygen", "sshd", "oathtool", "zbarimg", ...XTERM_PROGRAMS]

describe("twelve accounts from another machine to a phone, at 80x24", { skip: skipWithout(...NEEDED) }, () => {
  const home = new Home()
  const host = new SshHost()
  let session: Session
  let xterm: Xterm
  before(async () => {
    await home.withVault(URIS)
    const there = `cd ${home.work} && exec env LANG=C.UTF-8 HOME=${home.path} KEYFERRY_VAULT=${home.vault} ${process.execPath} ${MAIN} --lang en`
    session = new Session(home, { command: ["ssh", ...host.argumentsFor(there)] })
    xterm = await Xterm.show(session)
    await unlock(session)
  })
  after(() => {
    xterm.close()
    session.close()
    host.remove()
    home.remove()
  })

  /** The text of the code in a photo, found by any of the readers that phones use; empty where none finds it. */
  const scan = (photo: string): string => {
    const zbar = spawnSync("zbarimg", ["-q", "--raw", "--nodbus", "-Sdisable", "-Sqrcode.enable", photo], {
      encoding: "utf8",
    }).stdout.trim()
    if (zbar !== "" || !isInstalled("ZXingReader")) return zbar
    return /^Text: +"(.*)"$/m.exec(execFileSync("ZXingReader", ["-format", "QRCode", photo], { encoding: "utf8" }))?.[1] ?? ""
  }

  /** The code that the phone shows, with time left to type it. */
  const codeOf = async (uri: string): Promise<string> => {
    const { searchParams } = new URL(uri)
    const period = Number(searchParams.get("period") ?? 30)
    const leftMs = (): number => period * 1000 - (Date.now() % (period * 1000))
    await session.waitFor("a code with time left", () => (leftMs() >= LEAST_LEFT_MS ? true : undefined))
    const algorithm = (searchParams.get("algorithm") ?? "SHA1").toLowerCase()
    const how = [`--totp=${algorithm}`, "-s", `${period}s`, "-d", searchParams.get("digits") ?? "6"]
    return execFileSync("oathtool", [...how, "-b", "-"], { encoding: "utf8", input: searchParams.get("secret") ?? "" }).trim()
  }

  /** Photograph the page on the screen until a code other than the previous page's is read: at first it may be half drawn. */
  const scanPage = async (page: number, previous: string | undefined): Promise<string> => {
    const [screenshot, photo] = [join(home.path, `page-${page}.png`), join(home.path, `photo-${page}.jpg`)]
    return await session.waitFor(`a readable photo of page ${page}`, () => {
      xterm.photograph(screenshot)
      degrade(screenshot, photo)
      const text = scan(photo)
      return text === "" || text === previous ? undefined : text
    })
  }

  it("are scanned page by page, and all codes that the phone then shows agree", async () => {
    await exportAsQr(session, "A phone")
    const scanned: string[] = []
    for (let page = 1; page <= NAMES.length; page++) {
      if (page > 1) session.press("n")
      await session.expectScreen(`Page ${page} of 12`)
      scanned.push(await scanPage(page, scanned.at(-1)))
    }
    assert.deepEqual(scanned.map(parametersOf), URIS.map(parametersOf))

    session.press("Escape")
    await session.expectScreen("Compare the codes now?")
    session.press("y")
    await session.expectScreen("0 of 12 agree")
    for (const [index, uri] of scanned.entries()) {
      session.type(await codeOf(uri))
      await session.expectScreen(index < 11 ? `${index + 1} of 12 agree` : /All agree[^\n]*12 of 12/)
    }
    const ticked = session.screen()
    for (const name of NAMES) assert.match(ticked, new RegExp(`✓ agrees +${name} +ada`))
    assert.doesNotMatch(ticked, / open /)

    await backToAccounts(session)
    const list = await session.expectScreen(/\[All \d+\]/)
    for (const name of NAMES) assert.match(list, new RegExp(`${name} +ada .*✓`), `${name} is marked`)
  })
})
