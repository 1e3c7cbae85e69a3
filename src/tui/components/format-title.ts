import { handlerById } from "../../formats/registry.ts"

/** The app's or format's own name; the id where the registry does not know it. */
export function formatTitle(id: string): string {
  return handlerById(id)?.title ?? id
}
