import { RFC_ALGORITHMS } from "../../accounts/account.ts"
import type { Draft } from "../../accounts/account.ts"
import { formatOtpUri } from "../../accounts/uri.ts"
import { texts } from "../../base/language.ts"
import { columnNames, csvLine } from "../containers/csv.ts"
import { isOwnMember, openMembers } from "../containers/zip.ts"
import type { Detection, Handler } from "../handler.ts"
import { readCsvItems } from "../records/csv-items.ts"
import { ALL_DIGITS, BARE_KEEPS, issuerFromName } from "../records/keeps.ts"
import { singleInput } from "../records/single-input.ts"
import { encodeUtf8 } from "../records/text.ts"
import type { Sniffed } from "../sniffed.ts"

/** Apple's Passwords app and Safari: CSV; on an iPhone a zip of a CSV, whose name is localised, and a list of cards. */
const TEXTS = texts({
  guide: {
    en: "In Passwords on a Mac: File › Export All Passwords to File; on an iPhone: Settings › Apps › Safari › Export",
    ja: "Mac のパスワード App のファイル › すべてのパスワードをファイルに書き出す。iPhone では設定 › アプリ › Safari › 書き出す",
  },
})

const COLUMNS = ["Title", "URL", "Username", "Password", "Notes", "OTPAuth"]

/** The title is `site (user)` where a site has several users. */
function issuerFromTitle(title: string, username: string): string {
  const suffix = ` (${username})`
  return username !== "" && title.endsWith(suffix) ? title.slice(0, -suffix.length) : title
}

function toRow(draft: Draft): string {
  const issuer = draft.issuer === "" ? draft.name : draft.issuer
  const title = draft.name === "" ? issuer : `${issuer} (${draft.name})`
  return csvLine([title, "", draft.name, "", draft.note, formatOtpUri(draft)])
}

const isTable = (name: string): boolean => isOwnMember(name) && /\.csv$/i.test(name)

/** A zip whose only member is a table may be from any app: the table decides. */
function detect(sniffed: Sniffed): Detection {
  if (sniffed.kind === "zip") {
    const names = sniffed.encrypted ? [] : sniffed.names.filter(isOwnMember)
    if (!names.some(isTable)) return "no"
    if (names.some((name) => /(?:^|\/)PaymentCards\.json$/i.test(name))) return "yes"
    return names.length === 1 ? "maybe" : "no"
  }
  if (sniffed.kind !== "csv") return "no"
  const columns = columnNames(sniffed.header)
  // Early versions had no notes.
  const hasAll = COLUMNS.every((name) => name === "Notes" || columns.includes(name.toLowerCase()))
  return hasAll && !["favorite", "archived", "tags", "group"].some((name) => columns.includes(name)) ? "yes" : "no"
}

export const applePasswords: Handler = {
  id: "apple-passwords",
  title: "Apple Passwords",
  extensions: ["csv", "zip"],
  guide: TEXTS.guide,
  detect,
  open: async (inputs, context) => {
    const input = singleInput(inputs)
    if (input.sniffed.kind === "zip") return await openMembers(input, isTable, context)
    return await readCsvItems(input, context, (cell) => {
      const username = cell("username").trim()
      return {
        title: issuerFromTitle(cell("title").trim(), username),
        username,
        url: cell("url"),
        codes: [{ value: cell("otpauth") }],
        texts: [cell("notes")],
        details: { note: cell("notes") },
      }
    })
  },
  writer: {
    protects: "never",
    keeps: { ...BARE_KEEPS, algorithms: RFC_ALGORITHMS, digits: ALL_DIGITS, periods: "any", note: true },
    extension: () => "csv",
    losses: issuerFromName,
    run: (drafts) => Promise.resolve(encodeUtf8(`${[COLUMNS.join(","), ...drafts.map(toRow)].join("\n")}\n`)),
  },
}
