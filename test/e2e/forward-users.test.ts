import assert from "node:assert/strict"
import { execFile, spawn, spawnSync } from "node:child_process"
import type { ChildProcess } from "node:child_process"
import { chmodSync, cpSync, existsSync, lstatSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { createInterface } from "node:readline"
import { after, before, describe, it } from "node:test"
import type { TestContext } from "node:test"
import { setTimeout } from "node:timers/promises"
import { Home } from "./home.ts"
import type { Ran } from "./home.ts"
import { OtherUser, skipUnlessRoot } from "./other-user.ts"
import { ROOT, skipWithout } from "./programs.ts"
import { SshDaemon } from "./ssh-daemon.ts"

const URIS = [
  "otpauth://hotp/GitHub:alice?secret=JBSWY3DPEHPK3PXP&issuer=GitHub&counter=0",
  "otpauth://totp/Bank:alice?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Bank",
]
/** Debian's `nobody`. */
const THIRD = { uid: 65534, gid: 65534 }

/** The program, and its node, where every user can read them: the repository may be in a directory that they cannot enter. */
class Installation {
  readonly path = mkdtempSync(join(tmpdir(), "keyferry-installed-"))
  readonly node: string
  readonly main = join(this.path, "dist", "main.js")

  constructor(user: OtherUser) {
    chmodSync(this.path, 0o755)
    for (const name of ["package.json", "dist", "node_modules/blessed"])
      cpSync(join(ROOT, name), join(this.path, name), { recursive: true, dereference: true })
    spawnSync("chmod", ["-R", "a+rX", this.path])
    const canRun = spawnSync(process.execPath, ["--version"], { uid: user.uid, gid: user.gid, cwd: "/" }).status === 0
    this.node = canRun ? process.execPath : join(this.path, "node")
    if (!canRun) cpSync(process.execPath, this.node)
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true })
  }
}

