import assert from "node:assert/strict"
import { execFile } from "node:child_process"
import { copyFileSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { userInfo } from "node:os"
import { basename, dirname, join } from "node:path"
import { after, before, describe, it } from "node:test"
import { Home } from "./home.ts"
import type { Ran } from "./home.ts"
import { MAIN, pathOf, ROOT, skipWithout } from "./programs.ts"
import { ShellSession } from "./shell.ts"
import { SshHost } from "./ssh-host.ts"

const SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
/** Short, since a test waits for the next code. */
const PERIOD_S = 10
const URIS = [
  `otpauth://totp/Work:ada?secret=${SECRET}&issuer=Work&period=${PERIOD_S}`,
  "otpauth://totp/Other:ada?secret=JBSWY3DPEHPK3PXP&issuer=Other",
]
/** As users are advised to set it. */
const [, REQUIRE = ""] = /SSH_ASKPASS_REQUIRE=(\w+)/.exec(readFileSync(join(ROOT, "README.md"), "utf8")) ?? []
const isRoot = process.getuid?.() === 0
const skip = isRoot ? skipWithout("ssh", "sshd", "ssh-keygen", "google-authenticator", "tmux") : "SKIPPED: only root can add a PAM service"

/** An sshd that asks for a verification code after the key, by libpam-google-authenticator. */
class VerifyingHost {
  readonly ssh: SshHost
  readonly #service: string
  readonly #secrets: string

  /** @param directory - For its files. */
  constructor(directory: string) {
    const name = `keyferry-test-${process.pid}`
    this.#service = join("/etc/pam.d", name)
    this.#secrets = join(directory, "google_authenticator")
    // The second line makes it refuse a code that was used.
    const lines = [SECRET, '" DISALLOW_REUSE', '" TOTP_AUTH', `" STEP_SIZE ${PERIOD_S}`, '" WINDOW_SIZE 3']
    writeFileSync(this.#secrets, `${lines.join("\n")}\n`, { mode: 0o600 })
    this.ask("Verification code: ")
    const sshd = join(directory, name)
    symlinkSync(pathOf("sshd"), sshd)
    this.ssh = new SshHost({
      sshd,
      server: [
        "UsePAM yes",
        "AuthenticationMethods publickey,keyboard-interactive",
        "KbdInteractiveAuthentication yes",
        "PermitRootLogin yes",
      ],
      client: ["BatchMode no", "NumberOfPasswordPrompts 1"],
    })
  }

  ask(prompt: string): void {
    const module = `pam_google_authenticator.so secret=${this.#secrets} user=root [authtok_prompt=${prompt}]`
    const lines = [`auth required ${module}`, "account required pam_permit.so", "session required pam_permit.so"]
    writeFileSync(this.#service, `${lines.join("\n")}\n`)
  }

  remove(): void {
    rmSync(this.#service, { force: true })
    this.ssh.remove()
  }
}

describe("keyferry-askpass", { skip, timeout: 300_000 }, () => {
  const home = new Home()
  const program = join(home.path, "bin", "keyferry-askpass")
  // ssh looks for the name on the path. There is no graphical display.
  const env = { PATH: `${dirname(program)}:${home.env["PATH"] ?? ""}`, SSH_ASKPASS: basename(program), SSH_ASKPASS_REQUIRE: REQUIRE }
  let host: VerifyingHost

  before(async () => {
    mkdirSync(dirname(program))
    symlinkSync(MAIN, program)
    host = new VerifyingHost(home.path)
    await home.withVault(URIS)
  })
  after(() => {
    host.remove()
    home.remove()
  })

  const runSsh = (): Promise<Ran> => run("ssh", host.ssh.plainArgumentsFor("echo in"))

  function run(command: string, args: readonly string[]): Promise<Ran> {
    return new Promise((resolve) => {
      execFile(command, args, { env: { ...home.env, ...env }, timeout: 120_000 }, (error, out, err) => {
        const { code } = error ?? { code: 0 }
        resolve({ status: typeof code === "number" ? code : -1, out, err })
      })
    })
  }

  it("refuses a host that is not listed, where it cannot ask", async () => {
    const { status, out, err } = await runSsh()
    assert.deepEqual([status, out], [255, ""])
    assert.match(err, new RegExp(`^keyferry: ${userInfo().username}@keyferry-host is not listed, and there is no terminal to ask on`, "m"))
  })

  it("lets ssh into a listed host, twice in a row, which takes two codes", async () => {
    await home.do(["askpass", "--allow", "keyferry-host", "work"])
    const [first, second] = [await runSsh(), await runSsh()]
    assert.deepEqual([first.status, first.out], [0, "in\n"], first.err)
    assert.deepEqual([second.status, second.out], [0, "in\n"], second.err)
  })

  it("refuses a prompt for a password of a listed host", async () => {
    host.ask("Password: ")
    const { status, err } = await runSsh()
    host.ask("Verification code: ")
    assert.equal(status, 255)
    assert.match(err, /^keyferry: not a prompt for a verification code: nothing was given$/m)
  })

  it("refuses to accept the key of a host", async () => {
    const strict = ["-o", "StrictHostKeyChecking=ask", "-o", `UserKnownHostsFile=${join(home.path, "known_hosts")}`]
    const { status, err } = await run("ssh", [...strict, ...host.ssh.plainArgumentsFor("echo in")])
    assert.equal(status, 255)
    assert.match(err, /^keyferry: not a prompt for a verification code: nothing was given$/m)
    assert.match(err, /Host key verification failed/)
  })

  it("asks on the terminal about a host that is not listed", async () => {
    await home.do(["askpass", "--remove", "keyferry-host"])
    const session = new ShellSession(home)
    try {
      for (const [name, value] of Object.entries(env)) session.enter(`export ${name}='${value}'`)
      session.enter(`ssh ${host.ssh.plainArgumentsFor("'echo in-$((40 + 2))'").join(" ")}`)
      await session.expectScreen(/@keyferry-host asks for a verification code\. Of which/)
      session.enter("work")
      await session.expectScreen(/^in-42$/m)
    } finally {
      session.close()
    }
  })

  it("ends ssh by Ctrl-C at a question, and asks only once where the user ends the input", async () => {
    const session = new ShellSession(home)
    const question = /@keyferry-host asks for a verification code\. Of which/
    try {
      for (const [name, value] of Object.entries(env)) session.enter(`export ${name}='${value}'`)
      const before = await session.terminalState()
      session.enter(`clear; ssh ${host.ssh.plainArgumentsFor("true").join(" ")}`)
      await session.expectScreen(question)
      session.press("C-c")
      await session.expectPrompt()
      assert.equal(await session.exitStatus(), 130)
      assert.deepEqual(await session.terminalState(), before)
      session.enter("clear; keyferry-askpass '(ada@keyferry-host) Verification code: '")
      await session.expectScreen(question)
      session.type("会社")
      await session.expectScreen(/会社/)
      session.press("BSpace")
      session.type("x")
      await session.expectScreen(/会x/)
      session.press("C-u", "C-d")
      await session.expectScreen(/^keyferry: nothing was given$/m)
    } finally {
      session.close()
    }
  })

  it("answers sudo by the program that has started it", async () => {
    await home.do(["askpass", "--allow", "sudo", "work"])
    const sudo = join(home.path, "sudo")
    copyFileSync(pathOf("dash"), sudo)
    const answered = await run(sudo, ["-c", `'${program}' 'Verification code: '; true`])
    assert.match(answered.out, /^\d{6}\n$/, answered.err)
    const other = await run("sh", ["-c", `'${program}' 'Verification code: '; true`])
    assert.deepEqual(other.out, "")
  })

  it("keeps neither codes nor names of accounts in its files", () => {
    const settings = readFileSync(join(home.path, ".config/keyferry/settings.json"), "utf8")
    const given = readFileSync(join(home.path, ".local/state/keyferry/askpass.json"), "utf8")
    assert.doesNotMatch(settings + given, /Work|Other|\bada\b/)
    assert.deepEqual(Object.values(JSON.parse(given) as Record<string, number>).map(Number.isSafeInteger), [true])
  })
})
