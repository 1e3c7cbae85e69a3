import { AppError, checkAborted, isAppError } from "../../base/errors.ts"
import { format, texts } from "../../base/language.ts"
import type { Lang } from "../../base/language.ts"
import type { Detection, Handler, Key, OpenContext, Opened, OpenedLocked, SniffedInput } from "../../formats/handler.ts"
import { sniffedLimitError } from "../../formats/limits.ts"
import { detect, guess, titleOf, unsigned } from "../../formats/lookup.ts"
import { holdsNoCodes } from "../../formats/without-codes.ts"
import type { Candidate, KeyRequest } from "./read-outcome.ts"

export const OPEN_TEXTS = texts({
  several: {
    en: "several plugins recognise this file ({ids}): choose one with --from",
    ja: "複数のプラグインがこのファイルに対応しています（{ids}）。--from で指定してください",
  },
  unknown: { en: "the format is not recognised", ja: "対応していない形式です" },
  cannotRead: { en: "this format is only written, not read", ja: "この形式は書き出し専用です" },
  noCodes: {
    en: "this file can hold no codes: it is a list of passwords whose app does not export them",
    ja: "このファイルに認証コードは含まれません。認証コードを書き出さないアプリのパスワード一覧です",
  },
  unsigned: {
    en: "the format is not recognised. If it is one of these, give its password: {formats}",
    ja: "対応していない形式です。次のいずれかの形式であれば、パスワードを指定してください: {formats}",
  },
  opensNone: {
    en: "none of the formats without a signature opens with this password: it is wrong, or the file is of another app",
    ja: "署名のない形式のいずれも、このパスワードでは開けません。パスワードが違うか、別のアプリのファイルです",
  },
  deriving: { en: "key derivation, about {seconds} s", ja: "鍵の導出に約 {seconds} 秒かかります" },
  wrongPassword: { en: "the password is wrong", ja: "パスワードが違います" },
})

/** Errors after which the user may try another key. */
export const KEY_ERRORS: ReadonlySet<string> = new Set(["password-wrong", "password-needed", "code-mistyped", "code-wrong", "interrupted"])

export type Unlocked = Exclude<Opened, OpenedLocked>

/** The content that a handler found in an input. */
export interface OpenedBy<T extends Opened = Opened> {
  readonly format: string
  readonly opened: T
}

/** The handlers that may open an input: one that is sure, or several that could. `error`: the reason if there is none, where it is known. */
export interface Candidates {
  readonly handlers: readonly Handler[]
  /** The format is not recognised: only a password that opens the input shows that one of the handlers fits. */
  readonly unsigned: boolean
  readonly error: AppError | null
}

/**
 * Built-in handlers come first: if one of them is sure, no plugin gets the input. A plugin that is sure comes before built-in
 * handlers that are not.
 *
 * @param mayGuess - Whether a handler may guess at the meaning of an input that no handler recognises, or try a password on it.
 * @throws AppError `interrupted`
 */
export async function findCandidates(
  input: SniffedInput,
  readers: readonly Handler[],
  mayGuess: boolean,
  context: OpenContext,
): Promise<Candidates> {
  const builtIn = detect(readers, input.sniffed)
  const sure = builtIn.some((handler) => handler.detect(input.sniffed) === "yes")
  const found =
    sure || input.sniffed.kind === "empty" || sniffedLimitError(input.sniffed) !== null
      ? { handlers: builtIn, error: null }
      : await withPlugins(input, builtIn, readers, context)
  if (found.handlers.length > 0 || found.error !== null) return { ...found, unsigned: false }
  if (holdsNoCodes(input.sniffed)) return { handlers: [], unsigned: false, error: new AppError("format-unknown", OPEN_TEXTS.noCodes) }
  if (!mayGuess) return { ...found, unsigned: false }
  const guessing = guess(readers, input.sniffed)
  if (guessing.length > 0) return { handlers: guessing, unsigned: false, error: null }
  return { handlers: unsigned(readers, input.sniffed), unsigned: true, error: null }
}

