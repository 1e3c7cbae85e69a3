import { AppError } from "../../src/base/errors.ts"
import { conflictCopyOf, isSetAside, setAsideName } from "../../src/vault/directory/conflict-names.ts"
import { NOTHING_UNUSUAL } from "../../src/vault/directory/report.ts"
import type { AccessProblem } from "../../src/vault/directory/report.ts"
import type { LockHolder, VaultDirectory, VaultFiles } from "../../src/vault/ports.ts"

const POWER_FAILURE = { en: "power failure", ja: "電源が切れました" }
const DISK_ERROR = { en: "the disk failed", ja: "ディスクのエラーです" }

/** A disk in memory. It can fail after a number of operations, and every operation fails then until {@link MemoryFiles.restart}. */
export class MemoryFiles implements VaultFiles {
  readonly files = new Map<string, Uint8Array>()
  readonly directories = new Set<string>()
  /** Number of write operations so far. */
  operations = 0
  #cutAfter = Infinity
  #locks = new Map<string, Promise<void>>()
  /** Whether a new directory can be made with its files; not where it is a mount point. */
  fillsNew = true
  /** Whether writes fail, as on a full disk. */
  full = false
  /** What {@link VaultDirectory.inspect} finds. */
  problems: readonly AccessProblem[] = []
  /** What {@link VaultDirectory.modifiedMs} gives. */
  modifiedMs: number | null = null
  /** Number of writes that still succeed; then the disk is full. */
  writesLeft = Infinity
  /**
   * Names of files whose writing reports an error although the file was replaced, as where the directory cannot be synced, and what
   * else happens then.
   */
  readonly failingAfterWrite = new Map<string, () => void>()
  /** Names of files whose directory cannot be synced after they were replaced. */
  readonly syncFailing = new Set<string>()
  /** Whom {@link VaultDirectory.lock} seems to wait for; null: nobody. */
  lockHolder: LockHolder | null = null
  /** Names of files that cannot be read. */
  readonly unreadable = new Set<string>()

  /** Let the next `operations` writes succeed, and every operation after them fail. */
  cutAfter(operations: number): void {
    this.#cutAfter = this.operations + operations
  }

  /** Let operations succeed again, and release all locks, as their programs have ended. */
  restart(): void {
    this.#cutAfter = Infinity
    this.#locks = new Map()
  }

  copy(): MemoryFiles {
    const copy = new MemoryFiles()
    copy.fillsNew = this.fillsNew
    for (const [name, bytes] of this.files) copy.files.set(name, bytes)
    for (const name of this.directories) copy.directories.add(name)
    return copy
  }

  in(directory: string): VaultDirectory {
    let syncFailed = false
    const full = (name: string) => `${directory}/${name}`
    const failWhenCut = () => {
      if (this.operations >= this.#cutAfter) throw new AppError("io", POWER_FAILURE)
    }
    const change = async (work: () => void) => {
      await Promise.resolve()
      failWhenCut()
      this.operations++
      work()
    }
    const read = async <T>(work: () => T): Promise<T> => {
      await Promise.resolve()
      failWhenCut()
      return work()
    }
    return {
      get syncFailed() {
        return syncFailed
      },
      create: () => change(() => this.directories.add(directory)),
      present: () => read(() => this.directories.has(directory)),
      read: (name) =>
        read(() => {
          if (this.unreadable.has(name)) throw new AppError("io", DISK_ERROR)
          return this.files.get(full(name))?.slice() ?? null
        }),
      write: (name, bytes) =>
        change(() => {
          if (this.full || this.writesLeft <= 0) throw new AppError("io", DISK_ERROR)
          this.writesLeft--
          if (this.syncFailing.has(name)) syncFailed = true
          this.files.set(full(name), bytes.slice())
          const failing = this.failingAfterWrite.get(name)
          if (failing === undefined) return
          failing()
          throw new AppError("io", DISK_ERROR)
        }),
      list: (folder) =>
        read(() => {
          const prefix = folder === "" ? full("") : full(`${folder}/`)
          const names = [...this.files.keys()].filter((name) => name.startsWith(prefix)).map((name) => name.slice(prefix.length))
          return names.filter((name) => !name.includes("/"))
        }),
      renameAside: async (name) => {
        const aside = setAsideName(name, Date.UTC(2026, 0, 2, 3, 4, 5), 1)
        const found = [...this.files.keys()].filter((path) => path === full(name) || path.startsWith(full(`${name}/`)))
        await change(() => {
          for (const path of found) {
            this.files.set(full(aside) + path.slice(full(name).length), this.files.get(path)!)
            this.files.delete(path)
          }
        })
        return aside
      },
      inspect: () =>
        read(() => {
          const names = [...this.files.keys()].filter((name) => name.startsWith(full(""))).map((name) => name.slice(full("").length))
          const conflictCopies = names.flatMap((name) => conflictCopyOf(name) ?? [])
          return { ...NOTHING_UNUSUAL, problems: this.problems, conflictCopies, setAside: names.filter(isSetAside) }
        }),
      createFilled: async (files) => {
        if (!this.fillsNew || [...this.files.keys()].some((path) => path.startsWith(full("")))) return false
        await change(() => {
          if (this.full) throw new AppError("io", POWER_FAILURE)
          this.directories.add(directory)
          for (const { name, bytes } of files) this.files.set(full(name), bytes.slice())
        })
        return true
      },
      modifiedMs: () => read(() => this.modifiedMs),
      remove: (name) => change(() => void this.files.delete(full(name))),
      lock: async (onWait) => {
        failWhenCut()
        if (this.lockHolder !== null) onWait?.(this.lockHolder)
        const before = this.#locks.get(directory)
        let release: () => void = () => undefined
        const mine = new Promise<void>((resolve) => (release = resolve))
        this.#locks.set(
          directory,
          (before ?? Promise.resolve()).then(() => mine),
        )
        await before
        return () => {
          release()
          return Promise.resolve()
        }
      },
    }
  }
}
