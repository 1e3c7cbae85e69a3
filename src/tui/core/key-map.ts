import type { Sentence } from "../../base/language.ts"
import type { Settings } from "../../settings/settings.ts"
import type { Binding } from "./keys.ts"

/** Actions whose keys the user can change. */
export interface KeyTable {
  readonly id: string
  readonly title: Sentence
  /** It works beside every other table, so its keys must differ from theirs. */
  readonly shared: boolean
  /** It is that of a text field, into which characters are typed; absent: it is not. */
  readonly typing?: true
  /** All that it ever has, with the usual keys. */
  readonly bindings: readonly Binding[]
}

export type StoredKeys = Settings["keys"]

/** An action as the settings name it, such as `accounts.copy`. */
export interface KeyAction {
  readonly id: string
  readonly table: KeyTable
  readonly binding: Binding
}

/** Keys that always do the same. */
const FIXED = ["enter", "escape", "up", "down", "left", "right", "C-c"]
/** A binding of more characters stands for one item per key. */
const MOST_CHARACTERS = 4

const isCharacter = (key: string): boolean => key === "space" || Array.from(key).length === 1

/** All actions whose keys can be changed. */
export function keyActions(tables: readonly KeyTable[]): readonly KeyAction[] {
  return tables.flatMap((table) =>
    table.bindings
      .filter(({ keys }) => keys.filter(isCharacter).length <= MOST_CHARACTERS && !keys.includes("C-c") && keys[0] !== "escape")
      .map((binding) => ({ id: `${table.id}.${binding.action}`, table, binding })),
  )
}

/** The keys of an action: the user's own take the place of its characters; Enter, F1, PgUp and the like stay. */
export function keysOf({ id, binding }: KeyAction, stored: StoredKeys): readonly string[] {
  const own = stored[id]
  return own === undefined ? binding.keys : replaceCharacters(binding.keys, own)
}

function replaceCharacters(keys: readonly string[], own: readonly string[]): readonly string[] {
  return [...new Set([...own, ...keys.filter((key) => !isCharacter(key))])]
}

/** Why a key cannot be given to an action; null: it can. `other`: the action that has it. */
export type KeyProblem =
  { readonly reason: "fixed" } | { readonly reason: "typed" } | { readonly reason: "taken"; readonly other: KeyAction }

export function keyProblem(action: KeyAction, key: string, stored: StoredKeys, tables: readonly KeyTable[]): KeyProblem | null {
  if (FIXED.includes(key)) return { reason: "fixed" }
  if (action.table.typing === true && isCharacter(key)) return { reason: "typed" }
  const other = keyActions(tables).find(
    (each) =>
      each.id !== action.id &&
      (each.table.id === action.table.id || each.table.shared || action.table.shared) &&
      keysOf(each, stored).includes(key),
  )
  return other === undefined ? null : { reason: "taken", other }
}

/** What is wrong with an entry of the settings. */
export interface WrongKeys {
  readonly id: string
  readonly key: string
  readonly problem: KeyProblem | { readonly reason: "unknown" }
}

/** The entries of the settings that can be used, and what is wrong with the others. */
export interface CheckedKeys {
  readonly keys: StoredKeys
  readonly wrong: readonly WrongKeys[]
}

export function checkKeys(stored: StoredKeys, tables: readonly KeyTable[]): CheckedKeys {
  const actions = new Map(keyActions(tables).map((action) => [action.id, action]))
  let keys = stored
  const wrong: WrongKeys[] = []
  // Leaving one entry out gives its action the usual keys back, which another entry may have taken.
  for (let found = firstWrong(keys, actions, tables); found !== null; found = firstWrong(keys, actions, tables)) {
    const { id } = found
    wrong.push(found)
    keys = Object.fromEntries(Object.entries(keys).filter(([each]) => each !== id))
  }
  return { keys, wrong }
}

// The settings are immutable; they are checked once.
const checked = new WeakMap<StoredKeys, StoredKeys>()

/** The entries of the settings that can be used. */
export function userKeys(stored: StoredKeys, tables: readonly KeyTable[]): StoredKeys {
  const known = checked.get(stored) ?? checkKeys(stored, tables).keys
  checked.set(stored, known)
  return known
}

function firstWrong(keys: StoredKeys, actions: ReadonlyMap<string, KeyAction>, tables: readonly KeyTable[]): WrongKeys | null {
  for (const [id, own] of Object.entries(keys)) {
    const action = actions.get(id)
    if (action === undefined) return { id, key: own[0] ?? "", problem: { reason: "unknown" } }
    for (const key of own) {
      const problem = keyProblem(action, key, keys, tables)
      if (problem !== null) return { id, key, problem }
    }
  }
  return null
}

const nameOf = ({ action, help }: Binding): string => `${action}\n${help.en}`

/**
 * The same bindings with the user's keys.
 *
 * @param keys - Checked.
 * @param typing - Whether characters are typed into a field, so that they change nothing.
 */
export function withUserKeys<Action extends string>(
  bindings: readonly Binding<Action>[],
  keys: StoredKeys,
  tables: readonly KeyTable[],
  typing = false,
): readonly Binding<Action>[] {
  if (Object.keys(keys).length === 0) return bindings
  const changed = new Map(
    keyActions(tables).flatMap(({ id, binding }) => {
      const own = (keys[id] ?? []).filter((key) => !typing || !isCharacter(key))
      return own.length === 0 ? [] : [[nameOf(binding), own] as const]
    }),
  )
  return bindings.map((binding) => {
    const own = changed.get(nameOf(binding))
    return own === undefined ? binding : { ...binding, keys: replaceCharacters(binding.keys, own) }
  })
}
