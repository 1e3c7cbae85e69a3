import { join } from "node:path"
import { AppError, isAppError } from "../../base/errors.ts"
import { texts } from "../../base/language.ts"
import { requireVault } from "../../vault/vault.ts"
import type { CommandContext } from "../context.ts"
import { vaultPath } from "../vault-access.ts"

const FAR_TEXTS = texts({
  alone: {
    en: "a code from another machine is printed alone: --{option} cannot be used",
    ja: "別のマシンから受け取るコードは、コードだけを表示します。--{option} は使えません",
  },
})

/** Where ssh puts the forwarded socket where no other is named. */
const USUAL_SOCKET = ".keyferry-forward.sock"

/** The forwarded socket to ask: the one that is named, else the usual one where there is no vault; null: the vault is here. */
export async function forwardedSocket(context: CommandContext): Promise<string | null> {
  const { env, files, forwarded, homeDirectory, vault } = context.ports
  const fromEnvironment = context.value("vault") === null ? (env["KEYFERRY_FORWARD"] ?? "") : ""
  const named = context.value("forward") ?? fromEnvironment
  if (named !== "") return files.absolute(named)
  const usual = join(homeDirectory, USUAL_SOCKET)
  if (!forwarded.isSocket(usual)) return null
  try {
    await requireVault(vault, vaultPath(context))
    return null
  } catch (error) {
    if (isAppError(error, "vault-missing")) return usual
    throw error
  }
}

/** Prints the code that the other machine gives. @throws AppError `usage`; as `ForwardedAgent.code` */
export async function printForwarded(context: CommandContext, socket: string): Promise<void> {
  const option = ["json", "copy", "peek", "watch"].find((name) => context.flag(name))
  if (option !== undefined) throw new AppError("usage", FAR_TEXTS.alone, { detail: { option } })
  await context.line(await context.ports.forwarded.code(socket, context.operands.join(" ")))
}
