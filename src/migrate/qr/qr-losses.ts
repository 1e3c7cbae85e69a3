import { RFC_ALGORITHMS, defaultsOf } from "../../accounts/account.ts"
import type { Account } from "../../accounts/account.ts"
import { texts } from "../../base/language.ts"
import type { Detail, Sentence } from "../../base/language.ts"
import type { Loss } from "../../formats/handler.ts"
import { handlerById } from "../../formats/lookup.ts"
import type { Registry } from "../../formats/lookup.ts"
import { KIND_NAMES, LOSS_TEXTS, preflight } from "../export/losses.ts"
import type { PreflightRow } from "../export/losses.ts"

/** The scanning app. `phone`: one `otpauth://` code per account; `google`: migration batches; `keyferry`: an encrypted transfer. */
export type QrTarget = "phone" | "google" | "keyferry"

export const QR_LOSS_TEXTS = texts({
  kind: {
    en: "many apps do not read {kind} codes ({apps} do)",
    ja: "{kind} のコードを読めないアプリが多くあります（{apps} は対応）",
  },
  algorithm: { en: "few apps support {algorithm}", ja: "{algorithm} に対応するアプリはわずかです" },
  numbers: {
    en: "some apps ignore the settings {algorithm}, {digits} digits, {period} s: compare the first code",
    ja: "{algorithm}、{digits} 桁、{period} 秒であることを無視するアプリがあります。最初のコードを見比べてください",
  },
  counterNumbers: {
    en: "some apps ignore the settings {algorithm}, {digits} digits: compare the first code",
    ja: "{algorithm}、{digits} 桁であることを無視するアプリがあります。最初のコードを見比べてください",
  },
})

/** Apps known to read the kinds other than totp and hotp. */
const APPS_THAT_READ = { steam: "Aegis, Stratum, Ente, 2FAS", motp: "Aegis, Stratum", yandex: "Aegis, Stratum" } as const

const FORMAT_OF: Readonly<Record<"phone" | "google", string>> = { phone: "otpauth-uri", google: "google-migration" }

/**
 * What the scanning app cannot hold of these accounts, to be shown before the first code. For `phone` the app is not known, so this
 * includes what many apps do not read.
 */
export function qrPreflight(target: QrTarget, accounts: readonly Account[], formats: Registry): PreflightRow[] {
  if (target === "keyferry") {
    return accounts.map((account) => ({ account, losses: account.icon === null ? [] : [loss("lost", LOSS_TEXTS.icon)], writable: true }))
  }
  const handler = handlerById(formats, FORMAT_OF[target])
  if (handler === undefined) throw new TypeError("the registry lacks a format")
  const rows = preflight(handler, accounts)
  return target === "google" ? rows : rows.map((row) => ({ ...row, losses: [...unknownAppLosses(row.account), ...row.losses] }))
}

const loss = (grade: Loss["grade"], sentence: Sentence, detail: Detail = {}): Loss => ({ grade, what: { sentence, detail } })

/** What many phone apps do not read of one account. */
function unknownAppLosses({ kind, algorithm, digits, period }: Account): Loss[] {
  if (kind !== "totp" && kind !== "hotp") {
    return [loss("changed", QR_LOSS_TEXTS.kind, { kind: KIND_NAMES[kind], apps: APPS_THAT_READ[kind] })]
  }
  if (!RFC_ALGORITHMS.includes(algorithm)) return [loss("changed", QR_LOSS_TEXTS.algorithm, { algorithm })]
  const defaults = defaultsOf(kind)
  if (algorithm === defaults.algorithm && digits === defaults.digits && period === defaults.period) return []
  if (period === null) return [loss("changed", QR_LOSS_TEXTS.counterNumbers, { algorithm, digits })]
  return [loss("changed", QR_LOSS_TEXTS.numbers, { algorithm, digits, period })]
}
