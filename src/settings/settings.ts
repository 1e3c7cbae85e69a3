import type { Lang } from "../base/language.ts"

/** The user's settings. They contain nothing secret. */
export interface Settings {
  /** Null: the language of the locale. */
  readonly lang: Lang | null
  /** Minutes without a key press until the vault locks, 0–1440; 0: never. */
  readonly idleLockMinutes: number
  /** Whether codes are shown as dots until the user presses `r`. */
  readonly hideCodes: boolean
  /** The order of the account list; see `SortBy`. */
  readonly sort: "own" | "issuer" | "name" | "used"
  readonly mouse: boolean
  /** Whether a frame is wrapped in the terminal's synchronized output (CSI ? 2026), so that it appears at once. */
  readonly synchronizedOutput: boolean
  /** Milliseconds (0–1000) to wait after ESC for the rest of a key's sequence. */
  readonly escapeMs: number
  /** How QR codes are drawn: with half blocks, with full blocks, or as fits the terminal. */
  readonly qrStyle: "auto" | "half" | "full"
  /** The absolute path of the directory for automatic backups; null: no automatic backup. */
  readonly backupDirectory: string | null
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
  backupDirectory: null,
}

const SORTS: readonly Settings["sort"][] = ["own", "issuer", "name", "used"]
const QR_STYLES: readonly Settings["qrStyle"][] = ["auto", "half", "full"]

/** Settings from an untrusted file: each value that is missing, of another type or out of range becomes its default. */
export function settingsFrom(stored: Readonly<Record<string, unknown>>): Settings {
  const flag = (value: unknown, fallback: boolean): boolean => (typeof value === "boolean" ? value : fallback)
  const number = (value: unknown, low: number, high: number, fallback: number): number =>
    typeof value === "number" && value >= low && value <= high ? value : fallback
  const oneOf = <T>(value: unknown, allowed: readonly T[], fallback: T): T => allowed.find((known) => known === value) ?? fallback
  return {
    lang: oneOf<Lang | null>(stored["lang"], ["en", "ja"], null),
    idleLockMinutes: number(stored["idleLockMinutes"], 0, 24 * 60, DEFAULT_SETTINGS.idleLockMinutes),
    hideCodes: flag(stored["hideCodes"], DEFAULT_SETTINGS.hideCodes),
    sort: oneOf(stored["sort"], SORTS, DEFAULT_SETTINGS.sort),
    mouse: flag(stored["mouse"], DEFAULT_SETTINGS.mouse),
    synchronizedOutput: flag(stored["synchronizedOutput"], DEFAULT_SETTINGS.synchronizedOutput),
    escapeMs: number(stored["escapeMs"], 0, 1000, DEFAULT_SETTINGS.escapeMs),
    qrStyle: oneOf(stored["qrStyle"], QR_STYLES, DEFAULT_SETTINGS.qrStyle),
    backupDirectory: absolutePath(stored["backupDirectory"]),
  }
}

const absolutePath = (value: unknown): string | null => (typeof value === "string" && value.startsWith("/") ? value : null)
