// The entries of the KeePass samples, written by hand, with every convention of storing codes.
import { makeDraft } from "../../src/accounts/account.ts"
import type { Draft } from "../../src/accounts/account.ts"
import { Secret } from "../../src/accounts/secret.ts"
import { madeUpSecret } from "../../test/formats/vectors.ts"

interface Entry {
  readonly n: number
  readonly fields: Readonly<Record<string, string>>
  readonly tags?: string
  readonly hasIcon?: boolean
  /** An earlier version's fields. */
  readonly history?: Readonly<Record<string, string>>
}

const ICON = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
const CREATED = Date.UTC(2023, 4, 6, 7, 8, 9)
const UPDATED = Date.UTC(2024, 4, 6, 7, 8, 9)

const secret = (name: string, length = 20): Secret => madeUpSecret(`keepass ${name}`, length)
const base32 = (name: string, length = 20): string => secret(name, length).toBase32()
const bytes = (name: string, length = 20): Buffer => Buffer.from(secret(name, length).reveal())
const madeUpText = (text: string): Secret => new Secret(Buffer.from(text))
const uuid = (n: number): string => `aaaaaaaa-0000-4000-8000-${String(n).padStart(12, "0")}`

interface EntrySpec {
  readonly n: number
  readonly title: string
  readonly user?: string
  readonly fields: Readonly<Record<string, string>>
  readonly rest?: Partial<Entry>
  readonly drafts: readonly (Pick<Draft, "kind" | "secret"> & Partial<Draft>)[]
}

const uri = (label: string, query: string): string => `otpauth://totp/${label}?${query}`

const AT_ROOT: readonly EntrySpec[] = [
  {
    n: 1,
    title: "Northwind",
    user: "alice@example.com",
    fields: {
      Notes: 'two lines\nand "<&>"',
      otp: uri("Northwind:alice%40example.com", `secret=${base32("1")}&period=60&digits=8&issuer=Northwind&algorithm=SHA256`),
    },
    rest: {
      tags: "Finance;仕事 & play",
      hasIcon: true,
      history: { Title: "Older", UserName: "", otp: uri("Older:x", `secret=${base32("old")}`) },
    },
    drafts: [
      {
        kind: "totp",
        secret: secret("1"),
        algorithm: "SHA256",
        digits: 8,
        period: 60,
        note: 'two lines\nand "<&>"',
        groups: ["Finance", "仕事 & play"],
        icon: { mime: "image/png", data: ICON },
      },
    ],
  },
  {
    n: 2,
    title: "Steam",
    user: "gamer",
    fields: { otp: uri("Steam:gamer", `secret=${base32("2")}&period=30&digits=5&issuer=Steam&encoder=steam`) },
    drafts: [{ kind: "steam", secret: secret("2") }],
  },
  { n: 3, title: "Bare secret", user: "bob", fields: { otp: base32("3").toLowerCase() }, drafts: [{ kind: "totp", secret: secret("3") }] },
  { n: 4, title: "No code at all", user: "carol", fields: { URL: "https://example.com" }, drafts: [] },
  {
    n: 5,
    title: "Several",
    user: "dave",
    fields: {
      otp: uri("Several:dave", `secret=${base32("5")}`),
      otp_1: uri("Other%20Issuer:eve", `secret=${base32("5 a")}&issuer=Other%20Issuer`),
      otp_2: `otpauth://hotp/?secret=${base32("5 b")}&counter=9`,
    },
    drafts: [
      { kind: "totp", secret: secret("5") },
      { kind: "totp", secret: secret("5 a"), issuer: "Other Issuer", name: "eve", id: null },
      { kind: "hotp", secret: secret("5 b"), counter: 9, id: null },
    ],
  },
]

