import type { Draft } from "../../accounts/account.ts"
import { AppError } from "../../base/errors.ts"
import type { Issue, IssueCode } from "../../base/errors.ts"
import { texts } from "../../base/language.ts"
import type { Message } from "../../base/language.ts"
import type { Task } from "../../base/ports.ts"
import type { Input, Key, Mapping, OpenContext, OpenedLocked } from "../../formats/handler.ts"
import type { Registry } from "../../formats/lookup.ts"
import { explore, placeOf } from "./explore.ts"
import type { ExploreContext, Leaf, PlacedIssue } from "./explore.ts"

export const READ_TEXTS = texts({
  noSuchFormat: { en: "there is no format of that name that can be read", ja: "その名前の読み込める形式はありません" },
})

/**
 * One thing that was opened: usually one file; several files where they belong together (parts of a transfer). What was found
 * inside a container is told here too, under the container's file.
 */
export interface ReadFile {
  /** The files it came from, as the user named them. */
  readonly files: readonly string[]
  /** The handler's id; where a container was passed through, the innermost one; empty where nothing recognised it. */
  readonly format: string
  readonly protected: boolean
  readonly outcome:
    | {
        readonly state: "read"
        readonly drafts: readonly Draft[]
        /** The file that each draft came from; absent: the first. */
        readonly sources?: readonly string[]
        readonly issues: readonly (Issue & { readonly file: string })[]
        readonly withoutSecret: number
        readonly notices: readonly Message[]
      }
    | { readonly state: "locked"; readonly ask: Pick<OpenedLocked, "needs" | "acceptsKeyFile" | "hint"> }
    /** In no known format, but this is how it could be meant; nothing of it is read before it is accepted. */
    | { readonly state: "guessed"; readonly mapping: Mapping }
    | { readonly state: "failed"; readonly error: AppError }
}

/** An import being read: every input is in exactly one {@link ReadFile}. Immutable; unlocking gives a new one. */
export interface Reading {
  readonly files: readonly ReadFile[]
  /**
   * Open a locked one; the others stay as they are.
   *
   * @param index - Its place in `files`.
   * @throws AppError `password-wrong`, `code-mistyped`, `code-wrong`: ask again. Damage becomes the outcome `failed` instead.
   */
  unlock(index: number, key: Key, task?: Task): Promise<Reading>
  /** Read one that is only guessed, as its mapping says. @param index - Its place in `files`. */
  accept(index: number): Reading
}

export interface ReadContext extends OpenContext {
  /** The formats to open them by. */
  readonly handlers: Registry
  /** A format's id: open the inputs by it, whatever they look like. */
  readonly from?: string
}

/**
 * Look at every input, open it by the format that it is in, and look into what is inside.
 *
 * @throws AppError `usage` where `from` names no format that can be read; `interrupted`. What is wrong with a file is its outcome.
 */
export async function openInputs(inputs: readonly Input[], context: ReadContext): Promise<Reading> {
  const { from, handlers, ...task } = context
  const forced = from === undefined ? null : handlers.find((handler) => handler.id === from && handler.open !== undefined)
  if (forced === undefined) throw new AppError("usage", READ_TEXTS.noSuchFormat)
  const whole = { ...task, handlers }
  const items = inputs.map((input, index) => ({ input, roots: [index], path: [index], protected: false, inside: null }))
  const leaves = await explore(items, whole, forced)
  return readingOf(
    inputs.map(({ name }) => name),
    clusters(inputs.length, leaves),
    whole,
  )
}

/** Everything that came from the same files. */
interface Cluster {
  /** Places of the user's files. */
  readonly roots: readonly number[]
  readonly leaves: readonly Leaf[]
}

function readingOf(names: readonly string[], found: readonly Cluster[], context: ExploreContext): Reading {
  return {
    files: found.map((cluster) => told(cluster, names)),
    async unlock(index, key, task) {
      const cluster = found[index]
      const locked = cluster?.leaves.find(({ found: { state } }) => state === "locked")
      if (cluster === undefined || locked?.found.state !== "locked") throw new TypeError("it is not locked")
      const { background, nowMs, gpg } = context
      const opened = await locked.found.unlock(key, { background, nowMs, gpg, ...task })
      const leaves = cluster.leaves.flatMap((leaf) => (leaf === locked ? opened : [leaf]))
      return readingOf(names, found.with(index, { ...cluster, leaves }), context)
    },
    accept(index) {
      const cluster = found[index]
      const guessed = cluster?.leaves.find(({ found: { state } }) => state === "guessed")
      if (cluster === undefined || guessed?.found.state !== "guessed") throw new TypeError("it is not guessed")
      const read = guessed.found.accept()
      const leaves = cluster.leaves.map((leaf) => (leaf === guessed ? read : leaf))
      return readingOf(names, found.with(index, { ...cluster, leaves }), context)
    },
  }
}

