import { ALGORITHMS, KINDS } from "../../accounts/account.ts"
import type { Draft } from "../../accounts/account.ts"
import { texts } from "../../base/language.ts"
import type { Keeps, Loss } from "../handler.ts"

export const LOSS_TEXTS = texts({
  issuerFromName: { en: "without an issuer, the name is shown as the issuer", ja: "発行者がないため、名前が発行者として表示されます" },
  nameFromIssuer: {
    en: "without a name, the issuer is used as the name too",
    ja: "名前がない場合は、発行者が名前としても使われます",
  },
  sameSecret: { en: "the target keeps only one account per secret", ja: "移行先では同じシークレットのアカウントを 1 件しか保持できません" },
  nullWord: {
    en: "an issuer or name that reads null becomes empty",
    ja: "発行者や名前が null という語の場合、空として扱われます",
  },
  steamIssuer: { en: "the issuer becomes Steam", ja: "発行者が Steam になります" },
})

/** The least that a target keeps. Writers spread it and name what they keep beyond. */
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

/** Every kind and parameter of codes, including the PIN. */
export const ALL_CODES = {
  kinds: KINDS,
  algorithms: ALGORITHMS,
  digits: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
  periods: "any",
  pin: true,
} as const satisfies Partial<Keeps>

/** For targets that keep 1 to 10 digits. */
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

/** For targets that require an issuer and use the name where it is missing. */
export function issuerFromName({ issuer, name }: Pick<Draft, "issuer" | "name">): Loss[] {
  return issuer === "" && name !== "" ? [changed(LOSS_TEXTS.issuerFromName)] : []
}

/** For targets that refuse a blank name. */
export function nameFromIssuer({ name }: Pick<Draft, "name">): Loss[] {
  return name.trim() === "" ? [changed(LOSS_TEXTS.nameFromIssuer)] : []
}

/** For targets that write `steam://SECRET`, which reads back with the issuer Steam. */
export function steamWithoutName({ kind, issuer, name }: Pick<Draft, "kind" | "issuer" | "name">): Loss[] {
  return kind === "steam" && issuer === "" && name === "" ? [changed(LOSS_TEXTS.steamIssuer)] : []
}

export function lost(what: Loss["what"]["sentence"]): Loss {
  return { grade: "lost", what: { sentence: what, detail: {} } }
}

/** A loss of grade `changed`: nothing is lost, but the target shows it differently. */
export function changed(what: Loss["what"]["sentence"]): Loss {
  return { grade: "changed", what: { sentence: what, detail: {} } }
}

export function refused(what: Loss["what"]["sentence"]): Loss {
  return { grade: "refused", what: { sentence: what, detail: {} } }
}
