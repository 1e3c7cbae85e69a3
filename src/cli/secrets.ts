import { isLongEnough, isObviouslyWeak, isWeak, STRENGTH_TEXTS, strengthText } from "../accounts/passphrase-strength.ts"
import { AppError } from "../base/errors.ts"
import { texts } from "../base/language.ts"
import type { Detail, Sentence } from "../base/language.ts"
import { Passphrase } from "../base/passphrase.ts"
import type { CommandContext } from "./context.ts"

export const SECRET_TEXTS = texts({
  vaultPassphrase: { en: "passphrase of the vault", ja: "保管庫のパスフレーズ" },
  newPassphrase: { en: "new passphrase", ja: "新しいパスフレーズ" },
  newPassword: { en: "new password", ja: "新しいパスワード" },
  again: { en: "once more", ja: "もう一度" },
  differ: { en: "the two entries differ", ja: "2 回の入力が一致しません" },
  empty: { en: "a passphrase or password must not be empty", ja: "パスフレーズやパスワードは空にできません" },
  needed: {
    en: "there is no terminal to ask on: use --{option}",
    ja: "入力を求めるターミナルがありません。--{option} で指定してください",
  },
  weak: {
    en: "the passphrase is {strength}; anyone with a copy of the vault can try to guess it: change it with keyferry passwd",
    ja: "パスフレーズの強さ: {strength}。保管庫のコピーを手に入れた人に推測されるおそれがあります。keyferry passwd で変更できます",
  },
  weakInUse: {
    en: "the passphrase is easy to guess; anyone with a copy of the vault can try: change it with keyferry passwd",
    ja: "パスフレーズは推測されやすいものです。保管庫のコピーを手に入れた人に推測されるおそれがあります。keyferry passwd で変更できます",
  },
  "others-read": {
    en: "{file} holds a secret, and other users can read it; chmod 600 prevents that",
    ja: "{file} には秘密の情報がありますが、他のユーザーも読み取れます。chmod 600 で防げます",
  },
  "other-owner": {
    en: "{file} holds a secret, and belongs to another user, who can read it",
    ja: "{file} には秘密の情報がありますが、所有者が別のユーザーのため、読み取られる可能性があります",
  },
  tooLong: { en: "the first line is too long for a password", ja: "1 行目がパスワードとして長すぎます" },
})

/** How often the program asks for a passphrase or password that is wrong, or whose two entries differ. */
export const MAX_TRIES = 3
/** Input after the first line is ignored, up to this size. */
const MAX_STDIN_BYTES = 1 << 20
const MAX_CHARS = 4096

/** The first line, without its line end. @throws AppError `usage` where it is longer than {@link MAX_CHARS} */
function firstLine(bytes: Uint8Array): string {
  const line = new TextDecoder().decode(bytes).split("\n", 1)[0]?.replace(/\r$/, "") ?? ""
  if (line.length > MAX_CHARS) throw new AppError("usage", SECRET_TEXTS.tooLong)
  return line
}

/** The bytes of a file, or of standard input for `-`. */
export async function readNamed(context: CommandContext, name: string, maxBytes: number): Promise<Uint8Array> {
  return name === "-" ? await context.ports.stdio.read(maxBytes) : await context.ports.files.read(name, maxBytes)
}

async function readFirstLine(context: CommandContext, name: string): Promise<string> {
  if (name === "-") return firstLine(await context.ports.stdio.read(MAX_STDIN_BYTES))
  await noteExposure(context, name)
  return await context.ports.files.firstLine(name)
}

/** Warns of a secret's file that others can read. */
export async function noteExposure(context: CommandContext, file: string): Promise<void> {
  const exposure = await context.ports.files.exposureOf(file)
  if (exposure !== null) context.note(SECRET_TEXTS[exposure], { file })
}

/** The first line of the file that an option names; null where the option is not given. */
export async function readOptionLine(context: CommandContext, option: string): Promise<string | null> {
  const name = context.value(option)
  return name === null ? null : await readFirstLine(context, name)
}

/** The passphrase in the file that an option names; null where the option is not given. */
export async function readOptionPassphrase(context: CommandContext, option: string): Promise<Passphrase | null> {
  const line = await readOptionLine(context, option)
  return line === null ? null : Passphrase.of(line)
}

