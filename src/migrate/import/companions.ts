import type { Handler, Input, SniffedInput } from "../../formats/handler.ts"
import type { Registry } from "../../formats/lookup.ts"

/** The files that an input names, see {@link Handler.companions}. */
export interface NamedCompanions {
  readonly handler: Handler
  readonly names: readonly string[]
}

/** Inputs that are opened together because one of them names the others. */
export interface CompanionGroup {
  readonly handler: Handler
  /** Its key among the handler's groups. */
  readonly key: string
}

/** Null where no handler finds a name in the input. */
export function companionsNamedBy(input: SniffedInput, handlers: Registry): NamedCompanions | null {
  for (const handler of handlers) {
    const names = handler.companions?.(input) ?? []
    if (names.length > 0) return { handler, names }
  }
  return null
}

/** The path in comparable form: some lists have backslashes, or names in another case. */
const comparable = (path: string): string => path.replaceAll("\\", "/").toLowerCase()
const directoryOf = (path: string): string => path.slice(0, path.lastIndexOf("/") + 1)
const baseOf = (path: string): string => path.slice(path.lastIndexOf("/") + 1)

/**
 * Group the inputs of one import that others name. Files that the user named one by one may be in different directories: for these the
 * name alone counts where the list's own directory has no such file.
 *
 * @param namedBy - See {@link companionsNamedBy}.
 * @returns the group of every input that has one, of the naming ones too
 */
export function groupCompanions<T extends Input>(
  inputs: readonly T[],
  namedBy: (input: T) => NamedCompanions | null,
): Map<T, CompanionGroup> {
  const found = new Map<T, CompanionGroup>()
  const lists = inputs.flatMap((input) => {
    const named = namedBy(input)
    return named === null ? [] : [{ input, ...named }]
  })
  if (lists.length === 0) return found
  const byPath = new Map(inputs.map((input) => [comparable(input.name), input]))
  const byName = new Map(inputs.filter(({ within }) => within === undefined).map((input) => [baseOf(comparable(input.name)), input]))
  for (const { input, handler, names } of lists) {
    const group = { handler, key: input.name }
    found.set(input, group)
    for (const name of names.map(comparable)) {
      const companion = byPath.get(`${directoryOf(comparable(input.name))}${name}`) ?? byName.get(baseOf(name))
      if (companion !== undefined && !found.has(companion)) found.set(companion, group)
    }
  }
  return found
}
