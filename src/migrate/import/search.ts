import { AppError, checkAborted, isAppError } from "../../base/errors.ts"
import { texts } from "../../base/language.ts"
import type { Handler, Input, OpenContext, OpenedAccounts, OpenedLocked, SniffedInput } from "../../formats/handler.ts"
import { sniffedLimitError } from "../../formats/limits.ts"
import type { Registry } from "../../formats/lookup.ts"
import { sniff } from "../../formats/sniff.ts"
import type { Sniffed } from "../../formats/sniff.ts"
import { PICTURE_TEXTS } from "../../qr/picture-texts.ts"
import { companionsNamedBy, groupCompanions } from "./companions.ts"
import { findCandidates, KEY_ERRORS, keyRequestOf, OPEN_TEXTS, openByFirst, stopPlugins, unlockByFirst } from "./open.ts"
import type { OpenedBy, Unlocked } from "./open.ts"
import { comparePaths, placeOf, readOutcome } from "./read-outcome.ts"
import type { Finding, Origin, ReadIssue, ReadOutcome } from "./read-outcome.ts"

export const SEARCH_TEXTS = texts({
  unknownInside: { en: "a file inside it is in a format that is not recognised", ja: "中のファイルが対応していない形式です" },
  foreign: { en: "a QR code that holds no account", ja: "アカウントではない QR コードです" },
  empty: { en: "the file is empty", ja: "ファイルが空です" },
  nothing: { en: "there is no account in it", ja: "アカウントが含まれていません" },
  tooDeep: { en: "files lie inside files more than {max} deep", ja: "ファイルの入れ子が {max} 段を超えています" },
  tooMany: { en: "there are more than {max} files or codes inside", ja: "中身が {max} 件を超えています" },
})

/** Real nesting is rarely deeper than a picture in a zip in a backup. */
const MAX_DEPTH = 4
/** Inputs of one import, including those inside of others. */
const MAX_INPUTS = 10_000

export interface SearchContext extends OpenContext {
  readonly handlers: Registry
}

/** An input to open. */
export interface Item extends Origin {
  readonly input: Input
}

/** Items that are opened together, and the handlers that may open them. */
interface Group {
  readonly candidates: readonly Handler[]
  /** As in `Candidates`. */
  readonly unsigned: boolean
  readonly items: readonly (Origin & { readonly input: SniffedInput })[]
}

interface Found {
  readonly findings: readonly Finding[]
  /** Inputs inside, to be opened next. */
  readonly items: readonly Item[]
}

/**
 * Open every item and everything inside it. Items that belong together (parts of one transfer in several pictures) wait until no
 * other item is left, and are then opened together.
 *
 * @param forced - Opens the given items without detection; inputs inside of them are detected as usual.
 * @returns the findings in the order of their paths
 */
export async function search(items: readonly Item[], context: SearchContext, forced: Handler | null = null): Promise<Finding[]> {
  try {
    return (await openAll(items, context, forced)).sort(comparePaths)
  } finally {
    await stopPlugins(context.handlers)
  }
}

