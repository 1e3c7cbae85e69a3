// A whole move to a phone over ssh: every page is seen on a real terminal and taken by a camera, every code is compared.
import assert from "node:assert/strict"
import { execFileSync, spawnSync } from "node:child_process"
import { join } from "node:path"
import { after, before, describe, it } from "node:test"
import { setTimeout as sleep } from "node:timers/promises"
import { Home } from "./home.ts"
import { Pane } from "./pane.ts"
import { isInstalled, MAIN, without } from "./programs.ts"
import { backToAccounts, exportAsQr, unlock } from "./screens.ts"
import { SshServer } from "./ssh-server.ts"
import { degrade, Xterm, XTERM_PROGRAMS } from "./xterm.ts"

const NAMES = ["Anchor", "Buoy", "Capstan", "Dinghy", "Estuary", "Ferry", "Galley", "Harbour", "Islet", "Jetty", "Keel", "Lighthouse"]
const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
/** Twelve accounts of the usual sort, and two that are not. */
const URIS = NAMES.map((name, at) => {
  const secret = Array.from({ length: 32 }, (_, i) => LETTERS[(at * 7 + i * (at + 3)) % 32]).join("")
  const more = { Buoy: "&algorithm=SHA256&digits=8", Galley: "&period=60" }[name] ?? ""
  return `otpauth://totp/${name}:ada?secret=${secret}&issuer=${name}${more}`
})
/** What a URI says, whether or not it leaves out what is usual. */
const said = (uri: string): unknown => ({ algorithm: "SHA1", digits: "6", period: "30", ...Object.fromEntries(new URL(uri).searchParams) })
const SIZE = [80, 24] as const
/** Time enough to type a code before it changes. */
const LEAST_LEFT_MS = 6000

const NEEDED = ["tmux", "ssh", "ssh-keygen", "sshd", "oathtool", "zbarimg", ...XTERM_PROGRAMS]

describe("twelve accounts from another machine to a phone, at 80x24", { skip: without(...NEEDED) }, () => {
  const home = new Home()
  let server: SshServer | undefined
  let pane: Pane
  let xterm: Xterm | undefined
  before(async () => {
    await home.withVault(URIS)
    server = await SshServer.start()
    const there = `cd ${home.work} && exec env LANG=C.UTF-8 HOME=${home.path} KEYFERRY_VAULT=${home.vault} ${process.execPath} ${MAIN} --lang en`
    pane = new Pane({ env: home.env, directory: home.work, command: ["ssh", "-t", "-F", server.clientConfig, "keyferry-host", there] })
    xterm = await Xterm.show(pane, SIZE)
    await unlock(pane)
  })
  after(() => {
    xterm?.close()
    pane.close()
    server?.stop()
    home.remove()
  })

  /** What any of the phones' readers makes of a photo. */
  const scan = (photo: string): string => {
    const zbar = spawnSync("zbarimg", ["-q", "--raw", "--nodbus", "-Sdisable", "-Sqrcode.enable", photo], {
      encoding: "utf8",
    }).stdout.trim()
    if (zbar !== "" || !isInstalled("ZXingReader")) return zbar
    return /^Text: +"(.*)"$/m.exec(execFileSync("ZXingReader", ["-format", "QRCode", photo], { encoding: "utf8" }))?.[1] ?? ""
  }

  /** The code that the phone shows now, with time left to type it. */
  const codeOf = async (uri: string): Promise<string> => {
    const { searchParams: told } = new URL(uri)
    const period = Number(told.get("period") ?? 30)
    while (period * 1000 - (Date.now() % (period * 1000)) < LEAST_LEFT_MS) await sleep(200)
    const how = [`--totp=${(told.get("algorithm") ?? "SHA1").toLowerCase()}`, "-s", `${period}s`, "-d", told.get("digits") ?? "6"]
    return execFileSync("oathtool", [...how, "-b", "-"], { encoding: "utf8", input: told.get("secret") ?? "" }).trim()
  }

  it("are scanned page by page, and each code that the phone then shows agrees", async () => {
    assert.ok(xterm !== undefined)
    await exportAsQr(pane, "phone")
    await pane.until(/Before the first code[^]*Buoy: ada[^]*Galley: ada/)
    await pane.press("Enter", /Page 1 of 12/)
    const scanned: string[] = []
    for (const page of NAMES.keys()) {
      if (page > 0) await pane.press("n", new RegExp(`Page ${page + 1} of 12`))
      await sleep(400)
      const [screenshot, photo] = [join(home.path, `page-${page + 1}.png`), join(home.path, `photo-${page + 1}.jpg`)]
      xterm.photograph(screenshot)
      degrade(screenshot, photo)
      scanned.push(scan(photo))
    }
    assert.deepEqual(scanned.map(said), URIS.map(said))

    await pane.press("Escape", /Compare the codes now\?/)
    await pane.press("y", /0 of 12 agree/)
    for (const [at, uri] of scanned.entries()) {
      pane.type(await codeOf(uri))
      await pane.until(at < 11 ? new RegExp(`${at + 1} of 12 agree`) : /All agree[^\n]*12 of 12/)
    }
    const ticked = pane.screen()
    for (const name of NAMES) assert.match(ticked, new RegExp(`\\[x\\] ${name}: ada`))
    assert.ok(!ticked.includes("[ ]"))

    await backToAccounts(pane)
    const list = await pane.until(/= agrees with/)
    for (const name of NAMES) assert.match(list, new RegExp(`= .*${name}: ada|${name}: ada.* =`), `${name} is marked`)
  })
})
