// Writes man/keyferry.1, man/keyferry-formats.7 and the tables of formats of both READMEs from the tables that the program itself uses, all of
// man/ja/ likewise, and there also the pages that are written by hand in man/japanese/.
// Usage: npx tsx man/make.ts   (a test fails if one of them is out of date)
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { format } from "../src/base/language.ts"
import type { Lang, Sentence } from "../src/base/language.ts"
import { COMMANDS } from "../src/cli/commands.ts"
import { GLOBAL_OPTIONS } from "../src/cli/options.ts"
import { describeKeeps } from "../src/cli/export/keeps.ts"
import type { CommandShape, OptionSpec } from "../src/cli/spec.ts"
import { NO_EXPORT } from "../src/formats/guides.ts"
import type { Handler } from "../src/formats/handler.ts"
import { titleOf } from "../src/formats/lookup.ts"
import { HANDLERS } from "../src/formats/registry.ts"
import { listKeys } from "../src/tui/components/files/file-picker-keys.ts"
import { keyName } from "../src/tui/core/key-names.ts"
import { mergeBindings } from "../src/tui/core/keys.ts"
import type { Binding } from "../src/tui/core/keys.ts"
import { accountsKeys, FILTER_KEYS } from "../src/tui/screens/accounts/accounts-keys.ts"
import { GLOBAL_KEYS } from "../src/tui/shell/global-keys.ts"
import { breakableLines, escapeText, Mdoc, page } from "./mdoc.ts"
import * as texts from "./page-texts.ts"
import { RECIPES } from "./recipes.ts"
import { readmeWithFormats } from "./readme-tables.ts"
import { SETTINGS, SETTINGS_EXAMPLE } from "./settings-texts.ts"

const { PAGE_TEXTS } = texts
const DATE = "November 28, 2026"
const WRITTEN_BY = `.\\" Written by man/make.ts; not edited by hand.`

function optionList(options: readonly OptionSpec[], mdoc: Mdoc): string[] {
  if (options.length === 0) return []
  return mdoc.tags(
    options.map(({ name, value, oneOf, help }) => [
      `Fl Fl ${name}${value === undefined ? "" : ` Ar ${mdoc.quoted(oneOf?.join(" | ") ?? value)}`}`,
      mdoc.sentence(help),
    ]),
  )
}

function command({ name, operands, summary, details, options }: CommandShape, mdoc: Mdoc): string[] {
  return [
    `.Ss ${name}`,
    `.Dl ${mdoc.text(["keyferry", name, operands].join(" ").trim())}`,
    ".Pp",
    mdoc.sentence(summary),
    ...(details === undefined ? [] : [mdoc.text(details)]),
    ...optionList(options, mdoc),
  ]
}

const keyList = (bindings: readonly Binding[], mdoc: Mdoc): string[] =>
  mdoc.tags(
    mergeBindings(bindings).map(({ keys, help }) => [
      keys.map((name) => `Ic ${mdoc.key(keyName(name, mdoc.lang))}`).join(" , "),
      mdoc.sentence(help),
    ]),
  )

const LIST_STATE = {
  mode: "list",
  any: true,
  found: false,
  clearable: true,
  marked: false,
  undoable: true,
  movable: true,
  hotp: true,
  hidden: true,
  wide: true,
  detailed: false,
  readOnly: null,
} as const

/** What the program does with a format, such as `reads, writes, always protected`. */
function formatDoes(handler: Handler, of: "page" | "list", lang: Lang): string {
  const [read, plain, toKeys, always, optional] =
    of === "list"
      ? [PAGE_TEXTS.reads, PAGE_TEXTS.writes, PAGE_TEXTS.writesToKeys, PAGE_TEXTS.writesAlways, PAGE_TEXTS.writesOptional]
      : [PAGE_TEXTS.read, PAGE_TEXTS.written, PAGE_TEXTS.writtenToKeys, PAGE_TEXTS.writtenAlways, PAGE_TEXTS.writtenOptional]
  const protection = { never: plain, always, optional }
  const does = [
    ...(handler.open === undefined ? [] : [read]),
    ...(handler.treeWriter === undefined ? [] : [toKeys]),
    ...(handler.writer === undefined ? [] : [protection[handler.writer.protects]]),
  ]
  return does.map((one) => one[lang]).join(lang === "ja" ? "、" : ", ")
}