/** Files with something in common are one cluster; the first file's place orders them. */
function clusters(count: number, leaves: readonly Leaf[]): Cluster[] {
  const leader = Array.from({ length: count }, (_, index) => index)
  const find = (root: number): number => {
    const next = leader[root] ?? root
    return next === root ? root : find(next)
  }
  for (const { roots } of leaves) {
    const lowest = Math.min(...roots.map(find))
    for (const root of roots.map(find)) leader[root] = lowest
  }
  const groups = new Map<number, { roots: number[]; leaves: Leaf[] }>()
  for (let root = 0; root < count; root++) {
    const group = groups.get(find(root)) ?? { roots: [], leaves: [] }
    group.roots.push(root)
    groups.set(find(root), group)
  }
  for (const leaf of leaves) groups.get(find(leaf.roots[0] ?? 0))?.leaves.push(leaf)
  return [...groups.values()]
}

function told({ roots, leaves }: Cluster, names: readonly string[]): ReadFile {
  const nameOf = (root: number | undefined): string => names[root ?? 0] ?? ""
  const common = { files: roots.map(nameOf), protected: leaves.some((leaf) => leaf.protected) }
  const locked = leaves.find(({ found }) => found.state === "locked")
  if (locked?.found.state === "locked") {
    return { ...common, format: locked.format, outcome: { state: "locked", ask: locked.found.ask } }
  }
  const guessed = leaves.find(({ found }) => found.state === "guessed")
  if (guessed?.found.state === "guessed") {
    return { ...common, format: guessed.format, outcome: { state: "guessed", mapping: guessed.found.mapping } }
  }
  const failed = leaves.find(({ found }) => found.state === "failed")
  const read = leaves.flatMap(({ found }) => (found.state === "read" ? [found] : []))
  const drafts = read.flatMap((found) => found.drafts)
  const sources = leaves.flatMap(({ roots: from, found }) =>
    found.state === "read" ? found.drafts.map((_, at) => nameOf(found.draftRoots?.[at] ?? from[0])) : [],
  )
  if (failed?.found.state === "failed" && drafts.length === 0) {
    return { ...common, format: failed.format, outcome: { state: "failed", error: failed.found.error } }
  }
  const issues = leaves.flatMap((leaf) => issuesOf(leaf).map(({ root, ...issue }) => ({ ...issue, file: nameOf(root) })))
  return {
    ...common,
    format: innermost(leaves),
    outcome: {
      state: "read",
      drafts,
      ...(roots.length > 1 ? { sources } : {}),
      issues,
      withoutSecret: read.reduce((sum, found) => sum + found.withoutSecret, 0),
      notices: read.flatMap((found) => found.notices),
    },
  }
}

/** The format that held accounts; else the one furthest in. */
function innermost(leaves: readonly Leaf[]): string {
  const holding = leaves.find(({ found }) => found.state === "read" && found.drafts.length > 0)
  return (
    (
      holding ??
      leaves.reduce<Leaf | undefined>((best, leaf) => (best === undefined || leaf.path.length > best.path.length ? leaf : best), undefined)
    )?.format ?? ""
  )
}

/** One thing that failed beside others that were read is an issue among them. */
function issuesOf(leaf: Leaf): readonly PlacedIssue[] {
  switch (leaf.found.state) {
    case "read":
      return leaf.found.issues
    case "locked":
    case "guessed":
      return []
    case "failed": {
      const { code, sentence, detail } = leaf.found.error
      const kind: IssueCode =
        code === "transfer-incomplete" || code === "transfer-mixed"
          ? "part-missing"
          : code === "format-unknown" || code === "format-unsupported" || code === "format-version"
            ? "record-unsupported"
            : "record-malformed"
      return [{ at: placeOf(leaf), code: kind, reason: sentence, detail, root: leaf.roots[0] ?? 0 }]
    }
  }
}
