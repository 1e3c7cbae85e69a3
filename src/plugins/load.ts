import { isAppError } from "../base/errors.ts"
import type { Message } from "../base/language.ts"
import type { Handler } from "../formats/handler.ts"
import type { PluginFiles, StartPlugin } from "./ports.ts"

/** What is used of the plugins' directory, and what is to be told of the rest. */
export interface Plugins {
  readonly handlers: readonly Handler[]
  /** Why something that was allowed is not used. */
  readonly notices: readonly Message[]
}

/**
 * The allowed plugins as handlers; where there is no plugin, nothing is loaded for them. No process is started here. Where the directory
 * or its list is not as it should be, there is no plugin, and a notice says why.
 */
export async function loadPlugins(files: PluginFiles, isOurs: (id: string) => boolean, start: StartPlugin): Promise<Plugins> {
  try {
    if ((await files.list()).length === 0) return { handlers: [], notices: [] }
    const [{ Shelf }, { pluginHandler }, { PluginSession }] = await Promise.all([
      import("./directory.ts"),
      import("./handler.ts"),
      import("./session.ts"),
    ])
    const shelved = await new Shelf(files, isOurs).look()
    return {
      handlers: shelved.flatMap(({ manifest, source }) =>
        manifest === null || source === null ? [] : [pluginHandler(manifest, new PluginSession({ title: manifest.title, source, start }))],
      ),
      notices: shelved.flatMap(({ manifest, said }) => (manifest === null || said === null ? [] : [said])),
    }
  } catch (error) {
    if (!isAppError(error)) throw error
    return { handlers: [], notices: [{ sentence: error.sentence, detail: error.detail }] }
  }
}
