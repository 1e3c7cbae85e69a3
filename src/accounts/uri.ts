import { AppError } from "../base/errors.ts"
import { texts } from "../base/language.ts"
import { percentDecode, percentDecodeBytes, percentEncode, percentEncodeBytes } from "../base/percent.ts"
import { defaultsOf, makeDraft } from "./account.ts"
import type { Algorithm, Draft, Kind, DraftFields } from "./account.ts"
import { encodeBase32 } from "./base32.ts"
import { checkFields, parseAlgorithm, parseCounter, parseDigits, parsePeriod, isAbsent } from "./ranges.ts"
import { Secret } from "./secret.ts"
import { parseSteamSecret, withoutFragment, parseMotpSecret, textOrNull, trimBytes, parseYandexPin } from "./uri-values.ts"

export const URI_TEXTS = texts({
  notUri: { en: "this is not an account URI", ja: "アカウントの URI ではありません" },
  tooLong: { en: "the URI is longer than {max} characters", ja: "URI が {max} 文字を超えています" },
  noSecret: { en: "the URI has no secret", ja: "URI にシークレットがありません" },
  unknownType: { en: "unsupported code type", ja: "対応していない種類の認証コードです" },
  yandexTooShort: { en: "a Yandex secret needs at least 16 bytes", ja: "Yandex のシークレットは 16 バイト以上必要です" },
})

/** In UTF-16 code units. Some apps put notes and icons into the URI. */
export const MAX_URI_LENGTH = 262_144

/** Ways to write a URI; QR codes need the shorter ones. */
export interface UriStyle {
  /** `omitted` leaves out SHA1, 6 digits and 30 seconds, which every reader assumes. Default: `written`. */
  readonly defaults?: "written" | "omitted"
  /** `parameter` writes the issuer only as a parameter, not in the label too. Default: `both`. */
  readonly issuer?: "both" | "parameter"
}

/** The parts of a URI. Handlers of apps that add parameters of their own start from these. */
export interface UriParts {
  readonly scheme: "otpauth" | "steam" | "motp"
  /** Lower case: `totp`, `hotp`, `steam`, `motp`, `yaotp`, `yandex`, or an unknown one. The scheme itself for `steam:` and `motp:`. */
  readonly type: string
  /** The label, split by {@link splitLabel}. For `steam:` both are empty. */
  readonly label: { readonly issuer: string; readonly name: string }
  /** Names in lower case; values decoded (`+` is a space). Of several with one name the first that is not empty is here. */
  readonly params: ReadonlyMap<string, string>
  /** All parameters in their order, for names that may occur more than once. */
  readonly pairs: readonly (readonly [name: string, value: string])[]
  /** The secret as written in the URI, with its escapes; null where there is none. */
  readonly rawSecret: string | null
}

/**
 * Split a URI into its parts. As lenient as real URIs need: broken escapes, an unescaped `#` or `?` in the label, `&amp;` for `&`, names in
 * any case.
 *
 * @throws {@link AppError} `format-damaged` when it is not an `otpauth:`, `steam:` or `motp:` URI; `limit-exceeded` when it is longer
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

/** The query starts at the last `?` before the secret, else at the first one: a label may contain an unescaped `?`. */
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
 * Split a label, still escaped, into issuer and name: at the first literal `:`, else at the first one that appears after decoding. Both are
 * trimmed. A leading `:` means an empty issuer. `+` is not a space here.
 */
export function splitLabel(label: string): { issuer: string; name: string } {
  const literal = label.indexOf(":")
  if (literal >= 0) return { issuer: percentDecode(label.slice(0, literal)).trim(), name: percentDecode(label.slice(literal + 1)).trim() }
  const decoded = percentDecode(label)
  const colon = decoded.indexOf(":")
  return { issuer: decoded.slice(0, Math.max(colon, 0)).trim(), name: decoded.slice(colon + 1).trim() }
}

