import type { Draft } from "../../accounts/account.ts"
import { parseOtpUri } from "../../accounts/uri.ts"
import { AppError } from "../../base/errors.ts"
import { messageOf, texts } from "../../base/language.ts"
import { ZIP_TEXTS, openDataMember } from "../containers/zip.ts"
import type { Detection, Handler, OpenContext, Opened, OpenedAccounts, SniffedInput } from "../handler.ts"
import { RecordReader } from "../records/record-reader.ts"
import { singleInput } from "../records/single-input.ts"
import { decodeLossy, textOf } from "../records/text.ts"
import { URI_LINE_TEXTS, uriLines } from "../records/uri-lines.ts"
import type { Sniffed } from "../sniffed.ts"

/** WinAuth: a list of URIs, also as the only file of a zip, with or without a password. */
const TEXTS = texts({
  guide: {
    en: "In WinAuth: the cog › Export; as text, or as zip with a password",
    ja: "WinAuth の歯車 › Export。テキストまたはパスワード付き ZIP で書き出します",
  },
  hint: { en: "the password given to the zip file", ja: "ZIP ファイルに付けたパスワード" },
})

const TEXT_FILE = /\.txt$/i

async function open(inputs: readonly SniffedInput[], context: OpenContext): Promise<Opened> {
  const input = singleInput(inputs)
  if (input.sniffed.kind !== "zip") return readList(textOf(input.bytes), context)
  return await openDataMember(
    input,
    {
      matches: (name) => TEXT_FILE.test(name),
      missing: ZIP_TEXTS.noAccounts,
      hint: messageOf(TEXTS.hint),
      read: (list, context) => readList(decodeLossy(list), context),
    },
    context,
  )
}

function readList(list: string, context: OpenContext): OpenedAccounts {
  const reader = new RecordReader(context)
  for (const { at, scheme, text } of uriLines(list)) {
    reader.read(at, () => {
      if (scheme === null || scheme === "keyferry" || scheme === "otpauth-migration")
        throw new AppError("format-damaged", URI_LINE_TEXTS.notUri)
      return readLine(text)
    })
  }
  return reader.opened()
}

/**
 * A label without an issuer is the name that the user gave the authenticator, usually the service's, so it becomes the issuer. In labels, `+`
 * is a space.
 */
function readLine(uri: string): Draft {
  const query = uri.indexOf("?")
  const withSpaces = query < 0 ? uri : uri.slice(0, query).replaceAll("+", "%20") + uri.slice(query)
  const draft = parseOtpUri(withSpaces)
  return draft.issuer === "" ? { ...draft, issuer: draft.name, name: "" } : draft
}

/** A zip whose only file is a text; a file named `Accounts.txt` is from Authenticator Plus. */
function detect(sniffed: Sniffed): Detection {
  if (sniffed.kind === "uris") return sniffed.marks.includes("winauth") && !sniffed.marks.includes("ente") ? "yes" : "no"
  if (sniffed.kind !== "zip") return "no"
  const [name, ...more] = sniffed.names
  return name !== undefined && more.length === 0 && TEXT_FILE.test(name) && !/(?:^|\/)accounts\.txt$/i.test(name) ? "yes" : "no"
}

export const winauth: Handler = { id: "winauth", title: "WinAuth", extensions: ["txt", "zip"], guide: TEXTS.guide, detect, open }
