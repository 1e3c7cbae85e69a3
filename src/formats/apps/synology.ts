import { texts } from "../../base/language.ts"
import type { Handler } from "../handler.ts"
import { hasColumns, readCsvItems } from "../records/csv-items.ts"
import { flag } from "../records/fields.ts"
import { singleInput } from "../records/single-input.ts"

/** Synology C2 Password: CSV. The spelling of its codes is not known for certain, so base32 and URIs are read. */
const TEXTS = texts({
  guide: {
    en: "In C2 Password on the web: Settings › Export",
    ja: "C2 Password の Web 版で設定 › エクスポート",
  },
})

export const synology: Handler = {
  id: "synology",
  title: "Synology C2 Password",
  extensions: ["csv"],
  guide: TEXTS.guide,
  detect: (sniffed) => (hasColumns(sniffed, "display_name", "login_totp") ? "yes" : "no"),
  open: async (inputs, context) =>
    await readCsvItems(singleInput(inputs), context, (cell) => ({
      title: cell("display_name"),
      username: cell("login_username"),
      url: cell("login_urls"),
      codes: [{ value: cell("login_totp") }],
      texts: [cell("notes")],
      details: { note: cell("notes"), favorite: flag(cell("favorite")) },
    })),
}