/**
 * Parse an account URI: `otpauth://totp|hotp|steam|motp|yaotp|yandex/…`, `steam://SECRET`, `motp://Issuer:User?secret=…` and their
 * dialects. The `issuer` parameter beats the label's prefix; a parameter that is absent or `null` gets its default.
 *
 * Parameters of single apps (`codeDisplay`, `tags`, `icon` …) are not read here but by those apps' handlers.
 * A `steam://` URI has no label: its issuer is "Steam". The default issuer of a Yandex account is "Yandex".
 *
 * @throws {@link AppError} `format-damaged` (not an account URI, a secret that is missing or invalid, a number out of range), `format-unsupported` (an
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
  const statedKind = kindOf(parts.type)
  const issuerParam = params.get("issuer")
  const issuer = isAbsent(issuerParam) ? parts.label.issuer : issuerParam.trim()
  const algorithm = parseAlgorithm(params.get("algorithm"))
  const digits = parseDigits(numberText(params.get("digits")))
  const period = parsePeriod(statedKind === "totp" ? numberText(params.get("period")) : null)
  const kind = statedKind === "totp" && isSteam(params, { issuer, algorithm, digits, period }) ? "steam" : statedKind
  const hasOwnNumbers = kind === "totp" || kind === "hotp"
  return {
    kind,
    issuer: kind === "yandex" && issuer === "" ? "Yandex" : issuer,
    name: parts.label.name,
    secret: readSecret(kind, parts),
    algorithm: hasOwnNumbers ? algorithm : null,
    digits: hasOwnNumbers ? digits : null,
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

/** KeePassXC writes `encoder=steam`, Stratum `&steam` without a value; else {@link looksLikeSteam}. */
function isSteam(
  params: UriParts["params"],
  stated: { issuer: string; algorithm: Algorithm | null; digits: number | null; period: number | null },
): boolean {
  if (params.get("encoder")?.trim().toLowerCase() === "steam") return true
  const flag = params.get("steam")
  if (flag !== undefined && !/^\s*(?:0|false|no)\s*$/i.test(flag)) return true
  return looksLikeSteam(stated)
}

/** Whether issuer and numbers are those of Steam. Numbers that the URI does not state (null) do not count against it. */
function looksLikeSteam(stated: { issuer: string; algorithm: Algorithm | null; digits: number | null; period: number | null }): boolean {
  return (
    stated.issuer.toLowerCase() === "steam" &&
    (stated.digits ?? 5) === 5 &&
    (stated.algorithm ?? "SHA1") === "SHA1" &&
    (stated.period ?? 30) === 30
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
 * Write an account URI: everything but unreserved characters is escaped, a literal `:` separates issuer and name, the parameters are in the
 * order secret, issuer, algorithm, digits, period or counter. {@link parseOtpUri} reads the same fields back, except those that a URI cannot
 * hold: note, groups, favourite, icon, times, and the PIN of mOTP.
 *
 * mOTP is written as `motp://Issuer:Name?secret=KEYTEXT`, which has no other parameters.
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

/** An empty name, or one with a colon, needs the separating colon in the label even where the issuer is a parameter. */
function labelParts({ issuer, name }: Draft, style: UriStyle): { label: string; issuer: string } {
  const once = style.issuer === "parameter"
  if (issuer !== "" && once && name === "") return { label: `${percentEncode(issuer)}:`, issuer: "" }
  if (issuer === "" || once) return { label: (name.includes(":") ? ":" : "") + percentEncode(name), issuer }
  return { label: `${percentEncode(issuer)}:${percentEncode(name)}`, issuer }
}

function numericParameters(draft: Draft, style: UriStyle): [string, string | number][] {
  const writeAll = style.defaults !== "omitted"
  const defaults = defaultsOf(draft.kind)
  const out: [string, string | number][] = []
  if (writeAll || draft.algorithm !== defaults.algorithm) out.push(["algorithm", draft.algorithm])
  // Without its digits a reader would take this account for a Steam account.
  const mistakable = draft.kind === "totp" && looksLikeSteam({ ...draft, digits: null })
  if (writeAll || mistakable || draft.digits !== defaults.digits) out.push(["digits", draft.digits])
  if (draft.kind === "hotp") out.push(["counter", draft.counter ?? 0])
  else if (writeAll || draft.period !== defaults.period) out.push(["period", draft.period ?? defaults.period ?? 30])
  return out
}
