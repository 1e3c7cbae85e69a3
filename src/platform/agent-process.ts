import { spawn } from "node:child_process"
import { isSea } from "node:sea"
import { fileURLToPath } from "node:url"
import { AGENT_TEXTS } from "../agent/texts.ts"
import { AppError } from "../base/errors.ts"

const MAX_MS = 10_000
/** What the agent needs of the environment: not NODE_OPTIONS, which could open a debugger in it. */
const KEPT = ["HOME", "PATH", "LANG", "LC_ALL", "XDG_RUNTIME_DIR", "XDG_STATE_HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"]

/** Starts the agent, detached from this process and its terminal, and waits until it answers. @throws AppError `io` */
export async function startAgentProcess(env: NodeJS.ProcessEnv, program = programArguments()): Promise<void> {
  const kept = Object.fromEntries(KEPT.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])))
  const child = spawn(process.execPath, [...program, "agent", "serve"], {
    detached: true,
    stdio: ["ignore", "pipe", "ignore"],
    env: kept,
    cwd: "/",
  })
  const isReady = await new Promise<boolean>((resolve) => {
    const timer = setTimeout(() => {
      resolve(false)
    }, MAX_MS)
    const settle = (ready: boolean) => (): void => {
      clearTimeout(timer)
      resolve(ready)
    }
    child.stdout.once("data", settle(true))
    child.once("error", settle(false))
    child.once("exit", settle(false))
  })
  child.stdout.destroy()
  child.unref()
  if (!isReady) throw new AppError("io", AGENT_TEXTS.notStarted)
}

/** The arguments before the command's name: none for the single executable. */
function programArguments(): string[] {
  return isSea() ? [] : [fileURLToPath(new URL("./main.js", import.meta.url))]
}
