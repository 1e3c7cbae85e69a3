import { AppError, checkAborted, isAppError } from "../../base/errors.ts"
import type { Issue } from "../../base/errors.ts"
import { texts } from "../../base/language.ts"
import type { Draft } from "../../accounts/account.ts"
import type { Message } from "../../base/language.ts"
import type { Handler, Input, Key, Mapping, OpenContext, OpenedAccounts } from "../../formats/handler.ts"
import { sniffedLimitError } from "../../formats/limits.ts"
import { guess } from "../../formats/lookup.ts"
import { sniff } from "../../formats/sniff.ts"
import type { Sniffed } from "../../formats/sniff.ts"
import { candidatesFor, restPlugins } from "./candidates.ts"
import { ASK_AGAIN, OPEN_TEXTS, openFirst } from "./open-first.ts"
import type { Ask, Guess, Inside, Lock } from "./open-first.ts"

export const EXPLORE_TEXTS = texts({
  unknownInside: { en: "a file inside it is in a format that is not recognised", ja: "中のファイルが対応していない形式です" },
  foreign: { en: "a QR code that is no account", ja: "アカウントではない QR コードです" },
  noCode: { en: "no QR code was found in the picture", ja: "画像に QR コードが見つかりません" },
  empty: { en: "the file is empty", ja: "ファイルが空です" },
  nothing: { en: "there is no account in it", ja: "アカウントが含まれていません" },
  tooDeep: { en: "files lie inside files more than {max} deep", ja: "ファイルの入れ子が {max} 段を超えています" },
  tooMany: { en: "there are more than {max} things inside", ja: "中身が {max} 件を超えています" },
})

/** A picture in a zip in a backup is deep already. */
const MAX_DEPTH = 4
/** Inputs of one import, what lies inside included. */
const MAX_INPUTS = 10_000

/** Something to open, and where it came from. */
export interface Item {
  readonly input: Input
  /** The user's files it came from, by their places. */
  readonly roots: readonly number[]
  /** Its place: the file's, then its place inside, and so on. Orders what was found. */
  readonly path: readonly number[]
  /** It was inside something that a password opened. */
  readonly protected: boolean
  /** What it was inside of. */
  readonly inside: { readonly format: string; readonly picture: boolean } | null
}

/** An issue, and which of the user's files it stands in. */
export interface PlacedIssue extends Issue {
  readonly root: number
}

/** One end of the search: accounts, something locked, a guess, or a failure. */
export interface Leaf {
  readonly roots: readonly number[]
  readonly path: readonly number[]
  readonly format: string
  readonly protected: boolean
  readonly found:
    | {
        readonly state: "read"
        readonly drafts: readonly Draft[]
        /** Which of the user's files each draft stands in, where that is known. */
        readonly draftRoots?: readonly (number | undefined)[]
        readonly issues: readonly PlacedIssue[]
        readonly withoutSecret: number
        readonly notices: readonly Message[]
      }
    | { readonly state: "locked"; readonly ask: Ask; unlock(key: Key, context: OpenContext): Promise<Leaf[]> }
    | { readonly state: "guessed"; readonly mapping: Mapping; accept(): Leaf }
    | { readonly state: "failed"; readonly error: AppError }
}

export interface ExploreContext extends OpenContext {
  readonly handlers: readonly Handler[]
}

/** Items that are opened together, and the handlers that may do it: one that is sure, or several that could. */
interface Group {
  readonly candidates: readonly Handler[]
  readonly items: readonly (Item & { readonly sniffed: Sniffed })[]
}

/**
 * Open everything, and everything inside. What belongs together (parts of one transfer in several pictures) waits until nothing
 * else is left to look into, and is then opened at once.
 *
 * @param forced - Opens the given items whatever they look like; what is inside them is looked at again.
 */
export async function explore(start: readonly Item[], context: ExploreContext, forced: Handler | null = null): Promise<Leaf[]> {
  try {
    return await exploreAll(start, context, forced)
  } finally {
    await restPlugins(context.handlers)
  }
}