describe(
  "codes for another user on a host, through the socket that ssh forwards",
  { skip: skipUnlessRoot === false ? skipWithout("ssh", "sshd", "ssh-keygen", "useradd", "userdel") : skipUnlessRoot, timeout: 180_000 },
  () => {
    const home = new Home()
    const near = join(home.path, "near", "work.sock")
    const env = { XDG_RUNTIME_DIR: join(home.path, "run"), DISPLAY: ":0", SSH_ASKPASS: join(home.path, "ask") }
    const own = join(env.XDG_RUNTIME_DIR, "keyferry", "agent.sock")
    /** What is left to end and to remove, the latest first. */
    const ends: (() => unknown)[] = []
    let user: OtherUser
    let far: string
    let installed: Installation
    let daemon: SshDaemon

    before(async () => {
      ends.unshift(() => {
        home.remove()
      })
      user = new OtherUser()
      ends.unshift(() => {
        user.remove()
      })
      far = join(user.home, ".keyferry-forward.sock")
      installed = new Installation(user)
      ends.unshift(() => {
        installed.remove()
      })
      daemon = await SshDaemon.start(user, { socket: near, there: far })
      ends.unshift(() => {
        daemon.stop()
      })
      // Only the sockets and their own directories keep others out.
      chmodSync(home.path, 0o755)
      mkdirSync(env.XDG_RUNTIME_DIR, { mode: 0o755 })
      await home.withVault(URIS)
      ends.unshift(() => home.run(["agent", "stop"], { env }))
      const { status, err } = await home.run(["agent", "start", "--forward", `work=${near}`], { env })
      assert.equal(status, 0, err)
    })
    after(async () => {
      for (const end of ends) await end()
    })

    /** The program that asks the user. */
    function answerBy(line: string): void {
      const asked = `printf '%s: %s\\n' "$SSH_ASKPASS_PROMPT" "$1" >>'${home.path}/asked'`
      writeFileSync(env.SSH_ASKPASS, `#!/bin/sh\n${asked}\n${line}\n`, { mode: 0o700 })
    }
    const asked = (): string => (existsSync(join(home.path, "asked")) ? readFileSync(join(home.path, "asked"), "utf8") : "")
    const log = async (): Promise<string> => (await home.run(["agent", "status"], { env })).out

    /** A connection with the socket, until it is killed or the test ends. */
    async function connected(t: TestContext): Promise<ChildProcess> {
      const ssh = spawn("ssh", daemon.argumentsFor("forwarded", "echo ready; exec cat"), { stdio: ["pipe", "pipe", "inherit"] })
      t.after(() => ssh.kill())
      for await (const line of createInterface({ input: ssh.stdout })) if (line === "ready") return ssh
      throw new Error("there is no connection")
    }

    /** Run keyferry on the host, by a connection without the socket, as in a second terminal. */
    function onHost(...args: readonly string[]): Promise<Ran> {
      const command = `'${installed.node}' '${installed.main}' ${args.join(" ")}`
      return new Promise((resolve) => {
        execFile("ssh", daemon.argumentsFor("plain", command), { timeout: 60_000 }, (error, out, err) => {
          const { code } = error ?? { code: 0 }
          resolve({ status: typeof code === "number" ? code : -1, out, err })
        })
      })
    }

    /** Try to connect to a socket. @returns `connected`, or the error's code */
    function connectAs({ uid, gid }: { readonly uid: number; readonly gid: number }, path: string): string {
      const script = `require("node:net").connect(process.argv[1]).on("error", (e) => console.log(e.code)).on("connect", function () { console.log("connected"); this.destroy() })`
      return spawnSync(installed.node, ["-e", script, path], { uid, gid, cwd: "/", encoding: "utf8" }).stdout.trim()
    }

    it("are printed after the user here has confirmed, and logged here", async (t) => {
      answerBy("exit 0")
      await connected(t)
      assert.deepEqual(await onHost("code", "github"), { out: "282760\n", err: "", status: 0 })
      assert.equal(asked(), "confirm: work asks for the code of “GitHub: alice”. Give it?\n")
      assert.match(await log(), /work {2}GitHub: alice {2}given$/m)
      assert.equal(lstatSync(far).uid, user.uid)
    })

    it("are refused with status 7, and nothing is printed, where the user here says no", async (t) => {
      answerBy("exit 1")
      await connected(t)
      assert.deepEqual(await onHost("code", "bank"), { out: "", err: "keyferry: denied: nothing was given\n", status: 7 })
      assert.match(await log(), /work {2}Bank: alice {2}refused$/m)
    })

    it("are neither printed nor spent where the connection is cut while the user thinks", async (t) => {
      answerBy("exec sleep 60")
      const ssh = await connected(t)
      const before = asked()
      const asking = onHost("code", "github")
      while (asked() === before) await setTimeout(50)
      ssh.kill("SIGKILL")
      const lost = { out: "", err: `keyferry: ${far} does not answer: the connection of ssh may have ended\n`, status: 1 }
      assert.deepEqual(await asking, lost)
      while (!/GitHub: alice {2}withdrawn$/m.test(await log())) await setTimeout(50)
      assert.deepEqual(await onHost("code", "github"), lost, "the socket is left behind")
      answerBy("exit 0")
      await connected(t)
      assert.equal((await onHost("code", "github")).out, "996554\n", "the code after the first one")
    })

    it("are for this user alone: no other one can connect, on either side, nor this one to the agent", async (t) => {
      await connected(t)
      assert.equal(connectAs(user, far), "connected")
      assert.deepEqual(
        [far, near, own].map((path) => connectAs(THIRD, path)),
        ["EACCES", "EACCES", "EACCES"],
      )
      assert.deepEqual(
        [near, own].map((path) => connectAs(user, path)),
        ["EACCES", "EACCES"],
      )
      for (const path of [far, near, own]) assert.equal(lstatSync(path).mode & 0o777, 0o600, path)
    })

    it("are not asked for through a socket of another user, or one that others can connect to", async (t) => {
      await connected(t)
      const refused = { out: "", err: `keyferry: ${far} is not a socket that only you can connect to\n`, status: 1 }
      assert.deepEqual(await home.run(["code", "github", "--forward", far]), refused)
      chmodSync(far, 0o666)
      assert.equal(connectAs(THIRD, far), "connected")
      assert.deepEqual(await onHost("code", "github"), refused)
    })
  },
)
