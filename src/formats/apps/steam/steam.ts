import { AppError } from "../../../base/errors.ts"
import { texts } from "../../../base/language.ts"
import { hasPath, isObject, objectOf } from "../../containers/json.ts"
import { isOwnMember, openMembers } from "../../containers/zip.ts"
import type { Detection, Handler, OpenContext, Opened, OpenedAccounts, SniffedInput } from "../../handler.ts"
import { RecordReader } from "../../records/record-reader.ts"
import { singleInput } from "../../records/single-input.ts"
import { textOf } from "../../records/text.ts"
import type { Sniffed } from "../../sniffed.ts"
import { parseWithSteamIds, readGuard } from "./guard.ts"
import { filesNamedBy, isManifest, openManifest } from "./manifest.ts"

/**
 * Steam Guard: the app's own JSON (one account, or several under `accounts`), and the maFiles of Steam Desktop Authenticator and
 * steamguard-cli. An encrypted maFile is bare base64, which only `manifest.json` identifies and opens.
 */
const TEXTS = texts({
  guide: {
    en: "Steam has no export. From a rooted phone: files/Steamguard-…; from Steam Desktop Authenticator: the directory maFiles with its manifest.json",
    ja: "Steam にエクスポート機能はありません。root 化したスマートフォンの files/Steamguard-…、または Steam Desktop Authenticator の maFiles ディレクトリ（manifest.json を含む）から読み込めます",
  },
  needsManifest: { en: "needs manifest.json", ja: "manifest.json が必要" },
  encrypted: {
    en: "this is an encrypted maFile: open it together with its manifest.json, which holds what is needed to decrypt it",
    ja: "暗号化された maFile です。復号に必要な manifest.json と一緒に開いてください",
  },
})

const isMaFile = (name: string): boolean => isOwnMember(name) && /\.mafile$/i.test(name)
const isMember = (name: string): boolean => isMaFile(name) || /(?:^|\/)manifest\.json$/i.test(name)

function detect(sniffed: Sniffed): Detection {
  switch (sniffed.kind) {
    case "json-object":
      return sniffed.keys.includes("shared_secret") || hasPath(sniffed.json, "accounts.*.shared_secret") || isManifest(sniffed.json)
        ? "yes"
        : "no"
    case "zip":
      return sniffed.names.some(isMaFile) ? "yes" : "no"
    case "base64":
      return sniffed.bytes > 0 && sniffed.bytes % 16 === 0 ? "unsigned" : "no"
    default:
      return "no"
  }
}

const isManifestInput = ({ sniffed }: SniffedInput): boolean => sniffed.kind === "json-object" && isManifest(sniffed.json)

async function open(inputs: readonly SniffedInput[], context: OpenContext): Promise<Opened> {
  const manifest = inputs.find(isManifestInput)
  if (manifest !== undefined) return await openManifest(manifest, inputs, context)
  const input = singleInput(inputs)
  if (input.sniffed.kind === "zip") return await openMembers(input, isMember, context)
  if (input.sniffed.kind === "base64") throw new AppError("format-unsupported", TEXTS.encrypted)
  return readGuards(textOf(input.bytes), context)
}

function readGuards(source: string, context: OpenContext): OpenedAccounts {
  const root = parseWithSteamIds(source)
  const isList = isObject(root["accounts"]) && root["shared_secret"] === undefined
  const guards: (readonly [string, unknown])[] = isList ? Object.entries(objectOf(root["accounts"])) : [["", root]]
  return new RecordReader(context).readAll(guards, ([id, guard]) => readGuard(objectOf(guard), id)).opened()
}

export const steam: Handler = {
  id: "steam",
  title: "Steam Guard",
  extensions: ["json", "mafile", "zip"],
  guide: TEXTS.guide,
  unsignedNote: TEXTS.needsManifest,
  detect,
  companions: ({ sniffed }) => (sniffed.kind === "json-object" && isManifest(sniffed.json) ? filesNamedBy(sniffed.json) : []),
  open,
}
