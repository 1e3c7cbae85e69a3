import type { Draft } from "../../accounts/account.ts"
import type { AppError, Issue, IssueCode } from "../../base/errors.ts"
import type { Message } from "../../base/language.ts"
import type { Handler, Key, Mapping, OpenContext, OpenedLocked } from "../../formats/handler.ts"

/** An account read from a file. */
export interface ReadRecord {
  readonly draft: Draft
  /** The user's file that contains it, as the user named it. Inside of a container: the container. */
  readonly file: string
}

/** A record that could not be read. `at` counts inside `file`. */
export type ReadIssue = Omit<Issue, "input"> & Pick<ReadRecord, "file">

/** The key to ask the user for. */
export type KeyRequest = Pick<OpenedLocked, "needs" | "acceptsKeyFile" | "hint" | "waitS"> & {
  /** Set where the format is not recognised: the formats without a signature that the file could be in. A password would show which. */
  readonly candidates?: readonly Candidate[]
}

/** A format that a file could be in. */
export type Candidate = Pick<Handler, "id" | "title" | "titleJa" | "unsignedNote">

/** The result of reading an input or a file. */
export type ReadOutcome =
  | {
      readonly state: "read"
      readonly records: readonly ReadRecord[]
      readonly issues: readonly ReadIssue[]
      /** The number of records without a second factor. They are not issues. */
      readonly withoutSecret: number
      readonly notices: readonly Message[]
    }
  /** Protected, or perhaps protected: see {@link KeyRequest.candidates}. */
  | { readonly state: "locked"; readonly ask: KeyRequest; readonly skipped: boolean }
  /** The format is unknown; `mapping` is a guess how to read the file. Nothing is imported before the user accepts it. */
  | { readonly state: "guessed"; readonly mapping: Mapping; readonly skipped: boolean }
  | { readonly state: "failed"; readonly error: AppError }

/** The result of reading one of the user's files, or several that belong together (parts of a transfer), with everything inside. */
export interface ReadFile {
  /** As the user named them. */
  readonly files: readonly string[]
  /** The handler's id; of a container, that of the format furthest inside; empty where no handler recognised it. */
  readonly format: string
  readonly protected: boolean
  readonly outcome: ReadOutcome
}

/** One of the inputs that the user gave. */
export interface Source {
  readonly name: string
  /** Its place among them, from 0. */
  readonly index: number
}

/** Where an input came from. */
export interface Origin {
  /** In the order of their places; several where inputs were opened together. */
  readonly sources: readonly [Source, ...Source[]]
  /** The source's place, then the place in each container on the way. */
  readonly path: readonly number[]
  /** A password opened something on the way. */
  readonly protected: boolean
  /** The container of the input; null: it is a source itself. */
  readonly container: { readonly format: string; readonly picture: boolean } | null
}

/** The result of one input, or of several that were opened together. */
export interface Finding extends Origin {
  readonly format: string
  readonly outcome: ReadOutcome
  /**
   * Set where the outcome is `locked`. Returns the findings behind the lock, including those of the inputs inside.
   *
   * @throws AppError after which another key may be tried, see `KEY_ERRORS`; `interrupted`. Damage is an outcome.
   */
  readonly unlock?: (key: Key, context: OpenContext) => Promise<Finding[]>
  /** Set where the outcome is `guessed`. */
  readonly accept?: () => Finding
}

export function readOutcome(read: Partial<Extract<ReadOutcome, { readonly state: "read" }>>): ReadOutcome {
  return { state: "read", records: [], issues: [], withoutSecret: 0, notices: [], ...read }
}

/** All records that were read, in the order of the files. */
export function recordsOf(files: readonly ReadFile[]): ReadRecord[] {
  return files.flatMap(({ outcome }) => (outcome.state === "read" ? outcome.records : []))
}

/** All records that could not be read, in the order of the files. */
export function issuesOf(files: readonly ReadFile[]): ReadIssue[] {
  return files.flatMap(({ outcome }) => (outcome.state === "read" ? outcome.issues : []))
}

