import type { Account } from "../../../../accounts/account.ts"
import { cellWidth, sanitize } from "../../../../base/display.ts"
import { BADGE_WIDTH } from "./badge.ts"

/** All values are cells. */
export interface Layout {
  /** Issuer and name share a column, and the window's title row shows what else the tab line shows. */
  readonly small: boolean
  /** The panes; 0: there is none. One cell with a line is between two of them. */
  readonly groups: number
  readonly list: number
  readonly detail: number
}

const GROUPS_WIDTH = 20
const LIST_WIDTH = 76
const DETAIL_WIDTH = 60

/** The panes in a body of `width` cells. What is left on the right stays blank. */
export function layoutOf(width: number): Layout {
  const threePanes = GROUPS_WIDTH + 1 + LIST_WIDTH + 1 + DETAIL_WIDTH
  if (width >= threePanes) return { small: false, groups: GROUPS_WIDTH, list: LIST_WIDTH, detail: DETAIL_WIDTH }
  if (width >= 120) return { small: false, groups: 0, list: LIST_WIDTH, detail: Math.min(DETAIL_WIDTH, width - LIST_WIDTH - 1) }
  return { small: width < 60, groups: 0, list: width, detail: 0 }
}

/** All panes with the lines between them. */
export function usedWidth({ groups, list, detail }: Layout): number {
  return [groups, list, detail].filter((width) => width > 0).reduce((sum, width) => sum + width + 1, -1)
}

/** The columns of a row in the order of the screen; 0: absent. */
export interface Columns {
  readonly mark: number
  readonly badge: number
  readonly issuer: number
  /** Absent where issuer and name share a column. */
  readonly name: number
  readonly code: number
  readonly groups: number
  readonly aux: number
  /** The whole row without the column of the scrollbar. */
  readonly width: number
}

const CODE_WIDTH = 11
/** The bar, the number and the mark of a favourite. */
const HEAD_WIDTH = 3
const MARK_WIDTH = 4
const GROUPS_COLUMN = 18

/** The columns of a list of `list` cells, the scrollbar's included. The code starts at the 54th cell at the latest. */
export function columnsOf(list: number, longest: Longest, marks: boolean): Columns {
  const width = list - 1
  const mark = marks ? MARK_WIDTH : 0
  const used = HEAD_WIDTH + mark
  if (list < 76) {
    const aux = list < 60 ? 0 : 14
    const code = list < 60 ? CODE_WIDTH : CODE_WIDTH + 1
    return { mark, badge: 0, issuer: width - used - code - 1 - aux, name: 0, code: CODE_WIDTH, groups: 0, aux: Math.max(0, aux - 1), width }
  }
  const issuer = Math.min(18, longest.issuer)
  const name = Math.min((list < 80 ? Math.min(24, 38 - issuer) : 24) - mark, longest.name)
  const groups = list >= 100 ? GROUPS_COLUMN : 0
  const beforeAux = used + BADGE_WIDTH + 1 + issuer + 1 + name + 2 + CODE_WIDTH + 1 + (groups === 0 ? 0 : groups + 1)
  return { mark, badge: BADGE_WIDTH, issuer, name, code: CODE_WIDTH, groups, aux: width - beforeAux - 2, width }
}

/** The widest issuer and name of all accounts in use. */
export interface Longest {
  readonly issuer: number
  readonly name: number
}

const longestOf = new WeakMap<readonly Account[], Longest>()

/** Arrays of accounts are immutable, so each is measured once. */
export function longestTexts(accounts: readonly Account[]): Longest {
  const known = longestOf.get(accounts)
  if (known !== undefined) return known
  const used = accounts.filter(({ trashedAt }) => trashedAt === null)
  const widest = (texts: readonly string[]): number => texts.reduce((most, text) => Math.max(most, cellWidth(sanitize(text, 24).trim())), 1)
  const longest = { issuer: widest(used.map(({ issuer }) => issuer)), name: widest(used.map(({ name }) => name)) }
  longestOf.set(accounts, longest)
  return longest
}
