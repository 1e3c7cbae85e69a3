import { chmodSync, mkdirSync, renameSync, statSync } from "node:fs"
import { join } from "node:path"
import { AppError } from "../base/errors.ts"
import { texts } from "../base/language.ts"
import { settingsFrom } from "./settings.ts"
import type { Settings } from "./settings.ts"

export const STORE_TEXTS = texts({
  unreadable: { en: "the settings cannot be read", ja: "設定を読み込めません" },
  unwritable: { en: "the settings cannot be saved", ja: "設定を保存できません" },
})

export interface SettingsStore {
  read(): Settings
  /**
   * Keep what has changed, and tell what holds now.
   *
   * @throws AppError `io`
   */
  save(patch: Partial<Settings>): Settings
  /** Where a damaged file was put aside when the store was opened; null: it was whole. */
  readonly putAside: string | null
}

/**
 * The settings in `settings.json` of one directory (0700), readable by the user alone (0600). What is damaged is kept beside it
 * under another name, and the defaults hold; a single bad value is the default of its own.
 *
 * @throws AppError `io`
 */
export async function openSettings(directory: string, nowMs: number): Promise<SettingsStore> {
  const { default: Conf } = await import("conf")
  // `cwd` and an empty suffix: the place is ours to say; the mode would be 0644 otherwise.
  const open = (): InstanceType<typeof Conf> =>
    new Conf({ cwd: directory, configName: "settings", projectSuffix: "", configFileMode: 0o600 })
  let conf: InstanceType<typeof Conf>
  let putAside: string | null = null
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 })
    // Opening a pipe would wait for its writer.
    if (statSync(join(directory, "settings.json"), { throwIfNoEntry: false })?.isFile() === false) throw new Error("not a plain file")
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
