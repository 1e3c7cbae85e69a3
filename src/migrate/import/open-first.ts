import { AppError, checkAborted, isAppError } from "../../base/errors.ts"
import { texts } from "../../base/language.ts"
import type {
  Handler,
  Key,
  OpenContext,
  OpenedAccounts,
  OpenedGuess,
  OpenedLocked,
  OpenedNested,
  SniffedInput,
} from "../../formats/handler.ts"

export const OPEN_TEXTS = texts({
  unknown: { en: "the format is not recognised", ja: "対応していない形式です" },
  cannotRead: { en: "this format is only written, not read", ja: "この形式は書き出し専用です" },
  wrongPassword: { en: "the password is wrong", ja: "パスワードが違います" },
})

export type Ask = Pick<OpenedLocked, "needs" | "acceptsKeyFile" | "hint">

/** What a handler found. */
export interface Inside {
  readonly handler: Handler
  readonly opened: OpenedAccounts | OpenedNested
}

export interface Lock {
  readonly ask: Ask
  /** What it is until it is open. */
  readonly format: string
  /** @throws AppError as {@link OpenedLocked.unlock} */
  readonly unlock: (key: Key, context: OpenContext) => Promise<Inside>
}

export interface Guess {
  readonly handler: Handler
  readonly guess: OpenedGuess
}

/** Failures after which the user may try another key. */
export const ASK_AGAIN: ReadonlySet<string> = new Set(["password-wrong", "password-needed", "code-mistyped", "code-wrong", "interrupted"])

/**
 * Open by the first handler that can. Several only where none is sure: then a handler that finds damage is simply not the one, and
 * what is locked is opened by whichever the password fits.
 */
export async function openFirst(
  candidates: readonly Handler[],
  inputs: readonly SniffedInput[],
  context: OpenContext,
): Promise<Inside | Lock | Guess> {
  const locked: { handler: Handler; opened: OpenedLocked }[] = []
  let refused: AppError | null = null
  for (const handler of candidates) {
    if (handler.open === undefined) throw new AppError("usage", OPEN_TEXTS.cannotRead)
    try {
      const opened = await handler.open(inputs, context)
      if (opened.kind === "guess") return { handler, guess: opened }
      if (opened.kind !== "locked") return { handler, opened }
      locked.push({ handler, opened })
    } catch (error) {
      if (!isAppError(error) || error.code === "interrupted") throw error
      refused = error
    }
  }
  const first = locked[0]
  if (first === undefined) throw candidates.length === 1 && refused !== null ? refused : new AppError("format-unknown", OPEN_TEXTS.unknown)
  return locked.length === 1 ? lockOf(first) : anyOf(locked.map(lockOf))
}

function lockOf({ handler, opened }: { readonly handler: Handler; readonly opened: OpenedLocked }): Lock {
  const { needs, acceptsKeyFile, hint } = opened
  return {
    format: handler.id,
    ask: { needs, ...(acceptsKeyFile === undefined ? {} : { acceptsKeyFile }), ...(hint === undefined ? {} : { hint }) },
    unlock: async (key, context) => ({ handler, opened: await opened.unlock(key, context) }),
  }
}

/** Several that could be meant: each tries the key. Wrong where any of them says so, as damage only tells that it is another. */
function anyOf(locks: readonly Lock[]): Lock {
  const hint = locks.find(({ ask }) => ask.hint !== undefined)?.ask.hint
  return {
    format: locks[0]?.format ?? "",
    ask: {
      needs: locks.every(({ ask }) => ask.needs === "passphrase") ? "passphrase" : "password",
      ...(locks.some(({ ask }) => ask.acceptsKeyFile === true) ? { acceptsKeyFile: true } : {}),
      ...(hint === undefined ? {} : { hint }),
    },
    async unlock(key, context) {
      let wrong = false
      let damage: AppError | null = null
      for (const { unlock } of locks) {
        checkAborted(context.signal)
        try {
          return await unlock(key, context)
        } catch (error) {
          if (!isAppError(error) || error.code === "interrupted") throw error
          if (ASK_AGAIN.has(error.code)) wrong = true
          else damage = error
        }
      }
      throw wrong || damage === null ? new AppError("password-wrong", OPEN_TEXTS.wrongPassword) : damage
    },
  }
}