/** keyferry(1) as it is checked in. */
export function manPage(lang: Lang = "en"): string {
  const mdoc = new Mdoc(lang)
  const { formatLine } = PAGE_TEXTS
  return page(lang, [
    WRITTEN_BY,
    `.Dd ${DATE}`,
    ".Dt KEYFERRY 1",
    ".Os",
    ".Sh NAME",
    ".Nm keyferry",
    `.Nd ${PAGE_TEXTS.name[lang]}`,
    ".Sh SYNOPSIS",
    ".Nm",
    ".Op Fl Fl vault Ar DIR",
    ".Op Fl Fl lang Ar en | ja",
    ".Nm",
    ".Ar command",
    ".Op Ar argument ...",
    ".Sh DESCRIPTION",
    texts.DESCRIPTION[lang],
    `.Sh ${PAGE_TEXTS.globalOptions[lang]}`,
    ...optionList(GLOBAL_OPTIONS, mdoc),
    `.Sh ${PAGE_TEXTS.commands[lang]}`,
    ...COMMANDS.flatMap((one) => command(one, mdoc)),
    `.Sh ${PAGE_TEXTS.keys[lang]}`,
    texts.KEYS_INTRO[lang],
    PAGE_TEXTS.everywhere[lang],
    ...keyList(GLOBAL_KEYS, mdoc),
    ".Pp",
    PAGE_TEXTS.inList[lang],
    ...keyList(accountsKeys(LIST_STATE), mdoc),
    ".Pp",
    PAGE_TEXTS.inSearch[lang],
    ...keyList(FILTER_KEYS, mdoc),
    ".Pp",
    PAGE_TEXTS.inPicker[lang],
    ...keyList(listKeys({ mode: "open", several: true, marks: [] }), mdoc),
    `.Sh ${PAGE_TEXTS.settings[lang]}`,
    texts.SETTINGS_INTRO[lang],
    ...mdoc.tags(SETTINGS.map(([name, what]) => [`Cm ${name}`, mdoc.text(what)])),
    ".Pp",
    PAGE_TEXTS.example[lang],
    ".Bd -literal -offset indent",
    ...SETTINGS_EXAMPLE.map((line) => mdoc.text(line)),
    ".Ed",
    `.Sh ${PAGE_TEXTS.formats[lang]}`,
    PAGE_TEXTS.byContent[lang],
    ...mdoc.tags(
      HANDLERS.map((handler) => [
        `Cm ${mdoc.quoted(handler.id)}`,
        mdoc.text(filled(formatLine, (of) => ({ title: titleOf(handler)[of], does: formatDoes(handler, "list", of) }))),
      ]),
    ),
    ".Sh ENVIRONMENT",
    ...mdoc.tags(texts.ENVIRONMENT.map(([names, what]) => [`Ev ${names}`, mdoc.text(what)])),
    ".Sh FILES",
    ...mdoc.tags(texts.FILES.map(([path, what]) => [`Pa ${path}`, mdoc.text(what)])),
    ".Sh EXIT STATUS",
    ...mdoc.tags(texts.STATUSES.map(([status, what]) => [String(status), mdoc.text(what)])),
    ".Pp",
    PAGE_TEXTS.worst[lang],
    ".Sh EXAMPLES",
    ...texts.EXAMPLES.flatMap(([what, line], index) => [...(index > 0 ? [".Pp"] : []), mdoc.text(what), ".Pp", `.Dl ${mdoc.text(line)}`]),
    `.Sh ${PAGE_TEXTS.recipes[lang]}`,
    texts.RECIPES_INTRO[lang],
    ...RECIPES.flatMap(({ text, lines }) => [
      ".Pp",
      mdoc.text(text),
      ".Bd -literal -offset 2n",
      ...lines.map((line) => escapeText(line, "en")),
      ".Ed",
    ]),
    ".Sh SEE ALSO",
    ".Xr keyferry-transfer 5 ,",
    ".Xr keyferry-vault 5 ,",
    ".Xr keyferry-formats 7 ,",
    ".Xr keyferry-plugin 7 ,",
    ".Xr keyferry-receive 7",
    ".Pp",
    ".Lk https://age-encryption.org age",
    "",
  ])
}

