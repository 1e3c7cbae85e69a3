import { texts } from "../../../base/language.ts"
import type { Sentence } from "../../../base/language.ts"
import { actionIn } from "../../core/keys.ts"
import type { Binding } from "../../core/keys.ts"
import type { Msg } from "../../core/messages.ts"
import { chosenOption, isChecked, withFocus } from "./form-state.ts"
import type { FormItem, FormState } from "./form-state.ts"
import { editLine, hasSameText, lineEditor, SHOW_KEY } from "./line-editor.ts"
import type { ShowAction } from "./line-editor.ts"

const TEXTS = texts({
  move: { en: "to the next or previous field", ja: "次、または前の項目へ" },
  moveHint: { en: "move", ja: "移動" },
  tick: { en: "tick", ja: "チェック" },
  change: { en: "change", ja: "変更" },
  otherButton: { en: "to the next or previous button", ja: "次、または前のボタンへ" },
  press: { en: "press the button", ja: "ボタンを押す" },
  enter: { en: "go on", ja: "進む" },
})

export type FormEvent =
  | { readonly type: "changed"; readonly id: string }
  /** A button. */
  | { readonly type: "pressed"; readonly id: string }
  /** Enter on anything but a button. */
  | { readonly type: "entered"; readonly id: string }

export interface FormStep {
  readonly state: FormState
  readonly event: FormEvent | null
  /** False: the form does not use the message. */
  readonly handled: boolean
}

interface Stop {
  readonly id: string
  readonly item: FormItem
  readonly row: number
}

/** Everything that can have the focus, in order: items, and each button of a row. */
function stops(items: readonly FormItem[]): Stop[] {
  return items.flatMap((item, row): Stop[] => {
    if (item.kind === "note") return []
    if (item.kind === "buttons") return item.buttons.map(({ id }) => ({ id, item, row }))
    return [{ id: item.id, item, row }]
  })
}

/** Moves the focus to the next (1) or previous (-1) stop, from the last to the first and back. */
export function moveFocus(items: readonly FormItem[], state: FormState, by: 1 | -1): FormState {
  const all = stops(items)
  const at = all.findIndex(({ id }) => id === state.focus)
  const next = at < 0 ? all[0] : all[(at + by + all.length) % all.length]
  return next === undefined ? state : withFocus(state, next.id)
}

function focusedItem(items: readonly FormItem[], state: FormState): FormItem | undefined {
  return stops(items).find(({ id }) => id === state.focus)?.item
}

export type FormAction =
  "form-next" | "form-previous" | "form-up" | "form-down" | "form-left" | "form-right" | "form-toggle" | "form-enter" | ShowAction

/** What Enter does in a form, where it is not just to go on. */
export interface EnterTexts {
  readonly help: Sentence
  readonly hint: Sentence
}

/**
 * The keys of a form, as they are for the item that has the focus: beside a line there are none that type a character. A screen adds
 * its own, Esc among them.
 */
export function formKeys(items: readonly FormItem[], state: FormState, enter?: EnterTexts): readonly Binding<FormAction>[] {
  const keys = keysOf(focusedItem(items, state)?.kind ?? "note", enter)
  return (state.lines[state.focus]?.hidden ?? null) === null ? keys : [...keys, SHOW_KEY]
}

function keysOf(kind: FormItem["kind"], enter: EnterTexts = { help: TEXTS.enter, hint: TEXTS.enter }): readonly Binding<FormAction>[] {
  const letters = kind !== "line"
  const move = { help: TEXTS.move, hint: TEXTS.moveHint }
  return [
    { keys: ["tab"], action: "form-next", ...move },
    { keys: letters ? ["down", "j"] : ["down"], action: "form-down", ...move },
    { keys: ["backtab"], action: "form-previous", ...move },
    { keys: letters ? ["up", "k"] : ["up"], action: "form-up", ...move },
    ...valueKeys(kind),
    ...(kind === "note" ? [] : [{ keys: ["enter"], action: "form-enter" as const, ...enter }]),
  ]
}

function valueKeys(kind: FormItem["kind"]): readonly Binding<FormAction>[] {
  switch (kind) {
    case "check":
      return [{ keys: ["space"], action: "form-toggle", help: TEXTS.tick, hint: TEXTS.tick }]
    case "choice":
      return [
        { keys: ["left", "h"], action: "form-left", help: TEXTS.change, hint: TEXTS.change },
        { keys: ["right", "l"], action: "form-right", help: TEXTS.change, hint: TEXTS.change },
        { keys: ["space"], action: "form-toggle", help: TEXTS.change, hint: TEXTS.change },
      ]
    case "buttons":
      return [
        { keys: ["left"], action: "form-left", help: TEXTS.otherButton },
        { keys: ["right"], action: "form-right", help: TEXTS.otherButton },
        { keys: ["space"], action: "form-toggle", help: TEXTS.press },
      ]
    case "line":
    case "note":
      return []
  }
}

