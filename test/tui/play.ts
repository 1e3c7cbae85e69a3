import type { Account } from "../../src/accounts/account.ts"
import { Secret } from "../../src/accounts/secret.ts"
import { cellWidth } from "../../src/base/display.ts"
import { format } from "../../src/base/language.ts"
import { HANDLERS } from "../../src/formats/registry.ts"
import { DEFAULT_SETTINGS } from "../../src/settings/settings.ts"
import { confirmBox } from "../../src/tui/components/confirm.ts"
import { clickKey, spanAt } from "../../src/tui/components/rows.ts"
import type { Effect } from "../../src/tui/core/effects.ts"
import type { Row } from "../../src/tui/core/frame.ts"
import { bindingOf } from "../../src/tui/core/keys.ts"
import type { Binding } from "../../src/tui/core/keys.ts"
import type { KeyMsg, Msg, VaultView } from "../../src/tui/core/messages.ts"
import type { Route } from "../../src/tui/core/routes.ts"
import type { Context, Go, Outcome, Screen } from "../../src/tui/core/screen.ts"

/** A fixed moment: 1 s into a 30-second period. */
export const NOW = 1_700_000_011_000

/** The message of a key, given by its name or as the character that it types. */
export function key(name: string): KeyMsg {
  return { type: "key", key: name === " " ? "space" : name, text: name === "space" ? " " : Array.from(name).length === 1 ? name : null }
}

export function keys(...names: string[]): KeyMsg[] {
  return names.map(key)
}

/** The messages of a text that is typed character by character. */
export function typed(text: string): KeyMsg[] {
  return Array.from(text, key)
}

/** A screen after `init`: its route does not matter. */
type PlayedScreen<S> = Pick<Screen<S, string>, "update" | "view" | "keys">

/** Messages, some of them in lists for convenience. */
export type Script = readonly (Msg | readonly Msg[])[]

export function pasted(text: string): Msg {
  return { type: "pasted", text }
}

export function testAccount(id: string, fields: Partial<Account> = {}): Account {
  return {
    id,
    kind: "totp",
    issuer: id,
    name: "",
    secret: Secret.fromBase32("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"),
    algorithm: "SHA1",
    digits: 6,
    period: 30,
    counter: null,
    pin: null,
    note: "",
    groups: [],
    favorite: false,
    icon: null,
    createdAt: NOW,
    updatedAt: NOW,
    usedAt: null,
    order: 0,
    trashedAt: null,
    ...fields,
  }
}

export function testVault(accounts: readonly Account[], fields: Partial<VaultView> = {}): VaultView {
  return {
    accounts,
    unreadable: [],
    directory: "/home/alice/.local/share/keyferry",
    syncFailed: false,
    readOnly: null,
    demo: false,
    recovered: false,
    inAgent: false,
    recovery: null,
    ...fields,
  }
}

/** A window of 80x24, in English, with an empty vault. */
export function testContext(fields: Partial<Context> = {}): Context {
  return {
    body: { columns: 80, rows: 22 },
    window: { columns: 80, rows: 24 },
    nowMs: NOW,
    lang: "en",
    ascii: false,
    clipboardReadable: false,
    settings: DEFAULT_SETTINGS,
    withUserKeys: (bindings) => bindings,
    formats: HANDLERS,
    vault: testVault([]),
    backup: null,
    receiver: null,
    vaultCopies: 0,
    vaultExists: true,
    vaultDirectory: "/home/alice/.local/share/keyferry",
    demo: false,
    passphraseAtMs: NOW,
    busy: null,
    homeDirectory: "/home/alice",
    startDirectory: "/home/alice",
    host: "alice@host",
    ...fields,
  }
}

export interface Played<S> {
  readonly state: S
  readonly context: Context
  /** All requested effects, in order, those of `init` included; but no estimates of passphrases, which are answered. */
  readonly effects: readonly Effect[]
  readonly gos: readonly Go[]
  readonly toasts: readonly string[]
  /** The body as plain lines without trailing blanks; below it the box of the question that is asked. */
  readonly lines: readonly string[]
  readonly title: string
  /** Play further messages. The result collects only their effects, moves and toasts. */
  readonly then: (...msgs: Script) => Played<S>
  /** A click on the first letter of a text, as the shell gives it to the screen. */
  readonly click: (text: string) => Played<S>
}

/**
 * Starts one screen and gives it messages: each key as the shell gives it, as the action that the screen's table names, or not at all
 * where the binding is disabled. The context follows `ticked`, `resized` and the answers as the program's does.
 */
export function play<S, A extends string, R extends Route>(
  screen: Screen<S, A, R>,
  route: NoInfer<R>,
  context: Context,
  ...msgs: Script
): Played<S> {
  return playOn(screen, screen.init(route, context), context, msgs.flat())
}

