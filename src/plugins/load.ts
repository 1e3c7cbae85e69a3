import { isAppError } from "../base/errors.ts"
import type { Message } from "../base/language.ts"
import { handlerById, withPlugins } from "../formats/lookup.ts"
import type { Registry } from "../formats/lookup.ts"
import type { PluginPorts } from "./ports.ts"

/** Where the formats of one run come from. */
export interface FormatSources {
  /** The built-in formats, loaded on first use. */
  builtInFormats(): Promise<Registry>
  /** Loaded on first use. */
  plugins(): Promise<PluginPorts>
}

/** The formats of one run of the program. */
export interface LoadedFormats {
  readonly formats: Registry
  /** Why allowed plugins are not used; one message per plugin. */
  readonly notices: readonly Message[]
}

/**
 * The built-in formats with the user's allowed plugins behind them. Starts no process, and loads the rest of this folder only where there
 * are plugins.
 *
 * Where the directory or its allow list is unsafe or damaged, no plugin is used and a notice gives the reason.
 */
export async function loadFormats(sources: FormatSources): Promise<LoadedFormats> {
  const [builtIn, { files, start }] = await Promise.all([sources.builtInFormats(), sources.plugins()])
  try {
    if ((await files.list()).length === 0) return { formats: builtIn, notices: [] }
    const [{ PluginDirectory }, { pluginHandler }, { PluginSession }] = await Promise.all([
      import("./directory.ts"),
      import("./handler.ts"),
      import("./session.ts"),
    ])
    const entries = await new PluginDirectory(files, (id) => handlerById(builtIn, id) !== undefined).entries()
    const plugins = entries.flatMap(({ manifest, source }) =>
      manifest === null || source === null ? [] : [pluginHandler(manifest, new PluginSession({ title: manifest.title, source, start }))],
    )
    return {
      formats: withPlugins(builtIn, plugins),
      notices: entries.flatMap(({ manifest, reason }) => (manifest === null || reason === null ? [] : [reason])),
    }
  } catch (error) {
    if (!isAppError(error)) throw error
    return { formats: builtIn, notices: [{ sentence: error.sentence, detail: error.detail }] }
  }
}
