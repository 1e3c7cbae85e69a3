import type { Draft } from "../../src/accounts/account.ts"
import { AppError, isAppError } from "../../src/base/errors.ts"
import { format } from "../../src/base/language.ts"
import type { Message } from "../../src/base/language.ts"
import type { Handler, Input, Key, OpenContext } from "../../src/formats/handler.ts"
import { HANDLERS } from "../../src/formats/registry.ts"
import type { ReadFile, ReadOutcome } from "../../src/migrate/import/read-outcome.ts"
import { openInputs } from "../../src/migrate/import/session.ts"
import { NOW_MS, background } from "./ports.ts"

export const CONTEXT = { background, handlers: HANDLERS, nowMs: NOW_MS }

const NOT_ACCEPTED = { en: "no handler recognises this file; it could only be read by guessing", ja: "推測のみ" }

/** The outcome of reading, with the bare drafts. */
export type Read = Omit<Extract<ReadOutcome, { readonly state: "read" }>, "records"> & { readonly drafts: readonly Draft[] }

export type Outcome =
  | { readonly state: "read"; readonly files: readonly ReadFile[]; readonly read: Read }
  | { readonly state: "failed"; readonly files: readonly ReadFile[]; readonly error: AppError }

/** Read inputs as the program does: detect, unlock with the key, look inside. All must be of one import. */
export async function readAll(
  inputs: readonly Input[],
  key: Key = { password: "" },
  from?: Handler,
  context: OpenContext = CONTEXT,
): Promise<Outcome> {
  let session = await openInputs(inputs, { handlers: HANDLERS, ...context, ...(from === undefined ? {} : { from: from.id }) })
  const pendingState = (): ReadOutcome["state"] | undefined => session.files[session.pending ?? -1]?.outcome.state
  for (let n = 0; n < 4 && pendingState() === "locked"; n++) {
    try {
      session = await session.unlock(key)
    } catch (error) {
      if (!isAppError(error)) throw error
      return { state: "failed", files: session.files, error }
    }
  }
  while (from !== undefined && pendingState() === "guessed") session = session.accept()
  const { files } = session
  const outcome = files[0]!.outcome
  if (outcome.state === "failed") return { state: "failed", files, error: outcome.error }
  if (outcome.state === "locked") throw new Error("locked again and again")
  if (outcome.state === "guessed") return { state: "failed", files, error: new AppError("format-unknown", NOT_ACCEPTED) }
  const { records, ...rest } = outcome
  return { state: "read", files, read: { ...rest, drafts: records.map(({ draft }) => draft) } }
}

const inBothLanguages = ({ sentence, detail }: Message): string[] => [format(sentence, "en", detail), format(sentence, "ja", detail)]

/** Every text that a user could see of an outcome. */
export function textsOf(outcome: Outcome): string[] {
  if (outcome.state === "failed") return textsOfError(outcome.error)
  const { issues, notices } = outcome.read
  return [
    ...issues.flatMap(({ reason, detail = {} }) => inBothLanguages({ sentence: reason, detail })),
    ...notices.flatMap(inBothLanguages),
  ]
}

export function textsOfError(error: AppError): string[] {
  return [error.message, ...inBothLanguages({ sentence: error.sentence, detail: error.detail }), ...Object.values(error.detail).map(String)]
}
