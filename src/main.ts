#!/usr/bin/env node
import { languageOf } from "./cli/language.ts"
import type { CliPorts } from "./cli/ports.ts"
import { printHelp, runCommand, reportError, parseInvocation } from "./cli/run.ts"
import type { Invocation } from "./cli/run.ts"
import { realPorts } from "./main/ports.ts"
import { untilInterrupted } from "./main/signals.ts"
import { version } from "./main/version.ts"
import { realStdio } from "./platform/stdio.ts"

async function carryOut(asked: Invocation, stdio: CliPorts["stdio"]): Promise<number> {
  switch (asked.to) {
    case "version":
      await stdio.out(`keyferry ${version()}\n`)
      return 0
    case "help":
      return await printHelp(asked.lang, { stdio })
    case "command":
      return await runCommand(asked, await realPorts(stdio, { glance: true }), untilInterrupted())
    case "screen":
      return await (await import("./main/screen.ts")).runScreen(asked, await realPorts(stdio, {}))
  }
}

const stdio = realStdio()
// Everything is written by now (`out` waits, standard error does not buffer); what is still open, such as standard input, has nothing to add.
try {
  process.exit(await carryOut(parseInvocation(process.argv.slice(2), process.env), stdio))
} catch (error) {
  process.exit(reportError(error, languageOf(process.env), { env: process.env, stdio }))
}
