import assert from "node:assert/strict"
import { execFileSync, spawnSync } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { after, before, beforeEach, describe, it } from "node:test"
import { setTimeout as sleep } from "node:timers/promises"
import { fileURLToPath } from "node:url"

const root = fileURLToPath(new URL("../..", import.meta.url))
const hasTmux = spawnSync("tmux", ["-V"]).status === 0 && spawnSync("bash", ["--version"]).status === 0
const skip = hasTmux ? false : "SKIPPED: tmux or bash is not installed; signals on a real terminal are not tested here"

/** A shell with job control in a real terminal. */
describe("on a real terminal", { skip }, () => {
  const socket = `keyferry-test-${process.pid}`
  const home = mkdtempSync(join(tmpdir(), "keyferry-pty-"))
  const tmux = (...args: string[]): string =>
    execFileSync("tmux", ["-L", socket, "-f", "/dev/null", ...args], { encoding: "utf8", env: { ...process.env, LC_ALL: "C.UTF-8" } })
  const screen = () => tmux("capture-pane", "-p", "-t", "t")
  const flag = (name: string) => tmux("display-message", "-p", "-t", "t", `#{${name}}`).trim()
  const keys = (...names: string[]) => void tmux("send-keys", "-t", "t", ...names)
  const line = (text: string) => {
    tmux("send-keys", "-t", "t", "-l", text)
    keys("Enter")
  }
  async function waitUntil(what: RegExp, text: () => string = screen): Promise<string> {
    const end = Date.now() + 60_000
    while (Date.now() < end) {
      const shown = text()
      if (what.test(shown)) return shown
      await sleep(30)
    }
    return assert.fail(`the screen never showed ${String(what)}:\n${text()}`)
  }
  /** Assert that the terminal is in the state that the shell needs. */
  async function assertRestored() {
    await waitUntil(/^0 1$/m, () => `${flag("alternate_on")} ${flag("cursor_flag")}`)
    assert.equal(flag("mouse_any_flag"), "0")
    const name = `tty-${Date.now()}`
    line(`stty -a > ${home}/${name}; printf 'SHELL%s\\n' -AGAIN`)
    await waitUntil(/^SHELL-AGAIN/m)
    const tty = readFileSync(join(home, name), "utf8")
    for (const word of ["echo", "icanon", "isig", "icrnl"]) assert.match(tty, new RegExp(`(^|\\s)${word}(;|\\s|$)`), word)
  }
  async function startProgram(): Promise<number> {
    line("clear; $PROGRAM")
    const shown = await waitUntil(/READY pid=\d+/)
    assert.equal(flag("alternate_on"), "1")
    return Number(/pid=(\d+)/.exec(shown)?.[1])
  }
  const status = async () => {
    line("echo status=$?.")
    return /^status=(\d+)\./m.exec(await waitUntil(/^status=\d+\./m))?.[1]
  }

  before(() => {
    const program = `${process.execPath} --import tsx ${join(root, "test/tui/fixture-program.ts")}`
    const shell = `cd '${root}' && exec env -u NO_COLOR LC_ALL=C LANG=C PS1='$ ' PROGRAM='${program}' bash --norc --noprofile -i`
    tmux("new-session", "-d", "-s", "t", "-x", "80", "-y", "24", shell)
    tmux("set", "-s", "escape-time", "10")
  })
  after(() => {
    spawnSync("tmux", ["-L", socket, "kill-server"])
    rmSync(home, { recursive: true, force: true })
  })
  beforeEach(async () => {
    line("clear; printf 'FRESH%s\\n' -SHELL")
    await waitUntil(/^FRESH-SHELL/m)
  })

  it("shows blocks, wide characters and emoji in the locale C, and receives keys and a paste", async () => {
    await startProgram()
    keys("j", "Up", "Enter")
    tmux("set-buffer", "-b", "p", "one\ntwo")
    tmux("paste-buffer", "-p", "-d", "-b", "p", "-t", "t")
    const shown = await waitUntil(/keys: j up enter pasted<one\+two>/)
    assert.match(shown, /▀▄█ │漢字│🔑│/)
    keys("Escape")
    await waitUntil(/escape$/m)
    keys("q")
    await assertRestored()
  })

  it("locks and suspends on Ctrl-Z, and continues after fg, twice", async () => {
    await startProgram()
    keys("a")
    await waitUntil(/keys: a/)
    for (const round of ["b", "c"]) {
      keys("C-z")
      await waitUntil(/Stopped/)
      await assertRestored()
      line("clear; fg")
      await waitUntil(/READY pid=\d+ LOCKED/)
      assert.equal(flag("alternate_on"), "1")
      keys(round)
      await waitUntil(new RegExp(` ${round}$`, "m"))
    }
    keys("q")
    await assertRestored()
    assert.equal(await status(), "0")
  })

  it("continues after SIGSTOP, which it cannot handle", async () => {
    const pid = await startProgram()
    process.kill(pid, "SIGSTOP")
    await waitUntil(/Stopped/)
    line("clear; fg")
    await waitUntil(/READY pid=/)
    keys("b")
    await waitUntil(/ b$/m)
    keys("C-c")
    await assertRestored()
    assert.equal(await status(), "0")
  })

  for (const [signal, expected] of [
    ["SIGTERM", "143"],
    ["SIGINT", "130"],
    ["SIGQUIT", "131"],
  ] as const) {
    it(`restores the terminal on ${signal}, prints one sentence and exits with ${expected}`, async () => {
      process.kill(await startProgram(), signal)
      await waitUntil(new RegExp(`keyferry: ended by ${signal}`))
      assert.equal(await status(), expected)
      await assertRestored()
    })
  }

  it("restores the terminal on SIGHUP and exits", async () => {
    process.kill(await startProgram(), "SIGHUP")
    await waitUntil(/^0$/m, () => flag("alternate_on"))
    assert.equal(await status(), "129")
    await assertRestored()
  })

  for (const [key, what] of [
    ["T", "a thrown error"],
    ["U", "an uncaught error"],
    ["R", "an unhandled rejection"],
  ] as const) {
    it(`restores the terminal after ${what}, and prints neither its message nor its stack`, async () => {
      await startProgram()
      keys(key)
      const shown = await waitUntil(/keyferry: stopped by a bug \(RangeError\)/)
      assert.doesNotMatch(shown, /this text is secret|at .*fixture-program/)
      assert.equal(await status(), "1")
      await assertRestored()
    })
  }

  it("exits when its window is closed", async () => {
    tmux(
      "new-session",
      "-d",
      "-s",
      "window",
      "-x",
      "80",
      "-y",
      "24",
      `cd '${root}' && exec ${process.execPath} --import tsx test/tui/fixture-program.ts`,
    )
    const shown = await waitUntil(/READY pid=\d+/, () => tmux("capture-pane", "-p", "-t", "window"))
    const pid = Number(/pid=(\d+)/.exec(shown)?.[1])
    tmux("kill-session", "-t", "window")
    const isAlive = () => {
      try {
        return process.kill(pid, 0)
      } catch {
        return false
      }
    }
    await waitUntil(/^false$/, () => String(isAlive()))
  })

  it("restores the earlier screen", async () => {
    line("clear; printf 'KEEP%s\\n' -ME; $PROGRAM")
    await waitUntil(/READY/)
    keys("q")
    await waitUntil(/^0$/m, () => flag("alternate_on"))
    await waitUntil(/^KEEP-ME/m)
    assert.doesNotMatch(tmux("capture-pane", "-p", "-S", "-", "-t", "t"), /READY pid/, "the program left nothing in the scrollback")
  })
})
