import assert from "node:assert/strict"
import { after, before, describe, it } from "node:test"
import { Home } from "./home.ts"
import { MAIN, skipWithout } from "./programs.ts"
import { ShellSession } from "./shell.ts"

const URI = "otpauth://totp/Harbour:ada?secret=JBSWY3DPEHPK3PXP&issuer=Harbour&digits=8"

describe("keyferry code --watch in a terminal", { skip: skipWithout("tmux", "bash", "ps") }, () => {
  let home: Home
  let shell: ShellSession
  before(async () => {
    home = await new Home().withVault([URI])
    shell = new ShellSession(home)
  })
  after(() => {
    shell.close()
    home.remove()
  })

  const endings: [name: string, end: () => void][] = [
    ["Ctrl-C", () => { shell.press("C-c") }], // prettier-ignore
    ["kill -TERM", () => process.kill(shell.childProcess(), "SIGTERM")],
  ]
  for (const [name, end] of endings) {
    it(`counts down on one line, and leaves nothing of it on ${name}`, async () => {
      const before = await shell.terminalState()
      shell.enter(`${process.execPath} ${MAIN} --lang en code harbour --watch`)
      const first = /^\d{8} {2}\d+ s$/m.exec(await shell.expectScreen(/^\d{8} {2}\d+ s$/m))?.[0] ?? ""
      const screen = await shell.waitFor("the next second", () => (shell.screen().includes(first) ? undefined : shell.screen()))
      assert.equal(screen.match(/^\d{8} {2}\d+ s$/gm)?.length, 1)
      end()
      await shell.expectPrompt()
      assert.equal(await shell.exitStatus(), 130)
      assert.doesNotMatch(shell.screen(), /\d{8}|\^C/)
      assert.deepEqual(await shell.terminalState(), before)
    })
  }
})
