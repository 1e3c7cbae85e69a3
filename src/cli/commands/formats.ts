import { sanitize } from "../../base/display.ts"
import { AppError } from "../../base/errors.ts"
import { texts } from "../../base/language.ts"
import { appGuideOf, guideOf, guideParts, NO_EXPORT } from "../../formats/guides.ts"
import { formatsNamed, unknownFormat } from "../../formats/format-names.ts"
import type { Handler, WriterCapabilities, Writer } from "../../formats/handler.ts"
import { listedTitle } from "../../formats/lookup.ts"
import type { Run } from "../command.ts"
import type { CommandContext } from "../context.ts"
import { DONE } from "../exit-codes.ts"
import { describeKeeps } from "../export/keeps.ts"
import { formatTable } from "../view.ts"

export const FORMATS_TEXTS = texts({
  format: { en: "FORMAT", ja: "形式" },
  app: { en: "APP", ja: "アプリ" },
  reads: { en: "READS", ja: "読込" },
  writes: { en: "WRITES", ja: "書出" },
  protects: { en: "PROTECTS", ja: "保護" },
  extensions: { en: "FILES", ja: "拡張子" },
  yes: { en: "yes", ja: "可" },
  always: { en: "always", ja: "必須" },
  no: { en: "-", ja: "-" },
  readOnly: { en: "keyferry reads this format but does not write it", ja: "読み込み専用の形式です" },
  match: { en: "{id}: {title}", ja: "{id}: {title}" },
  several: { en: "several formats match: give one of these names", ja: "複数の形式が一致します。1 つを指定してください" },
})

export const run: Run = async (context) => {
  const [id] = context.operands
  if (id !== undefined) return await printOne(context, id)
  if (context.flag("json")) await context.json({ formats: (await context.formats()).map(formatJson) })
  else await printAll(context)
  return DONE
}

function formatJson(handler: Handler): object {
  return {
    id: handler.id,
    title: handler.title,
    reads: handler.open !== undefined,
    writes: capabilitiesOf(handler) !== undefined,
    protects: protectionOf(handler) !== "never",
    extensions: handler.extensions,
    keeps: capabilitiesOf(handler)?.keeps ?? {},
    guide: handler.guide,
    ...(handler.experimental === true ? { experimental: true } : {}),
    ...(handler.plugin === undefined ? {} : { plugin: true }),
  }
}

const capabilitiesOf = ({ writer, treeWriter }: Handler): WriterCapabilities | undefined => writer ?? treeWriter

const protectionOf = ({ writer, treeWriter }: Handler): Writer["protects"] =>
  writer?.protects ?? (treeWriter === undefined ? "never" : "always")

async function printAll(context: CommandContext): Promise<void> {
  const { format, app, reads, writes, protects, extensions, yes, no, always } = FORMATS_TEXTS
  const rows = (await context.formats()).map((handler) => {
    const how = protectionOf(handler)
    const words = [
      handler.open === undefined ? no : yes,
      capabilitiesOf(handler) === undefined ? no : yes,
      how === "never" ? no : how === "always" ? always : yes,
    ]
    return [handler.id, context.format(listedTitle(handler)), ...words.map((word) => context.format(word)), handler.extensions.join(" ")]
  })
  for (const line of formatTable([[format, app, reads, writes, protects, extensions].map((text) => context.format(text)), ...rows]))
    await context.line(line)
  context.note(NO_EXPORT.text)
}

/**
 * Prints how accounts leave the app and get into it, and what the format keeps.
 *
 * @param name - A format's id, an app's name, or the beginning of one.
 * @throws AppError `usage` where it means no format, or several
 */
async function printOne(context: CommandContext, name: string): Promise<number> {
  const formats = await context.formats()
  const [handler, ...others] = formatsNamed(formats, name)
  if (handler === undefined) throw unknownFormat(formats, name)
  if (others.length > 0) {
    for (const { id, ...names } of [handler, ...others]) context.note(FORMATS_TEXTS.match, { id, title: listedTitle(names) })
    throw new AppError("usage", FORMATS_TEXTS.several)
  }
  if (context.flag("json")) {
    await context.json(formatJson(handler))
    return DONE
  }
  const parts = guideParts(guideOf(formats, handler))
  const own = appGuideOf(handler.id)
  await context.prose(`${handler.id}: ${sanitize(context.format(listedTitle(handler)))}`)
  // Elsewhere the first step is this text, or tells the same in more words.
  if (parts.length === 0 || (own !== undefined && own.formats[0] !== handler.id)) await context.prose(context.format(handler.guide))
  const holding = capabilitiesOf(handler)
  if (holding === undefined) await context.prose(context.format(FORMATS_TEXTS.readOnly))
  else for (const line of describeKeeps(holding.keeps)) await context.prose(`  ${context.format(line.sentence, line.detail)}`, "    ")
  for (const { heading, steps } of parts) {
    await context.line("")
    await context.prose(sanitize(context.format(heading)))
    for (const [at, { text, commands }] of steps.entries()) {
      await context.prose(`${String(at + 1).padStart(3)}. ${sanitize(context.format(text.sentence, text.detail))}`, " ".repeat(5))
      for (const command of commands) await context.line(`       ${command}`)
    }
  }
  return DONE
}
