import { extrasOf, formatRanges } from "../src/cli/export/keeps.ts"
import type { Handler, Writer, WriterCapabilities } from "../src/formats/handler.ts"
import { HANDLERS } from "../src/formats/registry.ts"
import { KIND_NAMES } from "../src/migrate/export/losses.ts"
import { OTHER_PROGRAMS } from "./other-programs.ts"

const BEGIN = "<!-- formats: written by man/make.ts -->"
const END = "<!-- end of formats -->"

/** Replaces the tables of formats in the README. */
export function readmeWithFormats(readme: string): string {
  const [before = "", rest = ""] = readme.split(BEGIN)
  return `${before}${BEGIN}\n${formatsTable()}\n\n${comparisonTable()}\n${END}${rest.split(END)[1] ?? ""}`
}

function formatsTable(): string {
  const rows = HANDLERS.map((handler) => [
    `\`${handler.id}\``,
    handler.title,
    handler.open === undefined ? "" : "yes",
    ...(handler.writer === undefined ? [] : ["yes", PROTECTS[handler.writer.protects], describeKept(handler.writer)]),
    ...(handler.treeWriter === undefined ? [] : ["yes", "OpenPGP keys", describeKept(handler.treeWriter)]),
    ...(isWritten(handler) ? [] : ["", "", ""]),
  ])
  return table(["format", "app", "read", "written", "protected", "a written file keeps"], rows)
}

const PROTECTS: Record<Writer["protects"], string> = { never: "", optional: "yes", always: "always" }

const isWritten = ({ writer, treeWriter }: Handler): boolean => writer !== undefined || treeWriter !== undefined

function describeKept({ keeps }: WriterCapabilities): string {
  const kinds = keeps.kinds.map((kind) => KIND_NAMES[kind]).join(" ")
  return [kinds, `${formatRanges(keeps.digits)} digits`, ...extrasOf(keeps).map(({ en }) => en)].join("; ")
}

/** Marks formats with `r` (read) and `w` (written). Leaves out keyferry's own formats. */
function comparisonTable(): string {
  const shared = HANDLERS.filter(({ id }) => !id.startsWith("keyferry-"))
  const rows = shared.map((handler) => [
    `\`${handler.id}\``,
    mark(handler.open !== undefined, isWritten(handler)),
    ...OTHER_PROGRAMS.map(({ reads, writes }) => mark(reads.includes(handler.id), writes.includes(handler.id))),
  ])
  const counts = [
    "**read, written**",
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
