import { HANDLERS, setPlugins } from "../formats/registry.ts"
import type { CommandContext } from "./context.ts"

/** Whether a format of keyferry's own has this id. */
export const isOurs = (id: string): boolean => HANDLERS.some((handler) => handler.id === id)

/** Put the allowed plugins beside the formats there are, and say which are not used. No process is started. */
export async function usePlugins(context: CommandContext): Promise<void> {
  const { files, start } = await context.ports.plugins()
  const { loadPlugins } = await import("../plugins/load.ts")
  const { handlers, notices } = await loadPlugins(files, isOurs, start)
  setPlugins(handlers)
  for (const { sentence, detail } of notices) context.note(sentence, detail)
}
