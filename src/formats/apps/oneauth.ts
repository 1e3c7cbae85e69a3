import { RFC_ALGORITHMS } from "../../accounts/account.ts"
import type { Draft } from "../../accounts/account.ts"
import { AppError } from "../../base/errors.ts"
import { texts } from "../../base/language.ts"
import { arrayOrEmpty, isObject, jsonOf, objectOf, parseJson, stringOf } from "../containers/json.ts"
import { badParameters, concat, openGcm, pbkdf2, sealGcm, tryPassword } from "../crypto/crypto.ts"
import type { Handler, OpenContext, Opened, OpenedAccounts, SniffedInput, WriteContext } from "../handler.ts"
import { decodeBase64, encodeBase64 } from "../records/encoding.ts"
import { base32Field, draftOf, firstText, groupNames, kindField, text } from "../records/fields.ts"
import { BARE_KEEPS, nameFromIssuer } from "../records/keeps.ts"
import { RecordReader } from "../records/record-reader.ts"
import { singleInput } from "../records/single-input.ts"
import { encodeUtf8 } from "../records/text.ts"

/** Zoho OneAuth's JSON with a password, version 04. Known from the importer of one other program; Zoho has published nothing. */
const TEXTS = texts({
  guide: {
    en: "Experimental, from one third-party description. In OneAuth: Authenticator tab › menu › Transfer Accounts › Export › generate file, choose the accounts, export file. With “protect with a password” ticked it is this JSON; without, text, which is read as otpauth:// URIs and is the safe way, in both directions",
    ja: "実験的な対応で、第三者の記述 1 件だけに基づきます。OneAuth の Authenticator タブ › メニュー › アカウントの移行 › エクスポートでファイルを生成し、アカウントを選んで書き出します。パスワードで保護すればこの JSON、しなければテキストです。確実なのは、読み込み・書き出しともテキスト（otpauth:// の URI）です",
  },
  version: {
    en: "OneAuth export of an unknown version: {version}",
    ja: "未知のバージョンの OneAuth エクスポートです: {version}",
  },
})

const FORMAT = "oneauth_04"
const ROUNDS = 100_000
const SALT_BYTES = 12
const NONCE_BYTES = 12
/** The name of an account that has neither name nor issuer, since blank names are refused. */
const NAMELESS = "account"

const deriveKey = (password: string, salt: Uint8Array, context: OpenContext | WriteContext): Promise<Uint8Array> =>
  pbkdf2(password, salt, { rounds: ROUNDS, length: 32, hash: "sha256" }, context)

function open(inputs: readonly SniffedInput[]): Opened {
  const root = objectOf(jsonOf(singleInput(inputs)))
  const version = text(root["format"]).trim()
  if (version !== FORMAT) throw new AppError("format-version", TEXTS.version, { detail: { version: version.slice(0, 40) } })
  const salt = decodeBase64(stringOf(root["enc_salt"]))
  const data = decodeBase64(stringOf(root["data"]))
  if (salt.length < 8 || data.length < NONCE_BYTES + 16) throw badParameters()
  return {
    kind: "locked",
    needs: "password",
    unlock: async ({ password }, context) => {
      const plain = await tryPassword(password, async (spelling) => {
        const key = await deriveKey(spelling, salt, context)
        return openGcm({ key, nonce: data.subarray(0, NONCE_BYTES) }, data.subarray(NONCE_BYTES))
      })
      return readContent(objectOf(parseJson(plain)), context)
    },
  }
}

function readContent(root: Readonly<Record<string, unknown>>, context: OpenContext): OpenedAccounts {
  const entriesOf = (value: unknown): { entry: unknown; group: string }[] => {
    if (!isObject(value)) return [{ entry: value, group: "" }]
    const group = text(value["group_name"]).trim()
    return arrayOrEmpty(value["tpa_secrets"]).map((entry) => ({ entry, group }))
  }
  const entries = [...arrayOrEmpty(root["groups"]).flatMap(entriesOf), ...entriesOf({ tpa_secrets: root["tpa_secrets"] })]
  return new RecordReader(context).readAll(entries, ({ entry, group }) => readEntry(entry, group)).opened()
}

function readEntry(value: unknown, group: string): Draft {
  const entry = objectOf(value)
  return draftOf({
    kind: kindField(firstText(entry["type"], "totp")),
    issuer: text(entry["issuer"]),
    name: text(entry["label"]),
    secret: base32Field(entry["secret"]),
    algorithm: entry["algorithm"],
    digits: entry["digits"],
    period: entry["period"],
    counter: entry["counter"],
    groups: groupNames([group]),
  })
}

async function write(drafts: readonly Draft[], context: WriteContext): Promise<Uint8Array> {
  const { password, random, nowMs } = context
  if (password === null) throw new TypeError("this format is always protected")
  const names = [...new Set(drafts.map(groupOf))]
  const groups = names.map((name) => ({
    group_name: name,
    tpa_secrets: drafts.filter((draft) => groupOf(draft) === name).map(toEntry),
  }))
  const salt = random.bytes(SALT_BYTES)
  const nonce = random.bytes(NONCE_BYTES)
  const key = await deriveKey(password, salt, context)
  const data = concat(nonce, sealGcm({ key, nonce }, encodeUtf8(JSON.stringify({ groups }))))
  const file = {
    data: encodeBase64(data),
    enc_salt: encodeBase64(salt),
    nonce: nowMs,
    format: FORMAT,
    app_version: "4.2.0",
    platform: "android",
  }
  return encodeUtf8(JSON.stringify(file))
}

const groupOf = ({ groups: [first = ""] }: Draft): string => first

function toEntry({ issuer, name, secret, period, digits, algorithm }: Draft): object {
  const label = firstText(name, issuer, NAMELESS)
  return { secret: secret.toBase32(), issuer, label, period, digits, algorithm, type: "totp", icon: "" }
}

export const oneauth: Handler = {
  id: "oneauth",
  title: "Zoho OneAuth",
  experimental: true,
  extensions: ["json"],
  guide: TEXTS.guide,
  detect: (sniffed) => (sniffed.kind === "json-object" && /^\s*oneauth_/.test(sniffed.strings["format"] ?? "") ? "yes" : "no"),
  open: (inputs) => Promise.resolve().then(() => open(inputs)),
  writer: {
    protects: "always",
    keeps: { ...BARE_KEEPS, algorithms: RFC_ALGORITHMS, digits: [6, 7, 8], periods: "any", groups: "one" },
    extension: () => "json",
    losses: nameFromIssuer,
    run: write,
  },
}