const IN_PLUGINS: readonly EntrySpec[] = [
  {
    n: 10,
    title: "KeeOtp",
    user: "frank",
    fields: { otp: `key=${base32("10")}&size=8&step=25&otpHashMode=Sha512` },
    drafts: [{ kind: "totp", secret: secret("10"), digits: 8, period: 25, algorithm: "SHA512" }],
  },
  {
    n: 11,
    title: "KeeOtp counter",
    fields: { otp: `key=${base32("11").toLowerCase()}&type=Hotp&counter=42` },
    drafts: [{ kind: "hotp", secret: secret("11"), counter: 42 }],
  },
  {
    n: 12,
    title: "KeeOtp hex",
    fields: { otp: `key=${bytes("12").toString("hex")}&encoding=Hex` },
    drafts: [{ kind: "totp", secret: secret("12") }],
  },
  {
    n: 13,
    title: "Tray",
    user: "grace",
    fields: { "TOTP Seed": base32("13").replace(/(.{4})/g, "$1 "), "TOTP Settings": "45;7;http://clock.example" },
    drafts: [{ kind: "totp", secret: secret("13"), period: 45, digits: 7 }],
  },
  {
    n: 14,
    title: "Tray Steam",
    fields: { "TOTP Seed": base32("14"), "TOTP Settings": "30;S" },
    drafts: [{ kind: "steam", secret: secret("14") }],
  },
  { n: 15, title: "Seed alone", fields: { "TOTP Seed": base32("15") }, drafts: [{ kind: "totp", secret: secret("15") }] },
  {
    n: 16,
    title: "Told twice",
    fields: { otp: uri("x", `secret=${base32("16")}&digits=7`), "TOTP Seed": base32("16"), "TOTP Settings": "30;6" },
    drafts: [{ kind: "totp", secret: secret("16"), name: "x", digits: 7 }],
  },
]

const IN_KEEPASS_2: readonly EntrySpec[] = [
  {
    n: 20,
    title: "As text",
    user: "heidi",
    fields: { "TimeOtp-Secret": "plain text key", "TimeOtp-Length": "8", "TimeOtp-Period": "60", "TimeOtp-Algorithm": "HMAC-SHA-256" },
    drafts: [{ kind: "totp", secret: madeUpText("plain text key"), digits: 8, period: 60, algorithm: "SHA256" }],
  },
  {
    n: 21,
    title: "As hex",
    fields: { "TimeOtp-Secret-Hex": bytes("21").toString("hex"), "TimeOtp-Algorithm": "HMAC-SHA-512" },
    drafts: [{ kind: "totp", secret: secret("21"), algorithm: "SHA512" }],
  },
  { n: 22, title: "As base32", fields: { "TimeOtp-Secret-Base32": base32("22") }, drafts: [{ kind: "totp", secret: secret("22") }] },
  {
    n: 23,
    title: "As base64",
    fields: { "TimeOtp-Secret-Base64": bytes("23").toString("base64"), "TimeOtp-Algorithm": "HMAC-SHA-1" },
    drafts: [{ kind: "totp", secret: secret("23") }],
  },
  {
    n: 24,
    title: "With a counter",
    user: "ivan",
    fields: { "HmacOtp-Secret-Hex": bytes("24").toString("hex"), "HmacOtp-Counter": "7" },
    drafts: [{ kind: "hotp", secret: secret("24"), counter: 7 }],
  },
  {
    n: 25,
    title: "Counter, text",
    fields: { "HmacOtp-Secret": "another text key" },
    drafts: [{ kind: "hotp", secret: madeUpText("another text key") }],
  },
  {
    n: 26,
    title: "Both",
    user: "judy",
    fields: { "TimeOtp-Secret-Base32": base32("26"), "HmacOtp-Secret-Base32": base32("26 b"), "HmacOtp-Counter": "1" },
    drafts: [
      { kind: "totp", secret: secret("26") },
      { kind: "hotp", secret: secret("26 b"), counter: 1, id: null },
    ],
  },
  { n: 27, title: "Broken", fields: { otp: "not base32!" }, drafts: [] },
  { n: 28, title: "Unknown", fields: { "TimeOtp-Secret-Base32": base32("28"), "TimeOtp-Algorithm": "HMAC-WHIRLPOOL" }, drafts: [] },
]

const BINNED: readonly EntrySpec[] = [
  { n: 30, title: "Thrown away", fields: { otp: `otpauth://totp/x?secret=${base32("30")}` }, drafts: [] },
  { n: 31, title: "Thrown away too", fields: {}, drafts: [] },
]

const entryOf = ({ n, title, user = "", fields, rest = {} }: EntrySpec): Entry => ({
  n,
  fields: { Notes: "", Password: "", Title: title, URL: "", UserName: user, ...fields },
  ...rest,
})

const draftsOf = (specs: readonly EntrySpec[], groups: readonly string[]): Draft[] =>
  specs.flatMap(({ n, title, user = "", drafts }) =>
    drafts.map((draft) =>
      makeDraft({
        issuer: title,
        name: user,
        id: uuid(n),
        createdAt: CREATED,
        updatedAt: UPDATED,
        ...draft,
        groups: [...groups, ...(draft.groups ?? [])],
      }),
    ),
  )