async function exploreAll(start: readonly Item[], context: ExploreContext, forced: Handler | null): Promise<Leaf[]> {
  const readers = context.handlers.filter((handler) => handler.open !== undefined)
  const leaves: Leaf[] = []
  const waiting = new Map<string, Group>()
  let queue = start
  let force = forced
  let seen = 0
  let done = 0
  while (queue.length > 0 || waiting.size > 0) {
    const groups: Group[] = []
    for (const item of queue) {
      checkAborted(context.signal)
      const sniffed = sniff(item.input.bytes)
      const asked =
        force === null ? await candidatesFor({ ...item.input, sniffed }, readers, context) : { handlers: [force], refused: null }
      // Only of the user's own files: what lies in a container among other things is nobody's table of secrets.
      const guessing = asked.handlers.length === 0 && asked.refused === null && item.inside === null
      const candidates = guessing ? guess(readers, sniffed) : asked.handlers
      const first = candidates[0]
      const tooMuch = sniffedLimitError(sniffed)
      if (++seen > MAX_INPUTS)
        leaves.push(failed(item, new AppError("limit-exceeded", EXPLORE_TEXTS.tooMany, { detail: { max: MAX_INPUTS } })))
      else if (item.path.length > MAX_DEPTH + 1)
        leaves.push(failed(item, new AppError("limit-exceeded", EXPLORE_TEXTS.tooDeep, { detail: { max: MAX_DEPTH } })))
      else if (tooMuch !== null) leaves.push(failed(item, tooMuch))
      else if (first === undefined) leaves.push(asked.refused === null ? unknown(item, sniffed) : failed(item, asked.refused))
      else {
        const one = { ...item, sniffed }
        const mark = candidates.length === 1 ? first.together?.({ ...item.input, sniffed }) : undefined
        if (mark === undefined) groups.push({ candidates, items: [one] })
        else {
          const key = `${first.id}\n${mark}`
          waiting.set(key, { candidates, items: [...(waiting.get(key)?.items ?? []), one] })
        }
      }
    }
    queue = []
    force = null
    const now = groups.length > 0 ? groups : [...waiting.values()]
    if (groups.length === 0) waiting.clear()
    for (const group of now) {
      const outcome = await openGroup(group, context)
      leaves.push(...outcome.leaves)
      queue = [...queue, ...outcome.items]
      done += group.items.length
      context.progress?.(done, Math.max(seen, done) + queue.length)
    }
  }
  return leaves.sort((a, b) => comparePaths(a.path, b.path))
}

/** The user's own file fails; what is inside something else is one thing in it that could not be read. */
function unknown(item: Item, sniffed: Sniffed): Leaf {
  if (item.inside === null) {
    return failed(
      item,
      sniffed.kind === "empty" ? new AppError("nothing-found", EXPLORE_TEXTS.empty) : new AppError("format-unknown", OPEN_TEXTS.unknown),
    )
  }
  const issue: Issue = item.inside.picture
    ? { at: placeOf(item), code: "code-foreign", reason: EXPLORE_TEXTS.foreign }
    : { at: placeOf(item), code: "record-unsupported", reason: EXPLORE_TEXTS.unknownInside }
  const issues = [{ ...issue, root: item.roots[0] ?? 0 }]
  return leafOf(item, item.inside.format, { state: "read", drafts: [], issues, withoutSecret: 0, notices: [] })
}

async function openGroup(group: Group, context: ExploreContext): Promise<{ leaves: Leaf[]; items: Item[] }> {
  const whole = wholeOf(group)
  const inputs = group.items.map(({ input, sniffed }) => ({ ...input, sniffed }))
  let opened: Inside | Lock | Guess
  try {
    opened = await openFirst(group.candidates, inputs, context)
  } catch (error) {
    if (!isAppError(error) || error.code === "interrupted") throw error
    return { leaves: [failed(whole, error, group.candidates.length === 1 ? group.candidates[0]?.id : undefined)], items: [] }
  }
  if ("opened" in opened) return settle(group, opened, false)
  if ("guess" in opened) return { leaves: [guessed(group, opened)], items: [] }
  const { ask, format, unlock } = opened
  const shut = { ...whole, protected: true }
  const leaf = leafOf(shut, format, {
    state: "locked",
    ask,
    unlock: async (key, task) => {
      let inside: Inside
      try {
        inside = await unlock(key, task)
      } catch (error) {
        await restPlugins(context.handlers)
        if (!isAppError(error) || ASK_AGAIN.has(error.code)) throw error
        return [failed(shut, error, format)]
      }
      const settled = settle(group, inside, true)
      return [...settled.leaves, ...(await explore(settled.items, { ...task, handlers: context.handlers }))]
    },
  })
  return { leaves: [leaf], items: [] }
}