async function withPlugins(
  input: SniffedInput,
  builtIn: readonly Handler[],
  readers: readonly Handler[],
  context: OpenContext,
): Promise<Omit<Candidates, "unsigned">> {
  let error: AppError | null = null
  const detectWith = async (handler: Handler): Promise<Detection> => {
    try {
      return (await handler.plugin?.detect(input, context)) ?? "no"
    } catch (failure) {
      if (!isAppError(failure) || failure.code === "interrupted") throw failure
      error ??= failure
      return "no"
    }
  }
  const detections = await Promise.all(readers.map(detectWith))
  const detecting = (wanted: Detection): Handler[] => readers.filter((_, index) => detections[index] === wanted)
  const sure = detecting("yes")
  if (sure.length > 1) {
    const ids = sure.map(({ id }) => id).join(", ")
    return { handlers: [], error: new AppError("format-unknown", OPEN_TEXTS.several, { detail: { ids } }) }
  }
  const handlers = sure.length === 1 ? sure : [...builtIn, ...detecting("maybe")]
  return { handlers, error: handlers.length === 0 ? error : null }
}

/** Stop the processes that detection with plugins has started. */
export async function stopPlugins(handlers: readonly Handler[]): Promise<void> {
  await Promise.all(handlers.flatMap(({ plugin }) => (plugin === undefined ? [] : [plugin.stop()])))
}

/**
 * Open inputs with the first handler that can. With several candidates, an error of one only means that the format is another's.
 *
 * @returns the content by the first handler that opens it; otherwise the locked inputs, by every handler that could unlock them
 * @throws AppError of the only handler; `format-unknown` if none of several can
 */
export async function openByFirst(
  candidates: readonly Handler[],
  inputs: readonly SniffedInput[],
  context: OpenContext,
): Promise<OpenedBy<Unlocked> | readonly OpenedBy<OpenedLocked>[]> {
  const locked: OpenedBy<OpenedLocked>[] = []
  let last: AppError | null = null
  for (const handler of candidates) {
    if (handler.open === undefined) throw new AppError("usage", OPEN_TEXTS.cannotRead)
    try {
      const opened = await handler.open(inputs, context)
      if (opened.kind !== "locked") return { format: handler.id, opened }
      locked.push({ format: handler.id, opened })
    } catch (error) {
      if (!isAppError(error) || error.code === "interrupted") throw error
      last = error
    }
  }
  if (locked.length > 0) return locked
  throw candidates.length === 1 && last !== null ? last : new AppError("format-unknown", OPEN_TEXTS.unknown)
}

/** The key to ask for where several formats are possible. */
export function keyRequestOf(locked: readonly OpenedBy<OpenedLocked>[]): KeyRequest {
  const [only, ...others] = locked.map(({ opened }) => opened)
  const waitS = locked.reduce((sum, { opened }) => sum + (opened.waitS ?? 0), 0)
  const hint = locked.find(({ opened }) => opened.hint !== undefined)?.opened.hint
  return {
    needs: others.every(({ needs }) => needs === only?.needs) ? (only?.needs ?? "password") : "password",
    ...(locked.some(({ opened }) => opened.acceptsKeyFile === true) ? { acceptsKeyFile: true } : {}),
    ...(hint === undefined ? {} : { hint }),
    ...(waitS === 0 ? {} : { waitS }),
  }
}

/** The titles of the formats that a file without a signature could be in, in one line. */
export function candidateTitles(candidates: readonly Candidate[], lang: Lang): string {
  const titles = candidates.map((candidate) => {
    const title = format(titleOf(candidate), lang)
    if (candidate.unsignedNote === undefined) return title
    const note = format(candidate.unsignedNote, lang)
    return lang === "ja" ? `${title}（${note}）` : `${title} (${note})`
  })
  return titles.join(lang === "ja" ? "、" : ", ")
}

/**
 * Unlock with the first of several formats that the key opens.
 *
 * @throws AppError one of {@link KEY_ERRORS} if any handler reports a wrong key, since damage may mean that the format is another
 */
export async function unlockByFirst(
  locked: readonly OpenedBy<OpenedLocked>[],
  key: Key,
  context: OpenContext,
): Promise<OpenedBy<Unlocked>> {
  const errors: AppError[] = []
  for (const { format, opened } of locked) {
    checkAborted(context.signal)
    try {
      return { format, opened: await opened.unlock(key, context) }
    } catch (error) {
      if (!isAppError(error) || error.code === "interrupted") throw error
      errors.push(error)
    }
  }
  const last = errors.at(-1)
  if (last !== undefined && (errors.length === 1 || !errors.some(({ code }) => KEY_ERRORS.has(code)))) throw last
  throw new AppError("password-wrong", OPEN_TEXTS.wrongPassword)
}
