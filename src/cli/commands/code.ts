import { answerAt, findCode, takenAnswer } from "../../accounts/find/find-code.ts"
import type { CodeAnswer } from "../../accounts/find/find-code.ts"
import { AppError } from "../../base/errors.ts"
import { texts } from "../../base/language.ts"
import { forwardedSocket, printForwarded } from "../agent/far.ts"
import type { Run } from "../command.ts"
import type { CommandContext } from "../context.ts"
import { DONE, EXIT_CODES } from "../exit-codes.ts"
import { agentVault, noteCandidates, selectAccount, selectFrom, withVault } from "../vault-access.ts"
import { watch } from "../scripting/watch.ts"

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
  const options = { peek: context.flag("peek") }
  const answer = (await askAgent(context, options)) ?? (await askVault(context, options))
  await printAnswer(context, answer)
  if (context.flag("copy")) {
    await context.ports.clipboard.copy(answer.code)
    context.note(CODE_COMMAND_TEXTS.copied)
  }
  return DONE
}

interface CodeOptions {
  readonly peek: boolean
}

/** Null where the agent does not have the vault unlocked. */
async function askAgent(context: CommandContext, { peek }: CodeOptions): Promise<CodeAnswer | null> {
  const directory = agentVault(context)
  if (directory === null) return null
  const candidates = (labels: readonly string[]): void => {
    noteCandidates(context, labels)
  }
  const found = await context.ports.agent.code(directory, context.operands.join(" "), { peek, candidates })
  for (const { sentence, detail } of found?.notices ?? []) context.note(sentence, detail)
  return found?.answer ?? null
}

async function askVault(context: CommandContext, options: CodeOptions): Promise<CodeAnswer> {
  return await withVault(context, "read", async (vault) => {
    const { accounts } = vault
    const found = selectFrom(context, accounts, (query) => findCode(accounts, query, options, context.ports.clock.nowMs()))
    return found.answer ?? takenAnswer(await vault.takeCode(found.account.id))
  })
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
