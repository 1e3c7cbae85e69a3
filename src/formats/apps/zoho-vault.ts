import { texts } from "../../base/language.ts"
import type { Handler } from "../handler.ts"
import { hasColumns, readCsvItems } from "../records/csv-items.ts"
import { firstText, flag, groupNames } from "../records/fields.ts"
import { folderGroup, tagsIn, withoutLabels } from "../records/folders.ts"
import type { VaultItem } from "../records/item-codes.ts"
import { singleInput } from "../records/single-input.ts"

/** Zoho Vault: CSV with the column names of three versions. */
const TEXTS = texts({
  guide: {
    en: "In Zoho Vault on the web: Settings › Export Passwords › General CSV",
    ja: "Zoho Vault の Web 版で設定 › パスワードをエクスポート › 一般的な CSV",
  },
})

/** `SecretData`: lines of `label: value`. */
function secretData(text: string, label: RegExp): string {
  for (const line of text.split("\n")) {
    const colon = line.indexOf(":")
    const value = line.slice(colon + 1).trim()
    if (colon > 0 && value !== "" && label.test(line.slice(0, colon).trim())) return value
  }
  return ""
}

function toItem(cell: (name: string) => string): VaultItem {
  const data = cell("secretdata")
  return {
    title: firstText(cell("password name"), cell("secret name")),
    username: firstText(secretData(data, /^user ?name$/i), secretData(data, /^e-?mail(?: ?address)?$/i)),
    url: firstText(cell("password url"), cell("secret url")),
    codes: [{ value: firstText(cell("totp"), cell("login_totp")) }],
    texts: [withoutLabels(data), withoutLabels(cell("customdata")), cell("description"), cell("notes")],
    details: {
      note: cell("notes"),
      groups: groupNames([...folderGroup(firstText(cell("folder name"), cell("chambername"))), ...tagsIn(cell("tags"))]),
      favorite: flag(cell("favorite")),
    },
  }
}

export const zohoVault: Handler = {
  id: "zoho-vault",
  title: "Zoho Vault",
  extensions: ["csv"],
  guide: TEXTS.guide,
  detect: (sniffed) => (["secret name", "password name"].some((name) => hasColumns(sniffed, "secretdata", name)) ? "yes" : "no"),
  open: async (inputs, context) => await readCsvItems(singleInput(inputs), context, toItem),
}
