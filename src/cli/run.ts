import { sanitize } from "../base/display.ts"
import { AppError, isAppError } from "../base/errors.ts"
import { format, texts } from "../base/language.ts"
import type { Lang } from "../base/language.ts"
import { COMMANDS } from "./commands.ts"
import { CommandContext } from "./context.ts"
import { EXIT_CODES } from "./exit-codes.ts"
import { helpOf, overview } from "./help.ts"
import { GLOBAL_OPTIONS } from "./options.ts"
import { lineWidth, messageLines } from "./output/lines.ts"
import { parse, PARSE_TEXTS } from "./parse.ts"
import type { Invocation } from "./parse.ts"
import type { CliPorts } from "./ports.ts"

const RUN_TEXTS = texts({
  internal: {
    en: "internal error: this is a bug in keyferry; please report it with the details that KEYFERRY_DEBUG=1 prints",
    ja: "keyferry の不具合です。KEYFERRY_DEBUG=1 の詳細を添えて報告してください",
  },
})

/**
 * Carries out one command.
 *
 * @returns the exit status; an error is reported on standard error
 */
export async function runCommand(
  invocation: Extract<Invocation, { to: "command" }>,
  ports: CliPorts,
  signal: AbortSignal,
): Promise<number> {
  try {
    const command = COMMANDS.find(({ name }) => name === invocation.name)
    if (command === undefined) throw new AppError("usage", PARSE_TEXTS.unknownCommand)
    const parsed = parse(invocation.rest, command, GLOBAL_OPTIONS)
    if (parsed.flags.has("help")) {
      await ports.stdio.out(helpOf(command, invocation.lang, lineWidth(ports.stdio.size?.columns ?? null)))
      return 0
    }
    // Standard input can be read only once, so it cannot hold both a file and the passphrase.
    const passphraseFromStdin = command.vaultless !== true && ports.env["KEYFERRY_PASSPHRASE_FILE"] === "-"
    if (passphraseFromStdin && parsed.readsStdin) throw new AppError("usage", PARSE_TEXTS.stdinTwice)
    const run = await command.load()
    const context = new CommandContext({ ports, lang: invocation.lang, signal, parsed, commands: COMMANDS })
    const status = await run(context)
    await context.finish()
    return status
  } catch (error) {
    return reportError(error, invocation.lang, ports)
  }
}

export async function printHelp(lang: Lang, ports: Pick<CliPorts, "stdio">): Promise<number> {
  await ports.stdio.out(overview(lang, lineWidth(ports.stdio.size?.columns ?? null)))
  return 0
}

/** Writes a message about an error: its sentence, never its cause, which may quote the input. @returns the exit status */
export function reportError(
  error: unknown,
  lang: Lang,
  ports: { readonly env: CliPorts["env"]; readonly stdio: Pick<CliPorts["stdio"], "err" | "errColumns"> },
): number {
  const known = isAppError(error)
  const text = sanitize(known ? format(error, lang) : format(RUN_TEXTS.internal, lang))
  ports.stdio.err(messageLines(`keyferry: ${text}`, ports.stdio.errColumns))
  if (ports.env["KEYFERRY_DEBUG"] === "1" && error instanceof Error) {
    // The stack without its first line, since the message of a library may quote the input.
    const stack = (error.stack ?? "").split("\n").filter((line) => /^\s+at /.test(line))
    ports.stdio.err(`${known ? error.code : error.name}\n${stack.join("\n")}\n`)
  }
  return known ? EXIT_CODES[error.code] : EXIT_CODES.internal
}
