import { spawn } from "node:child_process"
import { choiceText, chosenIndex, confirmText } from "../agent/forwarding/question-text.ts"
import type { AskByProgram } from "../agent/forwarding/questions.ts"
import type { Asking } from "../agent/protocol.ts"
import type { Lang } from "../base/language.ts"

/** The most that is read of an answer. */
const MAX_ANSWER_CHARS = 100
/** How long output is waited for after the end of the program. */
const LATE_OUTPUT_MS = 500

/**
 * Asks with a program like `ssh-askpass`, which shows its argument. About one account it is asked for yes or no, which is its exit status; about
 * several for the number of one, which it prints.
 */
export function askBy(asking: Asking, lang: Lang): AskByProgram {
  return async (question, signal) => {
    if (question.labels.length === 1) {
      const shown = await show(asking, confirmText(question, lang), { SSH_ASKPASS_PROMPT: "confirm" }, signal)
      return shown === "unasked" ? shown : shown.accepted ? 0 : "no"
    }
    const shown = await show(asking, choiceText(question, lang), {}, signal)
    if (shown === "unasked") return shown
    return (shown.accepted ? chosenIndex(shown.printed, question) : null) ?? "no"
  }
}

interface Shown {
  readonly printed: string
  /** Whether the user has not cancelled it. */
  readonly accepted: boolean
}

/** @returns `unasked` where the program cannot be started */
function show(
  { program, env }: Asking,
  prompt: string,
  more: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<Shown | "unasked"> {
  return new Promise((resolve) => {
    const { SSH_ASKPASS_PROMPT: _, ...own } = process.env
    const child = spawn(program, [prompt], {
      stdio: ["ignore", "pipe", "ignore"],
      env: { ...own, ...env, ...more },
      signal,
      killSignal: "SIGKILL",
    })
    let printed = ""
    child.stdout.on("data", (chunk: Buffer) => {
      if (printed.length < MAX_ANSWER_CHARS) printed += chunk.toString("utf8")
    })
    child.once("error", () => {
      resolve(child.pid === undefined && !signal.aborted ? "unasked" : { printed, accepted: false })
    })
    child.once("exit", (status) => {
      const end = (): void => {
        clearTimeout(timer)
        child.stdout.destroy()
        resolve({ printed, accepted: status === 0 && !signal.aborted })
      }
      child.once("close", end)
      // A process that it has left behind may keep the pipe open.
      const timer = setTimeout(end, LATE_OUTPUT_MS)
    })
  })
}
