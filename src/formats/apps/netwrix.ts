import { texts } from "../../base/language.ts"
import type { Handler } from "../handler.ts"
import { hasColumns, readCsvItems } from "../records/csv-items.ts"
import { groupNames } from "../records/fields.ts"
import { folderGroup, tagsIn } from "../records/folders.ts"
import { singleInput } from "../records/single-input.ts"

/** Netwrix Password Secure: CSV with the German column names. Those in other languages are not known. */
const TEXTS = texts({
  guide: {
    en: "In Netwrix Password Secure: export passwords as CSV, with the program set to German",
    ja: "Netwrix Password Secure でパスワードを CSV としてエクスポート（表示言語はドイツ語にします）",
  },
})

export const netwrix: Handler = {
  id: "netwrix",
  title: "Netwrix Password Secure",
  extensions: ["csv"],
  guide: TEXTS.guide,
  detect: (sniffed) => (hasColumns(sniffed, "organisationseinheit", "one-time passwort") ? "yes" : "no"),
  open: async (inputs, context) =>
    await readCsvItems(singleInput(inputs), context, (cell) => ({
      title: cell("beschreibung"),
      username: cell("benutzername"),
      url: cell("internetseite"),
      codes: [{ value: cell("one-time passwort") }],
      texts: [cell("informationen")],
      details: {
        note: cell("informationen"),
        groups: groupNames([...folderGroup(cell("organisationseinheit")), ...tagsIn(cell("datatags"))]),
      },
    })),
}
