import { RFC_ALGORITHMS } from "../../../accounts/account.ts"
import type { Draft } from "../../../accounts/account.ts"
import { texts } from "../../../base/language.ts"
import type { Keeps, Loss, WriteContext } from "../../handler.ts"
import { BARE_KEEPS, LOSS_TEXTS, changed, refused } from "../../records/keeps.ts"
import { encodeUtf8 } from "../../records/text.ts"
import { encrypt } from "./encryption.ts"
import { isSteam } from "./read.ts"

const TEXTS = texts({
  steam: {
    en: "OTPClient shows Steam codes for every account whose issuer is Steam",
    ja: "OTPClient では、発行者が Steam のアカウントはすべて Steam のコードになります",
  },
  counter: { en: "OTPClient accepts only counters below 2^48", ja: "OTPClient で使えるカウンターは 2^48 未満だけです" },
})

const MAX_COUNTER = 2 ** 48
/** The digits and periods that libcotp, the program's library, supports. */
const DIGITS = [4, 5, 6, 7, 8, 9, 10]
const PERIODS = Array.from({ length: 120 }, (_, at) => at + 1)

export const KEEPS: Keeps = {
  ...BARE_KEEPS,
  kinds: ["totp", "hotp", "steam"],
  algorithms: RFC_ALGORITHMS,
  digits: DIGITS,
  periods: PERIODS,
  groups: "one",
}

export function losses({ kind, issuer, counter }: Draft): Loss[] {
  if (kind === "steam") return isSteam(issuer) ? [] : [changed(LOSS_TEXTS.steamIssuer)]
  if (kind === "totp") return isSteam(issuer) ? [refused(TEXTS.steam)] : []
  return (counter ?? 0) >= MAX_COUNTER ? [refused(TEXTS.counter)] : []
}

/** The text of a database ends with a zero byte. */
export async function write(drafts: readonly Draft[], context: WriteContext): Promise<Uint8Array> {
  return await encrypt(encodeUtf8(`${JSON.stringify(drafts.map(toToken))}\0`), context)
}

function toToken({ kind, issuer, name, secret, algorithm, digits, period, counter, groups: [group] }: Draft): object {
  return {
    type: kind === "hotp" ? "HOTP" : "TOTP",
    label: name,
    issuer: kind === "steam" && !isSteam(issuer) ? "Steam" : issuer,
    digits,
    algo: algorithm,
    secret: secret.toBase32(),
    ...(kind === "hotp" ? { counter: counter ?? 0 } : { period: period ?? 30 }),
    ...(group === undefined ? {} : { group }),
  }
}
