import { homedir } from "node:os"
import { resolve } from "node:path"
import { agentClient } from "../agent/client.ts"
import type { FoundCode } from "../agent/port.ts"
import { sanitize } from "../base/display.ts"
import { format } from "../base/language.ts"
import { vaultDirectory } from "../cli/directories.ts"
import { languageOf } from "../cli/language.ts"
import { agentSockets } from "./agent-sockets.ts"

/** Variables and values that only the whole program understands. */
const isPlain = (args: readonly string[], env: NodeJS.ProcessEnv): boolean =>
  args.length > 0 &&
  args.every((arg) => !arg.startsWith("-")) &&
  !env["KEYFERRY_VAULT"]?.startsWith("~") &&
  env["KEYFERRY_FORWARD"] === undefined

/**
 * Print the code that `keyferry code WORD…` asks for, where the agent has it: in a bundle of its own, as most of the time of such a command
 * would go into loading the program.
 *
 * @param args - Those after `code`.
 * @returns false where the whole program has to carry out the command; nothing was printed
 */
export async function printCodeOfAgent(args: readonly string[], env: NodeJS.ProcessEnv): Promise<boolean> {
  if (!isPlain(args, env)) return false
  const vault = resolve(vaultDirectory(null, { env, homeDirectory: homedir() }))
  const agent = agentClient(agentSockets(env), () => Promise.resolve())
  let found: FoundCode | null
  try {
    found = await agent.code(vault, args.join(" "), { peek: false, candidates: () => undefined })
  } catch {
    // The program asks again, and reports the error. At worst a counter is skipped, which services allow for.
    return false
  }
  if (found === null) return false
  for (const { sentence, detail } of found.notices)
    process.stderr.write(`${sanitize(`keyferry: ${format(sentence, languageOf(env), detail)}`)}\n`)
  process.stdout.write(`${found.answer.code}\n`)
  return true
}