async function openAll(start: readonly Item[], context: SearchContext, forced: Handler | null): Promise<Finding[]> {
  const readers = context.handlers.filter((handler) => handler.open !== undefined)
  const findings: Finding[] = []
  const waiting = new Map<string, Group>()
  let queue = start
  let force = forced
  let seen = 0
  let opened = 0
  while (queue.length > 0 || waiting.size > 0) {
    const groups: Group[] = []
    const inputs = new Map<Input, SniffedInput>()
    for (const { input } of queue) {
      checkAborted(context.signal)
      inputs.set(input, { ...input, sniffed: sniff(input.bytes) })
    }
    const naming = force === null ? readers : [force]
    const companions = groupCompanions([...inputs.values()], (input) => companionsNamedBy(input, naming))
    for (const item of queue) {
      checkAborted(context.signal)
      const input = inputs.get(item.input) ?? { ...item.input, sniffed: sniff(item.input.bytes) }
      const refusal = overLimit(item, input.sniffed, ++seen)
      if (refusal !== null) {
        findings.push(failed(item, refusal))
        continue
      }
      const together = companions.get(input)
      if (together !== undefined) {
        const key = `${together.handler.id}\ncompanions of ${together.key}`
        const items = [...(waiting.get(key)?.items ?? []), { ...item, input }]
        waiting.set(key, { candidates: [together.handler], unsigned: false, items })
        continue
      }
      // A handler guesses only at the user's own files: a file in a container among others is rarely a table of secrets.
      const { handlers, unsigned, error } =
        force === null
          ? await findCandidates(input, readers, item.container === null, context)
          : { handlers: [force], unsigned: false, error: null }
      const [first, second] = handlers
      if (first === undefined) {
        findings.push(error === null ? unrecognised(item, input.sniffed) : failed(item, error))
        continue
      }
      const groupKey = second === undefined ? first.groupKey?.(input) : undefined
      const key = `${first.id}\n${groupKey}`
      const one = { candidates: handlers, unsigned, items: [{ ...item, input }] }
      if (groupKey === undefined) groups.push(one)
      else waiting.set(key, { ...one, items: [...(waiting.get(key)?.items ?? []), ...one.items] })
    }
    queue = []
    force = null
    if (groups.length === 0) {
      groups.push(...waiting.values())
      waiting.clear()
    }
    for (const group of groups) {
      const found = await openGroup(group, context)
      findings.push(...found.findings)
      queue = [...queue, ...found.items]
      opened += group.items.length
      context.progress?.(opened, Math.max(seen, opened) + queue.length)
    }
  }
  return findings
}

function overLimit({ path }: Item, sniffed: Sniffed, seen: number): AppError | null {
  if (seen > MAX_INPUTS) return new AppError("limit-exceeded", SEARCH_TEXTS.tooMany, { detail: { max: MAX_INPUTS } })
  if (path.length > MAX_DEPTH + 1) return new AppError("limit-exceeded", SEARCH_TEXTS.tooDeep, { detail: { max: MAX_DEPTH } })
  return sniffedLimitError(sniffed)
}

/** A file of the user fails; an input inside a container becomes one issue of the container. */
function unrecognised(item: Item, sniffed: Sniffed): Finding {
  const { container } = item
  if (container === null) {
    const error =
      sniffed.kind === "empty" ? new AppError("nothing-found", SEARCH_TEXTS.empty) : new AppError("format-unknown", OPEN_TEXTS.unknown)
    return failed(item, error)
  }
  const issue: ReadIssue = {
    file: item.sources[0].name,
    at: placeOf(item),
    ...(container.picture
      ? { code: "code-foreign", reason: SEARCH_TEXTS.foreign }
      : { code: "record-unsupported", reason: SEARCH_TEXTS.unknownInside }),
  }
  return findingAt(item, container.format, readOutcome({ issues: [issue] }))
}

async function openGroup(group: Group, context: SearchContext): Promise<Found> {
  const origin = originOf(group)
  const inputs = group.items.map(({ input }) => input)
  try {
    const opened = await openByFirst(group.candidates, inputs, context)
    if ("opened" in opened) return foundIn(group, origin, opened)
    return { findings: [lockedIn(group, { ...origin, protected: !group.unsigned }, opened, context)], items: [] }
  } catch (error) {
    if (!isAppError(error) || error.code === "interrupted") throw error
    if (group.unsigned) return { findings: [failed(origin, new AppError("format-unknown", OPEN_TEXTS.unknown))], items: [] }
    return { findings: [failed(origin, error, group.candidates.length === 1 ? group.candidates[0]?.id : undefined)], items: [] }
  }
}

function lockedIn(group: Group, origin: Origin, locked: readonly OpenedBy<OpenedLocked>[], { handlers }: SearchContext): Finding {
  const { unsigned, candidates } = group
  const format = unsigned ? "" : (locked[0]?.format ?? "")
  const ask = { ...keyRequestOf(locked), ...(unsigned ? { candidates } : {}) }
  return {
    ...findingAt(origin, format, { state: "locked", ask, skipped: false }),
    async unlock(key, task) {
      let found: Found
      try {
        found = foundIn(group, { ...origin, protected: true }, await unlockByFirst(locked, key, task))
      } catch (error) {
        if (isAppError(error, "password-wrong") && unsigned) throw new AppError("password-wrong", OPEN_TEXTS.opensNone)
        if (!isAppError(error) || KEY_ERRORS.has(error.code)) throw error
        return [failed(origin, error, format)]
      } finally {
        await stopPlugins(handlers)
      }
      return [...found.findings, ...(await search(found.items, { ...task, handlers }))]
    },
  }
}

