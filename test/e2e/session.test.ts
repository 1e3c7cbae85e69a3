import assert from "node:assert/strict"
import { after, afterEach, before, beforeEach, describe, it } from "node:test"
import { Home } from "./home.ts"
import { MAIN, without } from "./programs.ts"
import { unlock } from "./screens.ts"
import { playSession, takeFiles } from "./session.ts"
import { Shell } from "./shell.ts"
import { SshServer } from "./ssh-server.ts"

const PROGRAM = `${process.execPath} ${MAIN} --lang en`

describe("the program in a terminal of 80x24", { skip: without("tmux", "bash", "ps") }, () => {
  let home: Home
  let shell: Shell
  beforeEach(() => {
    home = new Home()
    shell = new Shell(home)
  })
  afterEach(() => {
    shell.pane.close()
    home.remove()
  })

  it("makes a vault, adds, imports, copies, exports, locks, imports back, and leaves the terminal as it was", async () => {
    takeFiles(home)
    const before = await shell.look()
    shell.pane.line(PROGRAM)
    await playSession(shell.pane, home)
    await shell.prompt()
    assert.equal(await shell.status(), 0)
    assert.deepEqual(await shell.look(), before)
  })

  for (const [name, end, status] of [
    [
      "Ctrl-C",
      () => {
        shell.pane.keys("C-c")
      },
      0,
    ],
    ["kill -TERM", () => process.kill(shell.child(), "SIGTERM"), 143],
    ["kill -HUP", () => process.kill(shell.child(), "SIGHUP"), 129],
  ] as const) {
    it(`leaves the terminal as it was on ${name}, in the middle of a passphrase`, async () => {
      const before = await shell.look()
      shell.pane.line(PROGRAM)
      await shell.pane.until(/New passphrase/)
      assert.equal(shell.pane.flag("alternate_on"), "1")
      shell.pane.type("half of a")
      await shell.pane.until(/\*{3}|•{3}/)
      end()
      await shell.prompt()
      assert.equal(await shell.status(), status)
      assert.deepEqual(await shell.look(), before)
    })
  }

  it("locks on Ctrl-Z, leaves the terminal as it was meanwhile, and unlocks after fg", async () => {
    await home.withVault(["otpauth://totp/Harbour:ada?secret=JBSWY3DPEHPK3PXP&issuer=Harbour"])
    const before = await shell.look()
    shell.pane.line(PROGRAM)
    await unlock(shell.pane)
    await shell.pane.until(/Harbour: ada/)
    shell.pane.keys("C-z")
    await shell.prompt()
    await shell.pane.until(/Stopped/)
    assert.deepEqual(await shell.look(), before)
    shell.pane.line("clear; fg")
    const locked = await shell.pane.until(/The vault is locked/)
    assert.doesNotMatch(locked, /Harbour/)
    await unlock(shell.pane)
    shell.pane.keys("q")
    await shell.prompt()
    assert.deepEqual(await shell.look(), before)
  })
})

describe("the program over ssh, with LANG=C", { skip: without("tmux", "bash", "ps", "ssh", "ssh-keygen", "sshd") }, () => {
  const home = new Home()
  let server: SshServer | undefined
  let shell: Shell | undefined
  before(async () => {
    server = await SshServer.start()
    shell = new Shell(home)
  })
  after(() => {
    shell?.pane.close()
    server?.stop()
    home.remove()
  })

  it("plays the same session, copies through the connection, and leaves the terminal as it was", async () => {
    assert.ok(server !== undefined && shell !== undefined)
    takeFiles(home)
    const there = `cd ${home.work} && exec env -u LC_ALL LANG=C HOME=${home.path} KEYFERRY_VAULT=${home.vault} ${PROGRAM}`
    const before = await shell.look()
    shell.pane.line(`ssh -t -F ${server.clientConfig} keyferry-host '${there}'`)
    await playSession(shell.pane, home)
    await shell.prompt()
    assert.equal(await shell.status(), 0)
    assert.deepEqual(await shell.look(), before)
  })
})
