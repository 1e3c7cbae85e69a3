import type { Message, Sentence } from "../../base/language.ts"
import type { ActionMsg, KeyMsg, Msg } from "./messages.ts"

/** One action and its keys. The shell, the footer and the `?` overlay read the same tables; so does the man page, for the keys that it lists. */
export interface Binding<Action extends string = string> {
  /** Names as in `KeyMsg.key`; the first is the one that the footer shows. */
  readonly keys: readonly string[]
  /** What the screen receives when one of the keys is pressed. */
  readonly action: Action
  readonly help: Sentence
  /** Shorter text for the footer; absent: the `?` overlay alone shows the binding. */
  readonly hint?: Sentence
  /** Why the action is not possible now. Its keys show this text instead. */
  readonly disabled?: Sentence | Message
}

/** The binding of a key. */
export function bindingOf<Action extends string>(bindings: readonly Binding<Action>[], key: string): Binding<Action> | undefined {
  return bindings.find(({ keys }) => keys.includes(key))
}

/** The action of a key. */
export function actionOf<Action extends string>(bindings: readonly Binding<Action>[], key: string): Action | undefined {
  return bindingOf(bindings, key)?.action
}

/** Whether a message is an action of this table. Where it is not, the compiler leaves the table's actions out of the message's type. */
export function isActionOf<Action extends string>(bindings: readonly Binding<Action>[], msg: Msg<string>): msg is ActionMsg<Action> {
  return msg.type === "action" && bindings.some(({ action }) => action === msg.action)
}

/** The action of a message, where it is one of this table's. */
export function actionIn<Action extends string>(bindings: readonly Binding<Action>[], msg: Msg<string>): Action | undefined {
  return msg.type === "action" ? bindings.find(({ action }) => action === msg.action)?.action : undefined
}

/** The name of the key that a message came from; empty where it came from none. */
export function keyOf(msg: Msg<string>): string {
  if (msg.type === "action") return msg.key.key
  return msg.type === "key" ? msg.key : ""
}

/** The message of a key that was not typed, such as by a click on its name. */
export function keyMsg(key: string): KeyMsg {
  return { type: "key", key, text: key === "space" ? " " : Array.from(key).length === 1 ? key : null }
}

/** A binding as it is shown: without its action. */
export type ShownBinding = Omit<Binding, "action">

/** The bindings as help and footer show them: those with the same text share one line, at the place of the first. */
export function mergeBindings(bindings: readonly ShownBinding[]): readonly ShownBinding[] {
  const lines = new Map<string, ShownBinding>()
  for (const binding of bindings) {
    const { help, hint, disabled } = binding
    const text = JSON.stringify([help.en, hint?.en, disabled !== undefined])
    const line = lines.get(text) ?? { ...binding, keys: [] }
    lines.set(text, { ...line, keys: [...line.keys, ...binding.keys] })
  }
  return [...lines.values()]
}

/** The bindings without the keys that type a character: what works beside a text field. */
export function withoutCharacters<B extends ShownBinding>(bindings: readonly B[]): readonly B[] {
  return bindings
    .map((binding) => ({ ...binding, keys: binding.keys.filter((key) => key.length > 1 && key !== "space") }))
    .filter(({ keys }) => keys.length > 0)
}
