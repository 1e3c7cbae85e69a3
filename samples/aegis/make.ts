// Aegis' files, put together here from the description, without the handler.
import { createCipheriv, createHash, scryptSync } from "node:crypto"
import { makeDraft } from "../../src/accounts/account.ts"
import type { Draft } from "../../src/accounts/account.ts"
import { Secret } from "../../src/accounts/secret.ts"
import type { Random } from "../../src/base/ports.ts"
import { VECTORS, madeUpSecret } from "../../test/formats/vectors.ts"
import type { Maker } from "../kit/kit.ts"

const PASSWORD = "correct horse"
const LONG_PASSWORD = "a passphrase of more than sixty-four bytes, as somebody may well have chosen in 2019"

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex")
const java = (value: unknown): string => JSON.stringify(value, null, 4).replaceAll("/", "\\/")

const uuid = (n: number): string => `aaaaaaaa-0000-4000-8000-${String(n).padStart(12, "0")}`
const GROUPS = { Work: "bbbbbbbb-0000-4000-8000-000000000001", "仕事 & play": "bbbbbbbb-0000-4000-8000-000000000002" }

/** Accounts that Aegis can hold, with an Aegis UUID each. */
const HELD: Draft[] = VECTORS.filter(
  (draft) =>
    !draft.trashed &&
    draft.createdAt === null &&
    !["MD5", "SHA224", "SHA384"].includes(draft.kind === "motp" ? "" : draft.algorithm) &&
    !["Text Key"].includes(draft.issuer) &&
    !(draft.kind === "yandex" && draft.secret.length > 16),
).map((draft, n) => ({ ...draft, id: uuid(n + 1) }))

const infoOf = (d: Draft): object => {
  const secret =
    d.kind === "motp" ? Secret.fromBase32(new Secret(Buffer.from(Buffer.from(d.secret.reveal()).toString(), "hex")).toBase32()) : d.secret
  const base = { secret: secret.toBase32(), algo: d.algorithm, digits: d.digits }
  if (d.kind === "hotp") return { ...base, counter: d.counter }
  return { ...base, period: d.period, ...(d.kind === "motp" || d.kind === "yandex" ? { pin: d.pin ?? "" } : {}) }
}

function iconOf(d: Draft): object {
  if (d.icon === null) return { icon: null }
  const hash = createHash("sha256").update(d.icon.mime).update(Buffer.from(d.icon.data, "base64")).digest("hex")
  return { icon: d.icon.data, icon_mime: d.icon.mime, icon_hash: hash }
}

const entryOf = (d: Draft): object => ({
  type: d.kind,
  uuid: d.id,
  name: d.name,
  issuer: d.issuer,
  note: d.note,
  favorite: d.favorite,
  ...iconOf(d),
  info: infoOf(d),
  groups: d.groups.map((name) => GROUPS[name as keyof typeof GROUPS]),
})

const contentOf = (entries: readonly unknown[]): object => ({
  version: 3,
  entries,
  groups: Object.entries(GROUPS).map(([name, id]) => ({ uuid: id, name })),
  icons_optimized: true,
})

const plainFile = (db: object, version = 1): string => java({ version, header: { slots: null, params: null }, db })

function sealed(key: Uint8Array, nonce: Uint8Array, plain: Uint8Array): { data: Buffer; params: { nonce: string; tag: string } } {
  const cipher = createCipheriv("aes-256-gcm", key, nonce)
  const data = Buffer.concat([cipher.update(plain), cipher.final()])
  return { data, params: { nonce: hex(nonce), tag: hex(cipher.getAuthTag()) } }
}

interface SlotKind {
  readonly password?: Uint8Array | string
  readonly type?: number
  readonly flags?: object
}

function lockedFile(random: Random, db: object, slots: readonly SlotKind[]): string {
  const master = random.bytes(32)
  const content = sealed(master, random.bytes(12), Buffer.from(java(db)))
  const made = slots.map(({ password, type = 1, flags = { repaired: true, is_backup: false } }) => {
    const [salt, keyNonce] = [random.bytes(32), random.bytes(12)]
    const key = password === undefined ? random.bytes(32) : scryptSync(password, salt, 32, { N: 32768, r: 8, p: 1, maxmem: 64 << 20 })
    const wrapped = sealed(key, keyNonce, master)
    const common = { type, uuid: random.uuid(), key: hex(wrapped.data), key_params: wrapped.params }
    return password === undefined ? common : { ...common, n: 32768, r: 8, p: 1, salt: hex(salt), ...flags }
  })
  return java({ version: 1, header: { slots: made, params: content.params }, db: content.data.toString("base64") })
}

// Entries from before version 3: one group, by its name; no note, no favourite.
const OLD: Draft[] = [
  makeDraft({
    kind: "totp",
    issuer: "Old Version",
    name: "with a group",
    secret: madeUpSecret("aegis old 1"),
    groups: ["Work"],
    id: uuid(101),
  }),
  makeDraft({ kind: "hotp", issuer: "Old Version", name: "without", secret: madeUpSecret("aegis old 2"), counter: 7, id: uuid(102) }),
]
const oldEntry = (d: Draft): object => ({
  type: d.kind,
  uuid: d.id,
  name: d.name,
  issuer: d.issuer,
  icon: null,
  icon_mime: null,
  group: d.groups[0] ?? null,
  info: infoOf(d),
})

