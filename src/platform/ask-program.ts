import { spawn } from "node:child_process"
import type { AskByProgram } from "../agent/forwarding/questions.ts"
import { FORWARD_TEXTS } from "../agent/forwarding/texts.ts"
import type { Asking } from "../agent/protocol.ts"
import { sanitize } from "../base/display.ts"
import { format } from "../base/language.ts"
import type { Lang } from "../base/language.ts"

const MAX_LABEL_CELLS = 120

/** Asks yes or no with a program like `ssh-askpass`: it shows its argument, and exits with 0 for yes. */
export function askBy({ program, env }: Asking, lang: Lang): AskByProgram {
  return ({ name, label }, signal) =>
    new Promise((resolve) => {
      const prompt = format(FORWARD_TEXTS.confirm, lang, { name, label: sanitize(label, MAX_LABEL_CELLS) })
      const child = spawn(program, [prompt], {
        stdio: "ignore",
        env: { ...process.env, ...env, SSH_ASKPASS_PROMPT: "confirm" },
        signal,
        killSignal: "SIGKILL",
      })
      child.once("error", () => {
        resolve(child.pid === undefined && !signal.aborted ? "unasked" : "no")
      })
      child.once("exit", (status) => {
        resolve(status === 0 && !signal.aborted ? "yes" : "no")
      })
    })
}
