import assert from "node:assert/strict"
import { mkdirSync } from "node:fs"
import { connect } from "node:net"
import { join } from "node:path"
import { after, before, describe, it } from "node:test"
import { Home } from "./home.ts"
import { MAIN, skipWithout } from "./programs.ts"
import { ShellSession } from "./shell.ts"

const URIS = ["GitHub", "GitLab"].map((issuer) => `otpauth://totp/${issuer}:ada?secret=JBSWY3DPEHPK3PXP&issuer=${issuer}`)

describe("keyferry agent watch in a terminal", { skip: skipWithout("tmux", "bash", "ps"), timeout: 120_000 }, () => {
  const home = new Home()
  const socket = join(home.path, "near", "work.sock")
  const env = { XDG_RUNTIME_DIR: join(home.path, "run") }
  let shell: ShellSession
  before(async () => {
    mkdirSync(env.XDG_RUNTIME_DIR, { mode: 0o700 })
    await home.withVault(URIS)
    const { status, err } = await home.run(["agent", "start", "--forward", `work=${socket}`], { env })
    assert.equal(status, 0, err)
    shell = new ShellSession(home)
  })
  after(async () => {
    await home.run(["agent", "stop"], { env })
    shell.close()
    home.remove()
  })

  it("takes nothing that was typed before a question for its answer", async () => {
    shell.enter(`XDG_RUNTIME_DIR=${env.XDG_RUNTIME_DIR} ${process.execPath} ${MAIN} --lang en agent watch`)
    await shell.expectScreen(/waiting for requests/)
    shell.enter("1")
    shell.type("1")
    await shell.expectScreen(/^1\n1$/m)
    const asked = home.run(["code", "git"], { env: { KEYFERRY_FORWARD: socket } })
    await shell.expectScreen(/account for work: 1 to 2, or nothing to refuse:$/m)
    shell.enter("2")
    const { status, out, err } = await asked
    assert.equal(status, 0, err)
    assert.match(out, /^\d{6}\n$/)
    await shell.expectScreen(/work {2}GitLab: ada {2}given/)
  })

  it("does not stay at a question whose client is gone, and asks the next one", async () => {
    const gone = connect(socket, () => gone.write("code github\n"))
    await shell.expectScreen(/asks for the code of “GitHub: ada”\. Give it\? \[y\/N\]$/m)
    shell.type("y")
    gone.destroy()
    await shell.expectScreen(/GitHub: ada {2}withdrawn/)
    const asked = home.run(["code", "github"], { env: { KEYFERRY_FORWARD: socket } })
    await shell.expectScreen(/withdrawn\n(?:.*\n)*.*asks for the code of “GitHub: ada”/)
    shell.enter("y")
    const { status, err } = await asked
    assert.equal(status, 0, err)
    shell.press("C-c")
    await shell.expectPrompt()
  })
})
