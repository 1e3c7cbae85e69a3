import type { Draft } from "../../accounts/account.ts"
import { AppError } from "../../base/errors.ts"
import { texts } from "../../base/language.ts"
import { parseOtpUri } from "../../accounts/uri.ts"
import type { Detection, Handler, OpenContext, Opened, OpenedAccounts, SniffedInput } from "../handler.ts"
import type { Sniffed } from "../sniffed.ts"
import { RecordReader } from "../records/record-reader.ts"
import { decodeLossy, textOf } from "../records/text.ts"
import { uriLines } from "../records/uri-lines.ts"
import { readZip } from "../containers/zip.ts"

/** WinAuth: a list of URIs, also as the one text in a zip, with a password or without. */
const TEXTS = texts({
  guide: {
    en: "In WinAuth: the cog › Export; as text, or as zip with a password",
    ja: "WinAuth の歯車 › Export。テキストまたはパスワード付き ZIP で書き出します",
  },
  notUri: { en: "this line is not the address of an account", ja: "アカウントの URI ではない行です" },
  empty: { en: "the archive has no list of accounts in it", ja: "書庫の中にアカウントの一覧がありません" },
  hint: { en: "the password given to the zip file", ja: "ZIP ファイルに付けたパスワード" },
})

const MEMBER = /\.txt$/i

async function open([input]: readonly SniffedInput[], context: OpenContext): Promise<Opened> {
  if (input === undefined) throw new TypeError("nothing to open")
  if (input.sniffed.kind !== "zip") return readList(textOf(input.bytes), context)
  const unlock = async (password: string | null, at: OpenContext): Promise<OpenedAccounts> => {
    const [member] = await readZip(input.bytes, (name) => MEMBER.test(name), password, at)
    if (member === undefined) throw new AppError("format-damaged", TEXTS.empty)
    return readList(decodeLossy(member.bytes), at)
  }
  if (!input.sniffed.encrypted) return await unlock(null, context)
  const hint = { sentence: TEXTS.hint, detail: {} }
  return { kind: "locked", needs: "password", hint, unlock: ({ password }, at) => unlock(password, at) }
}

function readList(list: string, context: OpenContext): OpenedAccounts {
  const reader = new RecordReader(context)
  for (const { at, scheme, text } of uriLines(list)) {
    reader.read(at, () => {
      if (scheme === null || scheme === "keyferry" || scheme === "otpauth-migration") throw new AppError("format-damaged", TEXTS.notUri)
      return readLine(text)
    })
  }
  return reader.opened()
}

/** A label without an issuer is the name the user gave the authenticator, mostly the service's. In labels + is a space. */
function readLine(uri: string): Draft {
  const query = uri.indexOf("?")
  const spaced = query < 0 ? uri : uri.slice(0, query).replaceAll("+", "%20") + uri.slice(query)
  const draft = parseOtpUri(spaced)
  return draft.issuer === "" ? { ...draft, issuer: draft.name, name: "" } : draft
}

/** A zip with one text in it and nothing else. Authenticator Plus calls its own `Accounts.txt`. */
function detect(sniffed: Sniffed): Detection {
  if (sniffed.kind === "uris") return sniffed.marks.includes("winauth") && !sniffed.marks.includes("ente") ? "yes" : "no"
  if (sniffed.kind !== "zip") return "no"
  const [name, ...more] = sniffed.names
  return name !== undefined && more.length === 0 && MEMBER.test(name) && !/(?:^|\/)accounts\.txt$/i.test(name) ? "yes" : "no"
}

export const winauth: Handler = { id: "winauth", title: "WinAuth", extensions: ["txt", "zip"], guide: TEXTS.guide, detect, open }
