import { cutToWidth, sanitize } from "../../../base/display.ts"
import { format, texts } from "../../../base/language.ts"
import type { Lang } from "../../../base/language.ts"
import type { FoundAccount, PartSet, Remark } from "../../../receive/protocol.ts"
import { EMPTY_ROW, fitRow, paragraph, span, textRow } from "../../components/rows.ts"
import type { Row } from "../../core/frame.ts"
import type { FoundThings } from "../../core/receiver.ts"
import { markSpans, unreadSpans } from "./plan-table-view.ts"
import type { RowMark } from "./plan-table.ts"

const TEXTS = texts({
  found: { en: "{n} {n|account|accounts} found:", ja: "見つかったアカウント {n} 件:" },
  whole: { en: "✓ {title}: all {count} codes are here", ja: "✓ {title}: {count} 個のコードがすべて揃いました" },
  part: {
    en: "{have} of {count}: {title}; hold code {missing} to the camera",
    ja: "{have} / {count}: {title}。{missing} 番目のコードをかざしてください",
  },
  parts: {
    en: "{have} of {count}: {title}; still to come: {missing}",
    ja: "{have} / {count}: {title}。残り: {missing}",
  },
  password: { en: "Enter goes on and asks for the password.", ja: "Enter で進み、パスワードを入力します。" },
  code: { en: "Enter goes on and asks for the verification code.", ja: "Enter で進み、引き継ぎコードを入力します。" },
  more: { en: "… {n} more", ja: "… あと {n} 件" },
  remark: { en: "{name}: {text}", ja: "{name}: {text}" },
})

const MARKS: Readonly<Record<FoundAccount["status"], RowMark>> = { new: "new", present: "present", differs: "other-secret" }
/** Parts of a set that are named. */
const MOST_PARTS = 12
/** The newest remarks are shown, so that a person sees the answer to what they have just done. */
const MOST_REMARKS = 3

/** What has come so far, the newest first, in at most `height` rows. */
export function receivedRows(found: FoundThings, width: number, height: number, lang: Lang): readonly Row[] {
  const remarks = found.remarks.slice(-MOST_REMARKS).reverse()
  // At least half is for the accounts.
  const most = height - Math.min(found.accounts.length + 1, Math.ceil(height / 2))
  const head = [
    ...waitingRows(found, width, lang),
    ...found.sets.flatMap((set) => setRows(set, width, lang)),
    ...remarks.map((remark) => remarkRow(remark, width, lang)),
  ].slice(0, Math.max(0, most))
  const gap = head.length > 0 && height - head.length > found.accounts.length + 1 ? [EMPTY_ROW] : []
  const room = height - head.length - gap.length - 1
  if (found.accounts.length === 0 || room < 1) return head
  const newest = found.accounts.toReversed()
  const shown = newest.length <= room ? newest : newest.slice(0, room - 1)
  const rest = newest.length - shown.length
  return [
    ...head,
    ...gap,
    textRow(cutToWidth(` ${format(TEXTS.found, lang, { n: newest.length })}`, width), "strong"),
    ...shown.map(({ label, status }) => fitRow([span(" "), ...markSpans(MARKS[status], lang), span(sanitize(label))], width)),
    ...(rest === 0 ? [] : [textRow(`  ${format(TEXTS.more, lang, { n: rest })}`, "muted")]),
  ]
}

function setRows({ title, have, count }: PartSet, width: number, lang: Lang): readonly Row[] {
  const missing = Array.from({ length: count }, (_, at) => at + 1).filter((part) => !have.includes(part))
  const named = missing.length > MOST_PARTS ? `${missing.slice(0, MOST_PARTS).join(", ")}, …` : missing.join(", ")
  const text = missing.length === 0 ? TEXTS.whole : missing.length === 1 ? TEXTS.part : TEXTS.parts
  return paragraph(format(text, lang, { title: sanitize(title), have: have.length, count, missing: named }), width, {
    indent: 1,
    role: "strong",
  })
}

function remarkRow({ name, kind, text }: Remark, width: number, lang: Lang): Row {
  const line = name === null ? text : format(TEXTS.remark, lang, { name: sanitize(name), text })
  return fitRow(kind === "problem" ? [span(" "), ...unreadSpans(lang), span(line)] : [span(` ${line}`)], width)
}

function waitingRows({ waiting }: FoundThings, width: number, lang: Lang): readonly Row[] {
  if (waiting === null) return []
  return paragraph(format(waiting === "password" ? TEXTS.password : TEXTS.code, lang), width, { indent: 1, role: "strong" })
}
