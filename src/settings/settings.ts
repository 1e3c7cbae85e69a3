import type { Lang } from "../base/language.ts"

/** What the user has chosen once. Nothing secret. */
export interface Settings {
  /** Null: from the locale. */
  readonly lang: Lang | null
  /** Minutes without a key until the vault locks; 0 never. */
  readonly idleLockMinutes: number
  /** Codes are shown as dots until `r`. */
  readonly hideCodes: boolean
  readonly sort: "own" | "issuer" | "name" | "used"
  readonly mouse: boolean
  /** CSI ? 2026: each frame in one go. */
  readonly synchronizedOutput: boolean
  /** How long a lone ESC is held back for the rest of a key's sequence. */
  readonly escapeMs: number
  readonly qrStyle: "auto" | "half" | "full"
}

export const DEFAULT_SETTINGS: Settings = {
  lang: null,
  idleLockMinutes: 5,
  hideCodes: false,
  sort: "own",
  mouse: false,
  synchronizedOutput: true,
  escapeMs: 40,
  qrStyle: "auto",
}

const SORTS: readonly Settings["sort"][] = ["own", "issuer", "name", "used"]
const QR_STYLES: readonly Settings["qrStyle"][] = ["auto", "half", "full"]

/** Settings from a file that anybody may have edited: what is missing or out of range is the default. */
export function settingsFrom(stored: Readonly<Record<string, unknown>>): Settings {
  const flag = (value: unknown, otherwise: boolean): boolean => (typeof value === "boolean" ? value : otherwise)
  const number = (value: unknown, low: number, high: number, otherwise: number): number =>
    typeof value === "number" && value >= low && value <= high ? value : otherwise
  const one = <T>(value: unknown, of: readonly T[], otherwise: T): T => of.find((known) => known === value) ?? otherwise
  return {
    lang: one<Lang | null>(stored["lang"], ["en", "ja"], null),
    idleLockMinutes: number(stored["idleLockMinutes"], 0, 24 * 60, DEFAULT_SETTINGS.idleLockMinutes),
    hideCodes: flag(stored["hideCodes"], DEFAULT_SETTINGS.hideCodes),
    sort: one(stored["sort"], SORTS, DEFAULT_SETTINGS.sort),
    mouse: flag(stored["mouse"], DEFAULT_SETTINGS.mouse),
    synchronizedOutput: flag(stored["synchronizedOutput"], DEFAULT_SETTINGS.synchronizedOutput),
    escapeMs: number(stored["escapeMs"], 0, 1000, DEFAULT_SETTINGS.escapeMs),
    qrStyle: one(stored["qrStyle"], QR_STYLES, DEFAULT_SETTINGS.qrStyle),
  }
}
