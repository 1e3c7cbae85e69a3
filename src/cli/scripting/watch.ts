import type { CodeAnswer } from "../../accounts/find/find-code.ts"
import { cellWidth, cutToWidth } from "../../base/display.ts"
import { texts } from "../../base/language.ts"
import type { CommandContext } from "../context.ts"

const WATCH_TEXTS = texts({
  line: { en: "{code}  {seconds} s", ja: "{code}  {seconds} 秒" },
})

/** The cells of the `^C` that a terminal draws. */
const ECHO_CELLS = 2
/** A timer may be early by a millisecond. */
const LATE_MS = 2

/** Where the codes are shown. */
interface Display {
  /** Called when a code is new. */
  begin(answer: CodeAnswer): Promise<void>
  /** Called every second. @param leftMs - How long the code is still valid. */
  tick(answer: CodeAnswer, leftMs: number): Promise<void>
  end(): Promise<void>
}

/**
 * Shows the codes of an account one after the other, until the command is interrupted. On a terminal one line is drawn again every second,
 * and erased at the end; elsewhere each code is printed once.
 *
 * The time is looked at every second, since a timer does not run while the machine sleeps.
 *
 * @param answerAt - Called once per code; its `validForMs` is not null.
 */
export async function watch(
  context: CommandContext,
  answerAt: (nowMs: number) => CodeAnswer | Promise<CodeAnswer>,
  print: (answer: CodeAnswer) => Promise<void>,
): Promise<void> {
  const { ports, signal } = context
  const display = ports.stdio.stdoutIsTerminal ? lineOf(context) : { begin: print, tick: nothing, end: nothing }
  const goesOn = (): boolean => !signal.aborted
  try {
    while (goesOn()) {
      const startMs = ports.clock.nowMs()
      const answer = await answerAt(startMs)
      const endMs = startMs + (answer.validForMs ?? 0)
      await display.begin(answer)
      for (let nowMs = startMs; nowMs >= startMs && nowMs < endMs && goesOn(); nowMs = ports.clock.nowMs()) {
        await display.tick(answer, endMs - nowMs)
        await ports.sleep(((endMs - nowMs) % 1000 || 1000) + LATE_MS, signal)
      }
    }
  } finally {
    await display.end()
  }
}

const nothing = (): Promise<void> => Promise.resolve()

/** One line of the terminal. */
function lineOf(context: CommandContext): Display {
  const { stdio } = context.ports
  const columns = (stdio.size?.columns ?? 80) - ECHO_CELLS - 1
  let width = 0
  return {
    begin: nothing,
    async tick({ code }, leftMs) {
      const line = cutToWidth(context.format(WATCH_TEXTS.line, { code, seconds: Math.ceil(leftMs / 1000) }), columns)
      const cells = cellWidth(line)
      await stdio.out(`\r${line}${" ".repeat(Math.max(0, width - cells))}`)
      width = Math.max(width, cells)
    },
    end: () => stdio.out(`\r${" ".repeat(width + ECHO_CELLS)}\r`),
  }
}
