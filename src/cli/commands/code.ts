import { answerAt } from "../../accounts/find/find-code.ts"
import type { CodeAnswer } from "../../accounts/find/find-code.ts"
import { AppError } from "../../base/errors.ts"
import { texts } from "../../base/language.ts"
import { forwardedSocket, printForwarded } from "../agent/far.ts"
import type { Run } from "../command.ts"
import type { CommandContext } from "../context.ts"
import { currentCode } from "../scripting/current-code.ts"
import { DONE, EXIT_CODES } from "../exit-codes.ts"
import { watch } from "../scripting/watch.ts"
import { selectAccount, withVault } from "../vault-access.ts"

export const CODE_COMMAND_TEXTS = texts({
  copied: { en: "the code was sent to the clipboard", ja: "コードをクリップボードに送りました" },
  counted: {
    en: "a HOTP code does not change with the time, and each is used once: get one with keyferry code, without --watch",
    ja: "HOTP のコードは時間では変わらず、それぞれ 1 回しか使えません。--watch を付けずに keyferry code で取得してください",
  },
})

export const run: Run = async (context) => {
  context.refuseTogether("watch", "copy")
  context.refuseTogether("watch", "peek")
  return context.flag("watch") ? await watchCode(context) : await printCode(context)
}

async function printCode(context: CommandContext): Promise<number> {
  const socket = await forwardedSocket(context)
  if (socket !== null) {
    await printForwarded(context, socket)
    return DONE
  }
  const answer = await currentCode(context, context.operands.join(" "), { peek: context.flag("peek") })
  await printAnswer(context, answer)
  if (context.flag("copy")) {
    await context.ports.clipboard.copy(answer.code)
    context.note(CODE_COMMAND_TEXTS.copied)
  }
  return DONE
}

/** @returns the exit status of an interrupted command, since nothing else ends this one */
async function watchCode(context: CommandContext): Promise<number> {
  const account = await withVault(context, "read", (vault) => Promise.resolve(selectAccount(context, vault.accounts)))
  if (account.kind === "hotp") throw new AppError("usage", CODE_COMMAND_TEXTS.counted)
  await watch(
    context,
    (nowMs) => answerAt(account, nowMs),
    (answer) => (context.flag("json") ? context.jsonLine(answerJson(answer)) : context.line(answer.code)),
  )
  return EXIT_CODES.interrupted
}

async function printAnswer(context: CommandContext, answer: CodeAnswer): Promise<void> {
  if (context.flag("json")) await context.json(answerJson(answer))
  else await context.line(answer.code)
}

function answerJson({ id, issuer, name, code, validForMs, nextCode }: CodeAnswer): object {
  return { id, issuer, name, code, validForS: validForMs === null ? null : Math.ceil(validForMs / 1000), nextCode }
}
