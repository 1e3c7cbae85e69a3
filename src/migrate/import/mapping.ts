import type { Draft } from "../../accounts/account.ts"
import { texts } from "../../base/language.ts"
import type { Message, Sentence } from "../../base/language.ts"
import type { MappedField } from "../../formats/handler.ts"
import { KIND_NAMES } from "../export/losses.ts"

/** Texts for the mapping of a file in no known format, on screen and command line. */
export const MAPPING_TEXTS = texts({
  column: { en: "column {n}", ja: "{n} 列目" },
  time: { en: "{kind}, {algorithm}, {digits} digits, {period} s", ja: "{kind}、{algorithm}、{digits} 桁、{period} 秒" },
  count: { en: "{kind}, {algorithm}, {digits} digits, counter {counter}", ja: "{kind}、{algorithm}、{digits} 桁、カウンター {counter}" },
})

export const FIELD_NAMES: Readonly<Record<MappedField, Sentence>> = texts({
  uri: { en: "otpauth address", ja: "otpauth の URI" },
  secret: { en: "secret", ja: "シークレット" },
  issuer: { en: "issuer", ja: "発行者" },
  name: { en: "name", ja: "名前" },
  label: { en: "issuer or name", ja: "発行者・名前" },
  kind: { en: "kind", ja: "種類" },
  algorithm: { en: "algorithm", ja: "アルゴリズム" },
  digits: { en: "digits", ja: "桁数" },
  period: { en: "period", ja: "更新間隔" },
  counter: { en: "counter", ja: "カウンター" },
  groups: { en: "groups", ja: "グループ" },
  note: { en: "note", ja: "メモ" },
  favorite: { en: "favourite", ja: "お気に入り" },
})

/** Stars and the secret's length in base32 characters. */
export function maskOf({ secret }: Pick<Draft, "secret">): string {
  return `****** (${Math.ceil((secret.length * 8) / 5)})`
}

export function settingsOf({ kind, algorithm, digits, period, counter }: Draft): Message {
  const common = { kind: KIND_NAMES[kind], algorithm, digits }
  return period === null
    ? { sentence: MAPPING_TEXTS.count, detail: { ...common, counter: counter ?? 0 } }
    : { sentence: MAPPING_TEXTS.time, detail: { ...common, period } }
}
