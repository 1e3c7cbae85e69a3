import { randomBytes } from "node:crypto"
import { constants } from "node:fs"
import { chmod, lstat, open, readdir, rename, stat, unlink } from "node:fs/promises"
import { basename, dirname, join } from "node:path"
import { AppError } from "../../base/errors.ts"
import { texts } from "../../base/language.ts"
import { setAsideName } from "../../vault/directory/conflict-names.ts"
import type { DirectoryReport } from "../../vault/directory/report.ts"
import type { LockHolder, NewFile, VaultDirectory, VaultFiles } from "../../vault/ports.ts"
import { inspectDirectory, newestChange } from "./directory-report.ts"
import { expandPath, readInput, syncDirectory } from "./files.ts"
import { IO_TEXTS, wrapIo } from "./io-error.ts"
import { makeAsWhole, makeDirectory, nullWhereMissing } from "./new-directory.ts"
import { acquireLock, isAbandoned } from "./vault-lock.ts"
import type { HeldLock } from "./vault-lock.ts"

export const VAULT_FILES_TEXTS = texts({
  notDirectory: { en: "{directory} is not a directory", ja: "{directory} はディレクトリではありません" },
  worldWritable: {
    en: "every user can write to {directory}, so a vault there is not safe (chmod o-w)",
    ja: "{directory} には誰でも書き込めるため、保管庫を置くのは安全ではありません（chmod o-w）",
  },
  linkToOthers: {
    en: "{directory} is a symbolic link to a directory of another user",
    ja: "{directory} は別のユーザーのディレクトリへのシンボリックリンクです",
  },
})

/** Far more than any vault needs: ten thousand accounts with icons. */
const MAX_FILE_BYTES = 256 * 1024 * 1024
/** A synchronisation gives copies any name: `vault (conflicted copy 2026-01-02).age`. */
const NAME = /^[^./\0][^/\0]*(?:\/[^./\0][^/\0]*)?$/
/** Of {@link VaultDirectory.write} and of lock files. */
const TEMPORARY_FILE = /^\.[a-z0-9.-]+\.[0-9a-f]{16}\.tmp$/
const LOCK_FILE = "lock"
const GUARD_FILE = /^lock(?:\.guard)+$/

/** Vaults on the disk. */
export const vaultFiles: VaultFiles = { in: (directory) => new DiskDirectory(expandPath(directory)) }

class DiskDirectory implements VaultDirectory {
  readonly #path: string
  #lock: HeldLock | null = null
  #syncFailed = false

  constructor(path: string) {
    this.#path = path
  }

  get syncFailed(): boolean {
    return this.#syncFailed
  }

