// What a program sends to its terminal, from a recording of {@link file://./link.mjs}.
import { readFileSync } from "node:fs"

/** All that a recording in asciinema's format, version 2, shows. */
export function textOf(cast: string): string {
  const [, ...events] = readFileSync(cast, "utf8").trimEnd().split("\n")
  return events.map((event) => (JSON.parse(event) as [number, string, string])[2]).join("")
}

/** DEC private modes that a shell needs on; all others must be off. 12 is the cursor's blinking, which terminals choose. */
const ON_AT_THE_SHELL = new Set(["7", "25"])
const IGNORED_MODES = new Set(["12"])

/** Whatever this output leaves in another state than a shell needs, in words; empty where the terminal is restored. */
export function unrestored(output: string): string[] {
  const modes = new Map<string, boolean>()
  for (const [, numbers = "", letter] of output.matchAll(/\x1b\[\?([\d;]+)([hl])/g))
    for (const mode of numbers.split(";")) modes.set(mode, letter === "h")
  const left = [...modes]
    .filter(([mode, on]) => !IGNORED_MODES.has(mode) && on !== ON_AT_THE_SHELL.has(mode))
    .map(([mode, on]) => `mode ${mode} is ${on ? "on" : "off"}`)
  const last = (pattern: RegExp): string | undefined => [...output.matchAll(pattern)].at(-1)?.[0]
  if (last(/\x1b[=>]/g) === "\x1b=") left.push("the keypad sends other keys")
  if (!["\x1b[r", undefined].includes(last(/\x1b\[[\d;]*r/g))) left.push("scroll margins are set")
  if (!["\x1b[m", "\x1b[0m", undefined].includes(last(/\x1b\[[\d;]*m/g))) left.push("colours are set")
  if (last(/\x1b\([0-9A-Z]/g) === "\x1b(0" || last(/[\x0e\x0f]/g) === "\x0e") left.push("the graphics character set is chosen")
  return left
}
