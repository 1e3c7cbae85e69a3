import { chmodSync, mkdirSync, readFileSync, renameSync, statSync } from "node:fs"
import { join } from "node:path"
import { AppError } from "../base/errors.ts"
import { texts } from "../base/language.ts"
import { DEFAULT_SETTINGS, settingsFrom } from "./settings.ts"
import type { Settings } from "./settings.ts"

export const STORE_TEXTS = texts({
  unreadable: { en: "the settings cannot be read", ja: "設定を読み込めません" },
  unwritable: { en: "the settings cannot be saved", ja: "設定を保存できません" },
})

export interface SettingsStore {
  /** The settings as they are now. */
  read(): Settings
  /**
   * Save the changed settings. Returns all settings as they are afterwards.
   *
   * @throws AppError `io`
   */
  save(patch: Partial<Settings>): Settings
  /** The path to which a damaged file was renamed when the store was opened; null where it was not damaged. */
  readonly putAside: string | null
}

/**
 * Read `settings.json` without writing anything, for commands: it costs no package. A file that is missing or damaged gives the defaults.
 *
 * @param directory - As for {@link openSettings}.
 */
export function readSettings(directory: string): Settings {
  try {
    const path = join(directory, "settings.json")
    // Opening a named pipe would wait for its writer.
    const stored: unknown = statSync(path).isFile() ? JSON.parse(readFileSync(path, "utf8")) : {}
    return settingsFrom(typeof stored === "object" && stored !== null ? { ...stored } : {})
  } catch {
    return DEFAULT_SETTINGS
  }
}

/**
 * Open `settings.json` (mode 0600) in a directory, which is made with mode 0700. A file that is not JSON is renamed to
 * `settings-damaged-<nowMs>.json`, and the defaults apply; a single invalid value is replaced by its own default.
 *
 * @param nowMs - Milliseconds since 1970.
 * @throws AppError `io`
 */
export async function openSettings(directory: string, nowMs: number): Promise<SettingsStore> {
  const { default: Conf } = await import("conf")
  // `cwd` and an empty suffix put the file into `directory` itself; the default mode of conf is 0644.
  const open = (): InstanceType<typeof Conf> =>
    new Conf({ cwd: directory, configName: "settings", projectSuffix: "", configFileMode: 0o600 })
  let conf: InstanceType<typeof Conf>
  let putAside: string | null = null
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 })
    // Opening a named pipe would wait for its writer.
    if (statSync(join(directory, "settings.json"), { throwIfNoEntry: false })?.isFile() === false) throw new Error("not a regular file")
    try {
      conf = open()
    } catch (error) {
      if (!(error instanceof SyntaxError || error instanceof TypeError)) throw error
      putAside = join(directory, `settings-damaged-${nowMs}.json`)
      renameSync(join(directory, "settings.json"), putAside)
      chmodSync(putAside, 0o600)
      conf = open()
    }
  } catch (cause) {
    throw new AppError("io", STORE_TEXTS.unreadable, { cause })
  }
  const read = (): Settings => settingsFrom(conf.store)
  return {
    read,
    putAside,
    save(patch) {
      try {
        for (const [name, value] of Object.entries(patch)) conf.set(name, value)
        return read()
      } catch (cause) {
        throw new AppError("io", STORE_TEXTS.unwritable, { cause })
      }
    },
  }
}
