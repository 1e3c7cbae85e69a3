import type { Account } from "../../accounts/account.ts"
import { format, texts } from "../../base/language.ts"
import type { Lang } from "../../base/language.ts"
import { dateText } from "./files/directory.ts"
import { formatTitle } from "../../formats/lookup.ts"
import type { Registry } from "../../formats/lookup.ts"

const TEXTS = texts({
  phone: { en: "the phone", ja: "スマートフォン" },
  google: { en: "Google Authenticator", ja: "Google Authenticator" },
  keyferry: { en: "the other keyferry", ja: "別の keyferry" },
  at: { en: "{where} ({date})", ja: "{where} ({date})" },
})

/** Formats that say nothing about the app behind them, and those that are another name for a device. */
const DEVICES: Readonly<Record<string, string>> = {
  "google-migration": "google",
  "google-authenticator": "google",
  "keyferry-json": "keyferry",
  "keyferry-transfer": "keyferry",
  "keyferry-backup": "keyferry",
  "otpauth-uri": "phone",
  "qr-image": "phone",
  "generic-json": "phone",
  "generic-csv": "phone",
  "": "phone",
}

/** The device that accounts were read from, by the format they were in. */
export function whereOfFormat(format: string): string {
  return DEVICES[format] ?? format
}

interface WhereContext {
  readonly lang: Lang
  readonly formats: Registry
}

/** What codes are compared with, in the user's words. */
export function whereName(where: string, { lang, formats }: WhereContext): string {
  return where === "phone" || where === "google" || where === "keyferry" ? format(TEXTS[where], lang) : formatTitle(formats, where)
}

/** `the phone (2026-11-22 14:36), Aegis (…)`, the latest first; empty where an account was compared with nothing. */
export function verifiedText({ verified }: Pick<Account, "verified">, context: WhereContext): string {
  return (verified ?? [])
    .map(({ where, at }) => format(TEXTS.at, context.lang, { where: whereName(where, context), date: dateText(at) }))
    .join(", ")
}
