/** What is sent to the terminal beside drawing (xterm's "ctlseqs" names them). */

export const PASTE = { on: "\x1b[?2004h", off: "\x1b[?2004l" }
/** Button presses and the wheel, in the form without a limit for coordinates; no movements. */
export const MOUSE = { on: "\x1b[?1000h\x1b[?1006h", off: "\x1b[?1006l\x1b[?1000l" }
export const SYNCHRONIZED = { on: "\x1b[?2026h", off: "\x1b[?2026l" }
export const SHOW_CURSOR = "\x1b[?25h"
export const HIDE_CURSOR = "\x1b[?25l"
/** Undoes what a frame that was cut short may have left on, and the scroll margins that blessed sets. */
export const RESET = `${SYNCHRONIZED.off}\x1b[m\x1b[r`
