import { statSync } from "node:fs"
import { homedir } from "node:os"
import { join, resolve } from "node:path"
import { isAppError } from "../base/errors.ts"
import { vaultDirectory, xdgDirectory } from "../cli/directories.ts"
import { parseInvocation } from "../cli/parse.ts"
import type { Invocation } from "../cli/parse.ts"
import { readSettings } from "../settings/store.ts"
import { firstFrame } from "../tui/shell/first-frame.ts"
import { mayHaveAgent } from "./agent-sockets.ts"
import { EarlyScreen } from "../tui/terminal/early-screen.ts"
import { canDrawEarly } from "../tui/terminal/streams.ts"

/**
 * Draws the program's first frame, where the arguments ask for the full-screen program and it is plain which screen comes first.
 *
 * A bundle of its own holds this module and all that it imports, see `.tools/build.mjs`: one file loads faster than shared ones. So
 * nothing but plain objects goes from here to the rest of the program.
 *
 * @returns null where nothing is drawn
 */
export function showFirstFrame(args: readonly string[], env: NodeJS.ProcessEnv): EarlyScreen | null {
  const { stdin, stdout } = process
  if (!canDrawEarly(stdin, stdout, env) || env["KEYFERRY_DEMO"] !== undefined) return null
  const invocation = screenInvocation(args, env)
  if (invocation === null) return null
  const homeDirectory = homedir()
  const user = { env, homeDirectory }
  const directory = vaultDirectory(invocation.vault, user)
  const exists = hasVault(directory, homeDirectory)
  if (exists === null) return null
  const settings = readSettings(join(xdgDirectory(user, "XDG_CONFIG_HOME", ".config"), "keyferry"))
  const screen = new EarlyScreen({
    input: stdin,
    output: stdout,
    env,
    settings,
    process,
    exit: (status) => process.exit(status),
    raise: (signal) => {
      process.kill(process.pid, signal)
    },
  })
  const frame = firstFrame({
    nowMs: Date.now(),
    size: screen.size,
    lang: screenLanguage(invocation, settings.lang, env),
    settings,
    formats: [],
    vaultExists: exists,
    vaultDirectory: directory,
    inAgent: mayHaveAgent(env),
    demo: false,
    homeDirectory,
    startDirectory: "",
    host: "",
  })
  screen.show(frame)
  return screen
}

type ScreenInvocation = Extract<Invocation, { to: "screen" }>

function screenInvocation(args: readonly string[], env: NodeJS.ProcessEnv): ScreenInvocation | null {
  try {
    const invocation = parseInvocation(args, env)
    return invocation.to === "screen" ? invocation : null
  } catch (error) {
    // The rest of the program reports it.
    if (isAppError(error)) return null
    throw error
  }
}

/** @returns null where it takes more than a look to know */
function hasVault(directory: string, homeDirectory: string): boolean | null {
  const path = directory === "~" || directory.startsWith("~/") ? join(homeDirectory, directory.slice(1)) : resolve(directory)
  try {
    if (statSync(path, { throwIfNoEntry: false }) === undefined) return false
    const identity = statSync(join(path, "identity.age"), { throwIfNoEntry: false })
    return identity?.isFile() === true && identity.size > 0 ? true : null
  } catch {
    return null
  }
}

/** The language of the full-screen program: `--lang`, the setting, the locale. The Linux console has no Japanese font. */
export function screenLanguage({ lang, langChosen }: ScreenInvocation, chosen: "en" | "ja" | null, env: NodeJS.ProcessEnv): "en" | "ja" {
  return langChosen || env["TERM"] === "linux" ? lang : (chosen ?? lang)
}
