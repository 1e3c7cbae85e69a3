/** The sequences sent to the terminal apart from drawing; see xterm's "ctlseqs". */

export const PASTE = { on: "\x1b[?2004h", off: "\x1b[?2004l" }
/** Button presses and the wheel, in the form without a limit for coordinates; no movements. */
export const MOUSE = { on: "\x1b[?1000h\x1b[?1006h", off: "\x1b[?1006l\x1b[?1000l" }
/** A paste becomes an event, and the program reads of the clipboard what it wants; see `clipboard/`. */
export const CLIPBOARD_EVENTS = { query: "\x1b[?5522$p", on: "\x1b[?5522h", off: "\x1b[?5522l" }
export const SYNCHRONIZED = { on: "\x1b[?2026h", off: "\x1b[?2026l" }
export const SHOW_CURSOR = "\x1b[?25h"
export const HIDE_CURSOR = "\x1b[?25l"
/**
 * What blessed sends on terminals like xterm to enter and to leave: alternate screen, keypad mode, scroll margins, cursor off, and an
 * empty screen.
 */
export const ENTER = (rows: number): string => `\x1b[?1049h\x1b[?1h\x1b=\x1b[1;${rows}r\x1b[?25l\x1b[1;1H\x1b[H\x1b[2J`
export const LEAVE = "\x1b[?1l\x1b>\x1b[?12l\x1b[?25h\x1b[H\x1b[2J\x1b[?1049l"
/** Ends the modes that an interrupted frame may have left on, and resets the scroll margins that blessed sets. */
export const RESET = `${SYNCHRONIZED.off}\x1b[m\x1b[r`
