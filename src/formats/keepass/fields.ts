import type { Draft } from "../../accounts/account.ts"
import { Secret } from "../../accounts/secret.ts"
import { decodeBase64, decodeHex } from "../records/encoding.ts"
import { base32Field, draftOf } from "../records/fields.ts"
import type { RecordReader } from "../records/record-reader.ts"
import { encodeUtf8 } from "../records/text.ts"
import { readTotpValue } from "../records/totp-value.ts"

/** The conventions by which KeePass, its plugins and related programs store one-time passwords in an entry's fields. */

/** An entry of a KeePass database, however it was read. */
export interface KeePassEntry {
  /** By name in lower case. */
  readonly fields: ReadonlyMap<string, string>
  /** Shared by all codes of the entry. */
  readonly shared: Pick<Draft, "note" | "groups"> & Partial<Pick<Draft, "icon" | "trashed" | "createdAt" | "updatedAt">>
  /** Given to the first code. */
  readonly id: string | null
}

const field = (entry: KeePassEntry, name: string): string => entry.fields.get(name) ?? ""
const filled = (entry: KeePassEntry, name: string): boolean => field(entry, name).trim() !== ""

/**
 * Read all codes of one entry: `otp` and its numbered companions `otp_1` … (a URI, a bare secret, or what KeeOtp writes), `TOTP Seed` with
 * `TOTP Settings`, `TimeOtp-*`, `HmacOtp-*`. A code that two conventions describe is read once. An entry without a code counts as without a secret.
 *
 * @param at - The entry's number, or its line.
 */
export function readEntry(reader: RecordReader, at: number, entry: KeePassEntry): void {
  const codes = codesOf(entry)
  if (codes.length === 0) {
    reader.read(at, () => null)
    return
  }
  const known: Draft[] = []
  for (const code of codes) {
    reader.read(at, () => {
      const parsed = withinDay(code())
      if (known.some(({ kind, secret }) => kind === parsed.kind && secret.equals(parsed.secret))) return []
      const draft = { ...parsed, ...entry.shared, id: known.length === 0 ? entry.id : null }
      known.push(draft)
      return draft
    })
  }
}

/** One day. KeePassXC treats a longer period as one day. */
export const MAX_PERIOD_S = 86_400

function withinDay(draft: Draft): Draft {
  return (draft.period ?? 0) > MAX_PERIOD_S ? { ...draft, period: MAX_PERIOD_S } : draft
}

/** Whether {@link readEntry} would find a code in the entry. */
export function hasCode(entry: KeePassEntry): boolean {
  return codesOf(entry).length > 0
}

function codesOf(entry: KeePassEntry): (() => Draft)[] {
  const codes: (() => Draft)[] = []
  for (const [name, value] of entry.fields) {
    if (/^otp(?:_\d{1,4})?$/.test(name) && value.trim() !== "") codes.push(() => readOtp(value, entry))
  }
  if (filled(entry, "totp seed")) codes.push(() => readSeed(entry))
  for (const [prefix, kind] of FAMILIES) {
    const suffix = Object.keys(DECODERS).find((suffix) => filled(entry, `${prefix}secret${suffix}`))
    if (suffix !== undefined) codes.push(() => readFamily(entry, prefix, kind, suffix))
  }
  return codes
}

const title = (entry: KeePassEntry): string => field(entry, "title")
const username = (entry: KeePassEntry): string => field(entry, "username")
const named = (entry: KeePassEntry): { issuer: string; name: string } => ({ issuer: title(entry), name: username(entry) })

function readOtp(value: string, entry: KeePassEntry): Draft {
  if (/^[?&\s]*[a-z]+=/i.test(value) && /(?:^|[?&\s])key=/i.test(value)) return readKeeOtp(value, entry)
  const draft = readTotpValue(value, { title: title(entry), username: username(entry) })
  if (draft === null) throw new TypeError("the field is blank")
  return draft
}

/** KeeOtp: `key=…&size=8&step=25&otpHashMode=Sha256`, also `type=Hotp&counter=…` and `encoding=Base64`. */
function readKeeOtp(value: string, entry: KeePassEntry): Draft {
  const params = new Map([...new URLSearchParams(value.trim())].map(([name, value]) => [name.trim().toLowerCase(), value]))
  const type = (params.get("type") ?? "totp").toLowerCase()
  const encoding = (params.get("encoding") ?? "base32").toLowerCase()
  const key = params.get("key") ?? ""
  return draftOf({
    kind: type === "hotp" || type === "steam" ? type : "totp",
    secret: KEE_OTP_DECODERS[encoding]?.(key) ?? base32Field(key),
    ...named(entry),
    algorithm: params.get("otphashmode"),
    digits: params.get("size"),
    period: params.get("step"),
    counter: params.get("counter"),
  })
}

/** `TOTP Settings` is `step;digits`, or `step;S` for Steam; a third part, the address of a time server, is ignored. */
function readSeed(entry: KeePassEntry): Draft {
  const [period, digits = ""] = field(entry, "totp settings").split(";")
  const secret = base32Field(field(entry, "totp seed"))
  if (digits.trim().toUpperCase() === "S") return draftOf({ kind: "steam", secret, ...named(entry) })
  return draftOf({ kind: "totp", secret, ...named(entry), digits: digits.trim(), period: period?.trim() })
}

const FAMILIES = [
  ["timeotp-", "totp"],
  ["hmacotp-", "hotp"],
] as const

type Decoder = (value: string) => Secret

const DECODERS: Readonly<Record<string, Decoder>> = {
  "": (value) => new Secret(encodeUtf8(value)),
  "-hex": (value) => new Secret(decodeHex(value)),
  "-base32": base32Field,
  "-base64": (value) => new Secret(decodeBase64(value)),
}

const KEE_OTP_DECODERS: Readonly<Record<string, Decoder | undefined>> = {
  hex: (key) => new Secret(decodeHex(key)),
  // URLSearchParams turns + into a space.
  base64: (key) => new Secret(decodeBase64(key.replaceAll(" ", "+"))),
  utf8: (key) => new Secret(encodeUtf8(key)),
}

/** KeePass 2.47 and later. Only keyferry writes length and algorithm of `HmacOtp-`: KeePass always uses 6 digits and SHA1. */
function readFamily(entry: KeePassEntry, prefix: string, kind: "totp" | "hotp", suffix: string): Draft {
  const decode = DECODERS[suffix] ?? base32Field
  return draftOf({
    kind,
    secret: decode(field(entry, `${prefix}secret${suffix}`)),
    ...named(entry),
    algorithm: field(entry, `${prefix}algorithm`),
    digits: field(entry, `${prefix}length`),
    period: field(entry, `${prefix}period`),
    counter: field(entry, `${prefix}counter`),
  })
}
