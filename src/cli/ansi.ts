import type { QrDrawing } from "../qr/draw/draw.ts"

/** A drawing as rows for a terminal: both colours of every cell by their index in the 256-colour palette, so that the theme does not change them. */
export function ansiRows({ rows }: QrDrawing): string[] {
  return rows.map((runs) => `${runs.map(({ text, fg, bg }) => `\x1b[38;5;${fg}m\x1b[48;5;${bg}m${text}`).join("")}\x1b[0m`)
}
