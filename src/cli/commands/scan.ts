import { sanitize } from "../../base/display.ts"
import { AppError } from "../../base/errors.ts"
import { texts } from "../../base/language.ts"
import { LIMITS } from "../../formats/limits.ts"
import { detect } from "../../formats/lookup.ts"
import { sniff } from "../../formats/sniff.ts"
import { PICTURE_TEXTS } from "../../qr/picture-texts.ts"
import type { Run } from "../command.ts"
import type { CommandContext } from "../context.ts"
import { DONE, SKIPPED, worstStatus } from "../exit-codes.ts"
import { reportError } from "../import/report-error.ts"
import { readNamed } from "../secrets.ts"

export const SCAN_TEXTS = texts({
  noPicture: { en: "this is not a picture", ja: "画像ではありません" },
  disagree: {
    en: "{count} {count|code was|codes were} left out: two readers disagree about {count|its|their} text",
    ja: "読み取り結果が一致しないコードが {count} 件あり、除外しました",
  },
})

interface Scanned {
  readonly file: string
  readonly codes: readonly { readonly text: string }[]
}

export const run: Run = async (context) => {
  const statuses: number[] = []
  const files: Scanned[] = []
  for (const file of context.operands) {
    try {
      const { scanned, status } = await scanFile(context, file)
      files.push(scanned)
      statuses.push(status)
    } catch (error) {
      statuses.push(reportError(context, error, file))
      files.push({ file, codes: [] })
    }
  }
  const { stdoutIsTerminal } = context.ports.stdio
  if (context.flag("json")) await context.json({ files })
  // Sanitized on a terminal only; elsewhere the text is printed unchanged.
  else for (const { codes } of files) for (const { text } of codes) await context.line(stdoutIsTerminal ? sanitize(text) : text)
  return worstStatus(statuses)
}

async function scanFile(context: CommandContext, file: string): Promise<{ scanned: Scanned; status: number }> {
  const bytes = await extractPicture(context, await readNamed(context, file, LIMITS.fileBytes), file)
  const { codes, disagreements } = await context.ports.background.readImage(bytes, context.signal)
  if (disagreements > 0) context.note(SCAN_TEXTS.disagree, { count: disagreements }, file)
  else if (codes.length === 0) throw new AppError("nothing-found", PICTURE_TEXTS.noCode)
  return { scanned: { file, codes: codes.map(({ text }) => ({ text })) }, status: disagreements > 0 ? SKIPPED : DONE }
}

/** The bytes of the picture, which may be given as a `data:` URI or as base64. @throws AppError `format-unknown`, `format-damaged` */
async function extractPicture(context: CommandContext, bytes: Uint8Array, name: string): Promise<Uint8Array> {
  const sniffed = sniff(bytes)
  if (sniffed.kind === "picture") return bytes
  const handler = detect(await context.ports.builtInFormats(), sniffed).find(({ picture }) => picture === true)
  if (handler?.open === undefined) throw new AppError("format-unknown", SCAN_TEXTS.noPicture)
  const { background, clock } = context.ports
  const opened = await handler.open([{ name, bytes, sniffed }], { background, nowMs: clock.nowMs(), signal: context.signal })
  const inner = opened.kind === "nested" ? opened.inputs[0]?.bytes : undefined
  if (inner === undefined || sniff(inner).kind !== "picture") throw new AppError("format-damaged", SCAN_TEXTS.noPicture)
  return inner
}
