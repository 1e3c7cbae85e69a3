/** The file that marks a directory as one for automatic backups. Nothing is written into a directory without it. */
export const MARKER_FILE = "keyferry-backups"

export const MARKER_TEXT =
  "keyferry writes automatic backups of vaults into this directory.\n" +
  "Each subdirectory is one copy; keyferry restore DIRECTORY brings it back.\n" +
  "If this file is removed, no further copies are written here.\n"

/** The files of a copy: `identity.age` and `vault.age` always, `recovery.age` where the vault has a recovery key. */
export const COPY_FILES = ["identity.age", "recovery.age", "vault.age"] as const

/** What the name of a copy says. */
export interface CopyName {
  /** `keyferry-<the vault's prefix>-<day>` */
  readonly name: string
  /** See {@link vaultPrefix}. */
  readonly vault: string
  /** `YYYY-MM-DD` in the time zone of the machine that made it. */
  readonly day: string
}

const NAME = /^keyferry-([0-9a-f]{8})-(\d{4}-\d{2}-\d{2})$/

/** The part of a vault's id (64 hexadecimal digits) that is in the names of its copies: several vaults may share a directory. */
export function vaultPrefix(vaultId: string): string {
  return vaultId.slice(0, 8)
}

/** The name of a copy. @param day - `YYYY-MM-DD` */
export function copyName(vaultId: string, day: string): CopyName {
  const vault = vaultPrefix(vaultId)
  return { name: `keyferry-${vault}-${day}`, vault, day }
}

/** Null where the name is not that of a copy, or its day does not exist. */
export function parseCopyName(name: string): CopyName | null {
  const [, vault, day] = NAME.exec(name) ?? []
  return vault === undefined || day === undefined || !isDay(day) ? null : { name, vault, day }
}

function isDay(text: string): boolean {
  const ms = Date.parse(text)
  // Some engines read 30 February as 2 March.
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(text)
}

/** The names of copies among `names`, the newest first; those of one day by vault. */
export function copiesIn(names: readonly string[]): CopyName[] {
  return names.flatMap((name) => parseCopyName(name) ?? []).sort((a, b) => compareText(b.day, a.day) || compareText(a.vault, b.vault))
}

/** The day of a moment in the machine's time zone, `YYYY-MM-DD`. @param nowMs - Milliseconds since 1970. */
export function dayOf(nowMs: number): string {
  const date = new Date(nowMs)
  const padded = (n: number, length: number): string => String(n).padStart(length, "0")
  return `${padded(date.getFullYear(), 4)}-${padded(date.getMonth() + 1, 2)}-${padded(date.getDate(), 2)}`
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
