import { lstatSync } from "node:fs"
import { homedir } from "node:os"
import { join } from "node:path"
import { xdgDirectory } from "../cli/directories.ts"

type Env = Readonly<Record<string, string | undefined>>

/**
 * Where the agent's socket may be, the preferred place first: the runtime directory, which ends with the session, else below the user's
 * state directory. Never a temporary directory, which others can write to.
 */
export function agentSockets(env: Env): readonly string[] {
  const runtime = env["XDG_RUNTIME_DIR"]
  const state = join(xdgDirectory({ env, homeDirectory: homedir() }, "XDG_STATE_HOME", ".local/state"), "keyferry", "run")
  const directories = runtime?.startsWith("/") === true ? [join(runtime, "keyferry"), state] : [state]
  return directories.map((directory) => join(directory, "agent.sock"))
}

/** Whether an agent seems to run, after a look that takes no time. */
export function mayHaveAgent(env: Env): boolean {
  return agentSockets(env).some((path) => {
    try {
      return lstatSync(path, { throwIfNoEntry: false })?.isSocket() === true
    } catch {
      return false
    }
  })
}
