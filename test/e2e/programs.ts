import { spawnSync } from "node:child_process"
import { existsSync } from "node:fs"
import { fileURLToPath } from "node:url"

/** The repository. */
export const ROOT = fileURLToPath(new URL("../..", import.meta.url))
/** The program as it is shipped; `npm test` builds it. */
export const MAIN = fileURLToPath(new URL("../../dist/main.js", import.meta.url))
export const SAMPLES = fileURLToPath(new URL("../../samples/", import.meta.url))

/**
 * The value of `skip` for tests that need these programs: false, or a sentence that names the missing ones.
 *
 * With `CI` set nothing is skipped: a test without its programs fails there.
 */
export function skipWithout(...programs: readonly string[]): string | false {
  if (!existsSync(MAIN)) throw new Error("dist/main.js is missing: run npm run build")
  const missing = programs.filter((name) => !isInstalled(name))
  if (missing.length === 0 || (process.env["CI"] ?? "") !== "") return false
  return `SKIPPED: ${missing.join(", ")} not installed`
}

export function isInstalled(program: string): boolean {
  return spawnSync("sh", ["-c", `command -v "$1"`, "sh", program], { env: withSbin() }).status === 0
}

/** With the directories of daemons, which are not on every user's path. */
function withSbin(): NodeJS.ProcessEnv {
  return { ...process.env, PATH: `${process.env["PATH"] ?? ""}:/usr/sbin:/sbin` }
}

/** The path of a program; empty where it is not installed. */
export function pathOf(program: string): string {
  return spawnSync("sh", ["-c", `command -v "$1"`, "sh", program], { env: withSbin(), encoding: "utf8" }).stdout.trim()
}
