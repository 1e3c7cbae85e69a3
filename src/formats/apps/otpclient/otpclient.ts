import { texts } from "../../../base/language.ts"
import { jsonOf } from "../../containers/json.ts"
import { badParameters } from "../../crypto/crypto.ts"
import { looksRandom } from "../../crypto/looks-random.ts"
import type { Handler, OpenContext, Opened, SniffedInput } from "../../handler.ts"
import { singleInput } from "../../records/single-input.ts"
import type { Sniffed } from "../../sniffed.ts"
import { HEADER_BYTES, MAGIC, TAG_BYTES, decrypt, readHeader } from "./encryption.ts"
import { readText, readTokens } from "./read.ts"
import { KEEPS, losses, write } from "./write.ts"

/**
 * OTPClient: its database, which is a JSON list of tokens, encrypted with AES-256-GCM. The nonce has 16 bytes, and the file's header is the
 * additional data. The program's other exports are in the formats of other apps.
 */
const TEXTS = texts({
  guide: {
    en: "In OTPClient: Settings › Backup, or copy the database itself (the .enc file that the sidebar names)",
    ja: "OTPClient の設定 › バックアップ、またはデータベース自体（サイドバーに示される .enc ファイル）をコピー",
  },
})

function open(inputs: readonly SniffedInput[], context: OpenContext): Opened {
  const input = singleInput(inputs)
  if (input.sniffed.kind === "json-array") return readTokens(jsonOf(input), context)
  const header = readHeader(input)
  const encrypted = input.bytes.subarray(header.bytes.length)
  if (encrypted.length < TAG_BYTES) throw badParameters()
  return {
    kind: "locked",
    needs: "password",
    unlock: async (key, context) => readText(await decrypt(header, encrypted, key, context), context),
  }
}

function detect(sniffed: Sniffed): "yes" | "unsigned" | "no" {
  if (sniffed.kind === "magic") return sniffed.word === MAGIC ? "yes" : "no"
  if (sniffed.kind === "binary")
    return sniffed.size >= HEADER_BYTES[1] + "[]".length + TAG_BYTES && looksRandom(sniffed) ? "unsigned" : "no"
  // The decrypted content of a database.
  const isList = sniffed.kind === "json-array" && ["type", "label", "digits", "algo", "secret"].every((key) => sniffed.keys.includes(key))
  return isList ? "yes" : "no"
}

export const otpclient: Handler = {
  id: "otpclient",
  title: "OTPClient",
  extensions: ["enc"],
  guide: TEXTS.guide,
  detect,
  open: (inputs, context) => Promise.resolve().then(() => open(inputs, context)),
  writer: {
    protects: "always",
    keeps: KEEPS,
    extension: () => "enc",
    losses,
    run: write,
  },
}
