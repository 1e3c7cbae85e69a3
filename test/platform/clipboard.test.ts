import assert from "node:assert/strict"
import { execFileSync, spawnSync } from "node:child_process"
import { describe, it } from "node:test"
import { isAppError } from "../../src/base/errors.ts"
import { terminalClipboard, tmuxClipboard } from "../../src/platform/clipboard.ts"

function clipboard(env: Record<string, string>, tmuxWorks = true) {
  const sent: string[] = []
  const ran: { args: readonly string[]; input: string }[] = []
  const port = terminalClipboard({
    env,
    send: (sequence) => void sent.push(sequence),
    runTmux: (args, input) => {
      ran.push({ args, input })
      return Promise.resolve(tmuxWorks)
    },
  })
  return { port, sent, ran }
}

describe("the clipboard", () => {
  it("gets one OSC 52 sequence with UTF-8 in base64", async () => {
    const { port, sent, ran } = clipboard({ TERM: "xterm" })
    assert.equal(await port.copy("123456 鍵"), "osc52")
    assert.deepEqual([sent, ran], [[`\x1b]52;c;${Buffer.from("123456 鍵").toString("base64")}\x07`], []])
  })

  it("is written through tmux inside tmux, the text on standard input and never as an argument", async () => {
    const { port, sent, ran } = clipboard({ TMUX: "/tmp/tmux-0/default,1,0" })
    assert.equal(await port.copy("123456"), "tmux")
    assert.deepEqual([sent, ran], [[], [{ args: ["load-buffer", "-w", "-"], input: "123456" }]])
  })

  it("gets OSC 52 where tmux is too old", async () => {
    const { port, sent } = clipboard({ TMUX: "x" }, false)
    assert.equal(await port.copy("1"), "osc52")
    assert.equal(sent.length, 1)
  })

  it("refuses a text that is longer than terminals accept", async () => {
    const { port, sent } = clipboard({})
    await assert.rejects(port.copy("x".repeat(80_000)), (error) => isAppError(error, "limit-exceeded"))
    assert.deepEqual(sent, [])
  })

  const hasTmux = spawnSync("tmux", ["-V"]).status === 0
  it("passes a text to a real tmux", { skip: hasTmux ? false : "SKIPPED: tmux is not installed" }, async () => {
    const socket = `keyferry-clip-${process.pid}`
    const tmux = (...args: string[]) => execFileSync("tmux", ["-L", socket, "-f", "/dev/null", ...args], { encoding: "utf8" })
    const saved = process.env["TMUX"]
    tmux("new-session", "-d", "-s", "t", "sleep 60")
    try {
      process.env["TMUX"] = tmux("display-message", "-p", "-t", "t", "#{socket_path},#{pid},0").trim()
      const port = terminalClipboard({ env: process.env, send: () => assert.fail("something was sent to the terminal") })
      assert.equal(await port.copy("123456 鍵"), "tmux")
      assert.equal(tmux("show-buffer"), "123456 鍵")
      tmux("set-option", "-s", "set-clipboard", "off")
      assert.equal(await tmuxClipboard(), "off")
    } finally {
      if (saved === undefined) Reflect.deleteProperty(process.env, "TMUX")
      else process.env["TMUX"] = saved
      tmux("kill-server")
    }
  })

  it("gets OSC 52 where tmux is not installed", async () => {
    const saved = process.env["PATH"]
    process.env["PATH"] = "/nonexistent"
    try {
      const sent: string[] = []
      const port = terminalClipboard({ env: { TMUX: "x" }, send: (sequence) => void sent.push(sequence) })
      assert.equal(await port.copy("1"), "osc52")
      assert.equal(sent.length, 1)
      assert.equal(await tmuxClipboard(), null)
    } finally {
      process.env["PATH"] = saved
    }
  })
})