  async create(): Promise<void> {
    await wrapIo(this.#path, async () => {
      await makeDirectory(this.#path)
      // An empty directory becomes the vault's own; one with other files keeps its mode.
      if ((await readdir(this.#path)).length === 0) await chmod(this.#path, 0o700)
    })
  }

  async present(): Promise<boolean> {
    const directory = this.#path
    return await wrapIo(directory, async () => {
      const status = await stat(directory).catch(nullWhereMissing)
      if (status === null) return false
      if (!status.isDirectory()) throw new AppError("vault-refused", VAULT_FILES_TEXTS.notDirectory, { detail: { directory } })
      // An empty one becomes a vault's own; see create().
      if ((status.mode & 0o002) !== 0 && (await readdir(directory)).length > 0)
        throw new AppError("vault-refused", VAULT_FILES_TEXTS.worldWritable, { detail: { directory } })
      const isLink = (await lstat(directory)).isSymbolicLink()
      if (isLink && status.uid !== process.getuid?.()) {
        throw new AppError("vault-refused", VAULT_FILES_TEXTS.linkToOthers, { detail: { directory } })
      }
      return true
    })
  }

  async read(name: string): Promise<Uint8Array | null> {
    const path = this.#full(name)
    return await wrapIo(path, async () => {
      const status = await lstat(path).catch(nullWhereMissing)
      if (status === null) return null
      if (status.isSymbolicLink()) throw new AppError("io", IO_TEXTS.ELOOP, { detail: { file: path } })
      return await readInput(path, MAX_FILE_BYTES)
    })
  }

  async write(name: string, bytes: Uint8Array): Promise<void> {
    const path = this.#full(name)
    await wrapIo(path, async () => {
      const folder = dirname(path)
      if (folder !== this.#path) await makeDirectory(folder)
      const temporary = join(folder, `.${basename(path)}.${randomBytes(8).toString("hex")}.tmp`)
      const file = await open(temporary, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o600)
      try {
        try {
          await file.chmod(0o600)
          await file.writeFile(bytes)
          await file.sync()
        } finally {
          await file.close()
        }
        await this.#lock?.verify()
        await rename(temporary, path)
      } catch (e) {
        await unlink(temporary).catch(() => undefined)
        throw e
      }
      await this.#sync(folder)
    })
  }

  /** The file is in place whatever becomes of this, so a failure must not be reported as one of the write. */
  async #sync(folder: string): Promise<void> {
    if (!(await syncDirectory(folder))) this.#syncFailed = true
  }

  async list(folder: string): Promise<readonly string[]> {
    const path = folder === "" ? this.#path : this.#full(folder)
    return await wrapIo(path, async () => {
      const entries = (await readdir(path, { withFileTypes: true }).catch(nullWhereMissing)) ?? []
      return entries.filter((entry) => entry.isFile() && !entry.name.startsWith(".")).map(({ name }) => name)
    })
  }

  async remove(name: string): Promise<void> {
    const path = this.#full(name)
    await wrapIo(path, async () => {
      await unlink(path).catch(nullWhereMissing)
    })
  }

  async createFilled(files: readonly NewFile[]): Promise<boolean> {
    return await wrapIo(this.#path, () =>
      makeAsWhole(this.#path, LOCK_FILE, async (path) => {
        const directory = new DiskDirectory(path)
        const unlock = await directory.lock()
        try {
          for (const { name, bytes } of files) await directory.write(name, bytes)
        } catch (e) {
          await unlock()
          throw e
        }
        return unlock
      }),
    )
  }

  async lock(onWait?: (holder: LockHolder) => void): Promise<() => Promise<void>> {
    const path = join(this.#path, LOCK_FILE)
    const lock = await wrapIo(path, () => acquireLock(path, {}, onWait))
    this.#lock = lock
    await this.#removeLeftovers()
    return async () => {
      this.#lock = null
      await lock.release()
    }
  }

  /**
   * Remove what programs that were killed have left. Only the holder of the lock writes, so its temporary files are from a process that has
   * died; a process that just waits for the lock makes its own temporary file again. A guard is removed only if its process is gone.
   */
  async #removeLeftovers(): Promise<void> {
    for (const folder of [this.#path, join(this.#path, "versions")]) {
      for (const name of (await readdir(folder).catch(() => null)) ?? []) {
        const full = join(folder, name)
        if (TEMPORARY_FILE.test(name) || (GUARD_FILE.test(name) && (await isAbandoned(full)))) await unlink(full).catch(() => undefined)
      }
    }
  }

  async renameAside(name: string): Promise<string> {
    const path = this.#full(name)
    return await wrapIo(path, async () => {
      const now = Date.now()
      for (let copy = 1; ; copy++) {
        const aside = setAsideName(name, now, copy)
        const target = join(this.#path, aside)
        if ((await lstat(target).catch(nullWhereMissing)) !== null) continue
        await this.#lock?.verify()
        await rename(path, target)
        await this.#sync(dirname(path))
        return aside
      }
    })
  }

  async inspect(): Promise<DirectoryReport> {
    return await inspectDirectory(this.#path, (name) => TEMPORARY_FILE.test(name) || GUARD_FILE.test(name))
  }

  async modifiedMs(): Promise<number | null> {
    return await newestChange(this.#path)
  }

  #full(name: string): string {
    if (!NAME.test(name)) throw new TypeError("not a valid file name in a vault")
    return join(this.#path, name)
  }
}
