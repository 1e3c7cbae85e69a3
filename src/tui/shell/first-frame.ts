import type { Frame } from "../core/frame.ts"
import type { ProgramStart } from "../core/program.ts"
import { firstRunScreen } from "../screens/vault/first-run.ts"
import { unlockScreen } from "../screens/vault/unlock.ts"
import { makeProgram } from "./shell.ts"

/** The two screens that the program can start with, without the others: loading those takes longer than drawing this frame. */
const program = makeProgram({ screens: { "first-run": firstRunScreen, unlock: unlockScreen } })

/** The frame that the whole program draws first for the same start. */
export function firstFrame(start: ProgramStart): Frame {
  return program.view(program.init(start).state, start.size)
}
