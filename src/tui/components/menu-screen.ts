import { format } from "../../base/language.ts"
import type { Sentence } from "../../base/language.ts"
import type { Row } from "../core/frame.ts"
import type { Route } from "../core/routes.ts"
import type { Context, Screen } from "../core/screen.ts"
import { fullHeight, MENU_KEYS, menuRows, updateMenu } from "./menu.ts"
import type { MenuAction, MenuItem } from "./menu.ts"
import { EMPTY_ROW } from "./rows.ts"

/** A menu's item that leads to another screen. */
export interface MenuLink extends MenuItem {
  readonly to: Route
  /** Why it cannot be chosen now, in the user's language; null or absent: it can. */
  readonly closed?: string | null
}

export interface MenuState<R extends Route = Route> {
  readonly route: R
  /** The item that the cursor is on, 0-based. */
  readonly cursor: number
}

/** A screen of a few links. `intro` and `outro` are the rows above and below them. */
export function menuScreen<R extends Route>(parts: {
  title: Sentence
  intro: (route: R, context: Context) => readonly Row[]
  links: (route: R, context: Context) => readonly MenuLink[]
  outro?: (route: R, context: Context) => readonly Row[]
}): Screen<MenuState<R>, MenuAction | "back", R> {
  return {
    init: (route) => ({ state: { route, cursor: 0 } }),
    update(state, msg, context) {
      if (msg.type === "action" && msg.action === "back") return { state, go: { type: "back" } }
      const links = parts.links(state.route, context)
      const step = updateMenu(state.cursor, msg, links.length)
      if (step === null) return { state }
      const next = { ...state, cursor: step.cursor }
      const link = step.chosen === null ? undefined : links[step.chosen]
      if (link === undefined) return { state: next }
      if (link.closed !== undefined && link.closed !== null) return { state: next, toast: link.closed }
      return { state: next, go: { type: "push", route: link.to } }
    },
    view(state, context) {
      const { columns, rows } = context.body
      const intro = parts.intro(state.route, context)
      const links = parts.links(state.route, context)
      const below = parts.outro?.(state.route, context) ?? []
      // The explanation of each link comes before the rows below them.
      const outro = rows - intro.length - below.length - 2 >= fullHeight(links, columns) ? below : []
      const menu = menuRows(links, state.cursor, columns, Math.max(0, rows - intro.length - outro.length - 2), context.lang)
      const body = [...intro, EMPTY_ROW, ...menu, ...(outro.length > 0 ? [EMPTY_ROW, ...outro] : [])]
      return { title: format(parts.title, context.lang), body: body.slice(0, rows) }
    },
    keys: () => MENU_KEYS,
  }
}
