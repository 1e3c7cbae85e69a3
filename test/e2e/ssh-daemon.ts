import { execFileSync, spawn } from "node:child_process"
import type { ChildProcess } from "node:child_process"
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { connect, createServer } from "node:net"
import type { AddressInfo } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout } from "node:timers/promises"
import type { OtherUser } from "./other-user.ts"
import { pathOf } from "./programs.ts"

/** The directory that Debian's sshd needs; its service makes it. */
const PRIVILEGE_SEPARATION = "/run/sshd"
const ADDRESS = "127.0.0.1"

/**
 * An sshd that listens on a free port of 127.0.0.1, and lets one user log in, by a key. Nothing else is unusual about it, but that it
 * replaces the sockets that earlier connections have left.
 */
export class SshDaemon {
  readonly #directory: string
  readonly #sshd: ChildProcess

  private constructor(directory: string, sshd: ChildProcess) {
    this.#directory = directory
    this.#sshd = sshd
  }

  /**
   * @param socket - The path of the socket here that the host `forwarded` of the client's configuration forwards.
   * @param there - Its path there.
   */
  static async start(user: OtherUser, forward: { readonly socket: string; readonly there: string }): Promise<SshDaemon> {
    const directory = mkdtempSync(join(tmpdir(), "keyferry-sshd-"))
    const path = (name: string): string => join(directory, name)
    const write = (name: string, lines: readonly string[]): void => {
      writeFileSync(path(name), lines.join("\n") + "\n", { mode: 0o600 })
    }
    try {
      for (const name of ["host", "user"]) execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", name, "-f", path(name)])
      user.put(".ssh/authorized_keys", readFileSync(path("user.pub"), "utf8"))
      if (!existsSync(PRIVILEGE_SEPARATION)) mkdirSync(PRIVILEGE_SEPARATION, { mode: 0o755 })
      // Another program may take the port before sshd does.
      for (let tries = 0; tries < 5; tries++) {
        const port = await freePort()
        write("sshd_config", serverLines(user, port, path("host")))
        const sshd = spawn(pathOf("sshd"), ["-D", "-f", path("sshd_config"), "-E", path("log")], { stdio: "ignore" })
        write("ssh_config", clientLines(user, { port, key: path("user"), knownHosts: path("known_hosts") }, forward))
        if (await answers(sshd, port)) return new SshDaemon(directory, sshd)
      }
      throw new Error(`sshd does not start: ${readFileSync(path("log"), "utf8")}`)
    } catch (error) {
      rmSync(directory, { recursive: true, force: true })
      throw error
    }
  }

  /** The arguments of `ssh` that run a command there, or nothing. @param host - `forwarded`: with the socket. */
  argumentsFor(host: "plain" | "forwarded", command: string | null): readonly string[] {
    return ["-F", join(this.#directory, "ssh_config"), ...(command === null ? ["-N", host] : [host, command])]
  }

  stop(): void {
    this.#sshd.kill()
    rmSync(this.#directory, { recursive: true, force: true })
  }
}

function serverLines(user: OtherUser, port: number, key: string): readonly string[] {
  return [
    `ListenAddress ${ADDRESS}:${port}`,
    `HostKey ${key}`,
    `AllowUsers ${user.name}`,
    "UsePAM no",
    "PasswordAuthentication no",
    "KbdInteractiveAuthentication no",
    "StreamLocalBindUnlink yes",
    "PidFile none",
    "PrintMotd no",
    "PrintLastLog no",
  ]
}

/** Those for a host, and the two that the manual tells for one that is to have codes. */
function clientLines(
  user: OtherUser,
  { port, key, knownHosts }: { readonly port: number; readonly key: string; readonly knownHosts: string },
  { socket, there }: { readonly socket: string; readonly there: string },
): readonly string[] {
  return [
    "Host forwarded",
    `RemoteForward ${there} ${socket}`,
    "ExitOnForwardFailure yes",
    "Host *",
    `HostName ${ADDRESS}`,
    `Port ${port}`,
    `User ${user.name}`,
    `IdentityFile ${key}`,
    "IdentitiesOnly yes",
    "IdentityAgent none",
    `UserKnownHostsFile ${knownHosts}`,
    "StrictHostKeyChecking accept-new",
    "BatchMode yes",
    "LogLevel ERROR",
  ]
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().on("error", reject)
    server.listen(0, ADDRESS, () => {
      const { port } = server.address() as AddressInfo
      server.close(() => {
        resolve(port)
      })
    })
  })
}

/** @returns false where sshd ends before it answers on the port */
async function answers(sshd: ChildProcess, port: number): Promise<boolean> {
  while (sshd.exitCode === null) {
    const isAnswered = await new Promise<boolean>((resolve) => {
      const socket = connect(port, ADDRESS, () => {
        socket.destroy()
        resolve(true)
      })
      socket.on("error", () => {
        resolve(false)
      })
    })
    if (isAnswered) return true
    await setTimeout(20)
  }
  return false
}
