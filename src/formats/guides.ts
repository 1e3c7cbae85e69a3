import { texts } from "../base/language.ts"
import type { Sentence } from "../base/language.ts"
import { listedTitle } from "./lookup.ts"
import type { Registry } from "./lookup.ts"

/** How to get a file out of an app, or why that is impossible. */
export interface Guide {
  readonly title: Sentence
  readonly text: Sentence
}

/** Codes that cannot be exported from any app; shown after the formats, so that the user does not look for them there. */
export const NO_EXPORT = texts({
  title: { en: "Bank apps, and sign-in by push", ja: "銀行などの専用アプリとプッシュ認証" },
  text: {
    en: "Nothing can be exported from a bank's own app, nor what you approve by push (Microsoft, Duo, Okta and others): the key never leaves the device. Enrol the new device in your account there before you give the old one away. Authy, Microsoft Authenticator and Duo Mobile have no export of their codes either",
    ja: "銀行などの専用アプリや、通知を承認するプッシュ認証（Microsoft、Duo、Okta など）はエクスポートできません。鍵が端末から外に出ないためです。古い端末を手放す前に、それぞれのサービスで新しい端末を登録してください。Authy、Microsoft Authenticator、Duo Mobile には認証コードのエクスポート機能もありません",
  },
})

/** One guide for each format that can be read, sorted by title; {@link NO_EXPORT} comes last. */
export function guides(registry: Registry): readonly Guide[] {
  const read = registry.filter((handler) => handler.open !== undefined)
  const sorted = read.toSorted((a, b) => a.title.localeCompare(b.title, "en", { sensitivity: "base" }))
  return [...sorted.map((handler) => ({ title: listedTitle(handler), text: handler.guide })), NO_EXPORT]
}
