import { createDecipheriv } from "node:crypto"
import type { Draft } from "../../../accounts/account.ts"
import { Secret } from "../../../accounts/secret.ts"
import { AppError } from "../../../base/errors.ts"
import { texts } from "../../../base/language.ts"
import { JSON_TEXTS } from "../../containers/json.ts"
import { badParameters, digest, openCbc, spellings, wrongPassword } from "../../crypto/crypto.ts"
import type { Handler, Key, OpenContext, Opened, OpenedAccounts, SniffedInput } from "../../handler.ts"
import { FIELD_TEXTS, draftOf } from "../../records/fields.ts"
import { RecordReader } from "../../records/record-reader.ts"
import { encodeUtf8 } from "../../records/text.ts"
import type { Sniffed } from "../../sniffed.ts"
import { isBinaryPlist } from "./binary-plist.ts"
import { KeyedArchive } from "./keyed-archive.ts"
import type { ArchivedObject } from "./keyed-archive.ts"
import { openRnCryptor } from "./rncryptor.ts"

/** OTP Auth for iOS: backups (`.otpauthdb`) and single accounts (`.otpauth`), of both generations. */
const TEXTS = texts({
  guide: {
    en: "In OTP Auth: Settings › Backups › the newest one › Share; or an account › Share › encrypted file",
    ja: "OTP Auth の設定 › バックアップから最新のものを共有。アカウント単位の暗号化ファイルも読み込めます",
  },
  version: { en: "the version of the file is not supported", ja: "対応していないバージョンのファイルです" },
  hint: {
    en: "the password of the export; for a backup, the app's own",
    ja: "エクスポート時のパスワード（バックアップではアプリのパスワード）",
  },
})

/** The outer encryption gives no secrecy: its keys are constants of the app. */
const OUTER_KEYS = ["Authenticator", "OTPAuth"].map((word) => digest("sha256", encodeUtf8(word)))

const NO_IV = new Uint8Array(16)
const BLOCK = 16

/** The key that decrypts the first block to the header of a property list. */
function outerKey(head: Uint8Array): Uint8Array | null {
  return OUTER_KEYS.find((key) => isBinaryPlist(decryptBlock(key, head.subarray(0, BLOCK)))) ?? null
}

/** One block of CBC with a zero IV is one block of ECB. */
function decryptBlock(key: Uint8Array, block: Uint8Array): Uint8Array {
  if (block.length < BLOCK) return new Uint8Array(0)
  return Uint8Array.from(createDecipheriv("aes-256-ecb", key, null).setAutoPadding(false).update(block))
}

async function open([input]: readonly SniffedInput[], _context: OpenContext): Promise<Opened> {
  if (input === undefined) throw new TypeError("nothing to open")
  const key = outerKey(input.bytes)
  const plist = key === null ? null : openCbc(key, NO_IV, input.bytes)
  if (plist === null) throw badParameters()
  const { root } = new KeyedArchive(plist)
  const sealed = readEncrypted(root)
  return await Promise.resolve({
    kind: "locked",
    needs: "password",
    hint: { sentence: TEXTS.hint, detail: {} },
    unlock: async ({ password }: Key, at: OpenContext) => readArchive(await decrypt(root, sealed, password, at), at),
  })
}

interface Sealed {
  readonly data: Uint8Array
  /** The generation before RNCryptor, which hashes the password once, with a salt. */
  readonly isOld: boolean
}

/** @throws AppError `format-version`, `format-damaged` */
function readEncrypted(root: ArchivedObject): Sealed {
  const [wrapped, single] = [root.data("WrappedData"), root.data("Data")]
  const data = wrapped.length > 0 ? wrapped : single
  const version = root.number("Version")
  if (data.length === 0 || version === null) throw new AppError("format-damaged", JSON_TEXTS.shape)
  const [old, current] = wrapped.length > 0 ? [1.0, 1.1] : [1.1, 1.2]
  const near = (wanted: number): boolean => Math.abs(version - wanted) < 0.01
  if (!near(old) && !near(current)) throw new AppError("format-version", TEXTS.version)
  return { data, isOld: near(old) }
}

async function decrypt(root: ArchivedObject, { data, isOld }: Sealed, password: string, context: OpenContext): Promise<KeyedArchive> {
  for (const spelling of spellings(password)) {
    const plain = isOld ? decryptOld(root, data, spelling) : await openRnCryptor(data, spelling, context)
    if (plain !== null && isBinaryPlist(plain)) return new KeyedArchive(plain)
  }
  throw wrongPassword()
}

/** The `IV` is text in a backup, bytes in an account. */
function decryptOld(root: ArchivedObject, data: Uint8Array, password: string): Uint8Array | null {
  const text = root.text("IV")
  const iv = digest("sha1", text === "" ? root.data("IV") : encodeUtf8(text)).subarray(0, 16)
  return openCbc(digest("sha256", encodeUtf8(`${root.text("Salt")}-${password}`)), iv, data)
}

function readArchive({ root }: KeyedArchive, context: OpenContext): OpenedAccounts {
  const folders = root.list("Folders")
  if (root.get("Folders") === null) return new RecordReader(context).readAll([root], (account) => readAccount(account, "")).opened()
  const accounts = folders.flatMap((folder) =>
    (folder?.list("accounts") ?? []).map((account) => ({ account, folder: folder?.text("name") ?? "" })),
  )
  return new RecordReader(context).readAll(accounts, ({ account, folder }) => readAccount(account, folder)).opened()
}

const TYPES = [null, "hotp", "totp"] as const
const ALGORITHMS = ["SHA1", "SHA1", "SHA256", "SHA512", "MD5"] as const

/** The app writes 0 for the default. */
const zeroAsAbsent = (number: number | null): number | null => (number === 0 ? null : number)

function readAccount(account: ArchivedObject | null, folder: string): Draft {
  if (account === null) throw new AppError("format-damaged", JSON_TEXTS.shape)
  const kind = TYPES[account.number("type") ?? 0]
  if (kind === null || kind === undefined) throw new AppError("format-unsupported", FIELD_TEXTS.kind)
  const algorithm = account.number("algorithm") ?? 0
  return draftOf({
    kind,
    secret: new Secret(account.data("secret")),
    issuer: account.text("issuer"),
    name: account.text("label"),
    algorithm: ALGORITHMS[algorithm] ?? String(algorithm),
    digits: zeroAsAbsent(account.number("digits")),
    period: zeroAsAbsent(account.number("period")),
    counter: account.number("counter"),
    groups: folder.trim() === "" ? [] : [folder.trim()],
  })
}

function detect(sniffed: Sniffed): "yes" | "no" {
  if (sniffed.kind !== "binary" || sniffed.size % BLOCK !== 0 || sniffed.head.length < BLOCK) return "no"
  return outerKey(sniffed.head) === null ? "no" : "yes"
}

export const otpauthIos: Handler = {
  id: "otpauth-ios",
  title: "OTP Auth (iOS)",
  extensions: ["otpauthdb", "otpauth"],
  guide: TEXTS.guide,
  detect,
  open,
}
