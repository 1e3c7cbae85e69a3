import { cellWidth } from "../src/base/display.ts"
import type { Lang, Sentence } from "../src/base/language.ts"
import { unbreakable } from "../src/base/wrap.ts"

const LINE = 80

/** Escapes plain text for mdoc, so that nothing in it is a macro or an escape. Each English sentence begins on a new line. */
export function escapeText(plain: string, lang: Lang): string {
  const escaped = plain.replaceAll("\\", "\\e").replaceAll("…", "\\&...")
  const letters =
    lang === "ja"
      ? escaped
      : escaped
          .replace(/[\u00a0-\uffff]/g, (char) => `\\[u${char.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}]`)
          .replace(/([.!?]) (?=[A-Z"])/g, "$1\n")
  return letters.replace(/^(?=[.'])/gm, "\\&")
}

/** Wraps a line of text at {@link LINE} columns. Lines of macros stay as they are. */
function wrap(line: string): string[] {
  if (line.startsWith(".") || line.length <= LINE) return [line]
  const pathOf = line.lastIndexOf(" ", LINE)
  return pathOf <= 0 ? [line] : [line.slice(0, pathOf), ...wrap(line.slice(pathOf + 1).replace(/^(?=[.'])/, "\\&"))]
}

const isWide = (letter: string | undefined): boolean => letter !== undefined && cellWidth(letter) === 2

/**
 * Japanese text as formatters need it: in one line as far as no macro ends it, since they draw the end of a line as a blank, and with an
 * escape wherever a line may be broken, since they break lines only at blanks.
 */
export function breakableLines(lines: readonly string[]): string[] {
  const out: string[] = []
  let isLiteral = false
  let isText = false
  for (const line of lines) {
    const wasText: boolean = isText
    isText = !isLiteral && !/^[.']/.test(line) && line !== ""
    if (line.startsWith(".Bd -literal")) isLiteral = true
    if (line.startsWith(".Ed")) isLiteral = false
    const before = out.at(-1) ?? ""
    if (isText && wasText && (isWide(Array.from(before).at(-1)) || isWide(Array.from(line)[0]))) out[out.length - 1] = before + line
    else if (/^\.\S.* Ns [、。]$/.test(before) && INLINE.test(line)) out[out.length - 1] = `${before} Ns ${line.slice(1)}`
    else out.push(line)
  }
  return out.map((line, at) => {
    if (/^[.']/.test(line) || isInLiteral(out, at)) return line
    return unbreakable(line).reduce(joinPieces, "") + (isJoined(line, out[at + 1] ?? "") ? "\\:\\c" : "")
  })
}

/** Macros that continue a line. */
const INLINE = /^\.(?:Ar|Cm|Dv|Em|Fl|Ic|Li|Nm|No|Pa|Ql|So|Sq|Sx|Vt|Xr) /

/** Whether the macro that follows a text continues its line without a blank. */
const isJoined = (line: string, next: string): boolean => next.startsWith(".No （") || (/[、。（「]$/.test(line) && INLINE.test(next))

/** A piece that ends with a blank can be broken there already. */
const joinPieces = (line: string, piece: string): string => (line === "" || line.endsWith(" ") ? line + piece : `${line}\\:${piece}`)

function isInLiteral(lines: readonly string[], at: number): boolean {
  const before = lines.slice(0, at)
  return before.findLastIndex((line) => line.startsWith(".Bd -literal")) > before.lastIndexOf(".Ed")
}

/** A manual page from blocks of lines. */
export function page(lang: Lang, blocks: readonly string[]): string {
  const lines = blocks.flatMap((block) => block.split("\n"))
  return (lang === "ja" ? breakableLines(lines) : lines.flatMap((line, at) => (isInLiteral(lines, at) ? [line] : wrap(line)))).join("\n")
}

/** Writes texts of the program in one language. */
export class Mdoc {
  readonly lang: Lang
  constructor(lang: Lang) {
    this.lang = lang
  }
  text(text: Sentence | string): string {
    return escapeText(typeof text === "string" ? text : text[this.lang], this.lang)
  }
  /** A full sentence: a capital and a full stop. */
  sentence(text: Sentence): string {
    const words = text[this.lang]
    if (this.lang === "ja") return this.text(words.endsWith("。") ? words : `${words}。`)
    return `${this.text(words.charAt(0).toUpperCase() + words.slice(1))}.`
  }
  /** Quotes an argument of a macro. */
  quoted(text: Sentence | string): string {
    return `"${this.text(text).replaceAll("\n", " ").replaceAll('"', '""')}"`
  }
  /** A key's name: a lone delimiter is escaped, since mdoc would read it as punctuation. */
  key(name: string): string {
    return /^[\W_]+$/.test(name) ? `"\\&${this.text(name).replaceAll('"', '""')}"` : this.text(name)
  }
  /** A list of tagged texts; each tag is a line of macros. */
  tags(items: readonly (readonly [tag: string, text: string])[]): string[] {
    return [".Bl -tag -width Ds", ...items.flatMap(([tag, text]) => [`.It ${tag}`, text]), ".El"]
  }
}
