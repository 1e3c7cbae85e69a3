import { isAppError } from "../base/errors.ts"
import type { Message } from "../base/language.ts"
import { handlerById, withPlugins } from "../formats/lookup.ts"
import type { Registry } from "../formats/lookup.ts"
import type { PluginPorts } from "./ports.ts"

/** The formats of one run of the program. */
export interface LoadedFormats {
  readonly formats: Registry
  /** Why a plugin that was allowed is not used. */
  readonly notices: readonly Message[]
}

/**
 * The built-in formats with the user's allowed plugins. Starts no process, and loads no code for plugins where there are none. Where the
 * plugins' directory or its list is unsafe or damaged, no plugin is used, and a notice says why.
 */
export async function loadFormats(builtIn: Registry, { files, start }: PluginPorts): Promise<LoadedFormats> {
  try {
    if ((await files.list()).length === 0) return { formats: builtIn, notices: [] }
    const [{ Shelf }, { pluginHandler }, { PluginSession }] = await Promise.all([
      import("./directory.ts"),
      import("./handler.ts"),
      import("./session.ts"),
    ])
    const shelved = await new Shelf(files, (id) => handlerById(builtIn, id) !== undefined).look()
    const plugins = shelved.flatMap(({ manifest, source }) =>
      manifest === null || source === null ? [] : [pluginHandler(manifest, new PluginSession({ title: manifest.title, source, start }))],
    )
    return {
      formats: withPlugins(builtIn, plugins),
      notices: shelved.flatMap(({ manifest, said }) => (manifest === null || said === null ? [] : [said])),
    }
  } catch (error) {
    if (!isAppError(error)) throw error
    return { formats: builtIn, notices: [{ sentence: error.sentence, detail: error.detail }] }
  }
}
