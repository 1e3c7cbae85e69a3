import type { Lang } from "../base/language.ts"

/** A host that gets the codes of an account. The settings hold no label of the account, as they are not encrypted. */
export interface AskpassHost {
  /** `HOST` or `USER@HOST`, the host in lower case; or `sudo`. */
  readonly host: string
  /** The account's id. */
  readonly account: string
}

/** The user's settings. They contain nothing secret. */
export interface Settings {
  /** Null: the language of the locale. */
  readonly lang: Lang | null
  /** Minutes without a key press until the vault locks, 0–1440; 0: never. */
  readonly idleLockMinutes: number
  /** Whether the agent gets the vault's key by `keyferry agent start` alone, or whenever the passphrase was typed. */
  readonly agent: "asked" | "first-use"
  /** Minutes without use until the agent locks a vault, 1–10080. */
  readonly agentMinutes: number
  /** Hosts that get codes from `keyferry askpass` without a question. */
  readonly askpass: readonly AskpassHost[]
  /** Whether codes are shown as asterisks until the user presses `r`. */
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
  /** A built-in theme (`terminal`, `dark`, `light`), `auto` (dark or light, as the terminal's background is), or the name of one of `themes`. */
  readonly theme: string
  /** The user's own themes by name, as they stand in the settings file; checked where they are used (`own-theme.ts`). */
  readonly themes: Readonly<Record<string, unknown>>
  /** Whether lines and marks are drawn in Unicode, in ASCII, or as the terminal can. */
  readonly glyphs: "auto" | "unicode" | "ascii"
  /** Rows of the account list: one for each account, or a blank one between. */
  readonly density: "compact" | "comfortable"
  /** Seconds between two steps of the countdown; in the last 5 seconds it steps every second. */
  readonly countdown: 1 | 5
  /** The user's own keys by action, as `KeyMsg.key` names them; actions that are absent have their usual keys. */
  readonly keys: Readonly<Record<string, readonly string[]>>
  /** The absolute path of the directory for automatic backups; null: no automatic backup. */
  readonly backupDirectory: string | null
  /** The absolute path of the directory of the file that was last imported or written; null: none. */
  readonly lastDirectory: string | null
}

export const DEFAULT_SETTINGS: Settings = {
  lang: null,
  idleLockMinutes: 5,
  agent: "asked",
  agentMinutes: 15,
  askpass: [],
  hideCodes: false,
  sort: "own",
  mouse: false,
  synchronizedOutput: true,
  escapeMs: 40,
  qrStyle: "auto",
  theme: "terminal",
  themes: {},
  glyphs: "auto",
  density: "compact",
  countdown: 1,
  keys: {},
  backupDirectory: null,
  lastDirectory: null,
}

const AGENT_STARTS: readonly Settings["agent"][] = ["asked", "first-use"]
const SORTS: readonly Settings["sort"][] = ["own", "issuer", "name", "used"]
const GLYPHS: readonly Settings["glyphs"][] = ["auto", "unicode", "ascii"]
const DENSITIES: readonly Settings["density"][] = ["compact", "comfortable"]
const COUNTDOWNS: readonly Settings["countdown"][] = [1, 5]
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
    agent: oneOf(stored["agent"], AGENT_STARTS, DEFAULT_SETTINGS.agent),
    agentMinutes: number(stored["agentMinutes"], 1, 7 * 24 * 60, DEFAULT_SETTINGS.agentMinutes),
    askpass: storedHosts(stored["askpass"]),
    hideCodes: flag(stored["hideCodes"], DEFAULT_SETTINGS.hideCodes),
    sort: oneOf(stored["sort"], SORTS, DEFAULT_SETTINGS.sort),
    mouse: flag(stored["mouse"], DEFAULT_SETTINGS.mouse),
    synchronizedOutput: flag(stored["synchronizedOutput"], DEFAULT_SETTINGS.synchronizedOutput),
    escapeMs: number(stored["escapeMs"], 0, 1000, DEFAULT_SETTINGS.escapeMs),
    qrStyle: oneOf(stored["qrStyle"], QR_STYLES, DEFAULT_SETTINGS.qrStyle),
    theme: typeof stored["theme"] === "string" ? stored["theme"] : DEFAULT_SETTINGS.theme,
    themes: isRecord(stored["themes"]) ? stored["themes"] : DEFAULT_SETTINGS.themes,
    glyphs: oneOf(stored["glyphs"], GLYPHS, DEFAULT_SETTINGS.glyphs),
    density: oneOf(stored["density"], DENSITIES, DEFAULT_SETTINGS.density),
    countdown: oneOf(stored["countdown"], COUNTDOWNS, DEFAULT_SETTINGS.countdown),
    keys: storedKeys(stored["keys"]),
    backupDirectory: absolutePath(stored["backupDirectory"]),
    lastDirectory: absolutePath(stored["lastDirectory"]),
  }
}

const absolutePath = (value: unknown): string | null => (typeof value === "string" && value.startsWith("/") ? value : null)

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value)

const isText = (value: unknown): value is string => typeof value === "string" && value !== ""

function storedHosts(value: unknown): Settings["askpass"] {
  if (!Array.isArray(value)) return []
  return value.filter(isRecord).flatMap(({ host, account }) => (isText(host) && isText(account) ? [{ host, account }] : []))
}

function storedKeys(value: unknown): Settings["keys"] {
  if (!isRecord(value)) return {}
  return Object.fromEntries(
    Object.entries(value).flatMap(([action, keys]) =>
      Array.isArray(keys) && keys.length > 0 && keys.every(isText) ? [[action, keys]] : [],
    ),
  )
}