function playOn<S>(screen: PlayedScreen<S>, first: Outcome<S>, start: Context, msgs: readonly Msg[]): Played<S> {
  let context = start
  const outcomes = [first]
  let { state } = first
  const queue = [...msgs]
  for (let msg = queue.shift(); msg !== undefined; msg = queue.shift()) {
    context = updateContext(context, msg)
    const given = msg.type === "key" ? pressed(screen.keys(state, context), msg) : msg
    const outcome = given === null ? { state } : screen.update(state, given, context)
    const { others, answers } = estimated(outcome.effects ?? [])
    outcomes.push({ ...outcome, effects: others })
    queue.unshift(...answers)
    state = outcome.state
  }
  const view = screen.view(state, context)
  const question = view.question ?? null
  const box = question === null ? [] : confirmBox(question, screen.keys(state, context), context.window, context.lang).rows
  const rows = [...view.body, ...box]
  return {
    state,
    context,
    effects: outcomes.flatMap(({ effects }) => effects ?? []),
    gos: outcomes.flatMap(({ go }) => (go === undefined ? [] : [go])),
    toasts: outcomes.flatMap(({ toast }) => (toast === undefined ? [] : [toast])),
    lines: plain(rows),
    title: view.title,
    then: (...more) => playOn(screen, { state }, context, more.flat()),
    click: (text) => playOn(screen, { state }, context, [clickOn(question === null ? rows : box, text)]),
  }
}

function clickOn(body: readonly Row[], text: string): Msg {
  const y = body.findIndex((row) => plain([row])[0]?.includes(text) === true)
  const [line = ""] = plain([body[y] ?? []])
  const x = cellWidth(line.slice(0, line.indexOf(text)))
  const span = y < 0 ? undefined : spanAt(body[y] ?? [], x)
  if (span === undefined) throw new Error(`no "${text}" in:\n${plain(body).join("\n")}`)
  const pressedKey = clickKey(span)
  if (pressedKey !== undefined) return key(pressedKey)
  return { type: "clicked", x, y, ...(span.item === undefined ? {} : { item: span.item }) }
}

/** The effects without the estimates of passphrases, and the answers to these: what contains "password" is weak. */
function estimated(effects: readonly Effect[]): { readonly others: readonly Effect[]; readonly answers: readonly Msg[] } {
  const answers = effects.flatMap((effect): Msg[] => {
    if (effect.type !== "estimate-passphrase") return []
    const isWeak = effect.passphrase.reveal().includes("password")
    const estimate = isWeak
      ? ({ score: 1, warning: "similarToCommon", suggestions: ["anotherWord"] } as const)
      : ({ score: 4, warning: null, suggestions: [] } as const)
    return [{ type: "passphrase-estimated", revision: effect.revision, estimate }]
  })
  return { others: effects.filter(({ type }) => type !== "estimate-passphrase"), answers }
}

/** A key as the shell gives it to a screen with this table; null where its binding is disabled. */
export function pressed(bindings: readonly Binding[], msg: KeyMsg): Msg<string> | null {
  const binding = bindingOf(bindings, msg.key)
  if (binding?.disabled !== undefined) return null
  return binding === undefined ? msg : { type: "action", action: binding.action, key: msg }
}

/** The context after a message, as the shell keeps it. */
function updateContext(context: Context, msg: Msg): Context {
  if (msg.type === "ticked") return { ...context, nowMs: msg.nowMs }
  if (msg.type === "resized") return { ...context, window: msg.size, body: { columns: msg.size.columns, rows: msg.size.rows - 2 } }
  if (msg.type === "vault-locked") return { ...context, vault: null }
  if ("vault" in msg) return { ...context, vault: msg.vault }
  if ("receiver" in msg) return { ...context, receiver: msg.receiver }
  if (msg.type === "backup-checked") return { ...context, backup: msg.backup }
  if (msg.type === "settings-saved") return { ...context, settings: msg.settings, lang: msg.settings.lang ?? context.lang }
  if (msg.type === "passphrase-checked" && msg.right) return { ...context, passphraseAtMs: msg.atMs }
  return context
}

/** Why a key is disabled, in English; empty where it is not. */
export function reasonOf(bindings: readonly Binding[], key: string): string {
  const reason = bindingOf(bindings, key)?.disabled
  return reason === undefined ? "" : format(reason, "en")
}

/** Rows as plain lines without trailing blanks. */
export function plain(rows: readonly Row[]): string[] {
  return rows.map((row) =>
    row
      .map(({ text }) => text)
      .join("")
      .trimEnd(),
  )
}
