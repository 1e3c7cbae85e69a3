import { readFileSync } from "node:fs"

/** Set by the bundler. A run from the sources reads package.json instead. */
declare const KEYFERRY_VERSION: string | undefined

export function version(): string {
  if (typeof KEYFERRY_VERSION === "string") return KEYFERRY_VERSION
  const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as { version: string }
  return version
}
