import { readFileSync } from "node:fs"
import { join } from "node:path"
import type { Home } from "../e2e/home.ts"

/** What the screen shows once the command has ended. */
export const SHELL_AGAIN = "SHELL-AGAIN"

/** A shell that runs a command, and notes in the home directory the line's settings before and after it, and its exit status. */
export const inShell = (command: string): readonly string[] => [
  "bash",
  "-c",
  `stty -a >"$HOME/before"; ${command}; echo $? >"$HOME/status"; stty -a >"$HOME/after"; echo ${SHELL_AGAIN}; exec sleep 999`,
]

/** What the command of {@link inShell} has left changed, in words; empty where it ended well and left the line as it was. */
export function changedLine(home: Home): string[] {
  const [before, after, status] = ["before", "after", "status"].map((file) => readFileSync(join(home.path, file), "utf8").trim())
  return [...(before === after ? [] : ["stty differs"]), ...(status === "0" ? [] : [`exit status ${status ?? ""}`])]
}
