import assert from "node:assert/strict"
import { execFile } from "node:child_process"
import { mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { after, before, describe, it } from "node:test"
import { Home } from "./home.ts"
import type { Ran } from "./home.ts"
import { isInstalled, MAIN, skipWithout } from "./programs.ts"
import { SshHost } from "./ssh-host.ts"

const URIS = [
  "otpauth://hotp/GitHub:alice?secret=JBSWY3DPEHPK3PXP&issuer=GitHub&counter=0",
  "otpauth://totp/Bank:alice?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Bank",
]

describe(
  "codes on a host, through a socket that ssh forwards",
  { skip: skipWithout("ssh", "sshd", "ssh-keygen"), timeout: 120_000 },
  () => {
    const home = new Home()
    const near = join(home.path, "near", "work.sock")
    const far = join(home.path, "far.sock")
    let host: SshHost
    const env = { XDG_RUNTIME_DIR: join(home.path, "run"), DISPLAY: ":0", SSH_ASKPASS: join(home.path, "ask") }

    before(async () => {
      host = new SshHost()
      mkdirSync(env.XDG_RUNTIME_DIR, { mode: 0o700 })
      await home.withVault(URIS)
      answerBy("exit 0")
      const { status, err } = await home.run(["agent", "start", "--forward", `work=${near}`], { env })
      assert.equal(status, 0, err)
    })
    after(async () => {
      await home.run(["agent", "stop"], { env })
      home.remove()
      host.remove()
    })

    /** The program that asks the user. */
    function answerBy(line: string): void {
      writeFileSync(env.SSH_ASKPASS, `#!/bin/sh\nprintf '%s: %s\\n' "$SSH_ASKPASS_PROMPT" "$1" >>'${home.path}/asked'\n${line}\n`, {
        mode: 0o700,
      })
    }

    function onHost(command: string): Promise<Ran> {
      return new Promise((resolve) => {
        const args = host.argumentsForSocket(far, near, `${command}; status=$?; rm -f '${far}'; exit $status`)
        execFile("ssh", args, { timeout: 60_000 }, (error, out, err) => {
          const { code } = error ?? { code: 0 }
          resolve({ status: typeof code === "number" ? code : -1, out, err })
        })
      })
    }
    const keyferry = `HOME='${home.path}/nowhere' KEYFERRY_FORWARD='${far}' '${process.execPath}' '${MAIN}'`

    it("are printed after the user has confirmed, and logged", async () => {
      const { out, err, status } = await onHost(`${keyferry} code github`)
      assert.deepEqual({ out, err, status }, { out: "282760\n", err: "", status: 0 })
      assert.equal(readFileSync(join(home.path, "asked"), "utf8"), "confirm: work asks for the code of “GitHub: alice”. Give it?\n")
      assert.match((await home.run(["agent", "status"], { env })).out, /work {2}GitHub: alice {2}given$/m)
    })

    for (const program of ["python3", "perl", "socat", "nc"])
      it(
        `are printed by the script with ${program}`,
        { skip: isInstalled(program) ? false : `SKIPPED: ${program} not installed` },
        async () => {
          home.put("keyferry-code", (await home.do(["agent", "script"])).replace(/^has\(\).*$/m, `has() { [ "$1" = ${program} ]; }`))
          const { out, err, status } = await onHost(`KEYFERRY_FORWARD='${far}' sh '${home.path}/keyferry-code' GitHub alice`)
          assert.match(out, /^\d{6}\n$/)
          assert.deepEqual({ err, status }, { err: "", status: 0 })
        },
      )

    it("are refused with status 7 if the user says no, as for an account that there is not", async () => {
      answerBy("exit 1")
      const refused = await onHost(`${keyferry} code bank`)
      assert.deepEqual(refused, { out: "", err: "keyferry: denied: nothing was given\n", status: 7 })
      assert.deepEqual(await onHost(`${keyferry} code nothing`), refused)
      home.put("keyferry-code", await home.do(["agent", "script"]))
      const script = await onHost(`KEYFERRY_FORWARD='${far}' sh '${home.path}/keyferry-code' bank`)
      assert.deepEqual(script, { out: "", err: "keyferry-code: denied: nothing was given\n", status: 7 })
    })

    it("are not spent when the connection ends while the user thinks", async () => {
      answerBy("exec sleep 30")
      const asking = execFile("ssh", host.argumentsForSocket(far, near, `${keyferry} code github`))
      const asked = (): number => readFileSync(join(home.path, "asked"), "utf8").split("GitHub").length
      for (const before = asked(); asked() === before;) await new Promise((resolve) => setTimeout(resolve, 50))
      asking.kill("SIGKILL")
      const status = async (): Promise<string> => (await home.run(["agent", "status"], { env })).out
      while (!/GitHub: alice {2}withdrawn$/m.test(await status())) await new Promise((resolve) => setTimeout(resolve, 50))
    })
  },
)
