import { texts } from "../../base/language.ts"
import type { Message, Sentence } from "../../base/language.ts"
import type { Keeps } from "../../formats/handler.ts"
import { KIND_NAMES } from "../../migrate/export/losses.ts"

export const KEEPS_TEXTS = texts({
  kinds: { en: "kinds of codes: {list}", ja: "コードの種類: {list}" },
  algorithms: { en: "algorithms: {list}", ja: "アルゴリズム: {list}" },
  digits: { en: "digits: {list}", ja: "桁数: {list}" },
  periods: { en: "periods: {list} s", ja: "更新間隔: {list} 秒" },
  anyPeriod: { en: "periods: any", ja: "更新間隔: すべて" },
  also: { en: "besides the code: {list}", ja: "コード以外: {list}" },
  nothing: { en: "besides the code: issuer and name only", ja: "コード以外: 発行者と名前のみ" },
  pin: { en: "PIN", ja: "PIN" },
  note: { en: "notes", ja: "メモ" },
  groups: { en: "groups", ja: "グループ" },
  oneGroup: { en: "one group", ja: "グループ 1 つ" },
  favorite: { en: "favourites", ja: "お気に入り" },
  icon: { en: "icons", ja: "アイコン" },
  trashed: { en: "trash", ja: "ごみ箱" },
  times: { en: "times", ja: "日時" },
})

/** Numbers as a text such as `1–3, 6`. */
export function formatRanges(numbers: readonly number[]): string {
  const runs: [number, number][] = []
  for (const n of [...numbers].sort((a, b) => a - b)) {
    const last = runs.at(-1)
    if (last !== undefined && n === last[1] + 1) last[1] = n
    else runs.push([n, n])
  }
  return runs.map(([from, to]) => (from === to ? String(from) : `${from}–${to}`)).join(", ")
}

/** What is kept besides the code, issuer and name. */
export function extrasOf(keeps: Keeps): Sentence[] {
  const { pin, note, groups, oneGroup, favorite, icon, trashed, times } = KEEPS_TEXTS
  const extras: [boolean, Sentence][] = [
    [keeps.pin, pin],
    [keeps.note, note],
    [keeps.groups === "many", groups],
    [keeps.groups === "one", oneGroup],
    [keeps.favorite, favorite],
    [keeps.icon, icon],
    [keeps.trashed, trashed],
    [keeps.times, times],
  ]
  return extras.filter(([kept]) => kept).map(([, word]) => word)
}

/** What a format keeps, one message per line. */
export function describeKeeps(keeps: Keeps): Message[] {
  const listMessage = (sentence: Sentence, list: string): Message => ({ sentence, detail: { list } })
  const extras = extrasOf(keeps)
  // The words of the list differ by language, so a detail cannot hold them.
  const also: Sentence = {
    en: KEEPS_TEXTS.also.en.replace("{list}", extras.map(({ en }) => en).join(", ")),
    ja: KEEPS_TEXTS.also.ja.replace("{list}", extras.map(({ ja }) => ja).join("、")),
  }
  return [
    listMessage(KEEPS_TEXTS.kinds, keeps.kinds.map((kind) => KIND_NAMES[kind]).join(", ")),
    listMessage(KEEPS_TEXTS.algorithms, keeps.algorithms.join(", ")),
    listMessage(KEEPS_TEXTS.digits, formatRanges(keeps.digits)),
    keeps.periods === "any"
      ? { sentence: KEEPS_TEXTS.anyPeriod, detail: {} }
      : listMessage(KEEPS_TEXTS.periods, formatRanges(keeps.periods)),
    { sentence: extras.length === 0 ? KEEPS_TEXTS.nothing : also, detail: {} },
  ]
}
