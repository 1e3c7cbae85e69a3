import { sanitize } from "../../base/display.ts"
import { AppError, isAppError } from "../../base/errors.ts"
import { texts } from "../../base/language.ts"
import type { Sentence } from "../../base/language.ts"
import type { Input, Key, OpenedLocked } from "../../formats/handler.ts"
import { LIMITS } from "../../formats/limits.ts"
import { DIRECTORY_TEXTS, readNamedFiles, shortNames } from "../../migrate/import/directory.ts"
import type { NamedFiles } from "../../migrate/import/directory.ts"
import { openInputs } from "../../migrate/import/read.ts"
import type { ReadFile, Reading } from "../../migrate/import/read.ts"
import type { CommandContext } from "../context.ts"
import { EXIT_CODES, SKIPPED, worst } from "../exit-codes.ts"
import { tellMapping } from "./mapping.ts"
import { fromOption, readNamed } from "../secrets.ts"

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
    ja: "対応していない形式ですが、シークレットを含む表またはツリーのようです。--from {format} で読み込めます (先に inspect --from {format} で内容を確認してください)",
  },
  needsKey: { en: "it is locked: give its key with --{option}", ja: "保護されています。--{option} で鍵を指定してください" },
})

/** Small ones only: a key file is a few lines. */
const MAX_KEY_FILE_BYTES = 1 << 20
/** How often a wrong password may be typed. */
const TRIES = 3

/** What was read, and what of the user's files could not even be looked at. */
export interface FilesRead {
  readonly reading: Reading
  readonly files: readonly ReadFile[]
  /** Of the reading alone, by the rule of the worst. */
  readonly status: number
}

/** Which option opens what asks for this. */
const OPTION: Readonly<Record<OpenedLocked["needs"], string>> = {
  password: "password-file",
  passphrase: "password-file",
  "verification-code": "code-file",
}
const PROMPT: Readonly<Record<OpenedLocked["needs"], Sentence>> = {
  password: READING_TEXTS.password,
  passphrase: READING_TEXTS.passphrase,
  "verification-code": READING_TEXTS.code,
}

/**
 * Read the files that the operands name, asking for passwords where needed. Everything that went wrong is said on standard error;
 * what was read stays.
 */
export async function readFiles(context: CommandContext, operands: readonly string[] = context.operands): Promise<FilesRead> {
  const from = context.value("from")
  const keyName = context.value("key-file")
  const given = { password: await fromOption(context, "password-file"), code: await fromOption(context, "code-file") }
  const keyFile = keyName === null ? null : await readNamed(context, keyName, MAX_KEY_FILE_BYTES)
  const statuses: number[] = []
  const inputs: Input[] = []
  for (const name of operands) {
    try {
      const read = await named(context, name, from)
      inputs.push(...read.inputs)
      if (read.leftOut > 0) context.note(DIRECTORY_TEXTS.leftOut, { count: read.leftOut }, name)
    } catch (error) {
      statuses.push(complain(context, error, name))
    }
  }
  const { background, gpg } = context.ports
  let reading = await openInputs(inputs, {
    background,
    gpg,
    handlers: await context.formats(),
    nowMs: context.ports.clock.nowMs(),
    signal: context.signal,
    ...(from === null ? {} : { from }),
  })
  for (let index = 0; index < reading.files.length; index++) {
    // One opened container may hold another.
    for (let file = reading.files[index]; file?.outcome.state === "locked"; file = reading.files[index]) {
      try {
        reading = await unlock(context, reading, index, { ...given, keyFile })
      } catch (error) {
        statuses.push(complain(context, error, shortNames(file.files)))
        break
      }
    }
    const guessed = reading.files[index]
    if (from !== null && guessed?.outcome.state === "guessed") {
      tellMapping(context, guessed.outcome.mapping, shortNames(guessed.files))
      reading = reading.accept(index)
    }
  }
  for (const file of reading.files) statuses.push(report(context, file))
  return { reading, files: reading.files, status: worst(statuses) }
}

async function named(context: CommandContext, name: string, from: string | null): Promise<NamedFiles> {
  if (name === "-") return { inputs: [{ name, bytes: await readNamed(context, name, LIMITS.fileBytes) }], leftOut: 0 }
  const { signal } = context
  return await readNamedFiles(name, context.ports.files, { signal, handlers: await context.formats(), ...(from === null ? {} : { from }) })
}

interface Given {
  readonly password: string | null
  readonly code: string | null
  readonly keyFile: Uint8Array | null
}

async function unlock(context: CommandContext, reading: Reading, index: number, given: Given): Promise<Reading> {
  const file = reading.files[index]
  if (file?.outcome.state !== "locked") throw new TypeError("it is not locked")
  const { needs, acceptsKeyFile, hint } = file.outcome.ask
  const task = { signal: context.signal }
  const withKeyFile = (password: string): Key =>
    acceptsKeyFile === true && given.keyFile !== null ? { password, keyFile: given.keyFile } : { password }
  const said = needs === "verification-code" ? (given.code ?? given.password) : given.password
  if (said !== null) return await reading.unlock(index, withKeyFile(said), task)
  if (hint !== undefined) context.note(hint.sentence, hint.detail, shortNames(file.files))
  for (let tries = 1; ; tries++) {
    const typed = await context.ports.terminal.askHidden(`${context.format(PROMPT[needs], { file: sanitize(shortNames(file.files)) })}: `)
    if (typed === null) {
      if (acceptsKeyFile === true && given.keyFile !== null) return await reading.unlock(index, withKeyFile(""), task)
      throw new AppError("password-needed", READING_TEXTS.needsKey, { detail: { option: OPTION[needs] } })
    }
    try {
      return await reading.unlock(index, withKeyFile(typed), task)
    } catch (error) {
      if (tries >= TRIES || !isAppError(error) || !["password-wrong", "code-wrong", "code-mistyped"].includes(error.code)) throw error
      context.note(error.sentence, error.detail)
    }
  }
}

/** Say what is wrong with one file, and go on with the others. */
export function complain(context: CommandContext, error: unknown, file: string): number {
  if (!isAppError(error) || error.code === "interrupted" || error.code === "usage") throw error
  // The operating system's complaints name their file themselves.
  context.note(error.sentence, error.detail, "file" in error.detail ? undefined : file)
  return EXIT_CODES[error.code]
}

/** Everything worth a line about one file; gives its exit status. */
function report(context: CommandContext, { files, format, outcome }: ReadFile): number {
  const about = shortNames(files)
  if (outcome.state === "locked") return EXIT_CODES["password-needed"]
  if (outcome.state === "guessed")
    return complain(context, new AppError("format-unknown", READING_TEXTS.looksLike, { detail: { format } }), about)
  if (outcome.state === "failed") return complain(context, outcome.error, about)
  for (const { sentence, detail } of outcome.notices) context.note(sentence, detail, about)
  if (outcome.withoutSecret > 0) context.note(READING_TEXTS.without, { count: outcome.withoutSecret }, about)
  for (const { file, at, reason, detail } of outcome.issues)
    context.note(READING_TEXTS.issue, { at, reason: context.format(reason, detail) }, file)
  if (outcome.issues.length > 0) context.note(READING_TEXTS.unread, { count: outcome.issues.length }, about)
  if (outcome.drafts.length > 0) return outcome.issues.length > 0 ? SKIPPED : 0
  if (outcome.issues.length > 0) return EXIT_CODES["nothing-found"]
  // A whole file that holds nothing is no failure.
  if (outcome.withoutSecret === 0) context.note(READING_TEXTS.nothing, {}, about)
  return 0
}
