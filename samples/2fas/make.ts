// 2FAS' backups of every schema, put together here from the description, without the handler.
import { pbkdf2Sync } from "node:crypto"
import { makeDraft } from "../../src/accounts/account.ts"
import type { Draft } from "../../src/accounts/account.ts"
import type { Random } from "../../src/base/ports.ts"
import { TWO_FAS_REFERENCE } from "../../test/formats/two-fas-reference.ts"
import { VECTORS, madeUpSecret } from "../../test/formats/vectors.ts"
import { bare, base64, gcm } from "../kit/kit.ts"
import type { Maker } from "../kit/kit.ts"

const PASSWORD = "correct horse"
const CHANGED_MS = Date.UTC(2024, 1, 3, 4, 5, 6, 789)
const GROUPS = { Work: "bbbbbbbb-0000-4000-8000-000000000001", "仕事 & play": "bbbbbbbb-0000-4000-8000-000000000002" }
const uuid = (n: number): string => `aaaaaaaa-0000-4000-8000-${String(n).padStart(12, "0")}`

/** The vectors that the app can hold, with the fields that it stores. */
const HELD: Draft[] = VECTORS.filter(
  (d) =>
    ["totp", "hotp", "steam"].includes(d.kind) &&
    d.digits >= 5 &&
    d.digits <= 8 &&
    [null, 10, 30, 60, 90].includes(d.period) &&
    d.issuer !== "" &&
    d.createdAt === null,
).map((d) => bare(d, { groups: d.groups.slice(-1), updatedAt: CHANGED_MS }))

const link = (d: Draft, secret = d.secret.toBase32()): string => {
  const label = `${encodeURIComponent(d.issuer)}:${encodeURIComponent(d.name)}`
  const moving = d.kind === "hotp" ? `counter=${d.counter}` : `period=${d.period}`
  const issuer = encodeURIComponent(d.issuer).replaceAll("%20", "+")
  return `otpauth://${d.kind}/${label}?secret=${secret}&issuer=${issuer}&algorithm=${d.algorithm}&digits=${d.digits}&${moving}`
}

const groupOf = (d: Draft): object => (d.groups[0] === undefined ? {} : { groupId: GROUPS[d.groups[0] as keyof typeof GROUPS] })
const icon = (title: string): object => ({
  selected: "Label",
  label: { text: title.slice(0, 2).toUpperCase(), backgroundColor: "Indigo" },
  iconCollection: { id: "a5b3fb65-4ec5-43e6-8ec1-49e24ca9e7ad" },
})

const android4 = (d: Draft, position: number): object => ({
  name: d.issuer,
  secret: d.secret.toBase32(),
  updatedAt: d.updatedAt,
  otp: {
    link: link(d),
    label: d.name,
    account: d.name,
    issuer: d.issuer,
    digits: d.digits,
    ...(d.kind === "hotp" ? {} : { period: d.period }),
    algorithm: d.algorithm,
    ...(d.kind === "hotp" ? { counter: d.counter } : {}),
    tokenType: d.kind.toUpperCase(),
    source: "Link",
  },
  order: { position },
  badge: { color: "Turquoise" },
  icon: icon(d.issuer),
  ...groupOf(d),
})

const android3 = (d: Draft, position: number): object => ({ ...android4(d, position), serviceTypeID: uuid(position + 1) })

/** As the iOS app writes it: fields in another order and case, a masked link, a counter in every entry. */
const ios4 = (d: Draft, position: number): object => ({
  order: { position },
  icon: icon(d.issuer),
  otp: {
    source: "link",
    counter: d.counter ?? 0,
    issuer: d.issuer,
    tokenType: d.kind.toUpperCase(),
    link: link(d, "[hidden]"),
    account: d.name,
    algorithm: d.algorithm,
    label: d.name,
    period: d.period ?? 30,
    digits: d.digits,
  },
  updatedAt: d.updatedAt,
  secret: d.secret.toBase32(),
  name: d.issuer,
  ...groupOf(d),
})

