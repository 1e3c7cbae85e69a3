import type { SniffedInput } from "../handler.ts"

/** The input of a format that opens its inputs one by one. `Handler.open` is never called with an empty list. */
export function singleInput([input]: readonly SniffedInput[]): SniffedInput {
  if (input === undefined) throw new TypeError("no input to open")
  return input
}
