import { emptyCoreDumps, keepYoungGenerationSmall } from "../platform/memory.ts"
import { keepCompiledCode } from "./compile-cache.ts"

/** Without the name of a command; options may have values. */
const mayBeScreen = (args: readonly string[]): boolean =>
  args.every((arg, at) => arg.startsWith("-") || args[at - 1]?.startsWith("-") === true)

/** Runs whatever the arguments ask for, and exits. */
export async function start(args: readonly string[]): Promise<void> {
  emptyCoreDumps()
  // Otherwise node opens its debugger, which other users of the machine can reach.
  process.on("SIGUSR1", () => undefined)
  keepCompiledCode(process.env)
  // Imported from here on, so that their compiled code is kept.
  if (args[0] === "agent" && args[1] === "serve") await (await import("./agent.ts")).runAgent(process.env)
  else if (args[0] !== "code" || !(await (await import("./agent-code.ts")).printCodeOfAgent(args.slice(1), process.env)))
    await runAsUsual(args)
}

async function runAsUsual(args: readonly string[]): Promise<void> {
  // Most of the program is loaded behind the first frame.
  const isScreen = process.stdout.isTTY && mayBeScreen(args)
  if (isScreen) keepYoungGenerationSmall()
  const early = isScreen ? (await import("./first-frame.ts")).showFirstFrame(args, process.env) : null
  await (await import("./program.ts")).runProgram(args, early)
}
