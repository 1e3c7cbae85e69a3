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
/** Six digits in large figures, and the blank before them. */
const LEAST_DETAIL_WIDTH = 28
/** Narrower lists show issuer and name in one column. */
const LEAST_LIST_WIDTH = 71

/** The panes in a body of `width` cells. What is left on the right stays blank. */
export function layoutOf(width: number): Layout {
  const threePanes = GROUPS_WIDTH + 1 + LIST_WIDTH + 1 + DETAIL_WIDTH
  if (width >= threePanes) return { small: false, groups: GROUPS_WIDTH, list: LIST_WIDTH, detail: DETAIL_WIDTH }
  if (width >= LEAST_LIST_WIDTH + 1 + LEAST_DETAIL_WIDTH) {
    const list = Math.min(LIST_WIDTH, width - 1 - LEAST_DETAIL_WIDTH)
    return { small: false, groups: 0, list, detail: Math.min(DETAIL_WIDTH, width - list - 1) }
  }
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
  readonly aux: number
  /** The whole row without the column of the scrollbar, or the blank before a line. */
  readonly width: number
}

const CODE_WIDTH = 11
/** The bar, the number and the mark of a favourite. */
const HEAD_WIDTH = 3
const MARK_WIDTH = 4
/** The longest text that must not be cut, such as `PIN missing`. */
const LEAST_AUX_WIDTH = 11

/** The columns of a list of `list` cells, the last of them not used. The code starts at the 54th cell at the latest. */
export function columnsOf(list: number, longest: Longest, marks: boolean): Columns {
  const width = list - 1
  const mark = marks ? MARK_WIDTH : 0
  const used = HEAD_WIDTH + mark
  if (list < LEAST_LIST_WIDTH) {
    const aux = list < 60 ? 0 : 14
    const code = list < 60 ? CODE_WIDTH : CODE_WIDTH + 1
    return { mark, badge: 0, issuer: width - used - code - 1 - aux, name: 0, code: CODE_WIDTH, aux: Math.max(0, aux - 1), width }
  }
  const fixed = HEAD_WIDTH + BADGE_WIDTH + 1 + 1 + 2 + CODE_WIDTH + 1 + 2
  const labels = list < 80 ? Math.min(38, width - fixed - LEAST_AUX_WIDTH) : 42
  const issuer = Math.min(18, longest.issuer)
  const name = Math.min(Math.min(24, labels - issuer) - mark, longest.name)
  return { mark, badge: BADGE_WIDTH, issuer, name, code: CODE_WIDTH, aux: width - fixed - mark - issuer - name, width }
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
