import { cellWidth, graphemes } from "./display.ts"

// Characters that must not start, and not end, a line of Japanese (kinsoku).
const NOT_FIRST = new Set("、。，．・：；？！）］｝」』】〉》〕ーぁぃぅぇぉっゃゅょァィゥェォッャュョ々…,.:;?!)]}")
const NOT_LAST = new Set("（［｛「『【〈《〔([{")

/**
 * Text in lines of at most `width` cells. Latin words stay whole where they fit. Japanese breaks between any two characters, except at
 * marks that must not start or end a line. `\n` ends a line.
 */
export function wrap(text: string, width: number): string[] {
  const limit = Math.max(2, width)
  return text.split("\n").flatMap((line) => wrapLine(line, limit))
}

function wrapLine(line: string, limit: number): string[] {
  const out: string[] = []
  let current = ""
  for (const word of unbreakable(line)) {
    if (cellWidth(current + word.trimEnd()) <= limit) {
      current += word
      continue
    }
    if (current.trim() !== "") out.push(current.trimEnd())
    current = word.trimStart()
    while (cellWidth(current.trimEnd()) > limit) {
      const parts = graphemes(current)
      let head = ""
      let taken = 0
      while (taken < parts.length && cellWidth(head + (parts[taken] ?? "")) <= limit) head += parts[taken++] ?? ""
      out.push(head)
      current = parts.slice(Math.max(1, taken)).join("")
    }
  }
  return current.trim() !== "" || out.length === 0 ? [...out, current.trimEnd()] : out
}

/** The pieces between which a line may break; blanks belong to the piece before them. */
export function unbreakable(line: string): string[] {
  const pieces: string[] = []
  let last = ""
  for (const g of graphemes(line)) {
    const joined =
      pieces.length > 0 &&
      (g === " " || NOT_FIRST.has(g) || NOT_LAST.has(last) || (last !== " " && cellWidth(g) === 1 && cellWidth(last) === 1))
    if (joined) pieces.push((pieces.pop() ?? "") + g)
    else pieces.push(g)
    last = g
  }
  return pieces
}
