import { AppError } from "../../../src/base/errors.ts"
import { MARKER_FILE } from "../../../src/vault/copies/names.ts"
import type { BackupPorts, BackupState, CopiedFiles, CopyDirectories } from "../../../src/vault/copies/ports.ts"
import { problemError } from "../../../src/vault/copies/problems.ts"
import type { BackupProblem } from "../../../src/vault/copies/problems.ts"

const NO_STATES = { en: "the states cannot be read", ja: "状態を読み込めません" }

/** Directories for automatic backups in memory, and what is known of the backups. */
export class MemoryCopies {
  /** Directory -> name of an entry -> its files; the marker file is an entry without files. */
  readonly directories = new Map<string, Map<string, CopiedFiles>>()
  readonly states = new Map<string, BackupState>()
  /** Why every access fails now. */
  problem: BackupProblem | null = null
  /** The states can neither be read nor written. */
  statesFail = false
  /** The number of directories that were opened and not closed. */
  open = 0
  /** How often a directory was opened. */
  openedCount = 0

  names(directory: string): string[] {
    return [...(this.directories.get(directory)?.keys() ?? [])].filter((name) => name !== MARKER_FILE).sort()
  }

  ports(clock: BackupPorts["clock"]): BackupPorts {
    return {
      clock,
      directories: this.#access(),
      states: {
        get: async (id) => {
          await Promise.resolve()
          if (this.statesFail) throw new AppError("io", NO_STATES)
          return this.states.get(id) ?? null
        },
        set: async (id, state, formerId) => {
          await Promise.resolve()
          if (this.statesFail) throw new AppError("io", NO_STATES)
          if (formerId !== undefined) this.states.delete(formerId)
          this.states.set(id, state)
        },
      },
    }
  }

  #access(): CopyDirectories {
    const check = (directory: string): void => {
      if (this.problem !== null) throw problemError(this.problem, directory)
    }
    return {
      look: async (directory, vaultDirectory) => {
        await Promise.resolve()
        check(directory)
        return { kind: this.directories.has(directory) ? "directory" : "missing", insideVault: directory.startsWith(vaultDirectory) }
      },
      mark: async (directory) => {
        await Promise.resolve()
        check(directory)
        const entries = this.directories.get(directory) ?? new Map<string, CopiedFiles>()
        this.directories.set(directory, entries.set(MARKER_FILE, new Map()))
      },
      open: async (directory) => {
        await Promise.resolve()
        this.openedCount++
        check(directory)
        const entries = this.directories.get(directory)
        if (entries === undefined) throw problemError("missing", directory)
        if (!entries.has(MARKER_FILE)) throw problemError("no-marker", directory)
        this.open++
        return {
          names: [...entries.keys()],
          write: async (name, files) => {
            await Promise.resolve()
            check(directory)
            entries.set(name, files)
          },
          remove: async (name) => {
            await Promise.resolve()
            check(directory)
            entries.delete(name)
          },
          close: () => {
            this.open--
          },
        }
      },
    }
  }
}
