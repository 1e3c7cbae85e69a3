import { draftFromRecord } from "../accounts/record.ts"
import { isAppError, AppError } from "../base/errors.ts"
import type { Issue, IssueCode } from "../base/errors.ts"
import { texts } from "../base/language.ts"
import type { Message } from "../base/language.ts"
import type { Task } from "../base/ports.ts"
import { parseJson } from "../formats/containers/json.ts"
import type { JsonObject } from "../formats/containers/json.ts"
import type { OpenedAccounts } from "../formats/handler.ts"
import { checkRecords } from "../formats/limits.ts"
import { RecordReader } from "../formats/records/record-reader.ts"
import { objectOrNull, sanitizeForeignText } from "./manifest.ts"

export const ANSWER_TEXTS = texts({
  threw: { en: "the plugin {plugin} failed", ja: "プラグイン {plugin} の処理が失敗しました" },
  invalid: { en: "the plugin {plugin} gave an invalid answer", ja: "プラグイン {plugin} の応答が正しくありません" },
  wrongPassword: { en: "the password is wrong", ja: "パスワードが違います" },
  damaged: { en: "the plugin {plugin} reports that the file is damaged", ja: "プラグイン {plugin} によると、ファイルが壊れています" },
  version: {
    en: "the plugin {plugin} does not know this version of the file",
    ja: "プラグイン {plugin} は、このバージョンのファイルに対応していません",
  },
  unsupported: { en: "the plugin {plugin} does not support this kind of file", ja: "プラグイン {plugin} では開けない種類のファイルです" },
  noReason: { en: "the plugin could not read it", ja: "プラグインが読み込めませんでした" },
})

/** Details of a plugin's exception. For the plugin's author only, since the message may quote the input. */
export interface FaultDetails {
  readonly name: string
  readonly message: string
  /** 1-based, in the plugin's file; 0 where unknown. */
  readonly line: number
}

/** The plugin threw. {@link AppError.detail} holds nothing of {@link FaultDetails}. */
export class PluginFault extends AppError {
  readonly fault: FaultDetails
  constructor(plugin: string, fault: FaultDetails) {
    super("format-unsupported", ANSWER_TEXTS.threw, { detail: { plugin } })
    this.fault = fault
  }
}

const MAX_REASON_CHARS = 200
const ISSUE_CODES: readonly IssueCode[] = ["record-malformed", "record-unsupported", "record-locked"]

const invalidAnswer = (plugin: string): AppError => new AppError("format-unsupported", ANSWER_TEXTS.invalid, { detail: { plugin } })

/**
 * The value in a reply of the plugin's process, unchecked.
 *
 * @throws {@link PluginFault} where the plugin threw; AppError `format-unsupported` or `limit-exceeded` where the reply is malformed
 */
export function parseReply(head: Uint8Array, plugin: string): unknown {
  let reply: JsonObject | null
  try {
    reply = objectOrNull(parseJson(head))
  } catch (error) {
    if (isAppError(error, "limit-exceeded")) throw error
    throw invalidAnswer(plugin)
  }
  if (reply !== null && "value" in reply) return reply["value"]
  const failed = objectOrNull(reply?.["failed"])
  if (failed === null) throw invalidAnswer(plugin)
  const text = (value: unknown): string => (typeof value === "string" ? sanitizeForeignText(value, MAX_REASON_CHARS) : "")
  const line = failed["line"]
  throw new PluginFault(plugin, {
    name: text(failed["name"]),
    message: text(failed["message"]),
    line: Number.isInteger(line) ? (line as number) : 0,
  })
}

/** Reads a string or `{en, ja}` as a sentence, sanitized; null for anything else. */
function parseSentence(value: unknown): { readonly en: string; readonly ja: string } | null {
  const fields = objectOrNull(value)
  const en = typeof value === "string" ? value : fields?.["en"]
  const ja = typeof value === "string" ? value : (fields?.["ja"] ?? en)
  if (typeof en !== "string" || typeof ja !== "string") return null
  const words = { en: sanitizeForeignText(en, MAX_REASON_CHARS), ja: sanitizeForeignText(ja, MAX_REASON_CHARS) }
  return words.en === "" ? null : words
}

export type Answer = OpenedAccounts | { readonly kind: "locked"; readonly hint: Message | null }

/**
 * Check every field of what a plugin's `open` returned.
 *
 * @param unlocking - A password was given, so the plugin may not ask for one again.
 * @throws AppError `password-wrong`, `format-damaged`, `format-version`, `format-unsupported` as the plugin reports; `format-unsupported`
 * for an invalid answer; `limit-exceeded`
 */
export function parseAnswer(value: unknown, at: { readonly plugin: string; readonly unlocking: boolean } & Pick<Task, "signal">): Answer {
  const { plugin, unlocking, signal } = at
  const answer = objectOrNull(value)
  const failed = answer?.["failed"] ?? null
  const locked = answer?.["locked"] ?? null
  const accounts = answer?.["accounts"] ?? null
  if (failed !== null) throw refusalError(failed, unlocking, plugin)
  if (locked !== null) {
    if (unlocking || locked === false) throw invalidAnswer(plugin)
    const hint = parseSentence(objectOrNull(locked)?.["hint"])
    // `sanitizeForeignText` has removed every placeholder.
    return { kind: "locked", hint: hint === null ? null : { sentence: hint, detail: {} } }
  }
  if (!Array.isArray(accounts)) throw invalidAnswer(plugin)
  const reader = new RecordReader({ signal })
  // Ids from outside are dropped: one could be that of an account in the vault.
  reader.readAll(accounts as readonly unknown[], (record) => ({ ...draftFromRecord(record), id: null }))
  for (const issue of parseIssues(answer?.["issues"] ?? [], plugin)) reader.issue(issue)
  const without = answer?.["withoutSecret"] ?? 0
  if (!Number.isSafeInteger(without) || (without as number) < 0) throw invalidAnswer(plugin)
  return { ...reader.opened(), ...(without === 0 ? {} : { withoutSecret: without as number }) }
}

function refusalError(reason: unknown, unlocking: boolean, plugin: string): AppError {
  const detail = { plugin }
  switch (reason) {
    case "password-wrong":
      return unlocking ? new AppError("password-wrong", ANSWER_TEXTS.wrongPassword) : invalidAnswer(plugin)
    case "damaged":
      return new AppError("format-damaged", ANSWER_TEXTS.damaged, { detail })
    case "version":
      return new AppError("format-version", ANSWER_TEXTS.version, { detail })
    case "unsupported":
      return new AppError("format-unsupported", ANSWER_TEXTS.unsupported, { detail })
    default:
      return invalidAnswer(plugin)
  }
}

function parseIssues(value: unknown, plugin: string): Issue[] {
  if (!Array.isArray(value)) throw invalidAnswer(plugin)
  checkRecords(value.length)
  return (value as readonly unknown[]).map((one) => {
    const issue = objectOrNull(one)
    const at = issue?.["at"]
    if (issue === null || !Number.isSafeInteger(at) || (at as number) < 1) throw invalidAnswer(plugin)
    const code = ISSUE_CODES.find((known) => known === (issue["code"] ?? "record-malformed"))
    if (code === undefined) throw invalidAnswer(plugin)
    return { at: at as number, code, reason: parseSentence(issue["reason"]) ?? ANSWER_TEXTS.noReason }
  })
}