/** A sentence with its details filled in, in every language. */
function filled(text: Sentence, detail: (lang: Lang) => Readonly<Record<string, string>>): Sentence {
  return { en: format(text, "en", detail("en")), ja: format(text, "ja", detail("ja")) }
}

function formatSection(handler: Handler, mdoc: Mdoc): string[] {
  const { id, extensions, guide, writer, treeWriter } = handler
  const holding = writer ?? treeWriter
  const details = (lang: Lang): Record<string, string> => ({
    title: titleOf(handler)[lang],
    does: formatDoes(handler, "page", lang),
    extensions: extensions.join(", "),
  })
  const kept = (lang: Lang): Record<string, string> => ({
    list: holding === undefined ? "" : keptList(holding.keeps, lang),
  })
  return [
    `.Ss ${mdoc.text(id)}`,
    mdoc.sentence(filled(PAGE_TEXTS.formatHead, details)),
    ...(holding === undefined ? [] : [mdoc.sentence(filled(PAGE_TEXTS.keeps, kept))]),
    ".Pp",
    mdoc.sentence(guide),
  ]
}

function keptList(keeps: Parameters<typeof describeKeeps>[0], lang: Lang): string {
  return describeKeeps(keeps)
    .map((line) => format(line.sentence, lang, line.detail))
    .join("; ")
}

/** keyferry-formats(7) as it is checked in. */
export function formatsPage(lang: Lang = "en"): string {
  const mdoc = new Mdoc(lang)
  return page(lang, [
    WRITTEN_BY,
    `.Dd ${DATE}`,
    ".Dt KEYFERRY-FORMATS 7",
    ".Os",
    ".Sh NAME",
    ".Nm keyferry-formats",
    `.Nd ${PAGE_TEXTS.formatsName[lang]}`,
    ".Sh DESCRIPTION",
    texts.FORMATS_INTRO[lang],
    `.Sh ${PAGE_TEXTS.formats[lang]}`,
    ...HANDLERS.flatMap((handler) => formatSection(handler, mdoc)),
    `.Sh ${PAGE_TEXTS.noExport[lang]}`,
    mdoc.sentence(NO_EXPORT.text),
    ".Sh SEE ALSO",
    ".Xr keyferry 1",
    "",
  ])
}

/** Every page in Japanese by its file's name. */
export function japanesePages(): ReadonlyMap<string, string> {
  const byHand = readdirSync(at("man/japanese")).map((name): [string, string] => {
    const lines = readFileSync(at(`man/japanese/${name}`), "utf8").split("\n")
    return [name, [`.\\" Written by man/make.ts from man/japanese/${name}.`, ...breakableLines(lines)].join("\n")]
  })
  return new Map([["keyferry.1", manPage("ja")], ["keyferry-formats.7", formatsPage("ja")], ...byHand])
}

function at(path: string): string {
  return fileURLToPath(new URL(`../${path}`, import.meta.url))
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(at("man/keyferry.1"), manPage())
  writeFileSync(at("man/keyferry-formats.7"), formatsPage())
  mkdirSync(at("man/ja"), { recursive: true })
  for (const [name, text] of japanesePages()) writeFileSync(at(`man/ja/${name}`), text)
  writeFileSync(at("README.md"), readmeWithFormats(readFileSync(at("README.md"), "utf8"), "en"))
  writeFileSync(at("README.ja.md"), readmeWithFormats(readFileSync(at("README.ja.md"), "utf8"), "ja"))
}
