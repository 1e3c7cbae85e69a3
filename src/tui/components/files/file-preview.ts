import { cutToWidth, sanitize } from "../../../base/display.ts"
import { format, texts } from "../../../base/language.ts"
import type { Lang } from "../../../base/language.ts"
import type { DirectoryEntry } from "../../../base/ports.ts"
import { formatTitle } from "../../../formats/lookup.ts"
import type { Row } from "../../core/frame.ts"
import type { FilePreview } from "../../core/messages.ts"
import type { Context } from "../../core/screen.ts"
import { EMPTY_ROW, paragraph, textRow } from "../rows.ts"
import { fullSentence } from "../text.ts"
import { ageText, shortDateText, sizeText } from "./directory.ts"
import { PARENT } from "./file-picker-state.ts"
import type { FilePicker } from "./file-picker-state.ts"
import { pathIn } from "./path-text.ts"

const TEXTS = texts({
  picture: { en: "picture", ja: "画像" },
  directory: { en: "directory", ja: "ディレクトリ" },
  parent: { en: "the directory above", ja: "親ディレクトリ" },
  locked: { en: "no permission", ja: "権限なし" },
  other: { en: "special file", ja: "ファイル以外" },
  perhaps: { en: "{title}?", ja: "{title}？" },
  isLocked: { en: "{title}, password needed", ja: "{title}（パスワードが必要）" },
  isOpen: { en: "{title}, not protected", ja: "{title}（保護なし）" },
  sizeAndDate: { en: "{size}, changed {date}", ja: "{size}、更新 {date}" },
  sizeDateAge: { en: "{size}, changed {date}, {age}", ja: "{size}、更新 {date}（{age}）" },
  looking: { en: "Looking into it…", ja: "内容を調べています…" },
  accounts: { en: "{n} {n|account|accounts}", ja: "アカウント {n} 件" },
  accountsAndUnread: {
    en: "{n} {n|account|accounts}, {unread} {unread|record|records} that cannot be read",
    ja: "アカウント {n} 件、読み込めない項目 {unread} 件",
  },
  codes: { en: "{codes} QR {codes|code|codes}, {n} {n|account|accounts}", ja: "QR コード {codes} 個、アカウント {n} 件" },
  noCode: { en: "No QR code was found in it.", ja: "QR コードが見つかりません。" },
  counted: { en: "The accounts are counted once it is open.", ja: "アカウントの数は、開いたあとに分かります。" },
  guessed: {
    en: "Its format is unknown. As a table it would give {n} {n|account|accounts}.",
    ja: "未知の形式です。表として読むとアカウントは {n} 件です。",
  },
  unopened: { en: "It is looked into once it is chosen.", ja: "選ぶと内容を調べます。" },
})

/** The kind or format of an entry, for the list; with a question mark where it is a guess, empty until it is known. */
export function kindText(picker: FilePicker, entry: DirectoryEntry, { lang, formats }: Context): string {
  if (!entry.readable) return format(TEXTS.locked, lang)
  if (entry === PARENT) return ""
  if (entry.kind === "directory") return format(TEXTS.directory, lang)
  if (entry.kind === "other") return format(TEXTS.other, lang)
  const probed = picker.probed[pathIn(picker.directory, entry.name)]
  if (probed === undefined) return ""
  if (probed.format === null) return "-"
  const title = probed.picture ? format(TEXTS.picture, lang) : formatTitle(formats, probed.format, lang)
  return probed.sure ? title : format(TEXTS.perhaps, lang, { title })
}

/** What is known of the chosen entry: its kind and protection; size and age; and what is inside. Empty texts are left out by the views. */
interface Described {
  readonly kind: string
  readonly facts: string
  readonly inside: string
  readonly labels: readonly string[]
}

function describe(picker: FilePicker, entry: DirectoryEntry, context: Context): Described {
  const { lang, nowMs } = context
  if (entry === PARENT) return { kind: format(TEXTS.parent, lang), facts: "", inside: "", labels: [] }
  const path = pathIn(picker.directory, entry.name)
  const title = kindText(picker, entry, context)
  if (entry.kind !== "file" || !entry.readable) return { kind: title, facts: "", inside: "", labels: [] }
  const preview = picker.previews[path]
  const probed = picker.probed[path]
  const age = ageText(entry.modifiedMs, nowMs, lang)
  const parts = { size: sizeText(entry.size), date: shortDateText(entry.modifiedMs, nowMs, lang).trim(), age }
  return {
    kind: probed?.format === null ? "" : protectionText(title, preview, lang),
    facts: format(age === "" ? TEXTS.sizeAndDate : TEXTS.sizeDateAge, lang, parts),
    inside: preview === undefined ? format(TEXTS.looking, lang) : insideText(preview, lang),
    labels: preview?.state === "read" ? preview.labels : [],
  }
}

function protectionText(title: string, preview: FilePreview | undefined, lang: Lang): string {
  if (title === "" || preview === undefined) return title
  if (preview.state === "locked") return format(TEXTS.isLocked, lang, { title })
  const isOpen = preview.state === "read" && preview.codes === null && preview.accounts > 0
  return isOpen ? format(TEXTS.isOpen, lang, { title }) : title
}

function insideText(preview: FilePreview, lang: Lang): string {
  switch (preview.state) {
    case "locked":
      return format(TEXTS.counted, lang)
    case "guessed":
      return format(TEXTS.guessed, lang, { n: preview.accounts })
    case "unopened":
      return format(TEXTS.unopened, lang)
    case "failed":
      return fullSentence(format(preview.reason, lang), lang)
    case "read": {
      const { codes, accounts: n, unread } = preview
      if (codes === 0) return format(TEXTS.noCode, lang)
      if (codes !== null) return format(TEXTS.codes, lang, { codes, n })
      return unread === 0 ? format(TEXTS.accounts, lang, { n }) : format(TEXTS.accountsAndUnread, lang, { n, unread })
    }
  }
}

/** The preview in a column of its own: at most `height` rows. */
export function previewPane(picker: FilePicker, entry: DirectoryEntry, context: Context, width: number, height: number): readonly Row[] {
  const { kind, facts, inside, labels } = describe(picker, entry, context)
  const block = (text: string): Row[] => (text === "" ? [] : paragraph(text, width))
  const names = labels.map((label) => textRow(cutToWidth(label, width), "muted"))
  return [
    textRow(cutToWidth(sanitize(entry.name), width), "strong"),
    ...block(kind),
    EMPTY_ROW,
    ...block(facts),
    ...block(inside),
    ...(names.length > 0 ? [EMPTY_ROW, ...names] : []),
  ].slice(0, height)
}

/** The preview as two lines. The second is empty where nothing is known of the inside. */
export function previewLines(picker: FilePicker, entry: DirectoryEntry, context: Context): readonly [string, string] {
  const { kind, facts, inside } = describe(picker, entry, context)
  return [[kind, facts].filter((text) => text !== "").join(" · "), inside]
}