/** The content that a handler found in a group: accounts and issues, or the inputs inside. */
function foundIn(group: Group, origin: Origin, { format, opened }: OpenedBy<Unlocked>): Found {
  switch (opened.kind) {
    case "accounts":
      return { findings: [findingAt(origin, format, accountsIn(group, origin, opened))], items: [] }
    case "guess": {
      const guessed = findingAt(origin, format, { state: "guessed", mapping: opened.mapping, skipped: false })
      const accept = (): Finding => findingAt(origin, format, accountsIn(group, origin, opened.accept()))
      return { findings: [{ ...guessed, accept }], items: [] }
    }
    case "nested": {
      const picture = group.items.some(({ input }) => input.sniffed.kind === "picture")
      if (opened.inputs.length === 0 && opened.issues.length === 0) {
        const error = new AppError("nothing-found", picture ? PICTURE_TEXTS.noCode : SEARCH_TEXTS.nothing)
        return { findings: [failed(origin, error, format)], items: [] }
      }
      const issues = opened.issues.map(({ input, ...issue }) => ({ ...issue, file: fileOf(group, origin, input) }))
      const items = opened.inputs.map((input, index) => ({
        input,
        sources: sourcesOf(input, group, origin),
        path: [...origin.path, index],
        protected: origin.protected,
        container: { format, picture },
      }))
      return { findings: issues.length === 0 ? [] : [findingAt(origin, format, readOutcome({ issues }))], items }
    }
  }
}

/** Adds to every record and issue the file that contains it. */
function accountsIn(
  group: Group,
  origin: Origin,
  { drafts, draftInputs, issues, withoutSecret = 0, notices = [] }: OpenedAccounts,
): ReadOutcome {
  // The text of a QR code is one line, so an issue in it gets the code's position in the picture.
  const inPicture = group.items.length === 1 && origin.container?.picture === true
  return readOutcome({
    records: drafts.map((draft, index) => ({ draft, file: fileOf(group, origin, draftInputs?.[index]) })),
    issues: issues.map(({ input, ...issue }) => ({
      ...issue,
      ...(inPicture ? { at: placeOf(origin) } : {}),
      file: fileOf(group, origin, input),
    })),
    withoutSecret,
    notices,
  })
}

/** @param index - Of the group's input; undefined: the handler does not know it. */
function fileOf({ items }: Group, origin: Origin, index: number | undefined): string {
  return (items[index ?? -1] ?? origin).sources[0].name
}

/** The common origin of a group, with the path of its first item. */
function originOf({ items }: Group): Origin {
  const [first] = items
  if (first === undefined) throw new TypeError("an empty group")
  const sources = new Set(items.flatMap((item) => item.sources))
  const [lowest = first.sources[0], ...others] = [...sources].sort((a, b) => a.index - b.index)
  const { path, container } = first
  return { sources: [lowest, ...others], path, protected: items.some((item) => item.protected), container }
}

/** The sources of an input inside a group. A handler may name it after the input of the group that contained it. */
function sourcesOf(inner: Input, { items }: Group, origin: Origin): Origin["sources"] {
  if (items.length === 1) return origin.sources
  const [longest] = items.filter(({ input }) => inner.name.startsWith(input.name)).sort((a, b) => b.input.name.length - a.input.name.length)
  return (longest ?? origin).sources
}

function findingAt({ sources, path, protected: isProtected, container }: Origin, format: string, outcome: ReadOutcome): Finding {
  return { sources, path, protected: isProtected, container, format, outcome }
}

function failed(origin: Origin, error: AppError, format = origin.container?.format ?? ""): Finding {
  return findingAt(origin, format, { state: "failed", error })
}