const ODD = makeDraft({ kind: "totp", issuer: "Odd", name: "spaces and lower case", secret: madeUpSecret("aegis odd", 10) })
const oddSecret = ODD.secret
  .toBase32()
  .toLowerCase()
  .replace(/(.{4})/g, "$1 ")
const ODD_ENTRIES: unknown[] = [
  {
    ...entryOf(ODD),
    uuid: undefined,
    info: { ...infoOf(ODD), secret: oddSecret },
    groups: [GROUPS.Work, uuid(999)],
    unheard: { of: true },
  },
  { ...entryOf(ODD), info: { ...infoOf(ODD), secret: "1nvalid!" } },
  { ...entryOf(ODD), type: "quantum" },
  { ...entryOf(ODD), info: { ...infoOf(ODD), digits: 99 } },
  { ...entryOf(ODD), info: { ...infoOf(ODD), secret: "" } },
  "not an entry",
  { ...entryOf(ODD), name: "md5 means sha1", info: { ...infoOf(ODD), algo: "MD5" }, icon: "AAAA", icon_mime: "image/webp" },
]
const ODD_READ: Draft[] = [
  { ...ODD, groups: ["Work"] },
  { ...ODD, name: "md5 means sha1" },
]

const escape = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;").replaceAll("'", "&#39;")

/** The table holds neither periods nor groups nor icons. */
const IN_HTML = HELD.map((d) => ({ ...d, groups: [], icon: null, period: d.kind === "totp" ? 30 : d.period }))
const htmlFile = (): string => {
  const columns = ["Issuer", "Name", "Type", "QR Code", "UUID", "Note", "Favorite", "Algo", "Digits", "Secret", "Counter", "PIN"]
  const rows = IN_HTML.map((d) => {
    const secret = d.kind === "motp" ? Buffer.from(d.secret.reveal()).toString() : d.secret.toBase32()
    const cells = [
      d.issuer,
      d.name,
      d.kind.toUpperCase(),
      null,
      d.id,
      d.note,
      d.favorite,
      d.algorithm,
      d.digits,
      secret,
      d.counter ?? "-",
      d.pin ?? "-",
    ]
    const cellOf = (value: string | number | boolean | null): string =>
      value === null ? '<td class="qr"><img src="data:image/png;base64,iVBORw0KGgo="/></td>' : `<td>${escape(String(value))}</td>`
    return `<tr>${cells.map(cellOf).join("")}</tr>`
  })
  const style = "<style>table,td,th{border:1px solid #000;border-collapse:collapse;text-align:center}td:not(.qr),th{padding:1em}</style>"
  const head = `<html><head><title>Aegis Authenticator Export</title>${style}</head>`
  return `${head}<body><table><tr>${columns.map((c) => `<th>${c}</th>`).join("")}</tr>${rows.join("")}</table></body></html>`
}

/** The buffer of the app's old text encoder: the text, and zeros up to twice its length. */
const padded = (text: string): Uint8Array => Buffer.concat([Buffer.from(text), Buffer.alloc(text.length)])

export const make: Maker = ({ random }) => [
  { files: { "plain.json": plainFile(contentOf(HELD.map(entryOf))) }, accounts: HELD },
  { files: { "plain-version-1.json": plainFile({ version: 1, entries: OLD.map(oldEntry) }) }, accounts: OLD },
  { files: { "plain-version-2.json": plainFile({ version: 2, entries: OLD.map(oldEntry) }) }, accounts: OLD },
  {
    files: { "odd-entries.json": plainFile(contentOf(ODD_ENTRIES)) },
    accounts: ODD_READ,
    issues: [
      { at: 2, code: "record-malformed" },
      { at: 3, code: "record-unsupported" },
      { at: 4, code: "record-malformed" },
      { at: 5, code: "record-malformed" },
      { at: 6, code: "record-malformed" },
    ],
  },
  {
    files: {
      "encrypted.json": lockedFile(random, contentOf(HELD.map(entryOf)), [
        { type: 2 },
        { password: "another slot" },
        { password: PASSWORD },
      ]),
    },
    password: PASSWORD,
    accounts: HELD,
  },
  {
    files: {
      "encrypted-backup-password.json": lockedFile(random, contentOf(HELD.slice(0, 2).map(entryOf)), [
        { password: PASSWORD, flags: { repaired: true, is_backup: true } },
      ]),
    },
    password: PASSWORD,
    accounts: HELD.slice(0, 2),
  },
  {
    files: {
      "encrypted-padded-password.json": lockedFile(random, { version: 1, entries: OLD.map(oldEntry) }, [
        { password: padded(LONG_PASSWORD), flags: {} },
      ]),
    },
    password: LONG_PASSWORD,
    accounts: OLD,
  },
  { files: { "fingerprint-only.json": lockedFile(random, contentOf([]), [{ type: 2 }]) }, error: "format-unsupported" },
  { files: { "newer-file.json": plainFile(contentOf([]), 2) }, error: "format-version" },
  { files: { "newer-content.json": plainFile({ version: 4, entries: [] }) }, error: "format-version" },
  { files: { "export.html": htmlFile() }, accounts: IN_HTML, notices: 1 },
]
