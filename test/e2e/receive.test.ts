// Scanning with a browser's camera through a real `ssh -L`: Chromium gets a film of QR codes as its camera.
import assert from "node:assert/strict"
import { spawn, spawnSync } from "node:child_process"
import type { ChildProcess } from "node:child_process"
import { mkdirSync, writeFileSync } from "node:fs"
import { connect, createServer } from "node:net"
import type { AddressInfo } from "node:net"
import { join } from "node:path"
import { after, before, describe, it } from "node:test"
import { chromium } from "playwright-core"
import type { Browser, Page } from "playwright-core"
import QRCode from "qrcode"
import { makeDraft } from "../../src/accounts/account.ts"
import { Secret } from "../../src/accounts/secret.ts"
import { formatOtpUri } from "../../src/accounts/uri.ts"
import { migrationUris } from "../../src/formats/records/google-migration.ts"
import { cut, sealTransfer } from "../../src/transfer/transfer.ts"
import { seededRandom } from "../formats/ports.ts"
import { Home } from "./home.ts"
import { MAIN, pathOf, SAMPLES, skipWithout } from "./programs.ts"
import { Session } from "./session.ts"
import { SshHost } from "./ssh-host.ts"

const FRAMES_PER_SECOND = 15
const DEADLINE_MS = 60_000

const drafts = (names: string, count: number) =>
  Array.from({ length: count }, (_, n) =>
    makeDraft({ kind: "totp", issuer: names, name: `n${n}`, secret: new Secret(Buffer.from(`${names} secret number ${n}`)) }),
  )

/** A port that nobody has. */
async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

/** A film that shows each text as a QR code for a second, again and again. */
async function film(directory: string, texts: readonly string[]): Promise<string> {
  mkdirSync(directory, { recursive: true })
  for (const [at, text] of texts.entries()) {
    const pixels = await QRCode.toBuffer(text, { errorCorrectionLevel: "L", width: 460, margin: 4 })
    writeFileSync(join(directory, `q-${at + 1}.png`), pixels)
  }
  const path = join(directory, "film.mjpeg")
  const pad = `fps=${FRAMES_PER_SECOND},pad=640:480:(ow-iw)/2:(oh-ih)/2:gray,format=yuvj420p`
  const { status, stderr } = spawnSync(
    "ffmpeg",
    [
      "-y",
      "-framerate",
      "1",
      "-i",
      join(directory, "q-%d.png"),
      "-vf",
      pad,
      "-c:v",
      "mjpeg",
      "-q:v",
      "3",
      "-t",
      String(texts.length),
      path,
    ],
    { encoding: "utf8" },
  )
  assert.equal(status, 0, stderr)
  return path
}

/** In the page: a picture on the clipboard of the browser's machine. */
const PUT_ON_CLIPBOARD = `(async () => {
  const bytes = Uint8Array.from(atob("BASE64"), (character) => character.charCodeAt(0))
  await navigator.clipboard.write([new ClipboardItem({ "image/png": new Blob([bytes], { type: "image/png" }) })])
})()`
const NEEDED = ["tmux", "ssh", "ssh-keygen", "sshd", "ffmpeg", "chromium"]

