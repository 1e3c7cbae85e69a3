import { lstatSync, mkdirSync } from "node:fs"
import * as module from "node:module"
import { homedir } from "node:os"
import { join } from "node:path"
import { xdgDirectory } from "../cli/directories.ts"

/** Node 22.1 and newer. */
type Enable = (directory: string) => unknown

/** Writable by the group or by everybody. */
const WRITABLE_BY_OTHERS = 0o022

/**
 * Lets node keep the compiled code of what is loaded from now on below the user's cache directory, where node can. Code from there is
 * run as it is, so no other user may write to the directory; otherwise, or where it cannot be made, nothing is kept.
 */
export function keepCompiledCode(
  env: NodeJS.ProcessEnv,
  enable: Enable | undefined = (module as { readonly enableCompileCache?: Enable }).enableCompileCache,
): void {
  if (enable === undefined) return
  try {
    const directory = join(xdgDirectory({ env, homeDirectory: homedir() }, "XDG_CACHE_HOME", ".cache"), "keyferry")
    mkdirSync(directory, { recursive: true, mode: 0o700 })
    if (isOwn(directory)) enable(directory)
  } catch {
    // A start without kept code is slower, and nothing else.
  }
}

/** A directory, not a link to one, of this user, to which no other user can write. */
function isOwn(directory: string): boolean {
  const status = lstatSync(directory)
  return status.isDirectory() && status.uid === process.getuid?.() && (status.mode & WRITABLE_BY_OTHERS) === 0
}
