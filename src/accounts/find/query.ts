import type { Account } from "../account.ts"
import { KINDS } from "../account.ts"
import { fold } from "../search.ts"
import { searchTerm } from "./fuzzy.ts"

/** States that `is:` can ask for. What is not stored in the account is known by the caller. */
export const FLAGS = ["favourite", "favorite", "hidden", "marked", "new", "used", "unused", "verified"] as const
export type Flag = (typeof FLAGS)[number]

/** A query, taken apart. All parts have to apply. */
export interface Query {
  /** Searched for in every field; as `searchTerm` gives them. */
  readonly terms: readonly string[]
  /** `group:`: part of a group's name. */
  readonly groups: readonly string[]
  /** `kind:`: the beginning of a kind. */
  readonly kinds: readonly string[]
  /** `is:`: each the flags that begin so; none: there is no such flag. */
  readonly flags: readonly (readonly Flag[])[]
}

const MAX_LENGTH = 64

let last: { readonly text: string; readonly query: Query } | null = null

/** Reads a query: words, and `group:work`, `kind:steam`, `is:hidden`, of which the end may still be missing. */
export function parseQuery(text: string): Query {
  // Each row on the screen asks for the same one.
  if (last?.text !== text) last = { text, query: readQuery(text) }
  return last.query
}

function readQuery(text: string): Query {
  const words = fold(text.slice(0, MAX_LENGTH)).split(" ")
  const after = (prefix: string): string[] =>
    words.filter((word) => word.startsWith(prefix) && word !== prefix).map((word) => word.slice(prefix.length))
  const isPlain = (word: string): boolean => word !== "" && !PREFIXES.some((prefix) => word.startsWith(prefix))
  return {
    terms: words.filter(isPlain).map(searchTerm),
    groups: after("group:"),
    kinds: after("kind:"),
    flags: after("is:").map((start) => FLAGS.filter((flag) => flag.startsWith(start))),
  }
}

const PREFIXES = ["group:", "kind:", "is:"]

/** Whether an account is in the groups, of the kind and in the states that a query names. */
export function passesFilters(account: Account, query: Query, hasFlag: (account: Account, flag: Flag) => boolean): boolean {
  return (
    query.groups.every((part) => account.groups.some((group) => fold(group).includes(part))) &&
    query.kinds.every((start) => KINDS.some((kind) => kind.startsWith(start) && kind === account.kind)) &&
    query.flags.every((flags) => flags.some((flag) => hasFlag(account, flag)))
  )
}

export function hasFilters({ groups, kinds, flags }: Query): boolean {
  return groups.length + kinds.length + flags.length > 0
}
