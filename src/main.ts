#!/usr/bin/env node
import { languageOf } from "./cli/language.ts"
import { parseInvocation, printHelp, reportError, runCommand } from "./cli/run.ts"
import type { Invocation } from "./cli/run.ts"
import { realPorts } from "./main/ports.ts"
import { abortOnSignal } from "./main/signals.ts"
import { version } from "./main/version.ts"
import { emptyCoreDumps } from "./platform/memory.ts"
import { realStdio } from "./platform/stdio.ts"

emptyCoreDumps()

const stdio = realStdio()

/** @returns the exit status */
async function run(invocation: Invocation): Promise<number> {
  switch (invocation.to) {
    case "version":
      await stdio.out(`keyferry ${version()}\n`)
      return 0
    case "help":
      return await printHelp(invocation.lang, { stdio })
    case "command":
      return await runCommand(invocation, await realPorts(stdio, { glance: true }), abortOnSignal())
    case "screen":
      return await (await import("./main/screen.ts")).runScreen(invocation, await realPorts(stdio, {}))
  }
}

let status: number
try {
  status = await run(parseInvocation(process.argv.slice(2), process.env))
} catch (error) {
  status = reportError(error, languageOf(process.env), { env: process.env, stdio })
}
await stdio.flush()
// The process would not end by itself where standard input is still open.
process.exit(status)
