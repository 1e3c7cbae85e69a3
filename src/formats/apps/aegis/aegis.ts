import { messageOf, texts } from "../../../base/language.ts"
import { isObject, jsonOf, objectOf, parseJson } from "../../containers/json.ts"
import type { Detection, Handler, OpenContext, Opened, SniffedInput } from "../../handler.ts"
import { singleInput } from "../../records/single-input.ts"
import { textOf } from "../../records/text.ts"
import type { Sniffed } from "../../sniffed.ts"
import { HTML_COLUMNS, readHtml } from "./html.ts"
import { VERSION, checkVersion, readContent } from "./read.ts"
import { parseLocked, unlockVault } from "./slots.ts"
import { KEEPS, losses, write } from "./write.ts"

const TEXTS = texts({
  guide: {
    en: "In Aegis: Settings › Import & Export › Export. Encrypted or not, or HTML; its text export is read as otpauth:// URIs",
    ja: "Aegis の設定 › インポートとエクスポート › エクスポート。暗号化あり・なし、HTML に対応します。テキスト形式は otpauth:// の URI として読み込みます",
  },
  backup: {
    en: "if a separate backup password is set in Aegis, enter that one",
    ja: "Aegis で別のバックアップ用パスワードを設定している場合は、そのパスワードです",
  },
})

function detect(sniffed: Sniffed): Detection {
  if (sniffed.kind === "html") return HTML_COLUMNS.every((column) => sniffed.headers.includes(column)) ? "yes" : "no"
  if (sniffed.kind !== "json-object") return "no"
  const { keys, types, inside } = sniffed
  const known = keys.includes("version") && keys.includes("db") && types["header"] === "object"
  return known || (types["db"] === "object" && inside["db"]?.includes("entries") === true) ? "yes" : "no"
}

// eslint-disable-next-line @typescript-eslint/require-await -- errors must be rejections
async function open(inputs: readonly SniffedInput[], context: OpenContext): Promise<Opened> {
  const input = singleInput(inputs)
  if (input.sniffed.kind === "html") return readHtml(textOf(input.bytes), context)
  const file = objectOf(jsonOf(input))
  checkVersion(file["version"], VERSION.file)
  const header = isObject(file["header"]) ? file["header"] : {}
  if (isObject(file["db"])) return readContent(file["db"], context)
  const locked = parseLocked(header, file["db"])
  const hasBackupSlot = locked.slots.some(({ isBackup }) => isBackup)
  return {
    kind: "locked",
    needs: "password",
    ...(hasBackupSlot ? { hint: messageOf(TEXTS.backup) } : {}),
    unlock: async ({ password }, context) => readContent(objectOf(parseJson(await unlockVault(locked, password, context))), context),
  }
}

export const aegis: Handler = {
  id: "aegis",
  title: "Aegis",
  extensions: ["json", "html"],
  guide: TEXTS.guide,
  detect,
  open,
  writer: {
    protects: "optional",
    keeps: KEEPS,
    extension: () => "json",
    losses,
    run: write,
  },
}
