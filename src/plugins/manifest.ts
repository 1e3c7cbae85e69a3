import { ALGORITHMS, KINDS } from "../accounts/account.ts"
import type { Algorithm, Kind } from "../accounts/account.ts"
import { sanitize } from "../base/display.ts"
import { AppError } from "../base/errors.ts"
import { texts } from "../base/language.ts"
import type { Sentence } from "../base/language.ts"
import { isObject } from "../formats/containers/json.ts"
import type { JsonObject } from "../formats/containers/json.ts"
import type { Keeps } from "../formats/handler.ts"

/** The version of the contract between this program and a plugin; `man/keyferry-plugin.7` describes it. */
export const CONTRACT = 1

/** How a plugin describes itself, checked and sanitized. */
export interface Manifest {
  readonly id: string
  readonly title: string
  readonly extensions: readonly string[]
  readonly guide: Sentence
  readonly reads: boolean
  readonly writer: WriterManifest | null
}

export interface WriterManifest {
  readonly protects: "never" | "optional" | "always"
  readonly extension: string
  readonly keeps: Keeps
}

export const MANIFEST_TEXTS = texts({
  none: {
    en: "this is not a plugin: the module has no default export that describes one",
    ja: "プラグインではありません（既定のエクスポートがありません）",
  },
  contract: {
    en: "the plugin is written for version {theirs} of the contract; this program knows {ours}",
    ja: "プラグインの規約のバージョンは {theirs} ですが、このプログラムの対応は {ours} です",
  },
  field: { en: "the plugin describes itself wrongly: {field}", ja: "プラグインの自己記述に誤りがあります: {field}" },
  idle: { en: "the plugin neither reads nor writes", ja: "プラグインに読み込みも書き出しもありません" },
})

const MAX_TITLE_CELLS = 40
const MAX_GUIDE_CHARS = 1000
const GROUPS = ["many", "one", "none"] as const
const PROTECTS = ["never", "optional", "always"] as const

/**
 * @param value - JSON from the plugin's process or from the allow list.
 * @throws AppError `format-unsupported`, with the name of the invalid field
 */
export function parseManifest(value: unknown): Manifest {
  const fields = objectOrNull(value)
  if (fields === null) throw new AppError("format-unsupported", MANIFEST_TEXTS.none)
  if (fields["contract"] !== CONTRACT) throw contractError(fields["contract"])
  const reads = fields["detects"] === true && fields["opens"] === true
  const writer = (fields["writer"] ?? null) === null ? null : parseWriter(fields["writer"])
  if (!reads && writer === null) throw new AppError("format-unsupported", MANIFEST_TEXTS.idle)
  const extensions = listOf(fields["extensions"], "extensions", (one) => typeof one === "string" && EXTENSION.test(one)) as string[]
  return { id: parseId(fields["id"]), title: parseTitle(fields["title"]), extensions, guide: parseGuide(fields["guide"]), reads, writer }
}

/** The JSON that {@link parseManifest} reads back. */
export function serializeManifest({ reads, ...manifest }: Manifest): object {
  return { contract: CONTRACT, ...manifest, detects: reads, opens: reads }
}

/** Make a plugin's text safe inside a sentence: one line, no control characters, and `()` for `{}`, which would be placeholders. */
export function sanitizeForeignText(text: string, maxChars: number): string {
  // Blank characters that \s does not match could push the text behind them off the screen.
  return sanitize(text.slice(0, maxChars))
    .replaceAll("{", "(")
    .replaceAll("}", ")")
    .replace(/[\s\u2800\u3164\uffa0\u115f\u1160]+/g, " ")
    .trim()
}

const EXTENSION = /^[a-z0-9][a-z0-9.]{0,15}$/

function parseId(value: unknown): string {
  if (typeof value === "string" && value.length <= 40 && /^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(value)) return value
  throw invalidField("id")
}

function parseTitle(value: unknown): string {
  const title = typeof value === "string" ? sanitize(sanitizeForeignText(value, 200), MAX_TITLE_CELLS) : ""
  if (title === "") throw invalidField("title")
  return title
}

function parseGuide(value: unknown): Sentence {
  const guide = objectOrNull(value)
  const { en, ja } = { en: guide?.["en"], ja: guide?.["ja"] ?? guide?.["en"] }
  if (typeof en !== "string" || typeof ja !== "string" || sanitizeForeignText(en, MAX_GUIDE_CHARS) === "") throw invalidField("guide")
  return { en: sanitizeForeignText(en, MAX_GUIDE_CHARS), ja: sanitizeForeignText(ja, MAX_GUIDE_CHARS) }
}

function parseWriter(value: unknown): WriterManifest {
  const writer = objectOrNull(value)
  const { extension, protects } = { extension: writer?.["extension"], protects: writer?.["protects"] }
  if (typeof extension !== "string" || !EXTENSION.test(extension)) throw invalidField("writer.extension")
  return { extension, protects: oneOf(protects, PROTECTS, "writer.protects"), keeps: parseKeeps(writer?.["keeps"]) }
}

function parseKeeps(value: unknown): Keeps {
  const keeps = objectOrNull(value)
  if (keeps === null) throw invalidField("writer.keeps")
  const of = (name: string): unknown => keeps[name] ?? undefined
  const flag = (name: string): boolean => of(name) === true
  const whole = (low: number, high: number) => (n: unknown) => Number.isInteger(n) && (n as number) >= low && (n as number) <= high
  const kinds = listOf(of("kinds"), "writer.keeps.kinds", (one) => KINDS.includes(one as Kind)) as Kind[]
  if (kinds.length === 0) throw invalidField("writer.keeps.kinds")
  const periods = of("periods")
  return {
    kinds,
    algorithms: listOf(of("algorithms"), "writer.keeps.algorithms", (one) => ALGORITHMS.includes(one as Algorithm), [
      "SHA1",
    ]) as Algorithm[],
    digits: listOf(of("digits"), "writer.keeps.digits", whole(1, 10), [6]) as number[],
    periods: periods === "any" ? "any" : (listOf(periods, "writer.keeps.periods", whole(1, 86_400), [30]) as number[]),
    pin: flag("pin"),
    note: flag("note"),
    groups: oneOf(of("groups") ?? "none", GROUPS, "writer.keeps.groups"),
    favorite: flag("favorite"),
    icon: flag("icon"),
    trashed: flag("trashed"),
    times: flag("times"),
  }
}

function listOf(value: unknown, field: string, fits: (one: unknown) => boolean, otherwise: readonly unknown[] = []): unknown[] {
  const list = value ?? otherwise
  if (!Array.isArray(list) || list.length > 20 || !list.every(fits)) throw invalidField(field)
  return [...new Set(list)]
}

function oneOf<T extends string>(value: unknown, of: readonly T[], field: string): T {
  const known = of.find((one) => one === value)
  if (known === undefined) throw invalidField(field)
  return known
}

export function objectOrNull(value: unknown): JsonObject | null {
  return isObject(value) ? value : null
}

function invalidField(field: string): AppError {
  return new AppError("format-unsupported", MANIFEST_TEXTS.field, { detail: { field } })
}

function contractError(theirs: unknown): AppError {
  if (typeof theirs !== "number") return invalidField("contract")
  return new AppError("format-unsupported", MANIFEST_TEXTS.contract, { detail: { theirs, ours: CONTRACT } })
}
