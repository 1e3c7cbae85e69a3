import type { Stats } from "node:fs"
import { lstat, readdir, stat } from "node:fs/promises"
import { join } from "node:path"
import { conflictCopyOf, isSetAside } from "../../vault/directory/conflict-names.ts"
import type { AccessProblem, DirectoryReport } from "../../vault/directory/report.ts"
import { isAbandoned } from "./vault-lock.ts"

const OWN_FILES = ["identity.age", "vault.age", "recovery.age", "lock"]
const VERSIONS = "versions"

/** Look at a vault's directory without reading the files. What cannot be looked at is left out. @param isTemporary - For a name. */
export async function inspectDirectory(path: string, isTemporary: (name: string) => boolean): Promise<DirectoryReport> {
  const namesIn = async (folder: string): Promise<string[]> => (await readdir(folder).catch(() => [])).sort()
  const [names, versions] = await Promise.all([namesIn(path), namesIn(join(path, VERSIONS))])
  const conflictCopies = names.flatMap((name) => conflictCopyOf(name) ?? [])
  const setAside = [...names.filter(isSetAside), ...versions.filter(isSetAside).map((name) => `${VERSIONS}/${name}`)]
  const inVersions = versions.filter((name) => !name.startsWith(".")).map((name) => `${VERSIONS}/${name}`)
  const looked = new Set([...OWN_FILES, VERSIONS, ...inVersions, ...conflictCopies.map(({ name }) => name), ...setAside])
  const directory = ofEntry("", await stat(path).catch(() => null))
  // At once: each waits for a thread, and a code of the agent waits for all of them.
  const entries = await Promise.all([...looked].map(async (name) => ofEntry(name, await lstat(join(path, name)).catch(() => null))))
  return {
    problems: [...directory, ...entries.flat()],
    leftovers: await leftoversOf(path, names, versions, isTemporary),
    conflictCopies,
    setAside,
  }
}

/** When a file of the vault was last changed, versions included, in milliseconds since 1970; null where there is none that can be looked at. */
export async function newestChange(path: string): Promise<number | null> {
  const kept = (await readdir(join(path, VERSIONS)).catch(() => [])).map((name) => join(VERSIONS, name))
  const times: number[] = []
  for (const name of ["identity.age", "vault.age", "recovery.age", ...kept]) {
    const status = await lstat(join(path, name)).catch(() => null)
    if (status?.isFile() === true) times.push(status.mtimeMs)
  }
  return times.length === 0 ? null : Math.max(...times)
}

function ofEntry(name: string, status: Stats | null): AccessProblem[] {
  if (status === null) return []
  const [mode, isDirectory] = [status.mode & 0o7777, status.isDirectory()]
  const problem = (kind: AccessProblem["kind"]): AccessProblem => ({ kind, name, isDirectory, mode, owner: status.uid })
  const owner = status.uid === process.getuid?.() ? [] : [problem("other-owner")]
  // The mode of a link itself has no meaning.
  if (status.isSymbolicLink()) return [...owner, problem("link")]
  if ((mode & 0o022) !== 0) return [...owner, problem("others-write")]
  return (mode & 0o055) === 0 ? owner : [...owner, problem("others-read")]
}

/** None while a program holds the lock: then they may be in use. */
async function leftoversOf(
  path: string,
  names: readonly string[],
  versions: readonly string[],
  isTemporary: (name: string) => boolean,
): Promise<string[]> {
  const hasLock = names.includes("lock")
  if (hasLock && !(await isAbandoned(join(path, "lock")))) return []
  const inVersions = versions.filter(isTemporary).map((name) => `${VERSIONS}/${name}`)
  return [...(hasLock ? ["lock"] : []), ...names.filter(isTemporary), ...inVersions]
}