/** The passphrase of the vault from an option or the environment variable; null where none of them is set. */
export async function givenPassphrase(context: CommandContext): Promise<Passphrase | null> {
  context.refuseTogether("passphrase-file", "passphrase-command")
  const command = context.value("passphrase-command")
  if (command !== null) return Passphrase.of(firstLine(await context.ports.runShell(command, context.signal)))
  const named = await readOptionPassphrase(context, "passphrase-file")
  if (named !== null) return named
  const fromEnvironment = context.ports.env["KEYFERRY_PASSPHRASE_FILE"]
  return fromEnvironment === undefined || fromEnvironment === "" ? null : Passphrase.of(await readFirstLine(context, fromEnvironment))
}

/**
 * Asks on the terminal, without echo.
 *
 * @param option - The option that the error names as an alternative.
 * @throws AppError `password-needed` where there is no terminal
 */
export async function askHidden(context: CommandContext, prompt: Sentence, option: string, detail: Detail = {}): Promise<Passphrase> {
  const typed = await context.ports.terminal.askHidden(`${context.format(prompt, detail)}: `)
  if (typed === null) throw new AppError("password-needed", SECRET_TEXTS.needed, { detail: { option } })
  return typed
}

/**
 * A new password for a file: `given`, or asked for twice. It is used exactly as typed, since the app that reads the file may not
 * normalise it.
 *
 * @throws AppError `password-needed` where there is no terminal, or the last try fails
 */
export async function requestNewPassword(
  context: CommandContext,
  prompt: Sentence,
  option: string,
  given: Passphrase | null,
): Promise<Passphrase> {
  if (given === null) return await askTwice(context, prompt, option, () => null)
  if (given.isEmpty) throw new AppError("password-needed", SECRET_TEXTS.empty)
  return given
}

/**
 * Asks for a new secret twice, and again where it is empty, refused or the entries differ.
 *
 * @param problemOf - Why a secret is refused; null where it is not.
 * @throws AppError `password-needed` where there is no terminal, or the last try fails
 */
async function askTwice(
  context: CommandContext,
  prompt: Sentence,
  option: string,
  problemOf: (typed: Passphrase) => Sentence | null,
): Promise<Passphrase> {
  for (let tries = 1; ; tries++) {
    const first = await askHidden(context, prompt, option)
    const problem = first.isEmpty ? SECRET_TEXTS.empty : (problemOf(first) ?? (await confirm(context, first, option)))
    if (problem === null) return first
    first.wipe()
    if (tries >= MAX_TRIES) throw new AppError("password-needed", problem)
    context.note(problem)
  }
}

/** Asks for the same again. @returns the problem where the entries differ */
async function confirm(context: CommandContext, first: Passphrase, option: string): Promise<Sentence | null> {
  const again = await askHidden(context, SECRET_TEXTS.again, option).catch((error: unknown) => {
    first.wipe()
    throw error
  })
  const isSame = again.equals(first)
  again.wipe()
  return isSame ? null : SECRET_TEXTS.differ
}

/**
 * A new passphrase for a vault or backup, NFC-normalised. A typed one must be long enough. One from a file is accepted in any case, so that
 * scripts keep working; a warning on standard error names its weakness, and opening the vault by typing it repeats the warning.
 *
 * @param warning - With `{strength}`.
 * @throws AppError as {@link requestNewPassword}
 */
export async function requestNewPassphrase(
  context: CommandContext,
  prompt: Sentence,
  option: string,
  given: Passphrase | null,
  warning: Sentence = SECRET_TEXTS.weak,
): Promise<Passphrase> {
  const typed =
    given === null ? await askTwice(context, prompt, option, tooShort) : await requestNewPassword(context, prompt, option, given)
  const passphrase = typed.normalized()
  typed.wipe()
  const strength = await weaknessOf(context, passphrase)
  if (strength !== null) context.note(warning, { strength })
  return passphrase
}

function tooShort(typed: Passphrase): Sentence | null {
  const passphrase = typed.normalized()
  const isEnough = isLongEnough(passphrase)
  passphrase.wipe()
  return isEnough ? null : STRENGTH_TEXTS.tooShort
}

/** The strength of a weak passphrase in words; null where it is not weak. */
export async function weaknessOf(context: CommandContext, passphrase: Passphrase): Promise<string | null> {
  if (!isLongEnough(passphrase)) return context.format(STRENGTH_TEXTS.tooShort)
  const { estimator } = context.ports
  try {
    const estimate = await estimator.estimate(passphrase)
    return isWeak(estimate) ? strengthText(estimate, context.lang) : null
  } finally {
    await estimator.end()
  }
}

/** Writes a warning on standard error if the passphrase that opened the vault is one of those that are guessed first. */
export function warnIfObviouslyWeak(context: CommandContext, passphrase: Passphrase): void {
  if (isObviouslyWeak(passphrase)) context.note(SECRET_TEXTS.weakInUse)
}
