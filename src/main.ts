#!/usr/bin/env node
import { programArguments } from "./main/arguments.ts"
import { version } from "./main/version.ts"

const args = programArguments(process.argv, process.argv0)
// Scripts and installers ask for the version, which needs nothing else of the program.
if (args.length === 1 && args[0] === "--version") process.stdout.write(`keyferry ${version()}\n`)
else await (await import("./main/start.ts")).start(args)
