import { texts } from "../../base/language.ts"
import type { Message } from "../../base/language.ts"
import type { Identity } from "../identity.ts"
import type { VaultDirectory } from "../ports.ts"
import { readCandidates } from "./candidates.ts"
import { lineageOf } from "./lineage.ts"

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

/**
 * What a user has to know about copies of the vault that is being opened.
 *
 * @param missing - The digest of the content last used here, where the vault does not descend from it; else null.
 * @throws AppError `io`
 */
export async function copyNotices(
  files: VaultDirectory,
  directory: string,
  identity: Identity,
  missing: string | null,
): Promise<readonly Message[]> {
  const quote = (names: readonly string[]): string =>
    names.map((name) => `'${`${directory}/${name}`.replaceAll("'", String.raw`'\''`)}'`).join(" ")
  if (missing !== null) {
    const holding = (await readCandidates(files, identity)).filter((one) => lineageOf(one).includes(missing)).map(({ name }) => name)
    if (holding.length === 0) return [{ sentence: NOTICE_TEXTS.fork, detail: {} }]
    return [{ sentence: NOTICE_TEXTS.forkHeld, detail: { files: quote(holding) } }]
  }
  const copies = (await files.list("")).filter((name) => name.startsWith("vault") && name.endsWith(".age") && name !== "vault.age")
  return copies.length === 0 ? [] : [{ sentence: NOTICE_TEXTS.copies, detail: { files: quote(copies.sort()) } }]
}
