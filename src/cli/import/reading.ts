import { sanitize } from "../../base/display.ts"
import { AppError, isAppError } from "../../base/errors.ts"
import { texts } from "../../base/language.ts"
import type { Sentence } from "../../base/language.ts"
import { unknownFormat } from "../../formats/format-names.ts"
import type { Input, Key, OpenedLocked } from "../../formats/handler.ts"
import { LIMITS } from "../../formats/limits.ts"
import { handlerById } from "../../formats/lookup.ts"
import { shortNames } from "../../migrate/import/directory.ts"
import { candidateTitles, OPEN_TEXTS } from "../../migrate/import/open.ts"
import type { KeyRequest, ReadFile } from "../../migrate/import/read-outcome.ts"
import { openFiles } from "../../migrate/import/session.ts"
import type { ImportSession } from "../../migrate/import/session.ts"
import type { CommandContext } from "../context.ts"
import { EXIT_CODES, SKIPPED, worstStatus } from "../exit-codes.ts"
import { readOptionLine, readNamed } from "../secrets.ts"
import { noteMapping } from "./mapping.ts"
import { reportError } from "./report-error.ts"

export const READING_TEXTS = texts({
  password: { en: "password of {file}", ja: "{file} のパスワード" },
  passphrase: { en: "passphrase of {file}", ja: "{file} のパスフレーズ" },
  code: { en: "verification code of {file}", ja: "{file} の引き継ぎコード" },
  unread: {
    en: "{count} {count|record|records} could not be read",
    ja: "{count} 件の項目を読み込めませんでした",
  },
  issue: { en: "record {at}: {reason}", ja: "{at} 件目: {reason}" },
  without: {
    en: "{count} {count|record has|records have} no second factor",
    ja: "2 要素認証のない項目が {count} 件あります",
  },
  nothing: { en: "there is no account in it", ja: "アカウントが含まれていません" },
  looksLike: {
    en: "the format is not recognised, but it looks like a table or tree with secrets: --from {format} reads it as that (look first with: inspect --from {format})",
    ja: "対応していない形式ですが、シークレットを含む表またはツリーのようです。--from {format} で読み込めます（先に inspect --from {format} で内容を確認してください）",
  },
  needsKey: { en: "it is locked: give its key with --{option}", ja: "保護されています。--{option} で鍵を指定してください" },
})

/** How often a wrong password may be typed. */
const TRIES = 3

/** The option that gives a key, and the question for it on a terminal. */
const ASKING: Readonly<Record<OpenedLocked["needs"], { readonly option: string; readonly prompt: Sentence }>> = {
  password: { option: "password-file", prompt: READING_TEXTS.password },
  passphrase: { option: "password-file", prompt: READING_TEXTS.passphrase },
  "verification-code": { option: "code-file", prompt: READING_TEXTS.code },
}

/**
 * Read the files that the operands name, asking for passwords where needed. What cannot be read is reported on standard error.
 *
 * @returns with `status`: the exit status of the reading alone, the worst of all files
 */
export async function readFiles(
  context: CommandContext,
  operands: readonly string[] = context.operands,
): Promise<{ readonly session: ImportSession; readonly status: number }> {
  const from = await formatToRead(context)
  const given = await givenKeys(context)
  const statuses: number[] = []
  const named: (string | Input)[] = []
  for (const name of operands) {
    try {
      named.push(name === "-" ? { name, bytes: await readNamed(context, name, LIMITS.fileBytes) } : name)
    } catch (error) {
      statuses.push(reportError(context, error, name))
    }
  }
  const { background, gpg, clock, files } = context.ports
  const session = await openFiles(named, files, {
    background,
    gpg,
    handlers: await context.formats(),
    nowMs: clock.nowMs(),
    signal: context.signal,
    ...(from === null ? {} : { from }),
  })
  for (const { files, outcome } of session.unopened) {
    if (outcome.state === "failed") statuses.push(reportError(context, outcome.error, shortNames(files)))
    else if (outcome.state === "read") for (const { sentence, detail } of outcome.notices) context.note(sentence, detail, shortNames(files))
  }
  const answered = await answerPending(context, session, given, from)
  return { session: answered.session, status: worstStatus([...statuses, answered.status]) }
}

/** The format of --from; null without the option. @throws AppError `usage` where it is unknown or cannot be read */
async function formatToRead(context: CommandContext): Promise<string | null> {
  const from = context.value("from")
  if (from === null) return null
  const formats = (await context.formats()).filter((handler) => handler.open !== undefined)
  if (handlerById(formats, from) === undefined) throw unknownFormat(formats, from)
  return from
}

/**
 * Unlock what is locked, with the given keys or by asking for them, and report on every file.
 *
 * @param from - A format's id, as which guessed files are accepted; null: they are skipped.
 * @returns with `status`: the worst of all files
 */
