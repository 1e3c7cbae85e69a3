#!/usr/bin/env node
import { keepCompiledCode } from "./main/compile-cache.ts"
import { emptyCoreDumps, keepYoungGenerationSmall } from "./platform/memory.ts"

emptyCoreDumps()
keepCompiledCode(process.env)

/** Without the name of a command; options may have values. */
const mayBeScreen = (args: readonly string[]): boolean =>
  args.every((arg, at) => arg.startsWith("-") || args[at - 1]?.startsWith("-") === true)

const args = process.argv.slice(2)
if (args[0] === "agent" && args[1] === "serve") await (await import("./main/agent.ts")).runAgent(process.env)
else await runAsUsual()

async function runAsUsual(): Promise<void> {
  // Imported now, so that their compiled code is kept; most of the program is loaded behind the first frame.
  const isScreen = process.stdout.isTTY && mayBeScreen(args)
  if (isScreen) keepYoungGenerationSmall()
  const early = isScreen ? (await import("./main/first-frame.ts")).showFirstFrame(args, process.env) : null
  await (await import("./main/program.ts")).runProgram(early)
}
