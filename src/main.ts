#!/usr/bin/env node
import { version } from "./main/version.ts"

const args = process.argv.slice(2)
// Scripts and installers ask for the version, which needs nothing else of the program.
if (args.length === 1 && args[0] === "--version") process.stdout.write(`keyferry ${version()}\n`)
else await (await import("./main/start.ts")).start(args)
