import { format, texts } from "../../../base/language.ts"
import type { Lang } from "../../../base/language.ts"

const TEXTS = texts({
  otpauth: { en: "{n} account {n|link|links} (otpauth://)", ja: "アカウントのリンク（otpauth://）{n} 件" },
  other: { en: "{n} {n|link|links} of Steam or mOTP", ja: "Steam または mOTP のリンク {n} 件" },
  migration: { en: "{n} migration {n|link|links} of Google Authenticator", ja: "Google Authenticator の移行リンク {n} 件" },
  parts: { en: "transfer: {have} of {total} parts", ja: "引き継ぎ: {total} 個中 {have} 個のパート" },
  missing: {
    en: "transfer: {have} of {total} parts, missing {missing}",
    ja: "引き継ぎ: {total} 個中 {have} 個のパート（不足: {missing}）",
  },
  unknown: { en: "{n} other {n|line|lines}", ja: "その他の行 {n} 行" },
})

/** The kind of one line, by its beginning alone. */
type LineKind = "otpauth" | "other" | "migration" | "part" | "unknown"

const PART = /^KEYFERRY:\d+\/([0-9A-Z]{1,16})\/(\d{1,4})-(\d{1,4})\//i

function kindOf(line: string): LineKind {
  if (/^otpauth-migration:\/\//i.test(line)) return "migration"
  if (/^otpauth:\/\//i.test(line)) return "otpauth"
  if (/^(?:steam|motp):\/\//i.test(line)) return "other"
  return PART.test(line) ? "part" : "unknown"
}

/** One sentence for each kind of line, without any content. Blank lines and comments are ignored. */
export function pasteSummary(lines: readonly string[], lang: Lang): readonly string[] {
  const clean = lines.map((line) => line.trim()).filter((line) => line !== "" && !line.startsWith("#"))
  const count = (kind: LineKind): number => clean.filter((line) => kindOf(line) === kind).length
  const counted = (["otpauth", "other", "migration"] as const).flatMap((kind) =>
    count(kind) > 0 ? [format(TEXTS[kind], lang, { n: count(kind) })] : [],
  )
  const unknown = count("unknown")
  return [...counted, ...partSets(clean, lang), ...(unknown > 0 ? [format(TEXTS.unknown, lang, { n: unknown })] : [])]
}

/** For every transfer among the lines, the number of its parts and the missing ones. */
function partSets(lines: readonly string[], lang: Lang): readonly string[] {
  const sets = new Map<string, { total: number; have: Set<number> }>()
  for (const line of lines) {
    const [, set, index, total] = PART.exec(line) ?? []
    if (set === undefined || index === undefined || total === undefined) continue
    const known = sets.get(`${set.toUpperCase()}/${Number(total)}`) ?? { total: Number(total), have: new Set<number>() }
    known.have.add(Number(index))
    sets.set(`${set.toUpperCase()}/${Number(total)}`, known)
  }
  return [...sets.values()].map(({ total, have }) => {
    const missing = Array.from({ length: total }, (_, at) => at + 1).filter((part) => !have.has(part))
    const shown = missing.length > 12 ? `${missing.slice(0, 12).join(", ")}, …` : missing.join(", ")
    if (missing.length === 0) return format(TEXTS.parts, lang, { have: have.size, total })
    return format(TEXTS.missing, lang, { have: have.size, total, missing: shown })
  })
}
