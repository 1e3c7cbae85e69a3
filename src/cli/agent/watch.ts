import type { ForwardNews, OpenQuestion } from "../../agent/port.ts"
import { sanitize } from "../../base/display.ts"
import { AppError } from "../../base/errors.ts"
import { texts } from "../../base/language.ts"
import type { CommandContext } from "../context.ts"
import { EXIT_CODES } from "../exit-codes.ts"
import { entryLine } from "./forward.ts"

const WATCH_TEXTS = texts({
  notRunning: { en: "no agent is running", ja: "エージェントは動作していません" },
  ended: { en: "the agent has ended", ja: "エージェントが終了しました" },
  watching: { en: "waiting for requests; Ctrl-C ends", ja: "要求を待っています（Ctrl-C で終了）" },
  question: {
    en: "{name} asks for the code of “{label}”. Give it? [y/N]",
    ja: "{name} が「{label}」の認証コードを求めています。渡しますか？ [y/N]",
  },
  tooLate: { en: "too late: the request has ended", ja: "時間切れです。要求は終了しました" },
  noTerminal: { en: "there is no terminal to answer on", ja: "回答するための端末がありません" },
})

/** Shows what hosts ask for, and asks the user about it, until the command is interrupted or the agent ends. @returns the exit status */
export async function watchForwards(context: CommandContext): Promise<number> {
  const interrupted = new Promise<"interrupted">((resolve) => {
    context.signal.addEventListener("abort", () => {
      resolve("interrupted")
    })
  })
  let last = 0
  for (let isFirst = true; !context.signal.aborted; isFirst = false) {
    const news: ForwardNews | null | "interrupted" = await Promise.race([context.ports.agent.news(last, !isFirst), interrupted])
    if (news === "interrupted") break
    if (news === null) throw new AppError("vault-refused", isFirst ? WATCH_TEXTS.notRunning : WATCH_TEXTS.ended)
    for (const entry of news.entries) await context.line(entryLine(context, entry))
    last = news.entries.at(-1)?.seq ?? last
    if (isFirst) context.note(WATCH_TEXTS.watching)
    if (news.question !== null) await answer(context, news.question)
  }
  return EXIT_CODES.interrupted
}

/** @throws AppError `interrupted`; `usage` where there is no terminal */
async function answer(context: CommandContext, { id, name, label }: OpenQuestion): Promise<void> {
  const prompt = context.format(WATCH_TEXTS.question, { name, label: sanitize(label) })
  const typed = await context.ports.terminal.askLine(`${prompt} `)
  if (typed === null) throw new AppError("usage", WATCH_TEXTS.noTerminal)
  const allows = /^y(es)?$/i.test(typed.normalize("NFKC").trim())
  if (!(await context.ports.agent.decide(id, allows))) context.note(WATCH_TEXTS.tooLate)
}
