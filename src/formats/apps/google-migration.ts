import { AppError, isAppError } from "../../base/errors.ts"
import { texts } from "../../base/language.ts"
import type { Handler, OpenContext, Opened, SniffedInput } from "../handler.ts"
import { checkRecords } from "../limits.ts"
import {
  MAX_BATCH,
  MIGRATION_KEEPS,
  MIGRATION_TEXTS,
  MigrationParts,
  migrationUris,
  parseMigrationUri,
} from "../records/google-migration.ts"
import { RecordReader, issueOf } from "../records/record-reader.ts"
import { encodeUtf8, textOf } from "../records/text.ts"
import { uriLines } from "../records/uri-lines.ts"

const TEXTS = texts({
  importGuide: {
    en: "Google Authenticator reads these links as QR codes alone: m › Export as QR codes shows them.",
    ja: "Google Authenticator はこのリンクを QR コードからのみ読み込みます: m ›「QR コードでエクスポート」で表示できます。",
  },
  guide: {
    en: "In Google Authenticator: menu › Transfer accounts › Export accounts. It shows up to 10 accounts per QR code: scan every code with a camera (m › Import › Scan with a camera), or take a picture of it",
    ja: "Google Authenticator のメニュー › アカウントを移行 › アカウントのエクスポート。QR コード 1 つにつき最大 10 件です。すべてのコードをカメラで読み取る（m › インポート › カメラで読み取る）か、撮影してください",
  },
  notUri: { en: "this line is not a transfer code", ja: "移行コードではない行です" },
})

/**
 * Opens the texts of QR codes, one per line; several inputs (such as several pictures) are one import. The place of an issue is its line, or
 * its input where there are several.
 */
async function open(inputs: readonly SniffedInput[], context: OpenContext): Promise<Opened> {
  const reader = new RecordReader(context)
  const parts = new MigrationParts()
  let readable = 0
  let count = 0
  for (const [index, input] of inputs.entries()) {
    for (const { at, scheme, text } of uriLines(textOf(input.bytes))) {
      checkRecords(++count)
      const place = inputs.length > 1 ? index + 1 : at
      try {
        if (scheme !== "otpauth-migration") throw new AppError("format-damaged", TEXTS.notUri)
        parts.add(place, await parseMigrationUri(text))
        readable++
      } catch (e) {
        if (!isAppError(e)) throw e
        reader.issue(issueOf(place, e))
      }
    }
  }
  if (readable === 0) throw new AppError("format-damaged", MIGRATION_TEXTS.broken)
  for (const one of await parts.exports()) one.read(reader)
  return reader.opened(parts.notices())
}

export const googleMigration: Handler = {
  id: "google-migration",
  title: "Google Authenticator (transfer codes)",
  titleJa: "Google Authenticator（移行コード）",
  extensions: ["txt"],
  guide: TEXTS.guide,
  device: "google",
  detect: (sniffed) => (sniffed.kind === "uris" && sniffed.schemes.every((scheme) => scheme === "otpauth-migration") ? "yes" : "no"),
  groupKey: () => "google-migration",
  open,
  writer: {
    importGuide: TEXTS.importGuide,
    protects: "never",
    keeps: MIGRATION_KEEPS,
    extension: () => "txt",
    run: async (drafts, { random }) => {
      const uris = await migrationUris(drafts, MAX_BATCH, random.bytes(4))
      return encodeUtf8(uris.map((uri) => `${uri}\n`).join(""))
    },
  },
}
