import { spawnSync } from "node:child_process"
import { existsSync } from "node:fs"
import { fileURLToPath } from "node:url"

/** The repository. */
export const ROOT = fileURLToPath(new URL("../..", import.meta.url))
/** What is shipped: `npm test` has built it. */
export const MAIN = fileURLToPath(new URL("../../dist/main.js", import.meta.url))
export const SAMPLES = fileURLToPath(new URL("../../samples/", import.meta.url))

/**
 * For `skip`: the sentence that tells what is missing, else false.
 *
 * With `CI` set nothing is skipped: what is missing there makes the test fail.
 */
export function without(...programs: readonly string[]): string | false {
  if (!existsSync(MAIN)) throw new Error("there is no dist/main.js: npm run build makes it")
  const missing = programs.filter((name) => !isInstalled(name))
  if (missing.length === 0 || (process.env["CI"] ?? "") !== "") return false
  return `SKIPPED: ${missing.join(", ")} not installed; the program is not tried here as people use it`
}

export function isInstalled(program: string): boolean {
  return spawnSync("sh", ["-c", `command -v "$1"`, "sh", program], { env: withSbin() }).status === 0
}

/** Daemons are not on every user's path. */
function withSbin(): NodeJS.ProcessEnv {
  return { ...process.env, PATH: `${process.env["PATH"] ?? ""}:/usr/sbin:/sbin` }
}

/** Where a program is; with the daemons' directories searched too. */
export function pathOf(program: string): string {
  return spawnSync("sh", ["-c", `command -v "$1"`, "sh", program], { env: withSbin(), encoding: "utf8" }).stdout.trim()
}
