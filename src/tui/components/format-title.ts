import { HANDLERS } from "../../formats/registry.ts"

/** The app's or format's own name; the id where the registry does not know it. */
export function formatTitle(id: string): string {
  return HANDLERS.find((handler) => handler.id === id)?.title ?? id
}
