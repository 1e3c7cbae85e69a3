import { RFC_ALGORITHMS } from "../../accounts/account.ts"
import type { Draft } from "../../accounts/account.ts"
import { formatOtpUri } from "../../accounts/uri.ts"
import { texts } from "../../base/language.ts"
import { columnNames, csvLine, readCsv } from "../containers/csv.ts"
import type { Handler } from "../handler.ts"
import { ALL_DIGITS, BARE_KEEPS, issuerFromName } from "../records/keeps.ts"
import { RecordReader } from "../records/record-reader.ts"
import { singleInput } from "../records/single-input.ts"
import { encodeUtf8, textOf } from "../records/text.ts"
import { readTotpValue } from "../records/totp-value.ts"

/** Apple's Passwords app and Safari: CSV. */
const TEXTS = texts({
  guide: {
    en: "In Passwords on a Mac: File › Export All Passwords to File",
    ja: "Mac のパスワード App のファイル › すべてのパスワードをファイルに書き出す",
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

export const applePasswords: Handler = {
  id: "apple-passwords",
  title: "Apple Passwords",
  extensions: ["csv"],
  guide: TEXTS.guide,
  detect: (sniffed) => {
    if (sniffed.kind !== "csv") return "no"
    const columns = columnNames(sniffed.header)
    // Early versions had no notes.
    const hasAll = COLUMNS.every((name) => name === "Notes" || columns.includes(name.toLowerCase()))
    return hasAll && !["favorite", "archived", "tags", "group"].some((name) => columns.includes(name)) ? "yes" : "no"
  },
  open: async (inputs, context) => {
    const { bytes, sniffed } = singleInput(inputs)
    const reader = new RecordReader(context)
    const delimiter = sniffed.kind === "csv" ? sniffed.delimiter : ","
    for (const { at, cells } of await readCsv(textOf(bytes), delimiter)) {
      reader.read(at, () => {
        const username = (cells["username"] ?? "").trim()
        const draft = readTotpValue(cells["otpauth"] ?? "", { title: issuerFromTitle((cells["title"] ?? "").trim(), username), username })
        return draft === null ? null : { ...draft, note: cells["notes"] ?? "" }
      })
    }
    return reader.opened()
  },
  writer: {
    protects: "never",
    keeps: { ...BARE_KEEPS, algorithms: RFC_ALGORITHMS, digits: ALL_DIGITS, periods: "any", note: true },
    extension: () => "csv",
    losses: issuerFromName,
    run: (drafts) => Promise.resolve(encodeUtf8(`${[COLUMNS.join(","), ...drafts.map(toRow)].join("\n")}\n`)),
  },
}
