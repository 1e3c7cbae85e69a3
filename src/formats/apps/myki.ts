import { texts } from "../../base/language.ts"
import type { Handler } from "../handler.ts"
import { hasColumns, readCsvItems } from "../records/csv-items.ts"
import { firstText, groupNames } from "../records/fields.ts"
import { tagsIn } from "../records/folders.ts"
import { singleInput } from "../records/single-input.ts"

/** Myki, which has ended: CSV of logins (`twofaSecret`), and of accounts that have only a code (`authToken`). */
const TEXTS = texts({
  guide: {
    en: "Myki has ended; a CSV export made before is read",
    ja: "Myki は提供を終了しています。終了前に書き出した CSV を読み込めます",
  },
})

export const myki: Handler = {
  id: "myki",
  title: "Myki",
  extensions: ["csv"],
  guide: TEXTS.guide,
  detect: (sniffed) => (["twofasecret", "authtoken"].some((name) => hasColumns(sniffed, "nickname", name)) ? "yes" : "no"),
  open: async (inputs, context) =>
    await readCsvItems(singleInput(inputs), context, (cell) => ({
      title: cell("nickname"),
      username: firstText(cell("username"), cell("email")),
      url: cell("url"),
      codes: [{ value: firstText(cell("twofasecret"), cell("authtoken")) }],
      texts: [cell("additionalinfo")],
      details: { note: cell("additionalinfo"), groups: groupNames(tagsIn(cell("tags"))) },
    })),
}
