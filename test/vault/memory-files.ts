import { AppError } from "../../src/base/errors.ts"
import type { VaultDirectory, VaultFiles } from "../../src/vault/ports.ts"

const POWER = { en: "the power is gone", ja: "電源が切れました" }

/** A disk in memory. It can be cut off after a number of operations, and thereafter does nothing until it is started again. */
export class MemoryFiles implements VaultFiles {
  readonly files = new Map<string, Uint8Array>()
  readonly directories = new Set<string>()
  /** Operations that change something, since the start. */
  operations = 0
  #cutAfter = Infinity
  #locks = new Map<string, Promise<void>>()
  /** Refuses writes, as a full disk does. */
  full = false

  /** The operation of this number, counted from now, and all after it fail. */
  cutAfter(operations: number): void {
    this.#cutAfter = this.operations + operations
  }

  /** Power is back: the locks of dead programs are gone. */
  restart(): void {
    this.#cutAfter = Infinity
    this.#locks = new Map()
  }

  copy(): MemoryFiles {
    const copy = new MemoryFiles()
    for (const [name, bytes] of this.files) copy.files.set(name, bytes)
    for (const name of this.directories) copy.directories.add(name)
    return copy
  }

  in(directory: string): VaultDirectory {
    const full = (name: string) => `${directory}/${name}`
    const alive = () => {
      if (this.operations >= this.#cutAfter) throw new AppError("io", POWER)
    }
    const change = async (work: () => void) => {
      await Promise.resolve()
      alive()
      this.operations++
      work()
    }
    const read = async <T>(work: () => T): Promise<T> => {
      await Promise.resolve()
      alive()
      return work()
    }
    return {
      create: () => change(() => this.directories.add(directory)),
      present: () => read(() => this.directories.has(directory)),
      read: (name) => read(() => this.files.get(full(name))?.slice() ?? null),
      write: (name, bytes) =>
        change(() => {
          if (this.full) throw new AppError("io", POWER)
          this.files.set(full(name), bytes.slice())
        }),
      list: (folder) =>
        read(() => {
          const prefix = folder === "" ? full("") : full(`${folder}/`)
          return [...this.files.keys()].filter((name) => name.startsWith(prefix)).map((name) => name.slice(prefix.length))
        }),
      remove: (name) => change(() => void this.files.delete(full(name))),
      lock: async () => {
        alive()
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
