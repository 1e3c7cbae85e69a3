import { ALGORITHMS, KINDS } from "../../accounts/account.ts"
import type { Draft } from "../../accounts/account.ts"
import { texts } from "../../base/language.ts"
import type { Keeps, Loss } from "../handler.ts"

export const LOSS_TEXTS = texts({
  issuerFromName: { en: "without an issuer, the name is shown as the issuer", ja: "発行元がないため、名前が発行元として表示されます" },
  sameSecret: { en: "the target keeps only one account a secret", ja: "移行先では同じシークレットのアカウントを 1 件しか保持できません" },
  nullWord: {
    en: "the word null, as issuer or name, is taken for none",
    ja: "発行元や名前が null という語の場合、空として扱われます",
  },
  steamIssuer: { en: "the issuer becomes Steam", ja: "発行元が Steam になります" },
})

/** Nothing but the bare account: what most small targets keep. Writers spread it and name what they keep beyond. */
export const BARE_KEEPS: Keeps = {
  kinds: ["totp"],
  algorithms: ["SHA1"],
  digits: [6],
  periods: [30],
  pin: false,
  note: false,
  groups: "none",
  favorite: false,
  icon: false,
  trashed: false,
  times: false,
}

/** Every code there is, the PIN included. */
export const ALL_CODES = {
  kinds: KINDS,
  algorithms: ALGORITHMS,
  digits: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
  periods: "any",
  pin: true,
} as const satisfies Partial<Keeps>

/** What reads 1 to 10 digits. */
export const ALL_DIGITS = ALL_CODES.digits

/**
 * For targets that keep only one account per key: finds the first account of a list with each key. The result is kept for every list, since
 * the losses of a list's accounts are computed one by one.
 *
 * @param keyOf - Null for an account that the target does not hold.
 */
export function firstByKey(keyOf: (draft: Draft) => string | null): (all: readonly Draft[]) => ReadonlyMap<string, Draft> {
  const known = new WeakMap<readonly Draft[], ReadonlyMap<string, Draft>>()
  return (all) => {
    const found = known.get(all)
    if (found !== undefined) return found
    const first = new Map<string, Draft>()
    for (const draft of all) {
      const key = keyOf(draft)
      if (key !== null && !first.has(key)) first.set(key, draft)
    }
    known.set(all, first)
    return first
  }
}

/** For targets that must have an issuer and take the name for one. */
export function issuerFromName({ issuer, name }: Pick<Draft, "issuer" | "name">): Loss[] {
  return issuer === "" && name !== "" ? [changed(LOSS_TEXTS.issuerFromName)] : []
}

/** For targets that keep a Steam secret as `steam://SECRET`, which says no issuer but Steam. */
export function steamWithoutName({ kind, issuer, name }: Pick<Draft, "kind" | "issuer" | "name">): Loss[] {
  return kind === "steam" && issuer === "" && name === "" ? [changed(LOSS_TEXTS.steamIssuer)] : []
}

export function lost(what: Loss["what"]["sentence"]): Loss {
  return { grade: "lost", what: { sentence: what, detail: {} } }
}

/** A change that is no loss of data but of looks. */
export function changed(what: Loss["what"]["sentence"]): Loss {
  return { grade: "changed", what: { sentence: what, detail: {} } }
}

export function refused(what: Loss["what"]["sentence"]): Loss {
  return { grade: "refused", what: { sentence: what, detail: {} } }
}
