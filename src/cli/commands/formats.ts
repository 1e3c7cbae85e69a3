import { texts } from "../../accounts/language.ts"
import { HANDLERS } from "../../formats/registry.ts"
import type { Run } from "../command.ts"
import { DONE } from "../exit-codes.ts"
import { table } from "../view.ts"

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
})

export const run: Run = async (context) => {
  if (context.flag("json")) {
    await context.json({
      formats: HANDLERS.map((handler) => ({
        id: handler.id,
        title: handler.title,
        reads: handler.open !== undefined,
        writes: handler.writer !== undefined,
        protects: (handler.writer?.protects ?? "never") !== "never",
        extensions: handler.extensions,
        keeps: handler.writer?.keeps ?? {},
      })),
    })
    return DONE
  }
  const { format, app, reads, writes, protects, extensions, yes, no, always } = FORMATS_TEXTS
  const rows = HANDLERS.map((handler) => {
    const how = handler.writer?.protects ?? "never"
    const words = [
      handler.open === undefined ? no : yes,
      handler.writer === undefined ? no : yes,
      how === "never" ? no : how === "always" ? always : yes,
    ]
    return [handler.id, handler.title, ...words.map((word) => context.say(word)), handler.extensions.join(" ")]
  })
  for (const line of table([[format, app, reads, writes, protects, extensions].map((text) => context.say(text)), ...rows]))
    await context.line(line)
  return DONE
}
