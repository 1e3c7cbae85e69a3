import { sanitize } from "../../../base/display.ts"
import { format, texts } from "../../../base/language.ts"
import type { Row } from "../../core/frame.ts"
import { actionIn, keyOf } from "../../core/keys.ts"
import type { Msg } from "../../core/messages.ts"
import type { Context } from "../../core/screen.ts"
import { chosenRow, columnsRow, EMPTY_ROW, itemRow, span, textRow } from "../rows.ts"
import { PLACES_KEYS } from "./file-picker-keys.ts"
import { showDirectory } from "./file-picker-listing.ts"
import { stepTo } from "./file-picker-state.ts"
import type { FilePicker, PickerStep } from "./file-picker-state.ts"
import { shortPath } from "./path-text.ts"

const TEXTS = texts({
  title: { en: "Go to", ja: "移動先" },
  last: { en: "last used", ja: "前回の場所" },
  start: { en: "where keyferry was started", ja: "keyferry を起動した場所" },
  home: { en: "home directory", ja: "ホーム" },
  downloads: { en: "downloads", ja: "ダウンロード" },
  disk: { en: "disk", ja: "ディスク" },
})

interface ShownPlace {
  readonly label: string
  readonly path: string
}

/** The places to go to, each path once: at most 9, so that each has a digit. */
function shownPlaces({ places }: FilePicker, { settings, lang, homeDirectory, startDirectory }: Context): readonly ShownPlace[] {
  const found = places ?? [{ kind: "home" as const, path: homeDirectory }]
  const all = [
    ...(settings.lastDirectory === null ? [] : [{ label: format(TEXTS.last, lang), path: settings.lastDirectory }]),
    ...found.map(({ kind, path }) => ({ label: format(TEXTS[kind], lang), path })),
    { label: format(TEXTS.start, lang), path: startDirectory },
  ]
  return all.filter(({ path }, at) => all.findIndex((other) => other.path === path) === at).slice(0, 9)
}

/** Shows the places, and requests them where they are not known yet. */
export function openPlaces(picker: FilePicker): PickerStep {
  return { picker: { ...picker, focus: "places", placeAt: 0 }, effects: picker.places === null ? [{ type: "find-places" }] : [] }
}

export function inPlaces(picker: FilePicker, msg: Msg<string>, context: Context): PickerStep {
  const places = shownPlaces(picker, context)
  const goTo = (at: number): PickerStep => {
    const place = places[at]
    return place === undefined ? stepTo(picker) : showDirectory({ ...picker, focus: "list" }, place.path)
  }
  const moveTo = (at: number): PickerStep => stepTo({ ...picker, placeAt: Math.max(0, Math.min(places.length - 1, at)) })
  if (msg.type === "clicked" && msg.item !== undefined) return moveTo(msg.item)
  switch (actionIn(PLACES_KEYS, msg)) {
    case "go-to-place":
      return goTo(picker.placeAt)
    case "go-to-number":
      return goTo(Number(keyOf(msg)) - 1)
    case "close-places":
      return stepTo({ ...picker, focus: "list" })
    case "up":
      return moveTo(picker.placeAt - 1)
    case "down":
      return moveTo(picker.placeAt + 1)
    case undefined:
      return stepTo(picker)
  }
}

export function placeRows(picker: FilePicker, context: Context, width: number): readonly Row[] {
  const places = shownPlaces(picker, context).map(({ label, path }, at): Row => {
    const isChosen = at === picker.placeAt
    const labelWidth = Math.min(28, Math.floor(width / 2) - 5)
    const row = [
      span(`${isChosen ? "▌" : " "} ${at + 1}  `),
      ...columnsRow(
        [
          { text: label, width: labelWidth },
          { text: sanitize(shortPath(path, context.homeDirectory)), width: width - labelWidth - 7, role: "muted" },
        ],
        2,
      ),
    ]
    return itemRow(isChosen ? chosenRow(row, width) : row, at)
  })
  return [textRow(` ${format(TEXTS.title, context.lang)}`, "strong"), EMPTY_ROW, ...places]
}