export async function answerPending(
  context: CommandContext,
  start: ImportSession,
  given: GivenKeys,
  from: string | null,
): Promise<{ readonly session: ImportSession; readonly status: number }> {
  const statuses: number[] = []
  let session = start
  for (let file = pendingFile(session); file !== undefined; file = pendingFile(session)) {
    const { outcome } = file
    const about = shortNames(file.files)
    const { candidates } = outcome.state === "locked" ? outcome.ask : {}
    if (candidates !== undefined && given.password === null) {
      const formats = candidateTitles(candidates, context.lang)
      statuses.push(reportError(context, new AppError("format-unknown", OPEN_TEXTS.unsigned, { detail: { formats } }), about))
      session = session.skip()
    } else if (outcome.state === "locked") {
      try {
        session = await unlock(context, session, outcome.ask, given, about)
      } catch (error) {
        statuses.push(reportError(context, error, about))
        session = session.skip()
      }
    } else if (outcome.state === "guessed" && from !== null) {
      noteMapping(context, outcome.mapping, about)
      session = session.accept()
    } else session = session.skip()
  }
  for (const file of session.files) statuses.push(reportFile(context, file))
  return { session, status: worstStatus(statuses) }
}

const pendingFile = ({ files, pending }: ImportSession): ReadFile | undefined => (pending === null ? undefined : files[pending])

/** The keys that the options name. @throws AppError `io`, `limit-exceeded` */
export async function givenKeys(context: CommandContext): Promise<GivenKeys> {
  const keyName = context.value("key-file")
  return {
    password: await readOptionLine(context, "password-file"),
    code: await readOptionLine(context, "code-file"),
    keyFile: keyName === null ? null : await readNamed(context, keyName, LIMITS.keyFileBytes),
  }
}

export interface GivenKeys {
  readonly password: string | null
  readonly code: string | null
  readonly keyFile: Uint8Array | null
}

/**
 * @param about - The file's name, for the question.
 * @throws AppError `password-needed` where there is no terminal to ask on; what the session's `unlock` throws after the last try
 */
async function unlock(
  context: CommandContext,
  session: ImportSession,
  { needs, acceptsKeyFile, hint, waitS }: KeyRequest,
  given: GivenKeys,
  about: string,
): Promise<ImportSession> {
  const { option, prompt } = ASKING[needs]
  const keyFile = acceptsKeyFile === true && given.keyFile !== null ? { keyFile: given.keyFile } : null
  const unlockWith = async (password: string): Promise<ImportSession> => {
    const key: Key = { password, ...keyFile }
    if (waitS !== undefined) context.note(OPEN_TEXTS.deriving, { seconds: waitS }, about)
    return await session.unlock(key, { signal: context.signal })
  }
  const password = needs === "verification-code" ? (given.code ?? given.password) : given.password
  if (password !== null) return await unlockWith(password)
  if (hint !== undefined) context.note(hint.sentence, hint.detail, about)
  for (let tries = 1; ; tries++) {
    const typed = await context.ports.terminal.askHidden(`${context.format(prompt, { file: sanitize(about) })}: `)
    if (typed === null) {
      if (keyFile !== null) return await unlockWith("")
      throw new AppError("password-needed", READING_TEXTS.needsKey, { detail: { option } })
    }
    try {
      return await unlockWith(typed.reveal())
    } catch (error) {
      if (tries >= TRIES || !isAppError(error) || !["password-wrong", "code-wrong", "code-mistyped"].includes(error.code)) throw error
      context.note(error.sentence, error.detail)
    }
  }
}

/** Note on standard error what was found in one file besides accounts. @returns its exit status */
function reportFile(context: CommandContext, { files, format, outcome }: ReadFile): number {
  const about = shortNames(files)
  // Reported where its key was missing or wrong.
  if (outcome.state === "locked") return 0
  if (outcome.state === "guessed")
    return reportError(context, new AppError("format-unknown", READING_TEXTS.looksLike, { detail: { format } }), about)
  if (outcome.state === "failed") return reportError(context, outcome.error, about)
  for (const { sentence, detail } of outcome.notices) context.note(sentence, detail, about)
  if (outcome.withoutSecret > 0) context.note(READING_TEXTS.without, { count: outcome.withoutSecret }, about)
  for (const { file, at, reason, detail } of outcome.issues)
    context.note(READING_TEXTS.issue, { at, reason: context.format(reason, detail) }, file)
  if (outcome.issues.length > 0) context.note(READING_TEXTS.unread, { count: outcome.issues.length }, about)
  if (outcome.records.length > 0) return outcome.issues.length > 0 ? SKIPPED : 0
  if (outcome.issues.length > 0) return EXIT_CODES["nothing-found"]
  // A file that holds no accounts is read without failure.
  if (outcome.withoutSecret === 0) context.note(READING_TEXTS.nothing, {}, about)
  return 0
}