function guessed(group: Group, { handler, guess }: Guess): Leaf {
  const whole = wholeOf(group)
  const accept = (): Leaf => leafOf(whole, handler.id, readIn(group, guess.accept()))
  return leafOf(whole, handler.id, { state: "guessed", mapping: guess.mapping, accept })
}

/** What an open gave, as leaves and as items to look into. */
function settle(group: Group, { handler, opened }: Inside, unlocked: boolean): { leaves: Leaf[]; items: Item[] } {
  const base = wholeOf(group)
  const whole = { ...base, protected: base.protected || unlocked }
  if (opened.kind === "accounts") {
    return { leaves: [leafOf(whole, handler.id, readIn(group, opened))], items: [] }
  }
  const picture = group.items.some(({ sniffed }) => sniffed.kind === "picture")
  const items = opened.inputs.map((input, index) => ({
    input,
    roots: rootsOf(input, group),
    path: [...whole.path, index],
    protected: whole.protected,
    inside: { format: handler.id, picture },
  }))
  if (items.length === 0 && opened.issues.length === 0) {
    return {
      leaves: [failed(whole, new AppError("nothing-found", picture ? EXPLORE_TEXTS.noCode : EXPLORE_TEXTS.nothing), handler.id)],
      items,
    }
  }
  if (opened.issues.length === 0) return { leaves: [], items }
  const found = { state: "read", drafts: [], issues: placed(group, opened.issues), withoutSecret: 0, notices: [] } as const
  return { leaves: [leafOf(whole, handler.id, found)], items }
}

function readIn(group: Group, { drafts, draftInputs, issues, withoutSecret = 0, notices = [] }: OpenedAccounts): Leaf["found"] {
  const whole = wholeOf(group)
  const told = placed(group, issues)
  // A code's text is one line: what it complains of stands at the code's own place in the picture.
  const inPicture = group.items.length === 1 && whole.inside?.picture === true
  return {
    state: "read",
    drafts,
    ...(draftInputs === undefined ? {} : { draftRoots: draftInputs.map((input) => group.items[input]?.roots[0]) }),
    issues: inPicture ? told.map((issue) => ({ ...issue, at: placeOf(whole) })) : told,
    withoutSecret,
    notices,
  }
}

/** Each with the file that it stands in. */
function placed(group: Group, issues: readonly Issue[]): PlacedIssue[] {
  const root = wholeOf(group).roots[0] ?? 0
  return issues.map(({ input = -1, ...issue }) => ({ ...issue, root: group.items[input]?.roots[0] ?? root }))
}

/** A group seen as one thing, at the place of its first item. */
function wholeOf({ items }: Group): Omit<Item, "input"> {
  const first = items[0]
  if (first === undefined) throw new TypeError("an empty group")
  return {
    roots: [...new Set(items.flatMap(({ roots }) => roots))].sort((a, b) => a - b),
    path: first.path,
    protected: items.some((item) => item.protected),
    inside: first.inside,
  }
}

/** Which of the group's files a nested input came from: told by its name, where the handler made it from the file's. */
function rootsOf(nested: Input, group: Group): readonly number[] {
  const named = group.items
    .filter(({ input }) => nested.name.startsWith(input.name))
    .sort((a, b) => b.input.name.length - a.input.name.length)
  return (group.items.length > 1 ? named[0]?.roots : undefined) ?? wholeOf(group).roots
}

const leafOf = ({ roots, path, protected: isProtected }: Omit<Item, "input">, format: string, found: Leaf["found"]): Leaf => ({
  roots,
  path,
  format,
  protected: isProtected,
  found,
})

const failed = (item: Omit<Item, "input">, error: AppError, format?: string): Leaf =>
  leafOf(item, format ?? item.inside?.format ?? "", { state: "failed", error })

/** 1-based, inside what it came from. */
export const placeOf = ({ path }: Pick<Item, "path">): number => (path.length > 1 ? (path.at(-1) ?? 0) + 1 : 1)

function comparePaths(a: readonly number[], b: readonly number[]): number {
  for (let at = 0; at < Math.min(a.length, b.length); at++) {
    const difference = (a[at] ?? 0) - (b[at] ?? 0)
    if (difference !== 0) return difference
  }
  return a.length - b.length
}
