import { texts } from "../../base/language.ts"
import { linesOf } from "./text.ts"

export const URI_LINE_TEXTS = texts({
  notUri: { en: "this line is not the URI of an account", ja: "アカウントの URI ではない行です" },
})

/** The schemes that carry accounts, or parts of a transfer. */
export const URI_SCHEMES = ["otpauth-migration", "otpauth", "steam", "motp", "keyferry"] as const
export type UriScheme = (typeof URI_SCHEMES)[number]

export interface UriLine {
  /** 1-based line. */
  readonly at: number
  /** Null for a line that is no URI of a known scheme. */
  readonly scheme: UriScheme | null
  /** The URI alone, without a prefix or quotes; for other lines the whole line. Secret. */
  readonly text: string
}

/** `otpauth://…` → otpauth; `motp:` and `KEYFERRY:` need no slashes. Null for anything else. */
export function schemeOf(text: string): UriScheme | null {
  const colon = text.slice(0, 18).indexOf(":")
  if (colon < 0) return null
  const word = text.slice(0, colon).toLowerCase()
  const scheme = URI_SCHEMES.find((scheme) => scheme === word)
  if (scheme === undefined) return null
  if (scheme === "keyferry") return /^:\d{1,3}\//.test(text.slice(colon, colon + 5)) ? scheme : null
  return scheme === "motp" || text.startsWith("//", colon + 1) ? scheme : null
}

/**
 * The lines of a list of URIs, without blank lines and comments (`#`).
 *
 * Accepts a `QR-Code:` prefix (as scanners print), quotes around a URI, and several URIs on one line divided by commas (as Ente does). A
 * comma divides only where a scheme follows, so a URI may contain commas.
 */
export function* uriLines(text: string): Generator<UriLine> {
  for (const { at, text: line } of linesOf(text)) {
    if (line.startsWith("#")) continue
    const bare = stripWrapping(line)
    if (schemeOf(bare) === null) {
      yield { at, scheme: null, text: line }
      continue
    }
    for (const uri of splitAtCommas(bare)) yield { at, scheme: schemeOf(uri), text: uri }
  }
}

function stripWrapping(line: string): string {
  const bare = line.replace(/^\ufeff/, "").replace(/^qr-code:\s*/i, "")
  const quoted = /^(["'`<])(.*)(["'`>]),?$/.exec(bare)
  return quoted?.[2] ?? bare
}

function splitAtCommas(line: string): string[] {
  const uris: string[] = []
  let start = 0
  for (let comma = line.indexOf(","); comma >= 0; comma = line.indexOf(",", comma + 1)) {
    const rest = line.slice(comma + 1, comma + 40).trimStart()
    if (rest !== "" && schemeOf(rest) === null) continue
    uris.push(line.slice(start, comma).trim())
    start = comma + 1
  }
  uris.push(line.slice(start).trim())
  return uris.filter((uri) => uri !== "")
}
