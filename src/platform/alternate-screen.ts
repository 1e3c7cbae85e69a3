import { closeSync, constants, openSync, writeSync } from "node:fs"
import { WriteStream } from "node:tty"

const ENTER = "\x1b[?1049h"
const LEAVE = "\x1b[?1049l"
/** For the line that the user types, and for the line feed that ends it. */
const ROWS_BELOW = 2

interface Size {
  readonly columns: number
  readonly rows: number
}

/**
 * Work with the alternate screen of the user's terminal (`/dev/tty`), and erase it afterwards. What is drawn never reaches the scrollback,
 * even where a terminal has no alternate screen: nothing scrolls, and the rows are erased one by one, because tmux moves a screen that is
 * cleared as a whole into its history.
 *
 * @returns null where there is no terminal
 */
export async function onAlternateScreen<T>(
  work: (screen: { readonly size: Size; readonly draw: (rows: readonly string[]) => void }) => Promise<T>,
): Promise<T | null> {
  const fd = openTerminal()
  if (fd === null) return null
  const size = windowSize()
  const erase = `${Array.from({ length: size.rows }, (_, row) => `\x1b[${row + 1};1H\x1b[2K`).join("")}\x1b[H`
  const leave = (): void => {
    writeSync(fd, erase + LEAVE)
  }
  process.once("exit", leave)
  try {
    writeSync(fd, ENTER)
    return await work({
      size: { columns: size.columns, rows: size.rows - ROWS_BELOW },
      draw: (rows) => {
        writeSync(
          fd,
          erase +
            rows
              .slice(0, size.rows - ROWS_BELOW)
              .map((row) => `${row}\r\n`)
              .join(""),
        )
      },
    })
  } finally {
    process.removeListener("exit", leave)
    leave()
    closeSync(fd)
  }
}

function openTerminal(): number | null {
  try {
    return openSync("/dev/tty", constants.O_RDWR | constants.O_NOCTTY)
  } catch {
    return null
  }
}

function windowSize(): Size {
  const fd = openTerminal()
  if (fd === null) return { columns: 80, rows: 24 }
  // The stream owns the descriptor and closes it.
  const stream = new WriteStream(fd)
  try {
    const [columns, rows] = stream.getWindowSize()
    return columns > 0 && rows > 0 ? { columns, rows } : { columns: 80, rows: 24 }
  } finally {
    stream.destroy()
  }
}
