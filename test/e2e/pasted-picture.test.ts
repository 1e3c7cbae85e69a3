import assert from "node:assert/strict"
import { spawn } from "node:child_process"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { after, describe, it } from "node:test"
import { setTimeout as sleep } from "node:timers/promises"
import headless from "@xterm/headless"
import { ClipboardTerminal } from "../tui/terminal/clipboard-terminal.ts"
import { unrestored } from "../terminals/sent.ts"
import { Home, PASSPHRASE } from "./home.ts"
import { MAIN, SAMPLES, skipWithout } from "./programs.ts"

const DEADLINE_MS = 90_000
const POLL_MS = 25

/** The program on a terminal of 80x24 whose clipboard holds this picture. */
class PictureTerminal {
  readonly #child
  readonly #xterm = new headless.Terminal({ cols: 80, rows: 24, allowProposedApi: true })
  readonly clipboard: ClipboardTerminal
  /** All that the program has sent. */
  sent = ""
  readonly ended: Promise<unknown>

  constructor(home: Home, picture: Uint8Array) {
    const command = `stty rows 24 cols 80; exec '${process.execPath}' '${MAIN}' --lang en`
    const env = { ...home.env, TERM: "xterm-kitty", SHELL: "/bin/sh" }
    const child = spawn("script", ["-qfec", command, "/dev/null"], { cwd: home.work, env, stdio: ["pipe", "pipe", "ignore"] })
    this.#child = child
    this.ended = new Promise((resolve) => child.on("close", resolve))
    this.clipboard = new ClipboardTerminal({ content: { "image/png": picture } }, (bytes) => child.stdin.write(bytes))
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      this.sent += text
      this.#xterm.write(text)
      this.clipboard.take(text)
    })
  }

  type(keys: string): void {
    this.#child.stdin.write(keys)
  }

  get screen(): string {
    const { active } = this.#xterm.buffer
    return Array.from({ length: 24 }, (_, y) => active.getLine(active.viewportY + y)?.translateToString(true) ?? "").join("\n")
  }

  async expect(what: RegExp | (() => boolean)): Promise<void> {
    const end = Date.now() + DEADLINE_MS
    while (!(typeof what === "function" ? what() : what.test(this.screen))) {
      if (Date.now() > end) assert.fail(`waited too long for ${String(what)}; the screen:\n${this.screen}`)
      await sleep(POLL_MS)
    }
  }

  kill(): void {
    this.#child.kill("SIGKILL")
  }
}

describe("a picture on the clipboard of the user's own computer", { skip: skipWithout("script", "stty") }, () => {
  const home = new Home()
  const picture = readFileSync(join(SAMPLES, "qr-image", "batch-1.png"))
  let terminal: PictureTerminal | null = null
  after(() => {
    terminal?.kill()
    home.remove()
  })

  it("is pasted into an import, and its accounts are in the plan; the terminal is as it was afterwards", async () => {
    await home.withVault([])
    const there = (terminal = new PictureTerminal(home, picture))
    await there.expect(/The vault is locked/)
    there.type(`${PASSPHRASE}\r`)
    await there.expect(/No account yet/)
    assert.ok(!there.sent.includes("5522"), "nothing is asked before the import")
    there.type("m")
    await there.expect(/1 {2}\S[^]*\d {2}Import/)
    there.type(/(\d) {2}Import/.exec(there.screen)?.[1] ?? "")
    await there.expect(/Import: where from[^]*Ctrl-V pastes a picture/)
    await there.expect(() => there.clipboard.on)
    there.clipboard.paste()
    await there.expect(/Import › clipboard\.png[^]*\d+ of \d+ come in/)
    assert.equal(there.clipboard.on, false)
    there.type("\x1b")
    await there.expect(() => there.clipboard.on)
    // By the program's own key it is the same.
    there.type("\x16")
    await there.expect(/Import › clipboard\.png[^]*Nothing is changed before Enter/)
    there.type("\x03")
    await there.ended
    assert.deepEqual(unrestored(there.sent), [])
  })
})
