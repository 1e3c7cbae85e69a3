import { it } from "node:test"
import type { Handler } from "../../src/formats/handler.ts"
import { HANDLERS } from "../../src/formats/registry.ts"

const named = process.env["KEYFERRY_TEST_FORMATS"]?.split(",") ?? []
const unknown = named.filter((id) => HANDLERS.every((handler) => handler.id !== id))
if (unknown.length > 0) throw new Error(`no format ${unknown.join(", ")}; there are: ${HANDLERS.map(({ id }) => id).join(" ")}`)

/** Whether suites that all formats share test this format: always, or only if `npm test -- formats/<id>` names it. */
export const isChosen = (id: string): boolean => named.length === 0 || named.includes(id)

/** The formats that shared suites test, in the registry's order. */
export const CHOSEN: readonly Handler[] = HANDLERS.filter(({ id }) => isChosen(id))

/** A test of one format in a shared suite. */
export function itFor(id: string, name: string, run: () => Promise<void>): void {
  if (isChosen(id)) it(name, run)
}
