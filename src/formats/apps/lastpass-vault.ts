import { RFC_ALGORITHMS } from "../../accounts/account.ts"
import type { Draft } from "../../accounts/account.ts"
import { formatOtpUri } from "../../accounts/uri.ts"
import { texts } from "../../base/language.ts"
import { csvLine } from "../containers/csv.ts"
import type { Handler, Loss } from "../handler.ts"
import { hasColumns, readCsvItems } from "../records/csv-items.ts"
import { flag } from "../records/fields.ts"
import { folderGroup, withoutLabels } from "../records/folders.ts"
import type { VaultItem } from "../records/item-codes.ts"
import { ALL_DIGITS, BARE_KEEPS, changed, issuerFromName } from "../records/keeps.ts"
import { singleInput } from "../records/single-input.ts"
import { encodeUtf8, unescapeHtml } from "../records/text.ts"

/** LastPass, the password manager: CSV. The codes of LastPass Authenticator are not in it. */
const TEXTS = texts({
  guide: {
    en: "In LastPass on the web: Advanced Options › Export. The codes of LastPass Authenticator are not in it: export these in that app",
    ja: "LastPass の Web 版で高度なオプション › エクスポート。LastPass Authenticator の認証コードは含まれないため、そのアプリからエクスポートしてください",
  },
  importGuide: {
    en: "In LastPass on the web: Advanced Options › Import › CSV file",
    ja: "LastPass の Web 版で高度なオプション › インポート › CSV ファイル",
  },
  group: {
    en: "the name of the group is not kept exactly",
    ja: "グループの名前はそのままの形では残りません",
  },
})

const COLUMNS = ["url", "username", "password", "totp", "extra", "name", "grouping", "fav"]
/** In the column `url`. */
const SECURE_NOTE = "http://sn"

function toItem(cell: (name: string) => string): VaultItem {
  const totp = cell("totp")
  const note = cell("extra")
  const isSecureNote = cell("url").trim() === SECURE_NOTE
  return {
    title: cell("name"),
    username: cell("username"),
    url: isSecureNote ? "" : cell("url"),
    // Cells of an export that was saved from the web page are escaped.
    codes: [{ value: totp.includes("&amp;") ? unescapeHtml(totp) : totp }],
    texts: [withoutLabels(note)],
    details: { note, groups: folderGroup(cell("grouping")), favorite: flag(cell("fav")) },
  }
}

const toFolder = (group: string): string => group.replaceAll("/", "\\")

function toRow({ issuer, name, note, groups, favorite }: Draft, uri: string): string {
  return csvLine(["", name, "", uri, note, issuer === "" ? name : issuer, toFolder(groups[0] ?? ""), favorite ? "1" : "0"])
}

function losses(draft: Draft): Loss[] {
  const group = draft.groups[0] ?? ""
  const isKept = (folderGroup(toFolder(group))[0] ?? "") === group
  return [...issuerFromName(draft), ...(isKept ? [] : [changed(TEXTS.group)])]
}

export const lastpassVault: Handler = {
  id: "lastpass-vault",
  title: "LastPass",
  extensions: ["csv"],
  guide: TEXTS.guide,
  detect: (sniffed) => {
    const isVault = hasColumns(sniffed, "grouping", "extra", "fav")
    // Profiles to fill in forms.
    return isVault || hasColumns(sniffed, "profilename", "firstname") || hasColumns(sniffed, "profilename", "language") ? "yes" : "no"
  },
  open: async (inputs, context) => await readCsvItems(singleInput(inputs), context, toItem),
  writer: {
    protects: "never",
    importGuide: TEXTS.importGuide,
    keeps: { ...BARE_KEEPS, algorithms: RFC_ALGORITHMS, digits: ALL_DIGITS, periods: "any", note: true, groups: "one", favorite: true },
    extension: () => "csv",
    losses,
    run: (drafts) =>
      Promise.resolve(encodeUtf8(`${[COLUMNS.join(","), ...drafts.map((draft) => toRow(draft, formatOtpUri(draft)))].join("\n")}\n`)),
  },
}
