import type { ForwardNews, OpenQuestion } from "../../agent/port.ts"
import { choiceText, chosenIndex, confirmText } from "../../agent/forwarding/question-text.ts"
import { AppError } from "../../base/errors.ts"
import { texts } from "../../base/language.ts"
import type { CommandContext } from "../context.ts"
import { EXIT_CODES } from "../exit-codes.ts"
import { entryLine } from "./forward.ts"

const WATCH_TEXTS = texts({
  notRunning: { en: "no agent is running", ja: "エージェントは動作していません" },
  ended: { en: "the agent has ended", ja: "エージェントが終了しました" },
  watching: { en: "waiting for requests; Ctrl-C ends", ja: "要求を待っています（Ctrl-C で終了）" },
  tooLate: { en: "too late: the request has ended", ja: "時間切れです。要求は終了しました" },
  requestEnded: { en: "the request has ended", ja: "要求は終了しました" },
  noTerminal: { en: "there is no terminal to answer on", ja: "回答するためのターミナルがありません" },
})

/** How often a question is looked for while it is open, in milliseconds. */
const LOOK_MS = 500

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
    if (news.question !== null) await answer(context, news.question, last)
  }
  return EXIT_CODES.interrupted
}

/** @param seq - Of the last entry that was shown. @throws AppError `interrupted`; `usage` where there is no terminal */
async function answer(context: CommandContext, question: OpenQuestion, seq: number): Promise<void> {
  const isOne = question.labels.length === 1
  const prompt = isOne ? `${confirmText(question, context.lang)} [y/N]` : choiceText(question, context.lang)
  // The question comes at any moment: what was typed for something else must not answer it.
  const [ended, answered] = [new AbortController(), new AbortController()]
  void waitForEnd(context, question, seq, answered.signal).then(() => {
    ended.abort()
  })
  let typed: string | null
  try {
    typed = await context.ports.terminal.askLine(`${prompt} `, { unread: "discarded", until: ended.signal })
  } finally {
    answered.abort()
  }
  if (typed === null) throw new AppError("usage", WATCH_TEXTS.noTerminal)
  if (typed === "" && ended.signal.aborted) {
    context.note(WATCH_TEXTS.requestEnded)
    return
  }
  const choice = isOne ? (isYes(typed) ? 0 : null) : chosenIndex(typed, question)
  if (!(await context.ports.agent.decide(question.id, choice))) context.note(WATCH_TEXTS.tooLate)
}

/** Ends when the question does: the client is gone, another terminal has answered, or the time is over. @param signal - Aborted once it is answered here. */
async function waitForEnd(context: CommandContext, { id }: OpenQuestion, seq: number, signal: AbortSignal): Promise<void> {
  for (;;) {
    await context.ports.sleep(LOOK_MS, signal)
    const news = signal.aborted ? null : await context.ports.agent.news(seq, true).catch(() => null)
    if (news?.question?.id !== id) return
  }
}

const isYes = (typed: string): boolean => /^y(es)?$/i.test(typed.normalize("NFKC").trim())
