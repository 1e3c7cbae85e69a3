import { AppError } from "../../../base/errors.ts"
import { texts } from "../../../base/language.ts"
import type { ImportSession } from "../../../migrate/import/session.ts"
import type { Effect } from "../../core/effects.ts"
import type { Answer } from "../../core/messages.ts"
import { BrowserPage } from "./browser-page.ts"
import { openVaultOf } from "../opened.ts"
import type { Work } from "../opened.ts"

type EffectOf<T extends Effect["type"]> = Extract<Effect, { readonly type: T }>

export const RECEIVE_EFFECT_TEXTS = texts({
  noPage: { en: "there is no page for a browser", ja: "ブラウザー用のページはありません" },
  nothing: { en: "nothing has come from the browser", ja: "ブラウザーから何も届いていません" },
})

/** Starts the page; again where it has ended: what came from it before is kept. */
export async function startReceiver({ lang, page }: EffectOf<"start-receiver">, work: Work): Promise<Answer> {
  const { opened, ports, push } = work
  const accounts = (): ReturnType<typeof openVaultOf>["accounts"] => openVaultOf(opened).accounts
  const before = opened.browser
  const browser = before?.receives === (page === null) ? before : new BrowserPage(page === null, lang, { ports, push, accounts })
  if (browser !== before) await before?.drop("stopped")
  opened.browser = browser
  return { type: "receiver-started", receiver: await browser.serve(lang, opened.qr, page ?? 0) }
}

/** `done` keeps what has come, for the import. */
export async function stopReceiver({ reason }: EffectOf<"stop-receiver">, { opened }: Work): Promise<Answer> {
  const { browser } = opened
  if (reason === "done" && browser !== null) return { type: "receiver-ended", receiver: await browser.finish() }
  await browser?.drop(reason)
  opened.browser = null
  return { type: "receiver-ended", receiver: null }
}

export async function turnReceiver({ page }: EffectOf<"turn-receiver">, { opened }: Work): Promise<Answer> {
  if (opened.browser === null) throw new AppError("usage", RECEIVE_EFFECT_TEXTS.noPage)
  return { type: "receiver-changed", receiver: await opened.browser.turn(page) }
}

/** What has come from the page, as an import. */
export function receivedImport({ opened }: Pick<Work, "opened">): ImportSession {
  const session = opened.browser?.inputs?.session ?? null
  if (session === null) throw new AppError("usage", RECEIVE_EFFECT_TEXTS.nothing)
  return session
}
