import { defaultsOf, makeDraft } from "./account.ts"
import type { Algorithm, Draft, Kind, DraftFields } from "./account.ts"
import { encodeBase32 } from "./base32.ts"
import { AppError } from "../base/errors.ts"
import { texts } from "../base/language.ts"
import { percentDecode, percentDecodeBytes, percentEncode, percentEncodeBytes } from "../base/percent.ts"
import { checkFields, parseAlgorithm, parseCounter, parseDigits, parsePeriod, isAbsent } from "./ranges.ts"
import { Secret } from "./secret.ts"
import { parseSteamSecret, withoutFragment, parseMotpSecret, textOrNull, trimBytes, parseYandexPin } from "./uri-values.ts"

export const URI_TEXTS = texts({
  notUri: { en: "this is not the URI of an account", ja: "アカウントの URI ではありません" },
  tooLong: { en: "the URI is longer than {max} characters", ja: "URI が {max} 文字を超えています" },
  noSecret: { en: "the URI has no secret", ja: "URI にシークレットがありません" },
  unknownType: { en: "a type of code nobody here can make", ja: "対応していない種類の認証コードです" },
  yandexTooShort: { en: "a Yandex secret has 16 bytes or more", ja: "Yandex のシークレットは 16 バイト以上必要です" },
})

/** Notes and icons ride along in some dialects, hence the room. In UTF-16 units. */
export const MAX_URI_LENGTH = 262_144

/** The shapes a URI can be written in; QR codes use them to stay small. */
export interface UriStyle {
  /** `omitted` leaves out what every reader assumes: SHA1, 6 digits, 30 seconds. Default: `written`. */
  readonly defaults?: "written" | "omitted"
  /** `parameter` names the issuer once, not in the label too. Default: `both`. */
  readonly issuer?: "both" | "parameter"
}

/** A URI taken apart, before anything is made of it. Handlers of dialects with parameters of their own start here. */
export interface UriParts {
  readonly scheme: "otpauth" | "steam" | "motp"
  /** Lower case: `totp`, `hotp`, `steam`, `motp`, `yaotp`, `yandex`, or one nobody knows. The scheme itself for `steam:` and `motp:`. */
  readonly type: string
  /** The label, taken apart by {@link splitLabel}. For `steam:` both are empty. */
  readonly label: { readonly issuer: string; readonly name: string }
  /** Names in lower case; values decoded (`+` is a space). Of several with one name the first that is not empty counts. */
  readonly params: ReadonlyMap<string, string>
  /** All parameters in their order, for names that may come more than once. */
  readonly pairs: readonly (readonly [name: string, value: string])[]
  /** The secret as it stands in the URI, escapes and all; null where there is none. */
  readonly rawSecret: string | null
}

/**
 * Take a URI apart, as leniently as the dialects in use demand: broken escapes, an unescaped `#` or `?` in the label, `&amp;` for
 * `&`, names in any case.
 *
 * @throws {@link AppError} `format-damaged` when it is no `otpauth:`, `steam:` or `motp:` URI; `limit-exceeded` when it is longer
 * than {@link MAX_URI_LENGTH}.
 */
