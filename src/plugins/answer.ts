import { isAppError, AppError } from "../base/errors.ts"
import type { Issue, IssueCode } from "../base/errors.ts"
import { texts } from "../base/language.ts"
import type { Message } from "../base/language.ts"
import type { Task } from "../base/ports.ts"
import { draftFromRecord } from "../accounts/record.ts"
import type { OpenedAccounts } from "../formats/handler.ts"
import { checkRecords } from "../formats/limits.ts"
import { parseJson } from "../formats/containers/json.ts"
import { RecordReader } from "../formats/records/record-reader.ts"
import { harmless } from "./manifest.ts"

export const ANSWER_TEXTS = texts({
  threw: { en: "the plugin {plugin} failed on it", ja: "プラグイン {plugin} の処理が失敗しました" },
  rubbish: { en: "the plugin {plugin} gave an answer that is none", ja: "プラグイン {plugin} の応答が正しくありません" },
  wrongPassword: { en: "the password is wrong", ja: "パスワードが違います" },
  damaged: { en: "the plugin {plugin} finds the file damaged", ja: "プラグイン {plugin} によると、ファイルが壊れています" },
  version: {
    en: "the plugin {plugin} does not know this version of the file",
    ja: "プラグイン {plugin} は、このバージョンのファイルに対応していません",
  },
  unsupported: { en: "the plugin {plugin} cannot open a file like this", ja: "プラグイン {plugin} では開けない種類のファイルです" },
  noReason: { en: "the plugin could not read it", ja: "プラグインが読み込めませんでした" },
})

/** What its author may be told of a plugin's failure; never shown to anybody else, as it may quote the input. */
export interface Fault {
  readonly name: string
  readonly message: string
  /** 1-based, in the plugin's file; 0 where nobody knows. */
  readonly line: number
}

/** The plugin threw. {@link AppError.detail} has nothing of the fault. */
export class PluginFault extends AppError {
  readonly fault: Fault
  constructor(plugin: string, fault: Fault) {
    super("format-unsupported", ANSWER_TEXTS.threw, { detail: { plugin } })
    this.fault = fault
  }
}

const MAX_REASON_CHARS = 200
const ISSUE_CODES: readonly IssueCode[] = ["record-malformed", "record-unsupported", "record-locked"]

type Fields = Readonly<Record<string, unknown>>
const fieldsOf = (value: unknown): Fields | null =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : null

const rubbish = (plugin: string): AppError => new AppError("format-unsupported", ANSWER_TEXTS.rubbish, { detail: { plugin } })

/**
 * What a reply of the plugin's process holds.
 *
 * @throws {@link PluginFault}; AppError `format-unsupported`, `limit-exceeded` where it is none
 */
export function valueOf(head: Uint8Array, plugin: string): unknown {
  let reply: Fields | null
  try {
    reply = fieldsOf(parseJson(head))
  } catch (error) {
    if (isAppError(error, "limit-exceeded")) throw error
    throw rubbish(plugin)
  }
  if (reply !== null && "value" in reply) return reply["value"]
  const failed = fieldsOf(reply?.["failed"])
  if (failed === null) throw rubbish(plugin)
  const text = (value: unknown): string => (typeof value === "string" ? harmless(value, MAX_REASON_CHARS) : "")
  const line = failed["line"]
  throw new PluginFault(plugin, {
    name: text(failed["name"]),
    message: text(failed["message"]),
    line: Number.isInteger(line) ? (line as number) : 0,
  })
}

/** A text, or `{en, ja}`, of the plugin's; null for anything else. */
function wordsOf(value: unknown): { readonly en: string; readonly ja: string } | null {
  const fields = fieldsOf(value)
  const en = typeof value === "string" ? value : fields?.["en"]
  const ja = typeof value === "string" ? value : (fields?.["ja"] ?? en)
  if (typeof en !== "string" || typeof ja !== "string") return null
  const words = { en: harmless(en, MAX_REASON_CHARS), ja: harmless(ja, MAX_REASON_CHARS) }
  return words.en === "" ? null : words
}

export type Answer = OpenedAccounts | { readonly kind: "locked"; readonly hint: Message | null }

/**
 * What `open` of a plugin gave, checked to the last field.
 *
 * @param unlocking - A password went with the question, so that it cannot be asked for once more.
 * @throws AppError `password-wrong`, `format-damaged`, `format-version`, `format-unsupported` as the plugin says; `format-unsupported` for
 * what is no answer; `limit-exceeded`
 */
export function answerOf(value: unknown, at: { readonly plugin: string; readonly unlocking: boolean } & Pick<Task, "signal">): Answer {
  const { plugin, unlocking, signal } = at
  const answer = fieldsOf(value)
  const failed = answer?.["failed"] ?? null
  const locked = answer?.["locked"] ?? null
  const accounts = answer?.["accounts"] ?? null
  if (failed !== null) throw failure(failed, unlocking, plugin)
  if (locked !== null) {
    if (unlocking || locked === false) throw rubbish(plugin)
    const hint = wordsOf(fieldsOf(locked)?.["hint"])
    // The plugin's words have no places for facts: see `harmless`.
    return { kind: "locked", hint: hint === null ? null : { sentence: hint, detail: {} } }
  }
  if (!Array.isArray(accounts)) throw rubbish(plugin)
  const reader = new RecordReader({ signal })
  // An id is ours to give: one that comes from outside could be that of another account.
  reader.readAll(accounts as readonly unknown[], (record) => ({ ...draftFromRecord(record), id: null }))
  for (const issue of issuesOf(answer?.["issues"] ?? [], plugin)) reader.issue(issue)
  const without = answer?.["withoutSecret"] ?? 0
  if (!Number.isSafeInteger(without) || (without as number) < 0) throw rubbish(plugin)
  return { ...reader.opened(), ...(without === 0 ? {} : { withoutSecret: without as number }) }
}

function failure(said: unknown, unlocking: boolean, plugin: string): AppError {
  const detail = { plugin }
  switch (said) {
    case "password-wrong":
      return unlocking ? new AppError("password-wrong", ANSWER_TEXTS.wrongPassword) : rubbish(plugin)
    case "damaged":
      return new AppError("format-damaged", ANSWER_TEXTS.damaged, { detail })
    case "version":
      return new AppError("format-version", ANSWER_TEXTS.version, { detail })
    case "unsupported":
      return new AppError("format-unsupported", ANSWER_TEXTS.unsupported, { detail })
    default:
      return rubbish(plugin)
  }
}

function issuesOf(value: unknown, plugin: string): Issue[] {
  if (!Array.isArray(value)) throw rubbish(plugin)
  checkRecords(value.length)
  return (value as readonly unknown[]).map((one) => {
    const issue = fieldsOf(one)
    const at = issue?.["at"]
    if (issue === null || !Number.isSafeInteger(at) || (at as number) < 1) throw rubbish(plugin)
    const code = ISSUE_CODES.find((known) => known === (issue["code"] ?? "record-malformed"))
    if (code === undefined) throw rubbish(plugin)
    return { at: at as number, code, reason: wordsOf(issue["reason"]) ?? ANSWER_TEXTS.noReason }
  })
}
