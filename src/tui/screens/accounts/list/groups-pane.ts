import { cellWidth, padToWidth } from "../../../../base/display.ts"
import type { Lang } from "../../../../base/language.ts"
import { fitList, listWindow } from "../../../components/list.ts"
import { span } from "../../../components/rows.ts"
import type { Row } from "../../../core/frame.ts"
import { isSameTab, tabName } from "./tabs.ts"
import type { CountedTab, Tab } from "./tabs.ts"

/** The tabs in the window of the pane; the chosen one has `▌`. @param height - Rows. */
export function groupRows(tabs: readonly CountedTab[], chosen: Tab, width: number, height: number, lang: Lang): readonly Row[] {
  return tabsInPane(tabs, chosen, height).map(({ tab, count }) => {
    const isChosen = isSameTab(tab, chosen)
    const number = String(count)
    const name = padToWidth(tabName(tab, lang, width), Math.max(1, width - cellWidth(number) - 3))
    return [span(isChosen ? "▌" : " "), span(`${name} ${number} `, isChosen ? "strong" : "text")]
  })
}

/** The tabs that the pane shows, from its first row on. */
export function tabsInPane(tabs: readonly CountedTab[], chosen: Tab, height: number): readonly CountedTab[] {
  const cursor = Math.max(
    0,
    tabs.findIndex(({ tab }) => isSameTab(tab, chosen)),
  )
  const list = fitList({ cursor, offset: Math.max(0, cursor - Math.floor(height / 2)) }, tabs.length, height)
  const { from, to } = listWindow(list, tabs.length, height)
  return tabs.slice(from, to)
}
