import type { Account } from "../../accounts/account.ts"
import { RFC_ALGORITHMS } from "../../accounts/account.ts"
import { MAX_COUNTER } from "../../accounts/ranges.ts"
import { isShortSecret, secretBits } from "../../accounts/secret.ts"
import { canVerify } from "../verify-code.ts"
import { defineFindings, toFound } from "./finding.ts"
import type { Finding } from "./finding.ts"

/** One graphics card searches through these within hours. */
const VERY_SHORT_BITS = 40
/** Counters move by one with each code, so one this close to the end has been set, not reached. */
const COUNTER_MARGIN = 1_000_000
const USUAL_PERIODS_S = [10, 30, 60]
const [MIN_DIGITS, MAX_DIGITS] = [6, 8]

const anew = {
  en: "if the service can make a new secret, set up the account anew there, then edit it here with e",
  ja: "サービス側で新しいシークレットを発行できる場合は設定し直し、e キーでここのアカウントを編集してください",
}
const edit = {
  en: "if its codes are refused, compare the account with the service, and edit it with e",
  ja: "コードが拒否される場合は、サービスの設定と見比べて e キーで編集してください",
}

const find = defineFindings({
  "secret-very-short": {
    level: "warning",
    message: {
      en: "{count} {count|account has a secret|accounts have secrets} of less than 40 bits, which can be found by trying",
      ja: "シークレットが 40 ビット未満のアカウントが {count} 件あります。総当たりで破られるおそれがあります",
    },
    remedy: anew,
  },
  "secret-short": {
    level: "note",
    message: {
      en: "{count} {count|account has a secret|accounts have secrets} of less than 80 bits",
      ja: "シークレットが 80 ビット未満のアカウントが {count} 件あります",
    },
    remedy: anew,
  },
  "secret-repeated": {
    level: "note",
    message: { en: "{count} accounts have the same secret", ja: "{count} 件のアカウントが同じシークレットを使っています" },
    remedy: {
      en: "if they are the same login, delete all but one with d",
      ja: "同じログインであれば、1 件を残して d キーで削除してください",
    },
  },
  "counter-repeated": {
    level: "warning",
    message: {
      en: "{count} counter accounts (HOTP) have the same secret, so their counters move apart",
      ja: "{count} 件のカウンター方式（HOTP）のアカウントが同じシークレットを使っているため、カウンターがずれていきます",
    },
    remedy: {
      en: "delete all but the one with the highest counter with d",
      ja: "カウンターが最大のものを残して d キーで削除してください",
    },
  },
  "counter-near-end": {
    level: "warning",
    message: {
      en: "{count} counter {count|account|accounts} (HOTP) {count|is|are} near the end of the counter (2^53-1)",
      ja: "カウンターが上限（2^53-1）に近いカウンター方式（HOTP）のアカウントが {count} 件あります",
    },
    remedy: { en: "set up the account anew at the service", ja: "サービス側で設定し直してください" },
  },
  "digits-unusual": {
    level: "note",
    message: {
      en: "{count} {count|account makes|accounts make} codes with fewer than 6 or more than 8 digits",
      ja: "コードの桁数が 6〜8 桁でないアカウントが {count} 件あります",
    },
    remedy: edit,
  },
  "period-unusual": {
    level: "note",
    message: {
      en: "{count} {count|account has|accounts have} a period other than 10, 30 or 60 seconds",
      ja: "周期が 10、30、60 秒でないアカウントが {count} 件あります",
    },
    remedy: edit,
  },
  "algorithm-unusual": {
    level: "note",
    message: {
      en: "{count} {count|account uses|accounts use} an algorithm other than SHA1, SHA256 and SHA512, which few apps can read",
      ja: "SHA1、SHA256、SHA512 以外のアルゴリズムを使うアカウントが {count} 件あります。対応するアプリはわずかです",
    },
    remedy: edit,
  },
  "account-unnamed": {
    level: "note",
    message: {
      en: "{count} {count|account has|accounts have} neither issuer nor name",
      ja: "発行者も名前もないアカウントが {count} 件あります",
    },
    remedy: { en: "name it with e, or with keyferry edit", ja: "e キーまたは keyferry edit で名前を付けてください" },
  },
  "records-unreadable": {
    level: "warning",
    message: {
      en: "this version of keyferry cannot read {count} {count|record|records} of the vault; they are kept, but neither shown nor exported",
      ja: "このバージョンの keyferry で読み込めない項目が {count} 件あります。保管庫には残りますが、表示もエクスポートもされません",
    },
    remedy: { en: "install the newest keyferry", ja: "最新の keyferry をインストールしてください" },
  },
  "never-verified": {
    level: "note",
    message: {
      en: "the codes of {count} of {total} accounts were never compared with another device",
      ja: "{total} 件中 {count} 件のアカウントは、ほかのデバイスのコードと照合されていません",
    },
    remedy: { en: "press m, then 6 in the full-screen program: compare codes", ja: "全画面表示で m、6 の順に押すと照合できます" },
  },
})

/**
 * What is weak, repeated or odd about the accounts in use; those in the trash are not looked at.
 *
 * @param unreadable - The number of records that cannot be read.
 */
export function accountFindings(all: readonly Account[], unreadable: number, nowMs: number): readonly Finding[] {
  const accounts = all.filter(({ trashedAt }) => trashedAt === null)
  const where = (code: Parameters<typeof find>[0], test: (account: Account) => boolean): Finding[] => {
    const found = accounts.filter(test)
    return found.length === 0 ? [] : [find(code, { count: found.length, total: accounts.length }, { accounts: found.map(toFound) })]
  }
  const isVeryShort = (account: Account): boolean => secretBits(account) < VERY_SHORT_BITS
  return [
    ...(unreadable === 0 ? [] : [find("records-unreadable", { count: unreadable })]),
    ...where("secret-very-short", isVeryShort),
    ...where("secret-short", (account) => !isVeryShort(account) && isShortSecret(account)),
    ...repeatedSecrets(accounts),
    ...where("counter-near-end", ({ counter }) => counter !== null && counter > MAX_COUNTER - COUNTER_MARGIN),
    ...where("digits-unusual", ({ kind, digits }) => kind !== "steam" && (digits < MIN_DIGITS || digits > MAX_DIGITS)),
    ...where("period-unusual", ({ period }) => period !== null && !USUAL_PERIODS_S.includes(period)),
    ...where("algorithm-unusual", ({ kind, algorithm }) => kind !== "motp" && !RFC_ALGORITHMS.includes(algorithm)),
    ...where("account-unnamed", ({ issuer, name }) => issuer.trim() === "" && name.trim() === ""),
    ...where("never-verified", (account) => (account.verified ?? []).length === 0 && canVerify(account, nowMs)),
  ]
}

function repeatedSecrets(accounts: readonly Account[]): Finding[] {
  const groups = new Map<string, Account[]>()
  for (const account of accounts) {
    const key = account.secret.toBase32()
    groups.set(key, [...(groups.get(key) ?? []), account])
  }
  return [...groups.values()]
    .filter(({ length }) => length > 1)
    .map((group) => {
      const code = group.filter(({ kind }) => kind === "hotp").length > 1 ? "counter-repeated" : "secret-repeated"
      return find(code, { count: group.length }, { accounts: group.map(toFound) })
    })
}
