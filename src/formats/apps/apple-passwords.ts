import { RFC_ALGORITHMS } from "../../accounts/account.ts"
import type { Draft } from "../../accounts/account.ts"
import { texts } from "../../base/language.ts"
import { formatOtpUri } from "../../accounts/uri.ts"
import type { Handler } from "../handler.ts"
import { csvLine, readCsv } from "../containers/csv.ts"
import { ALL_DIGITS, BARE_KEEPS, issuerFromName } from "../records/keeps.ts"
import { RecordReader } from "../records/record-reader.ts"
import { encodeUtf8, textOf } from "../records/text.ts"
import { readTotpValue } from "../records/totp-value.ts"

/** Apple's Passwords app and Safari: CSV. */
const TEXTS = texts({
  guide: {
    en: "In Passwords on a Mac: File › Export All Passwords to File",
    ja: "Mac のパスワード App のファイル › すべてのパスワードをファイルに書き出す",
  },
})

const HEADER = ["Title", "URL", "Username", "Password", "Notes", "OTPAuth"]

/** A title is `site (user)` where a site has several users. */
function issuerOf(title: string, username: string): string {
  const tail = ` (${username})`
  return username !== "" && title.endsWith(tail) ? title.slice(0, -tail.length) : title
}

function rowOf(draft: Draft): string {
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
    const header = sniffed.header.map((name) => name.trim().toLowerCase())
    // Early versions had no notes.
    const all = HEADER.every((name) => name === "Notes" || header.includes(name.toLowerCase()))
    return all && !["favorite", "archived", "tags", "group"].some((name) => header.includes(name)) ? "yes" : "no"
  },
  open: async ([input], context) => {
    const reader = new RecordReader(context)
    const delimiter = input?.sniffed.kind === "csv" ? input.sniffed.delimiter : ","
    for (const { at, cells } of await readCsv(textOf(input?.bytes ?? new Uint8Array()), delimiter)) {
      reader.read(at, () => {
        const username = (cells["username"] ?? "").trim()
        const draft = readTotpValue(cells["otpauth"] ?? "", { title: issuerOf((cells["title"] ?? "").trim(), username), username })
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
    run: (drafts) => Promise.resolve(encodeUtf8(`${[HEADER.join(","), ...drafts.map(rowOf)].join("\n")}\n`)),
  },
}
