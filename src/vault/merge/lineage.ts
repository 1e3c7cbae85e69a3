import { MAX_ANCESTORS } from "../codec.ts"
import type { VaultContent } from "../codec.ts"
import { compareTexts } from "./compare.ts"

/** A content and its name; see `contentDigest`. */
export interface NamedContent {
  readonly content: VaultContent
  /** Taken from the file that it was read from: another program may write the same content in another order. */
  readonly contentDigest: string
}

/** The contents whose changes a content holds, newest first: itself and its ancestors. */
export function lineageOf({ content, contentDigest }: NamedContent): readonly string[] {
  return [contentDigest, ...content.ancestors]
}

/**
 * A content as it is saved next: with its generation, time and ancestors.
 *
 * @param parents - The contents that it was made from: the previous one, and those that were merged into it.
 * @param at.generation - Higher than that of every parent.
 */
export function succeed(
  content: VaultContent,
  parents: readonly [NamedContent, ...NamedContent[]],
  at: { readonly generation: number; readonly nowMs: number },
): VaultContent {
  return { ...content, generation: at.generation, savedAt: at.nowMs, ancestors: joinLineages(parents.map(lineageOf)) }
}

/** Takes one of each list in turn, so that a list that is full does not push out the others. */
function joinLineages(lineages: readonly (readonly string[])[]): readonly string[] {
  const joined = new Set<string>()
  for (let index = 0; index < MAX_ANCESTORS; index++) {
    for (const lineage of lineages) {
      const digest = lineage[index]
      if (digest !== undefined) joined.add(digest)
    }
  }
  return [...joined].slice(0, MAX_ANCESTORS)
}

/**
 * The newest content that both are proved to descend from; each counts as its own ancestor. Two contents that are equally new are ordered
 * by their generation, then their digest, so that the order of the sides does not matter.
 *
 * @param candidates - The contents that can be read, in any order, whatever they are.
 * @returns null where none of them is a common ancestor
 */
export function findBase(ours: NamedContent, theirs: NamedContent, candidates: readonly NamedContent[]): NamedContent | null {
  const theirLineage = new Set(lineageOf(theirs))
  const common = new Set(lineageOf(ours).filter((digest) => theirLineage.has(digest)))
  const readable = [ours, theirs, ...candidates].filter(({ contentDigest }) => common.has(contentDigest))
  const newest = readable.filter((one) => !readable.some((other) => other.content.ancestors.includes(one.contentDigest)))
  return newest.sort((a, b) => b.content.generation - a.content.generation || compareTexts(b.contentDigest, a.contentDigest))[0] ?? null
}

/**
 * How a content on the disk relates to the one last seen there:
 * - `current`: it is that one, or descends from it, or nothing shows otherwise
 * - `older`: it is an earlier state of that one
 * - `fork`: it was changed separately since a common ancestor
 *
 * @param seen - Null where the vault was never seen. `lineage`: of the content last seen, empty where it is not known.
 */
export function compareWithSeen(
  stored: NamedContent,
  seen: { readonly generation: number; readonly lineage: readonly string[] } | null,
): "current" | "older" | "fork" {
  const last = seen?.lineage[0]
  const isLower = seen !== null && stored.content.generation < seen.generation
  if (seen === null || last === undefined) return isLower ? "older" : "current"
  const lineage = lineageOf(stored)
  if (lineage.includes(last)) return "current"
  if (seen.lineage.includes(stored.contentDigest)) return "older"
  if (lineage.some((digest) => seen.lineage.includes(digest))) return "fork"
  return isLower ? "older" : "current"
}
