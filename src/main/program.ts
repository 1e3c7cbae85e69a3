import { languageOf } from "../cli/language.ts"
import { parseInvocation } from "../cli/parse.ts"
import type { Invocation } from "../cli/parse.ts"
import { printHelp, reportError, runCommand } from "../cli/run.ts"
import { realStdio } from "../platform/stdio.ts"
import type { EarlyScreen } from "../tui/terminal/early-screen.ts"
import { abortOnSignal } from "./signals.ts"
import { version } from "./version.ts"

/**
 * Runs the program to its end, and exits.
 *
 * @param args - Without node and the program.
 * @param early - What shows the first frame of the full-screen program already; null: nothing.
 */
export async function runProgram(args: readonly string[], early: EarlyScreen | null): Promise<void> {
  const stdio = realStdio()

  // Loaded for commands and the screen: help needs none of it.
  const loadPorts = async () => (await import("./ports.ts")).realPorts

  /** @returns the exit status */
  async function run(invocation: Invocation): Promise<number> {
    switch (invocation.to) {
      case "version":
        await stdio.out(`keyferry ${version()}\n`)
        return 0
      case "help":
        return await printHelp(invocation.lang, { stdio })
      case "command":
        return await runCommand(invocation, (await loadPorts())(stdio, { glance: true }), abortOnSignal())
      case "screen":
        return await (await import("./screen.ts")).runScreen(invocation, (await loadPorts())(stdio, {}), early)
    }
  }

  let status: number
  try {
    status = await run(parseInvocation(args, process.env))
  } catch (error) {
    early?.leave()
    status = reportError(error, languageOf(process.env), { env: process.env, stdio })
  }
  await stdio.flush()
  // The process would not end by itself where standard input is still open.
  process.exit(status)
}
