/** A file that a synchroniser or git left beside one of the vault's files, because both sides had changed it. */
export interface ConflictCopy {
  /** In the vault's directory. */
  readonly name: string
  /** Of which file it is a copy. */
  readonly of: "vault.age" | "identity.age" | "recovery.age"
}

/** What stands between the name and `.age`. Any part with the word "conflict" is one, too: Syncthing, ownCloud, Synology, Unison, Resilio. */
const INNER: readonly RegExp[] = [
  // Dropbox in any language, Nextcloud, browsers and Google Drive: `vault (1).age`, `vault (Anna's conflicted copy 2026-01-02).age`
  /^ ?\(.+\)$/,
  // pCloud: `vault [conflicted].age`
  /^ ?\[.+\]$/,
  // Google Drive: `vault_conf(1).age`
  /^_conf\(\d+\)$/,
  // git mergetool: `vault_REMOTE_123.age`
  /^_(?:BACKUP|BASE|LOCAL|REMOTE)_\d+$/,
  // Finder and iCloud: `vault copy.age`, `vault copy 2.age`, `vault 2.age`
  /^(?: copy)?(?: \d+)?$/i,
  // Windows: `vault - Copy.age`, `vault - Copy (2).age`
  /^ - copy(?: \(\d+\))?$/i,
  // OneDrive adds the name of the computer: `vault-DESKTOP-AB12.age`; its Linux client: `vault-host-safeBackup-0001.age`
  /^-[A-Z][A-Z0-9-]{1,15}$/,
  /^-.+-safeBackup-\d{4}$/,
]

/** What follows `.age`. */
const AFTER: readonly RegExp[] = [
  // git: `vault.age.orig`, `vault.age~HEAD`
  /^\.orig$/,
  /^~.+$/,
  // Seafile: `vault.age (SFConflict anna@example.org 2026-01-02-03-04-05)`
  /^ \(.+\)$/,
]

const PARTS = /^(vault|identity|recovery)(.*?)\.age(.*)$/s
const SET_ASIDE = /\.unreadable-\d{8}-\d{6}(?:-\d+)?$/

/** Whether a name is that of a conflict copy; null where it is another file. */
export function conflictCopyOf(name: string): ConflictCopy | null {
  const [, stem, inner = "", after = ""] = PARTS.exec(name) ?? []
  if (stem === undefined || name.includes("/") || name.includes("\0") || isSetAside(name) || (inner === "" && after === "")) return null
  const matches = (part: string, patterns: readonly RegExp[]): boolean =>
    part === "" || /conflict/i.test(part) || patterns.some((pattern) => pattern.test(part))
  if (!matches(inner, INNER) || !matches(after, AFTER)) return null
  return { name, of: `${stem as "vault" | "identity" | "recovery"}.age` }
}

/** The name that an unreadable file gets. @param nowMs - Milliseconds since 1970. @param copy - From 1, where earlier ones exist. */
export function setAsideName(name: string, nowMs: number, copy: number): string {
  const time = new Date(nowMs)
    .toISOString()
    .replace(/[-:]|\..*$/g, "")
    .replace("T", "-")
  return `${name}.unreadable-${time}${copy === 1 ? "" : `-${copy}`}`
}

/** Whether a name is one of {@link setAsideName}. */
export function isSetAside(name: string): boolean {
  return SET_ASIDE.test(name) && !name.includes("/") && !name.startsWith(".")
}

/** Where and when a copy was made, as far as its name says so: `2026-11-27 10:11, ABCDEFG`, or the words in parentheses; else empty. */
export function originOf(name: string): string {
  const [, year, month, day, hour, minute, device] = /conflict-(\d{4})(\d\d)(\d\d)-(\d\d)(\d\d)\d\d(?:-([^-.]+))?/.exec(name) ?? []
  if (year !== undefined)
    return `${year}-${month ?? ""}-${day ?? ""} ${hour ?? ""}:${minute ?? ""}${device === undefined ? "" : `, ${device}`}`
  return /\((.*)\)/.exec(name)?.[1] ?? ""
}