export function parseUriParts(text: string): UriParts {
  if (text.length > MAX_URI_LENGTH) throw new AppError("limit-exceeded", URI_TEXTS.tooLong, { detail: { max: MAX_URI_LENGTH } })
  const found = /^[\s\ufeff]*(?:apple-)?(otpauth|steam|motp):\/{0,2}/i.exec(text)
  const scheme = found?.[1]?.toLowerCase()
  if (found === null || (scheme !== "otpauth" && scheme !== "steam" && scheme !== "motp"))
    throw new AppError("format-damaged", URI_TEXTS.notUri)
  const rest = text.slice(found[0].length).trimEnd()
  if (scheme === "steam") {
    const end = rest.search(/[?#]/)
    return {
      scheme,
      type: "steam",
      label: { issuer: "", name: "" },
      params: new Map(),
      pairs: [],
      rawSecret: end < 0 ? rest : rest.slice(0, end),
    }
  }
  const { path, query } = splitQuery(rest)
  const slash = path.indexOf("/")
  const [type, label] = scheme === "motp" ? ["motp", path] : slash < 0 ? [path, ""] : [path.slice(0, slash), path.slice(slash + 1)]
  return { scheme, type: percentDecode(type).trim().toLowerCase(), label: splitLabel(label), ...parseQuery(query) }
}

/** The query starts at the last `?` before the secret, or else at the first one; a label may hold an unescaped one. */
function splitQuery(rest: string): { path: string; query: string } {
  const secret = rest.search(/[?&;]secret=/i)
  const at = secret < 0 ? rest.indexOf("?") : rest.lastIndexOf("?", secret)
  return at < 0 ? { path: rest, query: "" } : { path: rest.slice(0, at), query: rest.slice(at + 1) }
}

function parseQuery(query: string): Pick<UriParts, "params" | "pairs" | "rawSecret"> {
  const params = new Map<string, string>()
  const pairs: [string, string][] = []
  let rawSecret: string | null = null
  for (const part of query.split(/&(?:amp;)?/)) {
    if (part === "") continue
    const equals = part.indexOf("=")
    const name = decodeParam(equals < 0 ? part : part.slice(0, equals))
      .trim()
      .toLowerCase()
    const raw = equals < 0 ? "" : part.slice(equals + 1)
    const value = decodeParam(raw)
    pairs.push([name, value])
    if ((params.get(name) ?? "") === "") params.set(name, value)
    if (name === "secret" && (rawSecret ?? "") === "") rawSecret = raw
  }
  return { params, pairs, rawSecret }
}

function decodeParam(text: string): string {
  return percentDecode(text.includes("+") ? text.replaceAll("+", " ") : text)
}

/**
 * The two halves of a label that is still escaped: the first literal `:` divides them, or where there is none, the first one that
 * appears when the escapes are undone. Both are trimmed. A leading `:` is an empty issuer. `+` is no space here.
 */
export function splitLabel(label: string): { issuer: string; name: string } {
  const literal = label.indexOf(":")
  if (literal >= 0) return { issuer: percentDecode(label.slice(0, literal)).trim(), name: percentDecode(label.slice(literal + 1)).trim() }
  const decoded = percentDecode(label)
  const colon = decoded.indexOf(":")
  return { issuer: decoded.slice(0, Math.max(colon, 0)).trim(), name: decoded.slice(colon + 1).trim() }
}

/**
 * Read one account's URI: `otpauth://totp|hotp|steam|motp|yaotp|yandex/…`, `steam://SECRET`, `motp://Issuer:User?secret=…` and their
 * dialects. The `issuer` parameter beats the label's prefix; what is absent, `null` or (for digits and period) 0 is the default.
 *
 * Nothing but what makes the account is read: `codeDisplay`, `tags`, `icon` … are their apps' handlers' matter.
 * A `steam://` URI says no name at all: its issuer is "Steam". A Yandex account without an issuer is from "Yandex".
 *
 * @throws {@link AppError} `format-damaged` (no such URI, no secret or a bad one, a number out of range), `format-unsupported` (an
 * unknown type or algorithm), `limit-exceeded` (too long).
 */
export function parseOtpUri(text: string): Draft {
  const parts = parseUriParts(text)
  const draft = makeDraft(parts.scheme === "steam" ? readSteamLink(parts) : readParameters(parts))
  checkFields(draft)
  return draft
}

function readSteamLink({ rawSecret }: UriParts): Pick<Draft, "kind" | "secret" | "issuer"> {
  const text = percentDecode(rawSecret ?? "").trim()
  if (text === "") throw new AppError("format-damaged", URI_TEXTS.noSecret)
  return { kind: "steam", issuer: "Steam", secret: parseSteamSecret(text) }
}

function readParameters(parts: UriParts): DraftFields {
  const { params } = parts
  const said = kindOf(parts.type)
  const issuerParam = params.get("issuer")
  const issuer = isAbsent(issuerParam) ? parts.label.issuer : issuerParam.trim()
  const algorithm = parseAlgorithm(params.get("algorithm"))
  const digits = parseDigits(numberText(params.get("digits")))
  const period = parsePeriod(said === "totp" ? numberText(params.get("period")) : null)
  const kind = said === "totp" && isSteam(params, { issuer, algorithm, digits, period }) ? "steam" : said
  const free = kind === "totp" || kind === "hotp"
  return {
    kind,
    issuer: kind === "yandex" && issuer === "" ? "Yandex" : issuer,
    name: parts.label.name,
    secret: readSecret(kind, parts),
    algorithm: free ? algorithm : null,
    digits: free ? digits : null,
    period: kind === "totp" ? period : null,
    counter: kind === "hotp" ? parseCounter(numberText(params.get("counter"))) : null,
    pin: kind === "motp" ? textOrNull(params.get("pin")) : kind === "yandex" ? parseYandexPin(params.get("pin")) : null,
  }
}

function kindOf(type: string): Kind {
  switch (type) {
    case "totp":
    case "hotp":
    case "steam":
    case "motp":
      return type
    case "yaotp":
    case "yandex":
      return "yandex"
    default:
      throw new AppError("format-unsupported", URI_TEXTS.unknownType)
  }
}

/** KeePassXC's `encoder=steam`, Stratum's valueless `&steam`, or the issuer's name where the numbers allow it. */
function isSteam(
  params: UriParts["params"],
  said: { issuer: string; algorithm: Algorithm | null; digits: number | null; period: number | null },
): boolean {
  if (params.get("encoder")?.trim().toLowerCase() === "steam") return true
  const flag = params.get("steam")
  if (flag !== undefined && !/^\s*(?:0|false|no)\s*$/i.test(flag)) return true
  return looksLikeSteam(said)
}

/** Whether a time-based account is Steam's by its issuer and numbers alone; null: not said. */
function looksLikeSteam(said: { issuer: string; algorithm: Algorithm | null; digits: number | null; period: number | null }): boolean {
  return (
    said.issuer.toLowerCase() === "steam" && (said.digits ?? 5) === 5 && (said.algorithm ?? "SHA1") === "SHA1" && (said.period ?? 30) === 30
  )
}

function readSecret(kind: Kind, { scheme, params, rawSecret }: UriParts): Secret {
  if (rawSecret === null) throw new AppError("format-damaged", URI_TEXTS.noSecret)
  if (kind === "motp")
    return scheme === "motp" ? new Secret(trimBytes(percentDecodeBytes(rawSecret))) : parseMotpSecret(params.get("secret") ?? "")
  const text = withoutFragment(params.get("secret") ?? "").trim()
  if (kind === "steam") return parseSteamSecret(text)
  const secret = Secret.fromBase32(text)
  if (kind === "yandex" && secret.length < 16) throw new AppError("format-damaged", URI_TEXTS.yandexTooShort)
  return secret
}

function numberText(value: string | undefined): string | undefined {
  return value === undefined ? undefined : withoutFragment(value)
}

/**
 * Write one account's URI: everything but unreserved characters escaped, a literal `:` between the label's halves, parameters in the
 * order secret, issuer, algorithm, digits, period or counter. {@link parseOtpUri} reads it back to the same fields, but for these:
 * note, groups, favourite, icon and times have no place in it, nor has the PIN of mOTP.
 *
 * mOTP is written as `motp://Issuer:Name?secret=KEYTEXT`, which takes no further parameter.
 */
export function formatOtpUri(draft: Draft, style: UriStyle = {}): string {
  if (draft.kind === "motp") {
    return `motp://${percentEncode(draft.issuer)}:${percentEncode(draft.name)}?secret=${percentEncodeBytes(draft.secret.reveal())}`
  }
  const { label, issuer } = labelParts(draft, style)
  const params = [["secret", draft.secret.toBase32()]]
  if (issuer !== "") params.push(["issuer", issuer])
  for (const [name, value] of numericParameters(draft, style)) params.push([name, String(value)])
  if (draft.kind === "yandex" && draft.pin !== null) params.push(["pin", encodeBase32(Buffer.from(draft.pin, "utf8"))])
  const host = draft.kind === "yandex" ? "yaotp" : draft.kind
  return `otpauth://${host}/${label}?${params.map(([name, value]) => `${name ?? ""}=${percentEncode(value ?? "")}`).join("&")}`
}

/** A name that could be taken for `issuer:name`, or none at all, needs the colon even where the issuer is named elsewhere. */
function labelParts({ issuer, name }: Draft, style: UriStyle): { label: string; issuer: string } {
  const once = style.issuer === "parameter"
  if (issuer !== "" && once && name === "") return { label: `${percentEncode(issuer)}:`, issuer: "" }
  if (issuer === "" || once) return { label: (name.includes(":") ? ":" : "") + percentEncode(name), issuer }
  return { label: `${percentEncode(issuer)}:${percentEncode(name)}`, issuer }
}

function numericParameters(draft: Draft, style: UriStyle): [string, string | number][] {
  const all = style.defaults !== "omitted"
  const usual = defaultsOf(draft.kind)
  const out: [string, string | number][] = []
  if (all || draft.algorithm !== usual.algorithm) out.push(["algorithm", draft.algorithm])
  const mistakable = draft.kind === "totp" && looksLikeSteam({ ...draft, digits: null })
  if (all || mistakable || draft.digits !== usual.digits) out.push(["digits", draft.digits])
  if (draft.kind === "hotp") out.push(["counter", draft.counter ?? 0])
  else if (all || draft.period !== usual.period) out.push(["period", draft.period ?? usual.period ?? 30])
  return out
}
