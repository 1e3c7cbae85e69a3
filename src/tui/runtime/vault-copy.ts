import { isAppError } from "../../base/errors.ts"
import { Passphrase } from "../../base/passphrase.ts"
import { lockedSession } from "../../migrate/import/session.ts"
import type { ImportSession, SessionContext } from "../../migrate/import/session.ts"
import { readFileOf } from "../../migrate/import/vault-content.ts"
import { openCopy } from "../../vault/copies/open-copy.ts"
import type { TuiPorts } from "./ports.ts"
import type { Work } from "./opened.ts"

/** One of the two files of a vault's copy, such as automatic backup makes, and the directory that holds both. */
export interface VaultCopy {
  readonly file: string
  readonly directory: string
}

const FILES = ["identity.age", "vault.age"]

/** @param path - Absolute. @returns Null where the file is no part of a whole copy. */
export async function copyOfVault(path: string, { vault }: Pick<TuiPorts, "vault">): Promise<VaultCopy | null> {
  const end = path.lastIndexOf("/")
  if (!FILES.includes(path.slice(end + 1))) return null
  const directory = path.slice(0, end)
  try {
    const names = await vault.files.in(directory).list("")
    return FILES.every((name) => names.includes(name)) ? { file: path, directory } : null
  } catch (error) {
    if (!isAppError(error)) throw error
    return null
  }
}

/** The copy as a locked file: it opens with the passphrase that the vault had when the copy was made. Nothing is written beside it. */
export function openCopyOfVault({ file, directory }: VaultCopy, { ports }: Pick<Work, "ports">, context: SessionContext): ImportSession {
  return lockedSession(
    { name: file, format: "keyferry-backup" },
    async (typed, { signal }) => {
      const passphrase = Passphrase.of(typed)
      try {
        return readFileOf(file, await openCopy(ports.vault, directory, passphrase, { signal }))
      } finally {
        passphrase.wipe()
      }
    },
    context,
  )
}
