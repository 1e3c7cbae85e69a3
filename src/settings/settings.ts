import type { Lang } from "../accounts/language.ts"

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
