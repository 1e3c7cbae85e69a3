import { execFileSync, spawnSync } from "node:child_process"
import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { pathOf } from "./programs.ts"

/** Why a test that needs {@link OtherUser} is skipped; false where it is not. */
export const skipUnlessRoot: string | false = process.getuid?.() === 0 ? false : "SKIPPED: only root can make another user"

/** Someone else with an account on this machine, made for a test. Everyone can look into their home directory. */
export class OtherUser {
  readonly name = `keyferry-${process.pid}`
  readonly home = mkdtempSync(join(tmpdir(), "keyferry-user-"))
  readonly uid: number
  readonly gid: number

  /** @throws Error where the user cannot be made; nothing is left then */
  constructor() {
    try {
      // No password is right. It must not begin with `!`: that locks the account, and sshd then takes no key either.
      const options = ["--system", "--user-group", "--no-create-home", "--home-dir", this.home, "--shell", "/bin/sh", "--password", "*"]
      execFileSync(pathOf("useradd"), [...options, this.name], { stdio: ["ignore", "ignore", "pipe"] })
      const idOf = (option: string): number => Number(execFileSync("id", [option, this.name], { encoding: "utf8" }))
      this.uid = idOf("-u")
      this.gid = idOf("-g")
      chownSync(this.home, this.uid, this.gid)
      chmodSync(this.home, 0o755)
    } catch (error) {
      this.remove()
      throw error
    }
  }

  /** Write a file that only this user can read, and the directory that it is in. @param name - Below the home directory. */
  put(name: string, content: string): void {
    const path = join(this.home, name)
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
    writeFileSync(path, content, { mode: 0o600 })
    for (const made of [dirname(path), path]) chownSync(made, this.uid, this.gid)
  }

  remove(): void {
    // By force: their last connection may still be ending.
    spawnSync(pathOf("userdel"), ["--force", this.name], { stdio: "ignore" })
    rmSync(this.home, { recursive: true, force: true })
  }
}
