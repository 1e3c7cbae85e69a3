import { findCode, takenAnswer } from "../../accounts/find/find-code.ts"
import type { CodeAnswer } from "../../accounts/find/find-code.ts"
import { texts } from "../../base/language.ts"
import type { Run } from "../command.ts"
import type { CommandContext } from "../context.ts"
import { DONE } from "../exit-codes.ts"
import { selectFrom, withVault } from "../vault-access.ts"

export const CODE_COMMAND_TEXTS = texts({
  copied: { en: "the code was sent to the clipboard", ja: "コードをクリップボードに送りました" },
})

export const run: Run = async (context) => {
  const options = { peek: context.flag("peek") }
  const answer = await withVault(context, "read", async (vault) => {
    const { accounts } = vault
    const found = selectFrom(context, accounts, (query) => findCode(accounts, query, options, context.ports.clock.nowMs()))
    return found.answer ?? takenAnswer(await vault.takeCode(found.account.id))
  })
  await printAnswer(context, answer)
  if (context.flag("copy")) {
    await context.ports.clipboard.copy(answer.code)
    context.note(CODE_COMMAND_TEXTS.copied)
  }
  return DONE
}

async function printAnswer(context: CommandContext, answer: CodeAnswer): Promise<void> {
  if (context.flag("json")) await context.json(answerJson(answer))
  else await context.line(answer.code)
}

function answerJson({ id, issuer, name, code, validForMs, nextCode }: CodeAnswer): object {
  return { id, issuer, name, code, validForS: validForMs === null ? null : Math.ceil(validForMs / 1000), nextCode }
}
