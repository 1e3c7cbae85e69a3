import { texts } from "../src/base/language.ts"
import type { Lang, Sentence } from "../src/base/language.ts"
import { extrasOf, formatRanges } from "../src/cli/export/keeps.ts"
import type { Handler, Writer, WriterCapabilities } from "../src/formats/handler.ts"
import { titleOf } from "../src/formats/lookup.ts"
import { HANDLERS } from "../src/formats/registry.ts"
import { KIND_NAMES } from "../src/migrate/export/losses.ts"
import { OTHER_PROGRAMS } from "./other-programs.ts"

const BEGIN = "<!-- formats: written by man/make.ts -->"
const END = "<!-- end of formats -->"

const TEXTS = texts({
  format: { en: "format", ja: "形式" },
  app: { en: "app", ja: "アプリ" },
  read: { en: "read", ja: "読み込み" },
  written: { en: "written", ja: "書き出し" },
  protected: { en: "protected", ja: "保護" },
  keeps: { en: "a written file keeps", ja: "書き出したファイルに残るもの" },
  yes: { en: "yes", ja: "○" },
  always: { en: "always", ja: "常に" },
  pgp: { en: "OpenPGP keys", ja: "OpenPGP 鍵" },
  digits: { en: "{list} digits", ja: "{list} 桁" },
  counts: { en: "read, written", ja: "読み込み、書き出し" },
})

/** Replaces the tables of formats in the README. */
export function readmeWithFormats(readme: string, lang: Lang): string {
  const [before = "", rest = ""] = readme.split(BEGIN)
  return `${before}${BEGIN}\n${formatsTable(lang)}\n\n${comparisonTable(lang)}\n${END}${rest.split(END)[1] ?? ""}`
}

function formatsTable(lang: Lang): string {
  const yes = TEXTS.yes[lang]
  const rows = HANDLERS.map((handler) => [
    `\`${handler.id}\``,
    titleOf(handler)[lang],
    handler.open === undefined ? "" : yes,
    ...(handler.writer === undefined ? [] : [yes, PROTECTS[handler.writer.protects][lang], describeKept(handler.writer, lang)]),
    ...(handler.treeWriter === undefined ? [] : [yes, TEXTS.pgp[lang], describeKept(handler.treeWriter, lang)]),
    ...(isWritten(handler) ? [] : ["", "", ""]),
  ])
  const { format, app, read, written, protected: isProtected, keeps } = TEXTS
  return table(
    [format, app, read, written, isProtected, keeps].map((head) => head[lang]),
    rows,
  )
}

const PROTECTS: Record<Writer["protects"], Sentence> = { never: { en: "", ja: "" }, optional: TEXTS.yes, always: TEXTS.always }

const isWritten = ({ writer, treeWriter }: Handler): boolean => writer !== undefined || treeWriter !== undefined

function describeKept({ keeps }: WriterCapabilities, lang: Lang): string {
  const kinds = keeps.kinds.map((kind) => KIND_NAMES[kind]).join(" ")
  const digits = TEXTS.digits[lang].replace("{list}", formatRanges(keeps.digits))
  return [kinds, digits, ...extrasOf(keeps).map((extra) => extra[lang])].join(lang === "ja" ? "、" : "; ")
}

/** Marks formats with `r` (read) and `w` (written). Leaves out keyferry's own formats. */
function comparisonTable(lang: Lang): string {
  const shared = HANDLERS.filter(({ id }) => !id.startsWith("keyferry-"))
  const rows = shared.map((handler) => [
    `\`${handler.id}\``,
    mark(handler.open !== undefined, isWritten(handler)),
    ...OTHER_PROGRAMS.map(({ reads, writes }) => mark(reads.includes(handler.id), writes.includes(handler.id))),
  ])
  const counts = [
    `**${TEXTS.counts[lang]}**`,
    count(shared.filter((handler) => handler.open !== undefined).length, shared.filter(isWritten).length),
    ...OTHER_PROGRAMS.map(({ reads, writes }) => count(reads.length, writes.length)),
  ]
  return table(["", "keyferry", ...OTHER_PROGRAMS.map(({ name }) => name)], [...rows, counts])
}

const mark = (reads: boolean, writes: boolean): string => [...(reads ? ["r"] : []), ...(writes ? ["w"] : [])].join(" ")
const count = (reads: number, writes: number): string => `**${reads}, ${writes}**`

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n")
}