/** In the root group, in the group `Plugins`, in the group within that, in the recycle bin. */
const GROUPS = [AT_ROOT, IN_PLUGINS, IN_KEEPASS_2, BINNED].map((specs) => specs.map(entryOf))

/** The expected result of reading the content. */
export const READ = {
  accounts: [...draftsOf(AT_ROOT, []), ...draftsOf(IN_PLUGINS, ["Plugins"]), ...draftsOf(IN_KEEPASS_2, ["Plugins/仕事 & play"])],
  issues: [
    { at: 20, code: "record-malformed" },
    { at: 21, code: "record-unsupported" },
  ],
  withoutSecret: 1,
  notices: 1,
} as const

/** The same in the order that `kdbxweb` writes: a group's inner groups before its entries. */
export const READ_GROUPS_FIRST = {
  ...READ,
  accounts: [...draftsOf(IN_KEEPASS_2, ["Plugins/仕事 & play"]), ...draftsOf(IN_PLUGINS, ["Plugins"]), ...draftsOf(AT_ROOT, [])],
  issues: [
    { at: 8, code: "record-malformed" },
    { at: 9, code: "record-unsupported" },
  ],
} as const

/** The code in the recycle bin. */
export const BINNED_CODE = makeDraft({ kind: "totp", issuer: "Thrown away", secret: secret("30"), createdAt: CREATED, updatedAt: UPDATED })

// The XML that KeePass 2 exports

const escape = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;")
const uuidBytes = (n: number): Buffer => Buffer.from(uuid(n).replaceAll("-", ""), "hex")
const uuid64 = (n: number): string => uuidBytes(n).toString("base64")
const iso = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`
const TIMES = `<Times><CreationTime>${iso(CREATED)}</CreationTime><LastModificationTime>${iso(UPDATED)}</LastModificationTime><LastAccessTime>${iso(UPDATED)}</LastAccessTime><ExpiryTime>${iso(CREATED)}</ExpiryTime><Expires>False</Expires><UsageCount>0</UsageCount><LocationChanged>${iso(CREATED)}</LocationChanged></Times>`

const strings = (fields: Readonly<Record<string, string>>): string =>
  Object.entries(fields)
    .map(([key, value]) => {
      const hidden = /^(?:otp|Password|TOTP Seed|.*-Secret.*)/.test(key) ? ' ProtectInMemory="True"' : ""
      return `<String><Key>${escape(key)}</Key><Value${hidden}>${escape(value)}</Value></String>`
    })
    .join("\n")

function entryXml({ n, fields, tags = "", hasIcon = false, history }: Entry): string {
  const earlier = history === undefined ? "" : `<Entry><UUID>${uuid64(n)}</UUID>${TIMES}${strings(history)}</Entry>`
  const icon = hasIcon ? `<CustomIconUUID>${uuid64(900)}</CustomIconUUID>` : ""
  return `<Entry><UUID>${uuid64(n)}</UUID><IconID>0</IconID>${icon}<Tags>${escape(tags)}</Tags>${TIMES}${strings(fields)}<History>${earlier}</History></Entry>`
}

const groupXml = (n: number, name: string, inside: string): string =>
  `<Group><UUID>${uuid64(n)}</UUID><Name>${escape(name)}</Name><IconID>48</IconID>${TIMES}<IsExpanded>True</IsExpanded>${inside}</Group>`

/** @param wanted - Whether to include the entry with this number; default: all. */
export function contentXml(wanted: (n: number) => boolean = () => true): string {
  const entriesXml = (entries: readonly Entry[]): string =>
    entries
      .filter(({ n }) => wanted(n))
      .map(entryXml)
      .join("\n")
  const [root, plugins, inner, bin] = GROUPS.map(entriesXml)
  const nested = groupXml(102, "Plugins", (plugins ?? "") + groupXml(103, "仕事 & play", inner ?? ""))
  const groups = groupXml(101, "Passwords", (root ?? "") + nested + groupXml(104, "Recycle Bin", bin ?? ""))
  const icons = `<CustomIcons><Icon><UUID>${uuid64(900)}</UUID><Data>${ICON}</Data></Icon></CustomIcons>`
  const meta = `<Meta><Generator>KeePass</Generator><RecycleBinEnabled>True</RecycleBinEnabled><RecycleBinUUID>${uuid64(104)}</RecycleBinUUID>${icons}</Meta>`
  return `<?xml version="1.0" encoding="utf-8" standalone="yes"?>\n<KeePassFile>${meta}<Root>${groups}<DeletedObjects /></Root></KeePassFile>\n`
}
