import { draftFromRecord, toRecord } from "../../accounts/record.ts"
import { AppError } from "../../base/errors.ts"
import { texts } from "../../base/language.ts"
import { Passphrase } from "../../base/passphrase.ts"
import { JSON_TEXTS, arrayOf, isObject, jsonOf, objectOf, parseJson, stringOf } from "../containers/json.ts"
import type { JsonObject } from "../containers/json.ts"
import { openAge } from "../crypto/age-file.ts"
import type { Handler, Key, OpenContext, Opened, OpenedAccounts, SniffedInput } from "../handler.ts"
import { ALL_CODES } from "../records/keeps.ts"
import { RecordReader } from "../records/record-reader.ts"
import { singleInput } from "../records/single-input.ts"
import { encodeUtf8 } from "../records/text.ts"

const TEXTS = texts({
  guide: {
    en: "keyferry's own export: keeps everything. `keyferry export --to keyferry-json`",
    ja: "keyferry 独自のエクスポートです。すべての項目を保持します: keyferry export --to keyferry-json",
  },
  importGuide: {
    en: "On the other computer start keyferry, then m › Import › Files.",
    ja: "別のコンピューターで keyferry を起動し、m ›「インポート」›「ファイル」を選びます。",
  },
  newer: {
    en: "this export is of version {version}, newer than this program reads",
    ja: "新しいバージョン（{version}）のエクスポートです。keyferry を更新してください",
  },
  cipher: { en: "this export is encrypted in an unsupported way", ja: "対応していない方式で暗号化されています" },
})

const FORMAT = "keyferry"
const VERSION = 1
const ENCRYPTION = "age-scrypt"

/** @throws AppError `format-damaged` where the file is not keyferry's, `format-version` where it is newer */
function readEnvelope(value: unknown): JsonObject {
  const envelope = objectOf(value)
  // A vault or backup that `age -d` has decrypted.
  if (!("format" in envelope) && "generation" in envelope && envelope["version"] === VERSION) return envelope
  const version = envelope["version"]
  if (envelope["format"] !== FORMAT || typeof version !== "number") throw new AppError("format-damaged", JSON_TEXTS.shape)
  if (version > VERSION) throw new AppError("format-version", TEXTS.newer, { detail: { version } })
  return envelope
}

function readAccounts(envelope: JsonObject, context: OpenContext): OpenedAccounts {
  return new RecordReader(context).readAll(arrayOf(envelope["accounts"]), draftFromRecord).opened()
}

// eslint-disable-next-line @typescript-eslint/require-await -- errors must be rejections
async function open(inputs: readonly SniffedInput[], context: OpenContext): Promise<Opened> {
  const envelope = readEnvelope(jsonOf(singleInput(inputs)))
  const encryption = envelope["encryption"] ?? null
  if (encryption === null) return readAccounts(envelope, context)
  if (encryption !== ENCRYPTION) throw new AppError("format-unsupported", TEXTS.cipher)
  const payload = encodeUtf8(stringOf(envelope["payload"]))
  return {
    kind: "locked",
    needs: "password",
    unlock: async (key: Key, context) => readAccounts(readEnvelope(parseJson(await openAge(payload, key.password, context))), context),
  }
}

export const keyferryJson: Handler = {
  id: "keyferry-json",
  title: "keyferry (JSON)",
  titleJa: "keyferry（JSON）",
  extensions: ["json"],
  guide: TEXTS.guide,
  device: "keyferry",
  detect: (sniffed) => {
    if (sniffed.kind !== "json-object" || !isObject(sniffed.json)) return "no"
    const isVault = isVaultContent(sniffed.keys) && sniffed.types["accounts"] === "array" && sniffed.types["generation"] === "number"
    return sniffed.strings["format"] === FORMAT || isVault ? "yes" : "no"
  },
  open,
  writer: {
    fileStem: "keyferry",
    importGuide: TEXTS.importGuide,
    protects: "optional",
    keeps: {
      ...ALL_CODES,
      note: true,
      groups: "many",
      favorite: true,
      icon: true,
      trashed: true,
      times: true,
    },
    extension: () => "json",
    run: async (drafts, { nowMs, password }) => {
      const head = { format: FORMAT, version: VERSION, exportedAt: new Date(nowMs).toISOString() }
      const plain = encodeJson({ ...head, accounts: drafts.map((draft) => toRecord(draft, { secrets: true })) })
      if (password === null) return plain
      const { armor, sealWithPassphrase } = await import("../../age/age.ts")
      const payload = armor(await sealWithPassphrase(plain, Passphrase.of(password).normalized()))
      return encodeJson({ ...head, encryption: ENCRYPTION, payload })
    },
  },
}

/** Whether the root's keys are those of a vault's content, as `age -d -i identity.age vault.age` prints it. */
function isVaultContent(keys: readonly string[]): boolean {
  return ["version", "generation", "accounts", "tombstones"].every((key) => keys.includes(key)) && !keys.includes("format")
}

function encodeJson(value: unknown): Uint8Array {
  return encodeUtf8(`${JSON.stringify(value, null, 2)}\n`)
}
