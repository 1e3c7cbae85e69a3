import { RFC_ALGORITHMS } from "../../../accounts/account.ts"
import type { Draft } from "../../../accounts/account.ts"
import { AppError } from "../../../base/errors.ts"
import { texts } from "../../../base/language.ts"
import { parseXml } from "../../containers/xml.ts"
import type { Handler, Loss, OpenContext, Opened, SniffedInput } from "../../handler.ts"
import { periodLoss } from "../../keepass/losses.ts"
import { isKeePassIcon, writeKeePassXml } from "../../keepass/write.ts"
import { readKeePassXml } from "../../keepass/xml.ts"
import { ALL_DIGITS, BARE_KEEPS, changed, issuerFromName } from "../../records/keeps.ts"
import { openKdbx } from "./kdbx-file.ts"
import { readKdbxHeader } from "./kdbx-header.ts"
import { sealKdbx } from "./kdbx-write.ts"

/** KeePass databases of versions 3.1 and 4. */
const TEXTS = texts({
  guide: {
    en: "The database itself (.kdbx) of KeePass, KeePassXC, KeePassDX, Strongbox …; with a key file, name that too",
    ja: "KeePass・KeePassXC・KeePassDX・Strongbox などのデータベース（.kdbx）をそのまま使います。キーファイルがあれば一緒に指定します",
  },
  old: {
    en: "this is a database of KeePass 1 or a pre-release: save it as a KeePass 2 database (.kdbx)",
    ja: "KeePass 1 または試験版のデータベースです。KeePass 2 の形式（.kdbx）で保存し直してください",
  },
  newer: { en: "the database is of a newer version than this program reads", ja: "対応していない新しいバージョンのデータベースです" },
  hint: {
    en: "the database's master password; leave it empty where only a key file opens it",
    ja: "データベースのマスターパスワード（キーファイルだけの場合は空のまま）",
  },
  hotp: {
    en: "KeePass makes counter-based codes only with 6 digits and SHA1",
    ja: "KeePass のカウンター式コードは SHA1・6 桁のみです",
  },
  icon: { en: "KeePass does not support this type of icon", ja: "KeePass で使えない種類のアイコンは含まれません" },
  tag: {
    en: "the name of a group contains a comma or semicolon, so the group becomes two",
    ja: "グループ名のコンマやセミコロンで 2 つに分かれます",
  },
})

async function open([input]: readonly SniffedInput[], _context: OpenContext): Promise<Opened> {
  if (input === undefined) throw new TypeError("nothing to open")
  const major = input.sniffed.kind === "kdbx" ? input.sniffed.major : 3
  if (major > 4) throw new AppError("format-version", TEXTS.newer)
  if (major < 3) throw new AppError("format-unsupported", TEXTS.old)
  const file = await readKdbxHeader(input.bytes)
  return {
    kind: "locked",
    needs: "password",
    acceptsKeyFile: true,
    hint: { sentence: TEXTS.hint, detail: {} },
    unlock: async (key, at) => {
      const { xml, unprotect } = await openKdbx(file, key, at)
      return readKeePassXml(await parseXml(xml), unprotect, at)
    },
  }
}

function losses(draft: Draft): Loss[] {
  const { kind, algorithm, digits, groups, icon } = draft
  const out = periodLoss(draft)
  if (kind === "hotp" && (digits !== 6 || algorithm !== "SHA1")) out.push(changed(TEXTS.hotp))
  out.push(...issuerFromName(draft))
  if (icon !== null && !isKeePassIcon(icon)) out.push({ grade: "lost", what: { sentence: TEXTS.icon, detail: {} } })
  if (groups.slice(1).some((group) => /[,;]/.test(group))) out.push(changed(TEXTS.tag))
  return out
}

export const kdbx: Handler = {
  id: "kdbx",
  title: "KeePass database",
  titleJa: "KeePass データベース",
  extensions: ["kdbx"],
  guide: TEXTS.guide,
  keepFile: "in-use",
  detect: (sniffed) => (sniffed.kind === "kdbx" ? "yes" : "no"),
  open,
  writer: {
    protects: "always",
    keeps: {
      ...BARE_KEEPS,
      kinds: ["totp", "hotp", "steam"],
      algorithms: RFC_ALGORITHMS,
      digits: ALL_DIGITS,
      periods: "any",
      note: true,
      groups: "many",
      icon: true,
      times: true,
    },
    extension: () => "kdbx",
    losses,
    run: (drafts, context) => {
      const { password } = context
      if (password === null) throw new TypeError("the database needs a password")
      return sealKdbx((protect) => writeKeePassXml(drafts, context, protect), password, context)
    },
  },
}
