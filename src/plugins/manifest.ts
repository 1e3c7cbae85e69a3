import { ALGORITHMS, KINDS } from "../accounts/account.ts"
import type { Algorithm, Kind } from "../accounts/account.ts"
import { sanitize } from "../base/display.ts"
import { AppError } from "../base/errors.ts"
import { texts } from "../base/language.ts"
import type { Sentence } from "../base/language.ts"
import type { Keeps } from "../formats/handler.ts"

/** The one version of the contract between this program and a plugin; `man/keyferry-plugin.7` tells it. */
export const CONTRACT = 1

/** What a plugin says of itself, looked at and made harmless. The same bytes always say the same. */
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
    en: "this is no plugin: the module exports no object that tells of one",
    ja: "プラグインではありません (既定のエクスポートがありません)",
  },
  contract: {
    en: "the plugin is written for version {theirs} of the contract; this program knows {ours}",
    ja: "プラグインの規約のバージョンは {theirs} ですが、このプログラムの対応は {ours} です",
  },
  field: { en: "what the plugin says of itself is not right: {field}", ja: "プラグインの自己記述に誤りがあります: {field}" },
  idle: { en: "the plugin neither reads nor writes", ja: "プラグインに読み込みも書き出しもありません" },
})

const MAX_TITLE_CELLS = 40
const MAX_GUIDE_CHARS = 1000
const GROUPS = ["many", "one", "none"] as const
const PROTECTS = ["never", "optional", "always"] as const

type Fields = Readonly<Record<string, unknown>>

/**
 * @param value - JSON from wherever: the plugin's process, or the list of what was allowed.
 * @throws AppError `format-unsupported` with the field that is wrong
 */
export function manifestOf(value: unknown): Manifest {
  const fields = objectOf(value)
  if (fields === null) throw new AppError("format-unsupported", MANIFEST_TEXTS.none)
  if (fields["contract"] !== CONTRACT) throw contract(fields["contract"])
  const reads = fields["detects"] === true && fields["opens"] === true
  const writer = (fields["writer"] ?? null) === null ? null : writerOf(fields["writer"])
  if (!reads && writer === null) throw new AppError("format-unsupported", MANIFEST_TEXTS.idle)
  const extensions = listOf(fields["extensions"], "extensions", (one) => typeof one === "string" && EXTENSION.test(one)) as string[]
  return { id: idOf(fields["id"]), title: titleOf(fields["title"]), extensions, guide: guideOf(fields["guide"]), reads, writer }
}

/** The JSON that {@link manifestOf} reads again. */
export function manifestJson({ reads, ...manifest }: Manifest): object {
  return { contract: CONTRACT, ...manifest, detects: reads, opens: reads }
}

/** A foreign text as a sentence can hold it: one line, harmless, without anything that would be taken for a fact's place. */
export function harmless(text: string, maxChars: number): string {
  // Blanks that are no white space could push what follows off the screen.
  return sanitize(text.slice(0, maxChars))
    .replaceAll("{", "(")
    .replaceAll("}", ")")
    .replace(/[\s\u2800\u3164\uffa0\u115f\u1160]+/g, " ")
    .trim()
}

const EXTENSION = /^[a-z0-9][a-z0-9.]{0,15}$/

function idOf(value: unknown): string {
  if (typeof value === "string" && value.length <= 40 && /^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(value)) return value
  throw wrong("id")
}

function titleOf(value: unknown): string {
  const title = typeof value === "string" ? sanitize(harmless(value, 200), MAX_TITLE_CELLS) : ""
  if (title === "") throw wrong("title")
  return title
}

function guideOf(value: unknown): Sentence {
  const guide = objectOf(value)
  const { en, ja } = { en: guide?.["en"], ja: guide?.["ja"] ?? guide?.["en"] }
  if (typeof en !== "string" || typeof ja !== "string" || harmless(en, MAX_GUIDE_CHARS) === "") throw wrong("guide")
  return { en: harmless(en, MAX_GUIDE_CHARS), ja: harmless(ja, MAX_GUIDE_CHARS) }
}

function writerOf(value: unknown): WriterManifest {
  const writer = objectOf(value)
  const { extension, protects } = { extension: writer?.["extension"], protects: writer?.["protects"] }
  if (typeof extension !== "string" || !EXTENSION.test(extension)) throw wrong("writer.extension")
  return { extension, protects: oneOf(protects, PROTECTS, "writer.protects"), keeps: keepsOf(writer?.["keeps"]) }
}

function keepsOf(value: unknown): Keeps {
  const keeps = objectOf(value)
  if (keeps === null) throw wrong("writer.keeps")
  const of = (name: string): unknown => keeps[name] ?? undefined
  const flag = (name: string): boolean => of(name) === true
  const whole = (low: number, high: number) => (n: unknown) => Number.isInteger(n) && (n as number) >= low && (n as number) <= high
  const kinds = listOf(of("kinds"), "writer.keeps.kinds", (one) => KINDS.includes(one as Kind)) as Kind[]
  if (kinds.length === 0) throw wrong("writer.keeps.kinds")
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
  if (!Array.isArray(list) || list.length > 20 || !list.every(fits)) throw wrong(field)
  return [...new Set(list)]
}

function oneOf<T extends string>(value: unknown, of: readonly T[], field: string): T {
  const known = of.find((one) => one === value)
  if (known === undefined) throw wrong(field)
  return known
}

function objectOf(value: unknown): Fields | null {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : null
}

function wrong(field: string): AppError {
  return new AppError("format-unsupported", MANIFEST_TEXTS.field, { detail: { field } })
}

function contract(theirs: unknown): AppError {
  if (typeof theirs !== "number") return wrong("contract")
  return new AppError("format-unsupported", MANIFEST_TEXTS.contract, { detail: { theirs, ours: CONTRACT } })
}
