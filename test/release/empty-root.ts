import { execFileSync, spawnSync } from "node:child_process"
import { chmodSync, chownSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { basename, join } from "node:path"
import { PASSPHRASE } from "../e2e/home.ts"
import type { Ran } from "../e2e/home.ts"

/** Neither of them is in the root, nor in its user database. */
export const USER = 4321

/** What is needed of Debian: what the package depends on, a shell, and what shows a man page. */
const PACKAGES = "libc6,libgcc-s1,libstdc++6,dash,dpkg,man-db"

export interface Conditions {
  /** The home directory can be written to. */
  readonly writableHome: boolean
  /** `/proc` is mounted. */
  readonly proc: boolean
}

/**
 * The files of a few Debian packages, as the root of a user who is not root, with a `/tmp` from which nothing can be executed.
 * Only root can make it.
 */
export class EmptyRoot {
  readonly path = mkdtempSync(join(tmpdir(), "keyferry-root-"))

  constructor() {
    // Root here is root there: it can make the devices.
    execFileSync("mmdebstrap", ["--mode=root", "--variant=minbase", `--include=${PACKAGES}`, "--quiet", "bookworm", this.path], {
      stdio: ["ignore", "ignore", "inherit"],
    })
    chmodSync(this.path, 0o755)
    mkdirSync(this.at())
    for (const name of ["home", "files"]) this.#own(name)
    this.put("passphrase", `${PASSPHRASE}\n`)
  }

  #own(name: string): void {
    mkdirSync(this.at(name), { mode: 0o700 })
    chownSync(this.at(name), USER, USER)
  }

  at(...names: readonly string[]): string {
    return join(this.path, "user", ...names)
  }

  /** Write a file of the user's. @returns Its path in the root. */
  put(name: string, content: string): string {
    writeFileSync(this.at(name), content, { mode: 0o600 })
    chownSync(this.at(name), USER, USER)
    return `/user/${name}`
  }

  /** Copy a file into the user's working directory. */
  take(path: string): void {
    copyFileSync(path, this.at("files", basename(path)))
    chownSync(this.at("files", basename(path)), USER, USER)
  }

  /** Install a Debian package by the root's own dpkg. */
  install(deb: string): void {
    copyFileSync(deb, join(this.path, "package.deb"))
    execFileSync("chroot", [this.path, "dpkg", "--install", "/package.deb"], { stdio: ["ignore", "ignore", "inherit"] })
  }

  /** The command that runs a command as the user, in the working directory, with an environment of its own. */
  command(args: readonly string[], { writableHome, proc }: Conditions, vault = "/user/files/vault"): readonly string[] {
    const mounts = [
      `mount -t tmpfs -o noexec,mode=1777 tmpfs "$R/tmp"`,
      ...(proc ? [`mount -t proc proc "$R/proc"`] : []),
      ...(writableHome ? [] : [`mount --bind "$R/user/home" "$R/user/home"`, `mount -o remount,bind,ro "$R/user/home"`]),
    ]
    const environment = [
      "HOME=/user/home",
      "PATH=/usr/bin:/bin",
      "LANG=C.UTF-8",
      'TERM="${TERM:-xterm}"',
      `KEYFERRY_VAULT=${vault}`,
      "KEYFERRY_PASSPHRASE_FILE=/user/passphrase",
    ]
    const enter = `exec chroot --userspec=${USER}:${USER} "$R" env -i ${environment.join(" ")} sh -c 'cd /user/files && exec "$0" "$@"' "$@"`
    return ["unshare", "--mount", "sh", "-ec", `R=${this.path}; ${[...mounts, enter].join("; ")}`, "sh", ...args]
  }

  run(args: readonly string[], conditions: Conditions): Ran {
    const [command = "", ...rest] = this.command(args, conditions)
    const { status, stdout, stderr } = spawnSync(command, rest, { encoding: "utf8", maxBuffer: 2 ** 26 })
    return { status: status ?? -1, out: stdout, err: stderr }
  }

  has(path: string): boolean {
    return existsSync(join(this.path, path))
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true })
  }
}
