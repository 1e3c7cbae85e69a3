import { execFile } from "node:child_process"
import { readFile } from "node:fs/promises"
import { basename } from "node:path"
import { promisify } from "node:util"

/** The name of the program that has started this one, such as `sudo`; null where the system does not tell. */
export async function parentProgram(): Promise<string | null> {
  try {
    return (await readFile(`/proc/${process.ppid}/comm`, "utf8")).trim()
  } catch {
    return await parentByPs()
  }
}

/** Where there is no /proc, as on macOS. */
async function parentByPs(): Promise<string | null> {
  try {
    const { stdout } = await promisify(execFile)("ps", ["-o", "comm=", "-p", String(process.ppid)])
    return basename(stdout.trim())
  } catch {
    return null
  }
}