/** Schema 2 has no token type: the link holds the kind. */
const android2 = (d: Draft, position: number): object => ({
  name: d.issuer,
  secret: d.secret.toBase32(),
  updatedAt: d.updatedAt,
  type: "Unknown",
  otp: {
    link: link(d),
    label: `${d.issuer}:${d.name}`,
    account: d.name,
    issuer: d.issuer,
    digits: d.digits,
    period: d.period ?? undefined,
    algorithm: d.algorithm,
  },
  order: { position },
})
const android1 = (d: Draft, position: number): object => ({
  name: d.issuer,
  secret: d.secret.toBase32(),
  updatedAt: d.updatedAt,
  type: "Unknown",
  otp: { label: `${d.issuer}:${d.name}`, account: d.name, issuer: d.issuer },
  order: { position },
})

const WITHOUT_GROUPS = HELD.map((d) => ({ ...d, groups: [] }))
const PLAIN_ONES = WITHOUT_GROUPS.filter((d) => d.kind === "totp" && d.algorithm === "SHA1" && d.digits === 6 && d.period === 30)

/** The last one is counter-based, which only its missing period shows. */
const NO_LINK = PLAIN_ONES.slice(0, 3).map((d, n) => {
  const service = android2(d, n) as { otp: object }
  return { ...service, otp: { ...service.otp, link: undefined, ...(n === 2 ? { period: undefined } : {}) } }
})

const envelope = (schemaVersion: number, more: object = {}): object => ({
  groups: Object.entries(GROUPS).map(([name, id]) => ({ id, name, isExpanded: true, updatedAt: CHANGED_MS })),
  updatedAt: CHANGED_MS,
  schemaVersion,
  appVersionCode: 5_000_012,
  appVersionName: "5.4.8",
  appOrigin: "android",
  ...more,
})
const file = (services: readonly unknown[], schemaVersion: number, more: object = {}): string =>
  JSON.stringify({ services, ...envelope(schemaVersion, more) })

interface Lock {
  readonly saltBytes: number
  readonly with?: readonly ("servicesEncrypted" | "reference")[]
  readonly more?: object
}
function locked(random: Random, services: readonly unknown[], schemaVersion: number, lock: Lock): string {
  const salt = random.bytes(lock.saltBytes)
  const key = pbkdf2Sync(PASSWORD, salt, 10_000, 32, "sha256")
  const seal = (plain: string): string => {
    const iv = random.bytes(12)
    return `${base64(gcm(key, iv, plain))}:${base64(salt)}:${base64(iv)}`
  }
  const all = { servicesEncrypted: seal(JSON.stringify(services)), reference: seal(TWO_FAS_REFERENCE) }
  const kept = Object.fromEntries((lock.with ?? (["servicesEncrypted", "reference"] as const)).map((key) => [key, all[key]]))
  return file([], schemaVersion, { ...lock.more, ...kept })
}

const ODD = makeDraft({ kind: "totp", issuer: "Odd", name: "ones", secret: madeUpSecret("2fas odd", 10), updatedAt: CHANGED_MS })
const odd = (position: number, otp: object, more: object = {}): object => ({
  name: "Odd",
  secret: ODD.secret.toBase32(),
  updatedAt: CHANGED_MS,
  order: { position },
  otp: { account: "ones", ...otp },
  ...more,
})
const b32 = ODD.secret.toBase32()
const ODD_SERVICES = [
  odd(0, { issuer: null, digits: null, period: null, algorithm: null }),
  odd(1, { digits: "", period: "null", algorithm: "sha256", tokenType: "totp", unheard: 1 }),
  odd(2, { link: `otpauth://hotp/Odd:ones?secret=%5Bhidden%5D&issuer=Odd&algorithm=SHA512&digits=8&counter=77` }),
  odd(3, { account: null, label: "Odd:ones", issuer: "Odd" }, { secret: b32.toLowerCase().replace(/(.{4})/g, "$1 ") }),
  odd(4, { issuer: "Other Than The Name" }, { groupId: uuid(99), badge: null }),
  odd(5, { tokenType: "QUANTUM" }),
  odd(6, { algorithm: "SHA3" }),
  odd(7, { digits: 99 }),
  odd(8, {}, { secret: "1nvalid!" }),
  odd(9, {}, { secret: "" }),
  odd(10, {}, { secret: null }),
  "not a service",
]
const ODD_READ = [
  ODD,
  { ...ODD, algorithm: "SHA256" as const },
  {
    ...makeDraft({ kind: "hotp", secret: ODD.secret, algorithm: "SHA512", digits: 8, counter: 77 }),
    issuer: "Odd",
    name: "ones",
    updatedAt: CHANGED_MS,
  },
  ODD,
  { ...ODD, issuer: "Other Than The Name", note: "Odd" },
]

