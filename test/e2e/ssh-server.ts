import assert from "node:assert/strict"
import { execFileSync, spawn } from "node:child_process"
import type { ChildProcess } from "node:child_process"
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { connect, createServer } from "node:net"
import type { AddressInfo } from "node:net"
import { tmpdir, userInfo } from "node:os"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { pathOf } from "./programs.ts"

/** The directory that Debian's sshd wants when it runs as root; its service makes it. */
const PRIVILEGE_SEPARATION = "/run/sshd"

/** A real `sshd` on a port of 127.0.0.1, with keys of its own, for the user that runs the tests. Ends with `stop`. */
export class SshServer {
  readonly #directory: string
  readonly #process: ChildProcess
  #log = ""

  private constructor(directory: string, port: number) {
    this.#directory = directory
    const key = (name: string) => execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", name, "-f", join(directory, name)])
    key("host")
    key("user")
    this.#put("sshd_config", [
      `ListenAddress 127.0.0.1:${port}`,
      `HostKey ${join(directory, "host")}`,
      `AuthorizedKeysFile ${join(directory, "user.pub")}`,
      "UsePAM no",
      "StrictModes no",
      "PasswordAuthentication no",
      "KbdInteractiveAuthentication no",
      "PidFile none",
      "PrintMotd no",
      "PrintLastLog no",
    ])
    this.#put("ssh_config", [
      "Host keyferry-host",
      "HostName 127.0.0.1",
      `Port ${port}`,
      `User ${userInfo().username}`,
      `IdentityFile ${join(directory, "user")}`,
      "IdentitiesOnly yes",
      "IdentityAgent none",
      `UserKnownHostsFile ${join(directory, "known_hosts")}`,
      "StrictHostKeyChecking accept-new",
      "BatchMode yes",
      "LogLevel ERROR",
    ])
    if (process.getuid?.() === 0 && !existsSync(PRIVILEGE_SEPARATION)) mkdirSync(PRIVILEGE_SEPARATION, { mode: 0o755 })
    this.#process = spawn(pathOf("sshd"), ["-D", "-e", "-f", join(directory, "sshd_config")], { stdio: ["ignore", "ignore", "pipe"] })
    this.#process.stderr?.on("data", (data: Buffer) => (this.#log += data.toString("utf8")))
  }

  /** How a client reaches it: `ssh -F CONFIG keyferry-host`. */
  get clientConfig(): string {
    return join(this.#directory, "ssh_config")
  }

  static async start(): Promise<SshServer> {
    const port = await freePort()
    const server = new SshServer(mkdtempSync(join(tmpdir(), "keyferry-sshd-")), port)
    for (let tries = 0; tries < 100 && !(await isOpen(port)); tries++) {
      if (server.#process.exitCode !== null) return assert.fail(`sshd did not start: ${server.#log}`)
      await sleep(50)
    }
    return server
  }

  #put(name: string, lines: readonly string[]): void {
    writeFileSync(join(this.#directory, name), lines.join("\n") + "\n", { mode: 0o600 })
  }

  stop(): void {
    this.#process.kill()
    rmSync(this.#directory, { recursive: true, force: true })
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.on("error", reject)
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo
      server.close(() => {
        resolve(port)
      })
    })
  })
}

function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1")
    const end = (open: boolean) => () => {
      socket.destroy()
      resolve(open)
    }
    socket.on("connect", end(true))
    socket.on("error", end(false))
  })
}
