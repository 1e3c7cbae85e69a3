import { sanitize } from "../../base/display.ts"

/**
 * What passes through a forwarded socket: one request, `code QUERY\n`, and one answer, `ok CODE SECONDS LABEL\n` or `error WORD SENTENCE\n`.
 * The client keeps its side open until it has the answer; one that closes it no longer wants the code.
 */
export const MAX_QUERY_BYTES = 512
const COMMAND = "code "
/** Of the request's line, without its end. */
export const MAX_REQUEST_BYTES = COMMAND.length + MAX_QUERY_BYTES
const MAX_TEXT_CELLS = 300

/** Why there is no code. */
export const REFUSALS = ["usage", "busy", "locked", "denied", "many", "wait", "failed"] as const
export type Refusal = (typeof REFUSALS)[number]

export type ForwardAnswer =
  /** `seconds`: how long the code is valid; 0 for HOTP. */
  | { readonly type: "ok"; readonly code: string; readonly seconds: number; readonly label: string }
  | { readonly type: "error"; readonly word: Refusal; readonly text: string }

/** The query of a request's line; null where the line is none. */
export function parseRequest(line: Uint8Array): string | null {
  if (line.length > MAX_REQUEST_BYTES) return null
  let text: string
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(line)
  } catch {
    return null
  }
  const query = text.startsWith(COMMAND) ? text.slice(COMMAND.length).trim() : ""
  return query === "" || /[\p{C}\u2028\u2029]/u.test(query) ? null : query
}

export function formatRequest(query: string): string {
  return `${COMMAND}${query}\n`
}

export function formatAnswer(answer: ForwardAnswer): string {
  const last = sanitize(answer.type === "ok" ? answer.label : answer.text, MAX_TEXT_CELLS)
  return answer.type === "ok" ? `ok ${answer.code} ${answer.seconds} ${last}\n` : `error ${answer.word} ${last}\n`
}

/** The answer that a line without its end says; null where it is none. What it says comes from another machine: it is sanitised. */
export function parseAnswer(line: string): ForwardAnswer | null {
  const [, code, seconds, label] = /^ok ([0-9A-Za-z]{1,16}) ([0-9]{1,6}) (.*)$/su.exec(line) ?? []
  if (code !== undefined) return { type: "ok", code, seconds: Number(seconds), label: sanitize(label ?? "", MAX_TEXT_CELLS) }
  const [, named, text] = /^error ([a-z]+) (.*)$/su.exec(line) ?? []
  const word = REFUSALS.find((refusal) => refusal === named)
  return word === undefined ? null : { type: "error", word, text: sanitize(text ?? "", MAX_TEXT_CELLS) }
}
