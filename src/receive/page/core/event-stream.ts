/**
 * The data of server-sent events, from text that comes in pieces of any length. Comments and other fields are left out.
 *
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html, 9.2.6 (of it: the field `data`, and lines that end in LF or CRLF)
 */
export class EventStream {
  #rest = ""
  #data: string[] = []

  /** @returns The data of each event that this piece ends. */
  add(piece: string): string[] {
    const lines = (this.#rest + piece).split("\n")
    this.#rest = lines.pop() ?? ""
    return lines.flatMap((line) => this.#line(line.endsWith("\r") ? line.slice(0, -1) : line))
  }

  #line(line: string): string[] {
    if (line.startsWith("data:")) this.#data.push(line.slice(line.startsWith("data: ") ? 6 : 5))
    if (line !== "" || this.#data.length === 0) return []
    const data = this.#data.join("\n")
    this.#data = []
    return [data]
  }
}
