import { format } from "../../base/language.ts"
import type { Sentence } from "../../base/language.ts"
import { MENU_KEYS, menuRows, updateMenu } from "./menu.ts"
import type { MenuItem } from "./menu.ts"
import { EMPTY_ROW } from "./rows.ts"
import type { Row } from "../core/frame.ts"
import type { Route } from "../core/routes.ts"
import type { Context, Screen } from "../core/screen.ts"

/** One way to go on; closed where `closed` says why. */
export interface MenuLink extends MenuItem {
  readonly to: Route
  readonly closed?: string | null
}

export interface MenuState {
  readonly route: Route
  readonly cursor: number
}

/** A screen of a few doors. `intro` and `outro` stand above and below them. */
export function menuScreen(parts: {
  title: Sentence
  intro: (route: Route, context: Context) => readonly Row[]
  doors: (route: Route, context: Context) => readonly MenuLink[]
  outro?: (route: Route, context: Context) => readonly Row[]
}): Screen<MenuState> {
  return {
    init: (route) => ({ state: { route, cursor: 0 } }),
    update(state, msg, context) {
      if (msg.type === "key" && msg.key === "escape") return { state, go: { type: "back" } }
      const doors = parts.doors(state.route, context)
      const step = updateMenu(state.cursor, msg, doors.length)
      if (step === null) return { state }
      const next = { ...state, cursor: step.cursor }
      const door = step.chosen === null ? undefined : doors[step.chosen]
      if (door === undefined) return { state: next }
      if (door.closed !== undefined && door.closed !== null) return { state: next, toast: door.closed }
      return { state: next, go: { type: "push", route: door.to } }
    },
    view(state, context) {
      const { columns, rows } = context.body
      const intro = parts.intro(state.route, context)
      const outro = parts.outro?.(state.route, context) ?? []
      const menu = menuRows(parts.doors(state.route, context), state.cursor, columns, Math.max(0, rows - intro.length - outro.length - 2))
      const body = [...intro, EMPTY_ROW, ...menu, ...(outro.length > 0 ? [EMPTY_ROW, ...outro] : [])]
      return { title: format(parts.title, context.lang), body: body.slice(0, rows) }
    },
    keys: () => MENU_KEYS,
  }
}
