import { texts } from "../../base/language.ts"
import type { Message } from "../../base/language.ts"
import { conflictCopyOf } from "../directory/conflict-names.ts"
import type { Identity } from "../identity.ts"
import type { VaultDirectory } from "../ports.ts"
import { readCandidates, readSigned } from "./candidates.ts"
import { lineageOf } from "./lineage.ts"
import type { NamedContent } from "./lineage.ts"

export const NOTICE_TEXTS = texts({
  joined: {
    en: "the vault was changed elsewhere while it was open here; both states are merged and saved",
    ja: "保管庫がここで開かれている間に別の場所で変更されたため、両方の内容をマージして保存しました",
  },
  copies: {
    en: "there are copies of the vault that were changed elsewhere; merge each with: keyferry merge {files}",
    ja: "別の場所で変更された保管庫のコピーがあります。次のコマンドでマージできます: keyferry merge {files}",
  },
  fork: {
    en: "the vault was changed elsewhere; the state last used here is not in it",
    ja: "保管庫が別の場所で変更されています。前回ここで使った内容は含まれていません",
  },
  forkHeld: {
    en: "the vault was changed elsewhere; the state last used here is not in it: keyferry merge {files} brings both together",
    ja: "保管庫が別の場所で変更されています。前回ここで使った内容は含まれていません。keyferry merge {files} で両方をまとめられます",
  },
})

/** The copies of `vault.age` beside it, and the state last used here where `vault.age` lacks it. Names are within the vault's directory. */
export interface CopiesFound {
  /** All copies beside `vault.age`, by name alone. */
  readonly names: readonly string[]
  /** Those of them that the vault is not proved to hold already. */
  readonly unmerged: readonly string[]
  /** The vault does not descend from the state last used here; `holding`: the files that do, kept versions among them. Else null. */
  readonly fork: { readonly holding: readonly string[] } | null
}

export const NO_COPIES: CopiesFound = { names: [], unmerged: [], fork: null }

/**
 * Look for copies of a vault.
 *
 * @param vault - The content of `vault.age`.
 * @param missing - The digest of the content last used here, where the vault does not descend from it; else null.
 * @throws AppError `io`
 */
export async function findCopies(
  files: VaultDirectory,
  identity: Identity,
  vault: NamedContent,
  missing: string | null,
): Promise<CopiesFound> {
  const names = await listCopies(files)
  const lineage = lineageOf(vault)
  const unmerged: string[] = []
  for (const name of names) {
    const copy = await readSigned(files, name, identity)
    if (copy === null || !lineage.includes(copy.contentDigest)) unmerged.push(name)
  }
  if (missing === null) return { names, unmerged, fork: null }
  const holding = (await readCandidates(files, identity)).filter((one) => lineageOf(one).includes(missing)).map(({ name }) => name)
  return { names, unmerged, fork: { holding } }
}

/** The names of the copies beside `vault.age`. @throws AppError `io` */
export async function listCopies(files: VaultDirectory): Promise<string[]> {
  return (await files.list("")).filter(isCopyName).sort()
}

function isCopyName(name: string): boolean {
  return name !== "vault.age" && name.startsWith("vault") && (name.endsWith(".age") || conflictCopyOf(name) !== null)
}

/** What a user of the command line has to know about the copies of a vault. */
export function copyNotices(directory: string, { unmerged, fork }: CopiesFound): readonly Message[] {
  const quote = (names: readonly string[]): string =>
    names.map((name) => `'${`${directory}/${name}`.replaceAll("'", String.raw`'\''`)}'`).join(" ")
  if (fork !== null && fork.holding.length > 0) return [{ sentence: NOTICE_TEXTS.forkHeld, detail: { files: quote(fork.holding) } }]
  // The state last used here may be in a copy that only another identity opens.
  const lost = fork === null ? [] : [{ sentence: NOTICE_TEXTS.fork, detail: {} }]
  return [...lost, ...(unmerged.length === 0 ? [] : [{ sentence: NOTICE_TEXTS.copies, detail: { files: quote(unmerged) } }])]
}
