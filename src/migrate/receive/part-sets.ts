import { isAppError } from "../../base/errors.ts"
import { format } from "../../base/language.ts"
import type { Lang } from "../../base/language.ts"
import { titleOf } from "../../formats/lookup.ts"
import type { Registry } from "../../formats/lookup.ts"
import { parseMigrationUri } from "../../formats/records/google-migration.ts"
import { uriLines } from "../../formats/records/uri-lines.ts"
import type { PartSet } from "../../receive/protocol.ts"
import { PartCollector, parsePart } from "../../transfer/parts.ts"

/** A batch of an export of Google Authenticator; `index` counts from 0. */
interface Batch {
  readonly size: number
  readonly index: number
  readonly id: number | null
}

/**
 * The sets of QR codes that belong together, whole ones too: those of Google Authenticator, then transfers, each in the order of their first
 * codes.
 *
 * @param texts - Of the codes, one or more lines each. What is no part of a set is ignored.
 */
export async function partSets(texts: readonly string[], formats: Registry, lang: Lang): Promise<PartSet[]> {
  const collector = new PartCollector()
  const batches: Batch[] = []
  for (const { scheme, text } of texts.flatMap((text) => [...uriLines(text)])) {
    try {
      if (scheme === "keyferry") collector.add(parsePart(text))
      else if (scheme === "otpauth-migration") batches.push(await parseMigrationUri(text))
    } catch (error) {
      // Damaged: reading the code as an import reports it.
      if (!isAppError(error)) throw error
    }
  }
  const titled = (id: string) => {
    const handler = formats.find((one) => one.id === id)
    return handler === undefined ? id : format(titleOf(handler), lang)
  }
  const transfers = collector.states().map(({ have, count }) => ({ title: titled("keyferry-transfer"), have, count }))
  return [...batchSets(batches, titled("google-migration")), ...transfers]
}

function batchSets(batches: readonly Batch[], title: string): PartSet[] {
  const sets = new Map<string, { readonly count: number; readonly have: Set<number> }>()
  for (const { size, index, id } of batches) {
    const key = `${size} ${id}`
    const set = sets.get(key) ?? { count: size, have: new Set() }
    if (index >= 0 && index < size) set.have.add(index + 1)
    sets.set(key, set)
  }
  return [...sets.values()]
    .filter(({ count }) => count > 1)
    .map(({ count, have }) => ({ title, have: [...have].sort((a, b) => a - b), count }))
}
