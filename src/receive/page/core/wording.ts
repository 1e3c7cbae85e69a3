import { areWhole, MAX_LIMITS } from "../../protocol.ts"
import type { FoundAccount, PageState, PartSet, ReceiveState, Remark } from "../../protocol.ts"
import type { Unsent } from "./outbox.ts"
import type { Say, TextName } from "./texts.ts"

/** `3–5, 7`. @param numbers - Ascending. */
export function rangesOf(numbers: readonly number[]): string {
  const ranges: { first: number; last: number }[] = []
  for (const number of numbers) {
    const range = ranges.at(-1)
    if (range?.last === number - 1) range.last = number
    else ranges.push({ first: number, last: number })
  }
  const written = ({ first, last }: { first: number; last: number }): string =>
    first === last ? `${first}` : last === first + 1 ? `${first}, ${last}` : `${first}–${last}`
  return ranges.map(written).join(", ")
}

/** What to do next for a set, and which of its parts are missing; `missing` is empty for a whole one. */
export function setWords({ have, count }: PartSet, say: Say): { readonly status: string; readonly missing: string } {
  if (have.length >= count) return { status: say("setWhole", { count }), missing: "" }
  const missing = Array.from({ length: count }, (_, at) => at + 1).filter((n) => !have.includes(n))
  return { status: say("setNext", { have: have.length, count }), missing: say("setMissing", { numbers: rangesOf(missing) }) }
}

export const STATUS_WORDS: Readonly<Record<FoundAccount["status"], TextName>> = {
  new: "statusNew",
  present: "statusPresent",
  differs: "statusDiffers",
}

export const countWords = (count: number, say: Say): string =>
  count === 0 ? say("foundNone") : count === 1 ? say("accountsOne") : say("accounts", { count })

export const waitingWords = (waiting: "password" | "verification-code", say: Say): { readonly title: string; readonly text: string } =>
  waiting === "password" ? { title: say("askPassword"), text: say("askPasswordText") } : { title: say("askCode"), text: say("askCodeText") }

/** About something that was not sent. */
export function unsentRemark(name: string | null, why: Unsent, say: Say): Remark {
  const text: Record<Unsent, string> = {
    empty: say("unsentEmpty"),
    "too-large": name === null ? say("unsentTextTooLarge") : say("unsentTooLarge", { limit: MAX_LIMITS.fileBytes >> 20 }),
    refused: say("unsentRefused"),
  }
  return { name, kind: "problem", text: text[why] }
}

export const remarkWords = ({ name, text }: Remark): string => (name === null ? text : `${name}: ${text}`)

/** What a screen reader says after a change; empty: nothing. */
export function announcementOf(before: PageState | null, after: PageState, say: Say): string {
  if (after.mode === "show") {
    return [say("showPage", { n: after.page + 1, count: after.pages }), after.labels.join(", ")].filter((part) => part !== "").join(". ")
  }
  if (after.mode === "ended") return ""
  const earlier = before?.mode === "receive" ? before : NOTHING
  return [...newAccounts(earlier, after, say), ...changedSets(earlier, after, say), ...newNotes(earlier, after, say)].join(". ")
}

const NOTHING: ReceiveState = { mode: "receive", accounts: [], sets: [], remarks: [], waiting: null, received: 0 }

/** Longer lists only by their number. */
const MOST_LABELS = 5

function newAccounts(before: ReceiveState, after: ReceiveState, say: Say): string[] {
  const added = after.accounts.slice(before.accounts.length)
  if (added.length === 0) return []
  const labels = added.length <= MOST_LABELS ? added.map(({ label }) => label) : []
  return [...labels, `${say("found")}: ${countWords(after.accounts.length, say)}`]
}

function changedSets(before: ReceiveState, after: ReceiveState, say: Say): string[] {
  const changed = after.sets
    .filter((set, at) => set.have.length !== before.sets[at]?.have.length)
    .map((set) => `${set.title}: ${setWords(set, say).status}`)
  return areWhole(after.sets) && changed.length > 0 ? [...changed, say("allRead")] : changed
}

function newNotes(before: ReceiveState, after: ReceiveState, say: Say): string[] {
  const known = new Set(before.remarks.map(remarkWords))
  const remarks = after.remarks.map(remarkWords).filter((words) => !known.has(words))
  const waiting = after.waiting === null || after.waiting === before.waiting ? [] : [waitingWords(after.waiting, say).title]
  return [...remarks, ...waiting]
}
