import { execFileSync } from "node:child_process"
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir, userInfo } from "node:os"
import { join } from "node:path"
import { pathOf } from "./programs.ts"

/** The directory that Debian's sshd needs when it runs as root; its service makes it. */
const PRIVILEGE_SEPARATION = "/run/sshd"

export interface SshHostOptions {
  /** The program, whose name is that of its PAM service, too. */
  readonly sshd?: string
  /** Lines of sshd_config and ssh_config, which precede the usual ones: the first value of each counts. */
  readonly server?: readonly string[]
  readonly client?: readonly string[]
}

/**
 * A host that `ssh` can reach: a real sshd with keys of its own, for the user who runs the tests. Every connection starts an sshd of
 * its own and speaks to it through a pipe, so it needs no port.
 */
export class SshHost {
  readonly #directory = mkdtempSync(join(tmpdir(), "keyferry-ssh-"))

  constructor({ sshd = pathOf("sshd"), server = [], client = [] }: SshHostOptions = {}) {
    const path = (name: string): string => join(this.#directory, name)
    for (const name of ["host", "user"]) execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", name, "-f", path(name)])
    this.#write("sshd_config", [
      ...server,
      `HostKey ${path("host")}`,
      `AuthorizedKeysFile ${path("user.pub")}`,
      "UsePAM no",
      "StrictModes no",
      "PasswordAuthentication no",
      "KbdInteractiveAuthentication no",
      "PidFile none",
      "PrintMotd no",
      "PrintLastLog no",
    ])
    this.#write("ssh_config", [
      "Host keyferry-host",
      ...client,
      `ProxyCommand ${sshd} -i -e -f ${path("sshd_config")} 2>>${path("log")}`,
      `User ${userInfo().username}`,
      `IdentityFile ${path("user")}`,
      "IdentitiesOnly yes",
      "IdentityAgent none",
      `UserKnownHostsFile ${path("known_hosts")}`,
      "StrictHostKeyChecking accept-new",
      "BatchMode yes",
      "LogLevel ERROR",
    ])
    if (process.getuid?.() === 0 && !existsSync(PRIVILEGE_SEPARATION)) mkdirSync(PRIVILEGE_SEPARATION, { mode: 0o755 })
  }

  /** The arguments of `ssh` that run a command there, in a terminal. */
  argumentsFor(command: string): readonly string[] {
    return ["-t", ...this.plainArgumentsFor(command)]
  }

  /** The same without a terminal. */
  plainArgumentsFor(command: string): readonly string[] {
    return ["-F", join(this.#directory, "ssh_config"), "keyferry-host", command]
  }

  /** The arguments of `ssh` that forward a port of 127.0.0.1 here to one there, and run nothing. */
  argumentsForForwarding(from: number, to: number): readonly string[] {
    const options = ["-F", join(this.#directory, "ssh_config"), "-o", "ExitOnForwardFailure=yes"]
    return [...options, "-N", "-L", `127.0.0.1:${from}:127.0.0.1:${to}`, "keyferry-host"]
  }

  /** The arguments of `ssh` that forward a socket there to one here, and run a command there. */
  argumentsForSocket(there: string, here: string, command: string): readonly string[] {
    return ["-F", join(this.#directory, "ssh_config"), "-o", "ExitOnForwardFailure=yes", "-R", `${there}:${here}`, "keyferry-host", command]
  }

  #write(name: string, lines: readonly string[]): void {
    writeFileSync(join(this.#directory, name), lines.join("\n") + "\n", { mode: 0o600 })
  }

  remove(): void {
    rmSync(this.#directory, { recursive: true, force: true })
  }
}