/** What a message does to the form: an action of {@link formKeys}, or what is typed or pasted into the line that has the focus. */
export function updateForm(items: readonly FormItem[], state: FormState, msg: Msg<string>): FormStep {
  if (msg.type === "clicked") return onClick(stops(items)[msg.item ?? -1], state)
  const item = focusedItem(items, state)
  const action = actionIn(keysOf(item?.kind ?? "note"), msg)
  const still = (next: FormState): FormStep => ({ state: next, event: null, handled: true })
  const ignored: FormStep = { state, event: null, handled: false }
  switch (action) {
    case "form-next":
      return still(moveFocus(items, state, 1))
    case "form-previous":
      return still(moveFocus(items, state, -1))
    case "form-up":
      return still(moveRow(items, state, -1))
    case "form-down":
      return still(moveRow(items, state, 1))
    case "form-left":
    case "form-right":
    case "form-toggle":
    case "form-enter":
    case "show-hidden":
    case undefined:
      break
  }
  switch (item?.kind) {
    case "line":
      return action === "form-enter" ? entered(item.id, state) : editField(item.id, state, msg)
    case "check":
      if (action === "form-enter") return entered(item.id, state)
      if (action !== "form-toggle") return ignored
      return toggled(item.id, state)
    case "choice":
      if (action === "form-enter") return entered(item.id, state)
      if (action === undefined || item.options.length === 0) return ignored
      return nextOption(item, state, action === "form-left" ? -1 : 1)
    case "buttons":
      if (action === undefined) return ignored
      if (action === "form-left" || action === "form-right") return still(moveButton(item.buttons, state, action === "form-right" ? 1 : -1))
      return { state, event: { type: "pressed", id: state.focus }, handled: true }
    case "note":
    case undefined:
      return ignored
  }
}

/** A click presses a button and ticks a box; it gives the focus to anything else, and once a choice has it, takes its next option. */
function onClick(stop: Stop | undefined, state: FormState): FormStep {
  if (stop === undefined) return { state, event: null, handled: false }
  const focused = withFocus(state, stop.id)
  if (stop.item.kind === "buttons") return { state: focused, event: { type: "pressed", id: stop.id }, handled: true }
  if (stop.item.kind === "check") return toggled(stop.id, focused)
  if (stop.item.kind === "choice" && stop.id === state.focus && stop.item.options.length > 0) return nextOption(stop.item, state, 1)
  return { state: focused, event: null, handled: true }
}

function toggled(id: string, state: FormState): FormStep {
  return changedAt(id, { ...state, checks: { ...state.checks, [id]: !isChecked(state, id) } })
}

function nextOption({ id, options }: Extract<FormItem, { kind: "choice" }>, state: FormState, by: 1 | -1): FormStep {
  const next = (chosenOption(state, id) + by + options.length) % options.length
  return changedAt(id, { ...state, choices: { ...state.choices, [id]: next } })
}

function editField(id: string, state: FormState, msg: Msg<string>): FormStep {
  const editor = state.lines[id] ?? lineEditor()
  const next = editLine(editor, msg)
  if (next === null) return { state, event: null, handled: false }
  const event = hasSameText(next, editor) ? null : ({ type: "changed", id } as const)
  return { state: { ...state, lines: { ...state.lines, [id]: next } }, event, handled: true }
}

function entered(id: string, state: FormState): FormStep {
  return { state, event: { type: "entered", id }, handled: true }
}

function changedAt(id: string, state: FormState): FormStep {
  return { state, event: { type: "changed", id }, handled: true }
}

function moveButton(buttons: readonly { readonly id: string }[], state: FormState, by: 1 | -1): FormState {
  const at = buttons.findIndex(({ id }) => id === state.focus)
  return withFocus(state, buttons[Math.max(0, Math.min(buttons.length - 1, at + by))]?.id ?? state.focus)
}

/** Moves the focus to the next or previous row; a row of buttons is one row. Stops at the ends. */
function moveRow(items: readonly FormItem[], state: FormState, by: 1 | -1): FormState {
  const all = stops(items)
  const from = all.find(({ id }) => id === state.focus)?.row ?? -1
  const rows = by === 1 ? all.filter(({ row }) => row > from) : all.filter(({ row }) => row < from)
  const nearest = by === 1 ? rows[0]?.row : rows.at(-1)?.row
  const target = all.find(({ row }) => row === nearest)
  return target === undefined ? state : withFocus(state, target.id)
}