describe("scanning with a browser through ssh -L", { skip: skipWithout(...NEEDED) }, () => {
  const home = new Home()
  const host = new SshHost()
  const open: { close(): unknown }[] = []
  before(async () => {
    await home.withVault([])
  })
  after(async () => {
    for (const one of open.splice(0)) await one.close()
    host.remove()
    home.remove()
  })

  /** The program on the host, a tunnel to it, and its page in a browser whose camera shows the film. */
  async function scanWith(path: string | null): Promise<{ session: Session; page: Page }> {
    const session = new Session(home, {
      command: [process.execPath, MAIN, "--lang", "en", "receive"],
    })
    open.push(session)
    const screen = await session.expectScreen(/http:\/\/127\.0\.0\.1:\d+\/[\w-]+\/\s/)
    const [, port = "", token = ""] = /http:\/\/127\.0\.0\.1:(\d+)\/([\w-]+)\//.exec(screen) ?? []
    const local = await freePort()
    const browser: Browser = await chromium.launch({
      executablePath: pathOf("chromium"),
      args: [
        "--no-sandbox",
        // A build server may have little shared memory.
        "--disable-dev-shm-usage",
        // An address that does not answer is loaded again by the button alone.
        "--disable-auto-reload",
        "--use-fake-device-for-media-stream",
        "--use-fake-ui-for-media-stream",
        ...(path === null ? [] : [`--use-file-for-fake-video-capture=${path}`]),
      ],
    })
    open.push(browser)
    const context = await browser.newContext({ permissions: path === null ? [] : ["camera"] })
    const page = await context.newPage()
    page.setDefaultTimeout(DEADLINE_MS)
    // Opened too early, and so by the button of Chromium's own page of the error.
    await assert.rejects(page.goto(`http://127.0.0.1:${local}/${token}/`), /ERR_CONNECTION_REFUSED/)
    const tunnel: ChildProcess = spawn("ssh", host.argumentsForForwarding(local, Number(port)), { stdio: "ignore" })
    open.push({ close: () => tunnel.kill() })
    await session.waitFor("the tunnel", () => isListening(local))
    await page.locator("#reload-button").click()
    await page.getByText("Connected", { exact: true }).waitFor()
    return { session, page }
  }

  const finish = async (session: Session, code: string | null, expected: RegExp): Promise<void> => {
    session.press("Enter")
    if (code !== null) {
      await session.expectScreen(/verification code of/)
      session.enter(code)
    }
    await session.expectScreen(expected)
    await session.expectExit(0)
    session.close()
  }

  it("imports a migration of three parts", async (t) => {
    const uris = await migrationUris(drafts("Migration", 9), 3, Uint8Array.of(1, 2, 3, 4))
    const { session, page } = await scanWith(await film(join(home.work, "migration"), uris))
    const begun = performance.now()
    await page.locator(".set .status", { hasText: "All 3 read" }).waitFor()
    t.diagnostic(`three parts, shown for a second each: complete after ${Math.round(performance.now() - begun)} ms`)
    assert.equal(await page.locator(".accounts li").count(), 9)
    await finish(session, null, /^9 new/m)
    await page.getByRole("heading", { name: "Now go on in the terminal" }).waitFor()
  })

  it("imports the twelve parts of a transfer, with the verification code", async (t) => {
    const sealed = await sealTransfer(drafts("Transfer", 40), seededRandom("receive"))
    const sizes = Array.from({ length: 940 }, (_, n) => 1000 - n)
    const parts = cut(sealed, sizes.find((characters) => cut(sealed, characters).length === 12) ?? assert.fail())
    assert.equal(parts.length, 12)
    const { session, page } = await scanWith(await film(join(home.work, "transfer"), parts))
    const begun = performance.now()
    await page.locator(".set .status", { hasText: "All 12 read" }).waitFor()
    t.diagnostic(`twelve parts, shown for a second each: complete after ${Math.round(performance.now() - begun)} ms`)
    await page.locator(".notice", { hasText: "Type the verification code in the terminal" }).waitFor()
    await finish(session, sealed.code, /^40 new/m)
  })

  it("imports five single codes", async (t) => {
    const { session, page } = await scanWith(
      await film(
        join(home.work, "single"),
        drafts("Single", 5).map((draft) => formatOtpUri(draft)),
      ),
    )
    const begun = performance.now()
    await page.locator(".accounts li").nth(4).waitFor()
    t.diagnostic(`five codes, shown for a second each: complete after ${Math.round(performance.now() - begun)} ms`)
    await session.expectScreen(/Single: n4 \(new\)/)
    await finish(session, null, /^5 new/m)
  })

  it("imports a pasted picture, a dropped one, and a dropped file of Aegis; a planted script does not run", async () => {
    const { session, page } = await scanWith(null)
    const picture = await QRCode.toBuffer(formatOtpUri(drafts("Pasted", 1)[0] ?? assert.fail()))
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"])
    await page.evaluate(PUT_ON_CLIPBOARD.replace("BASE64", picture.toString("base64")))
    await page.keyboard.press("Control+V")
    await page.locator(".accounts", { hasText: "Pasted: n0" }).waitFor()

    const dropped = join(home.work, "dropped.png")
    writeFileSync(dropped, await QRCode.toBuffer(formatOtpUri(drafts("Dropped", 1)[0] ?? assert.fail())))
    const drop = await page.context().newCDPSession(page)
    for (const file of [dropped, join(SAMPLES, "aegis", "plain.json")]) {
      const before = await page.locator(".accounts li").count()
      const data = { items: [], files: [file], dragOperationsMask: 1 }
      for (const type of ["dragEnter", "dragOver", "drop"] as const)
        await drop.send("Input.dispatchDragEvent", { type, x: 200, y: 200, data })
      await page.locator(".accounts li").nth(before).waitFor()
    }

    const violations: string[] = []
    page.on("console", (message) => violations.push(message.text()))
    await page.route(page.url(), async (route) => {
      const response = await route.fetch()
      const html = await response.text()
      await route.fulfill({ response, body: html.replace("</head>", "<script>document.title = 'planted'</script></head>") })
    })
    const before = await page.locator(".accounts li").count()
    await page.reload()
    await page
      .locator(".accounts li")
      .nth(before - 1)
      .waitFor()
    assert.equal(await page.title(), "keyferry")
    assert.match(violations.join("\n"), /inline script violates .*Content Security Policy directive/)
    const accounts = await page.locator(".accounts li.new").count()
    await finish(session, null, new RegExp(`^${accounts} new`, "m"))
  })
})

function isListening(port: number): Promise<true | undefined> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1")
    socket.on("connect", () => {
      socket.destroy()
      resolve(true)
    })
    socket.on("error", () => {
      resolve(undefined)
    })
  })
}
