import { AppError } from "../base/errors.ts"
import { texts } from "../base/language.ts"
import type { Account } from "./account.ts"

export const SEARCH_TEXTS = texts({
  none: { en: "no account matches", ja: "一致するアカウントがありません" },
  many: { en: "{count} accounts match; one is needed", ja: "{count} 件のアカウントが一致します。1 件に絞り込んでください" },
})

/**
 * The form in which texts are compared: lower case, without width variants (full-width letters, half-width kana), katakana as hiragana,
 * each run of white space as one space. Folding a folded text changes nothing.
 */
export function fold(text: string): string {
  if (/^[\x20-\x7e]*$/.test(text)) return text.toLowerCase().replace(/ {2,}/g, " ").trim()
  return (
    text
      .normalize("NFKC")
      // Upper case first: it turns ß into SS and the final sigma into the common one.
      .toUpperCase()
      .toLowerCase()
      .replaceAll("ς", "σ")
      .replace(/[\u30a1-\u30f6\u30fd\u30fe]/g, (kana) => String.fromCharCode(kana.charCodeAt(0) - 0x60))
      .normalize("NFC")
      .replace(/\s+/g, " ")
      .trim()
  )
}

/** The folded texts of an account. Accounts are immutable, so each is folded once. */
interface Folded {
  readonly issuer: string
  readonly name: string
  /** Issuer, name, groups and note, each on a line of its own, so that no word matches across two of them. */
  readonly all: string
}

const foldedAccounts = new WeakMap<Account, Folded>()

function foldedOf(account: Account): Folded {
  const known = foldedAccounts.get(account)
  if (known !== undefined) return known
  const issuer = fold(account.issuer)
  const name = fold(account.name)
  const folded = { issuer, name, all: [issuer, name, ...account.groups.map(fold), fold(account.note)].join("\n") }
  foldedAccounts.set(account, folded)
  return folded
}

function compileQuery(query: string): (account: Account) => boolean {
  const folded = fold(query)
  const words = folded === "" ? [] : folded.split(" ")
  return (account) => {
    if (account.trashedAt !== null) return false
    if (account.id.length === folded.length && account.id.toLowerCase() === folded) return true
    if (words.length === 0) return true
    const { all } = foldedOf(account)
    return words.every((word) => all.includes(word))
  }
}

/**
 * Whether an account matches a query: every word occurs in the issuer, the name, a group or the note, in any order, ignoring case and width;
 * or the query is the account's id. An empty query matches every account. Accounts in the trash never match.
 */
export function matches(account: Account, query: string): boolean {
  return compileQuery(query)(account)
}

/** All accounts that match, in the order given. */
export function select(accounts: readonly Account[], query: string): Account[] {
  return accounts.filter(compileQuery(query))
}

/**
 * The accounts that a query for one account may mean. A query that is exactly an account's id, issuer, name, or issuer and name
 * (`GitHub alice`, `GitHub: alice`) means only the accounts it names exactly; any other query means all that match.
 */
export function findCandidates(accounts: readonly Account[], query: string): Account[] {
  const wanted = fold(query)
  const found = select(accounts, query)
  const byId = found.filter(({ id }) => id.toLowerCase() === wanted)
  if (byId.length > 0) return byId
  const exact = accounts.filter((account) => account.trashedAt === null && isExactly(foldedOf(account), wanted))
  return wanted !== "" && exact.length > 0 ? exact : found
}

/** Between the issuer and the name in a query that gives both. */
const SEPARATORS: readonly string[] = [" ", ": ", ":"]

/** @param wanted - A folded query. */
function isExactly({ issuer, name }: Folded, wanted: string): boolean {
  if (wanted === issuer || wanted === name) return true
  if (!wanted.startsWith(issuer) || !wanted.endsWith(name)) return false
  return SEPARATORS.includes(wanted.slice(issuer.length, wanted.length - name.length))
}

/**
 * Find the one account that a query means.
 *
 * @throws {@link AppError} `query-none`; `query-many` with their `count`: {@link findCandidates} then lists them.
 */
export function selectOne(accounts: readonly Account[], query: string): Account {
  const found = findCandidates(accounts, query)
  const [one] = found
  if (one === undefined) throw new AppError("query-none", SEARCH_TEXTS.none)
  if (found.length > 1) throw new AppError("query-many", SEARCH_TEXTS.many, { detail: { count: found.length } })
  return one
}
