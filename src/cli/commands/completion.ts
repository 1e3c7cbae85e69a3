import { sanitize } from "../../base/display.ts"
import { AppError } from "../../base/errors.ts"
import { texts } from "../../base/language.ts"
import type { Run } from "../command.ts"
import type { CommandContext } from "../context.ts"
import { bashCompletion } from "../completion/bash.ts"
import { fishCompletion } from "../completion/fish.ts"
import { completionModel } from "../completion/model.ts"
import type { CompletionModel } from "../completion/model.ts"
import { zshCompletion } from "../completion/zsh.ts"
import { DONE } from "../exit-codes.ts"
import { vaultPath } from "../vault-access.ts"

const COMPLETION_TEXTS = texts({
  unknown: { en: "there are scripts for {shells}", ja: "対応しているシェル: {shells}" },
})

const SHELLS: ReadonlyMap<string, (model: CompletionModel) => string> = new Map([
  ["bash", bashCompletion],
  ["zsh", zshCompletion],
  ["fish", fishCompletion],
])

/** For the scripts: the names of the accounts while the agent is unlocked, one a line. */
const ACCOUNTS = "accounts"

async function printAccounts(context: CommandContext): Promise<number> {
  const labels = (await context.ports.agent.labels(vaultPath(context))) ?? []
  const names = new Set(labels.map((label) => sanitize(label).trim()))
  // A name that begins with a hyphen would be an option.
  for (const name of names) if (name !== "" && !name.startsWith("-")) await context.line(name)
  return DONE
}

export const run: Run = async (context) => {
  if (context.operands[0] === ACCOUNTS) return await printAccounts(context)
  const script = SHELLS.get(context.operands[0] ?? "")
  if (script === undefined) throw new AppError("usage", COMPLETION_TEXTS.unknown, { detail: { shells: [...SHELLS.keys()].join(", ") } })
  await context.ports.stdio.out(script(completionModel(context.commands, await context.formats(), context.lang)))
  return DONE
}
