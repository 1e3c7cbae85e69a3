import { draftFromRecord } from "../../accounts/record.ts"
import { AppError } from "../../base/errors.ts"
import { texts } from "../../base/language.ts"
import { JSON_TEXTS, arrayOf, objectOf, parseJson } from "../containers/json.ts"
import { openAge } from "../crypto/age-file.ts"
import type { Handler, OpenContext, Opened, OpenedAccounts, SniffedInput } from "../handler.ts"
import { RecordReader } from "../records/record-reader.ts"
import { singleInput } from "../records/single-input.ts"

const TEXTS = texts({
  guide: {
    en: "A whole vault in one file, made by `keyferry backup`; `keyferry restore` restores all of it, an import reads the accounts only",
    ja: "keyferry backup で作る、保管庫全体のバックアップです。すべてを戻すには keyferry restore を使います。ここではアカウントだけを読み込みます",
  },
  key: {
    en: "this age file is opened with a key, not with a passphrase: the vault.age of a copy of a vault is restored by keyferry restore DIR, DIR being the directory that it is in, or merged by keyferry merge FILE",
    ja: "パスフレーズではなく鍵で開く age ファイルです。保管庫のコピーの vault.age であれば、そのディレクトリを指定した keyferry restore DIR で復元するか、keyferry merge FILE でマージしてください",
  },
  identity: {
    en: "this is the key of a vault, without the accounts: keyferry restore DIR takes the directory that it is in",
    ja: "保管庫の鍵だけのファイルで、アカウントは入っていません。このファイルがあるディレクトリを keyferry restore DIR に指定してください",
  },
  newer: {
    en: "this backup is of version {version}, newer than this program reads",
    ja: "新しいバージョン（{version}）のバックアップです。keyferry を更新してください",
  },
})

const VERSION = 1
/** How the content of `identity.age` starts. */
const IDENTITY = "AGE-SECRET-KEY-"

/** The vault's content is `{version, generation, accounts[], tombstones[], …}`; only the accounts are read. */
function readContent(bytes: Uint8Array, context: OpenContext): OpenedAccounts {
  if (Buffer.from(bytes.subarray(0, IDENTITY.length)).toString("latin1") === IDENTITY)
    throw new AppError("format-unsupported", TEXTS.identity)
  const content = objectOf(parseJson(bytes))
  const version = content["version"]
  if (typeof version !== "number" || !("generation" in content)) throw new AppError("format-damaged", JSON_TEXTS.shape)
  if (version > VERSION) throw new AppError("format-version", TEXTS.newer, { detail: { version } })
  return new RecordReader(context).readAll(arrayOf(content["accounts"]), draftFromRecord).opened()
}

// eslint-disable-next-line @typescript-eslint/require-await -- errors must be rejections
async function open(inputs: readonly SniffedInput[]): Promise<Opened> {
  const { bytes, sniffed } = singleInput(inputs)
  if (sniffed.kind !== "age" || !sniffed.recipients.includes("scrypt")) throw new AppError("format-unsupported", TEXTS.key)
  return {
    kind: "locked",
    needs: "passphrase",
    unlock: async (key, context) => readContent(await openAge(bytes, key.password, context), context),
  }
}

export const keyferryBackup: Handler = {
  id: "keyferry-backup",
  title: "keyferry (backup)",
  titleJa: "keyferry（バックアップ）",
  extensions: ["age"],
  guide: TEXTS.guide,
  device: "keyferry",
  keepFile: "backup",
  detect: (sniffed) => (sniffed.kind === "age" ? "yes" : "no"),
  open,
}