export const make: Maker = ({ random }) => [
  { files: { "schema-4.2fas": file(HELD.map(android4), 4) }, accounts: HELD },
  {
    files: {
      "schema-4-in-another-order.2fas": file(
        HELD.slice(0, 4).map((d, n) => android4(d, 4 - n)),
        4,
      ),
    },
    accounts: HELD.slice(0, 4).reverse(),
  },
  { files: { "schema-4-ios.2fas": file(HELD.map(ios4), 4, { appOrigin: "ios", servicesEncrypted: "", reference: null }) }, accounts: HELD },
  { files: { "schema-3.2fas": `\ufeff${file(HELD.map(android3), 3)}` }, accounts: HELD },
  { files: { "schema-2.json": file(WITHOUT_GROUPS.map(android2), 2, { groups: undefined }) }, accounts: WITHOUT_GROUPS },
  {
    files: { "schema-2-without-links.json": file(NO_LINK, 2, { groups: undefined }) },
    accounts: PLAIN_ONES.slice(0, 3),
    notices: 1,
  },
  {
    files: { "schema-1.json": JSON.stringify(JSON.parse(file(PLAIN_ONES.map(android1), 1, { groups: undefined })), null, 2) },
    accounts: PLAIN_ONES,
  },
  { files: { "schema-4-encrypted.2fas": locked(random, HELD.map(android4), 4, { saltBytes: 256 }) }, password: PASSWORD, accounts: HELD },
  { files: { "schema-3-encrypted.2fas": locked(random, HELD.map(android3), 3, { saltBytes: 256 }) }, password: PASSWORD, accounts: HELD },
  {
    files: { "schema-4-ios-encrypted.2fas": locked(random, HELD.map(ios4), 4, { saltBytes: 32, more: { appOrigin: "ios" } }) },
    password: PASSWORD,
    accounts: HELD,
  },
  {
    files: {
      "encrypted-without-reference.2fas": locked(random, HELD.slice(0, 1).map(android4), 4, {
        saltBytes: 256,
        with: ["servicesEncrypted"],
      }),
    },
    password: PASSWORD,
    accounts: HELD.slice(0, 1),
  },
  {
    files: { "empty-with-reference.2fas": locked(random, [], 4, { saltBytes: 256, with: ["reference"] }) },
    password: PASSWORD,
    accounts: [],
  },
  {
    files: { "odd-services.2fas": file(ODD_SERVICES, 4, { servicesEncrypted: null, account: "someone" }) },
    accounts: ODD_READ,
    issues: [
      { at: 6, code: "record-unsupported" },
      { at: 7, code: "record-unsupported" },
      { at: 8, code: "record-malformed" },
      { at: 9, code: "record-malformed" },
      { at: 10, code: "record-malformed" },
      { at: 11, code: "record-malformed" },
      { at: 12, code: "record-malformed" },
    ],
  },
  { files: { "newer.2fas": file([], 5) }, error: "format-version" },
  { files: { "no-services.2fas": JSON.stringify({ schemaVersion: 4, servicesEncrypted: null }) }, error: "format-damaged" },
  { files: { "services-no-list.2fas": JSON.stringify({ schemaVersion: 4, services: {} }) }, error: "format-damaged" },
  { files: { "encrypted-cut-off.2fas": file([], 4, { servicesEncrypted: "AAAA:AAAA" }) }, error: "format-damaged" },
  { files: { "cut-off.2fas": file(HELD.map(android4), 4).slice(0, 500) }, detect: "no", error: "format-damaged" },
]