/** 1-based, inside the container; 1 for a source. */
export function placeOf({ path }: Pick<Origin, "path">): number {
  return path.length > 1 ? (path.at(-1) ?? 0) + 1 : 1
}

export function comparePaths(a: Pick<Origin, "path">, b: Pick<Origin, "path">): number {
  for (const [at, place] of a.path.entries()) {
    const difference = place - (b.path[at] ?? -1)
    if (difference !== 0) return difference
  }
  return a.path.length - b.path.length
}

/** Sources that have findings in common, with all their findings. */
export interface FindingGroup {
  readonly sources: readonly Source[]
  readonly findings: readonly Finding[]
}

/** Every source is in one group. Groups are in the order of their first sources, findings in the order of their paths. */
export function groupFindings(sources: readonly Source[], findings: readonly Finding[]): FindingGroup[] {
  const groupOf = sources.map((source) => ({ sources: [source], findings: [] as Finding[] }))
  for (const finding of findings) {
    const groups = new Set(finding.sources.map(({ index }) => groupOf[index]))
    const [first, ...others] = [...groups].filter((group) => group !== undefined)
    first?.findings.push(finding)
    for (const other of others) {
      first?.sources.push(...other.sources)
      first?.findings.push(...other.findings)
      for (const { index } of other.sources) if (first !== undefined) groupOf[index] = first
    }
  }
  return [...new Set(groupOf)].map((group) => ({
    sources: group.sources.sort((a, b) => a.index - b.index),
    findings: group.findings.sort(comparePaths),
  }))
}

/** All findings of a group as one outcome. A lock or a guess comes first, since it waits for the user's answer. */
export function toReadFile({ sources, findings }: FindingGroup): ReadFile {
  const common = { files: sources.map(({ name }) => name), protected: findings.some((finding) => finding.protected) }
  const waiting = findings.find(({ outcome }) => outcome.state === "locked") ?? findings.find(({ outcome }) => outcome.state === "guessed")
  if (waiting !== undefined) return { ...common, format: waiting.format, outcome: waiting.outcome }
  const read = findings.flatMap(({ outcome }) => (outcome.state === "read" ? [outcome] : []))
  const records = read.flatMap((outcome) => outcome.records)
  const failed = findings.find(({ outcome }) => outcome.state === "failed")
  if (failed !== undefined && records.length === 0) return { ...common, format: failed.format, outcome: failed.outcome }
  return {
    ...common,
    format: formatOf(findings),
    outcome: readOutcome({
      records,
      issues: findings.flatMap(issuesIn),
      withoutSecret: read.reduce((sum, outcome) => sum + outcome.withoutSecret, 0),
      notices: read.flatMap((outcome) => outcome.notices),
    }),
  }
}

/** The format that held accounts, or else the one furthest inside. */
function formatOf(findings: readonly Finding[]): string {
  const holding = findings.find(({ outcome }) => outcome.state === "read" && outcome.records.length > 0)
  const deepest = findings.reduce<Finding | undefined>(
    (best, finding) => (best === undefined || finding.path.length > best.path.length ? finding : best),
    undefined,
  )
  return (holding ?? deepest)?.format ?? ""
}

/** A failed input counts as one issue of the file when other inputs of the file were read. */
function issuesIn(finding: Finding): readonly ReadIssue[] {
  const { outcome, sources } = finding
  if (outcome.state === "read") return outcome.issues
  if (outcome.state !== "failed") return []
  const { code, sentence, detail } = outcome.error
  return [{ file: sources[0].name, at: placeOf(finding), code: ISSUE_CODES[code] ?? "record-malformed", reason: sentence, detail }]
}

const ISSUE_CODES: Readonly<Partial<Record<AppError["code"], IssueCode>>> = {
  "transfer-incomplete": "part-missing",
  "transfer-mixed": "part-missing",
  "format-unknown": "record-unsupported",
  "format-unsupported": "record-unsupported",
  "format-version": "record-unsupported",
}
