import type { Account } from "../../accounts/account.ts"
import { format, texts } from "../../base/language.ts"
import { deviceTitle } from "../../formats/devices.ts"
import type { Context } from "../core/screen.ts"
import { dateText } from "./files/directory.ts"

const TEXTS = texts({
  at: { en: "{device} ({date})", ja: "{device}（{date}）" },
})

/** `the phone (2026-11-22 14:36), Aegis (…)`, the latest first; empty where the codes were never compared. */
export function verifiedText({ verified }: Pick<Account, "verified">, { lang, formats }: Pick<Context, "lang" | "formats">): string {
  return (verified ?? [])
    .map(({ where, at }) => format(TEXTS.at, lang, { device: deviceTitle(formats, where, lang), date: dateText(at) }))
    .join(lang === "ja" ? "、" : ", ")
}
