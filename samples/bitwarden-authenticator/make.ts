// Bitwarden Authenticator's exports, put together here from the description, without the handler.
import { makeDraft } from "../../src/accounts/account.ts"
import type { Draft } from "../../src/accounts/account.ts"
import { VECTORS, madeUpSecret } from "../../test/formats/vectors.ts"
import { bare } from "../kit/kit.ts"
import type { Maker } from "../kit/kit.ts"

const uuid = (n: number): string => `aaaaaaaa-0000-4000-8000-${String(n).padStart(12, "0")}`

const HELD: Draft[] = VECTORS.filter(
  (d) =>
    (d.kind === "totp" || d.kind === "steam") &&
    ["SHA1", "SHA256", "SHA512"].includes(d.algorithm) &&
    d.issuer !== "" &&
    d.createdAt === null,
).map((d) => bare(d, { favorite: d.favorite, name: d.kind === "steam" ? "" : d.name }))

/** The app escapes labels as HTML before it escapes them as a URI. */
const html = (text: string): string => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;")
const uriOf = (d: Draft): string => {
  if (d.kind === "steam") return `steam://${d.secret.toBase32()}`
  const label = `${encodeURIComponent(html(d.issuer))}:${encodeURIComponent(html(d.name))}`
  const numbers = `algorithm=${d.algorithm}&digits=${d.digits}&period=${d.period}`
  return `otpauth://totp/${label}?secret=${d.secret.toBase32()}&${numbers}&issuer=${encodeURIComponent(html(d.issuer))}`
}
const item = (d: Draft, n: number): object => ({
  id: uuid(n),
  name: d.issuer,
  folderId: null,
  organizationId: null,
  collectionIds: null,
  notes: null,
  type: 1,
  login: { totp: uriOf(d) },
  favorite: d.favorite,
})
const file = (items: readonly unknown[]): string => JSON.stringify({ encrypted: false, items }, null, 2)

const HEAD = "folder,favorite,type,name,login_uri,login_totp"
const row = (d: Draft): string => `,${d.favorite ? 1 : ""},1,${d.issuer},,${uriOf(d)},${d.issuer},${d.period},${d.digits}`
const IN_CSV = [...HELD, makeDraft({ kind: "totp", issuer: "Comma, Inc., & sons", name: "a,b", secret: madeUpSecret("comma") })]

const ODD = makeDraft({ kind: "totp", issuer: "Odd", name: "ones", secret: madeUpSecret("bitwarden authenticator odd", 10) })
const b32 = ODD.secret.toBase32()
const odd = (totp: unknown, more: object = {}): object => ({
  id: uuid(99),
  type: 1,
  name: "Odd",
  login: { totp },
  favorite: false,
  ...more,
})
const ODD_ITEMS = [
  odd(`otpauth://totp/Odd:null?secret=${b32}&issuer=Odd`),
  odd(`otpauth://totp/null:ones?secret=${b32}`, { name: "null" }),
  odd(b32, { unheard: 1 }),
  odd(`otpauth://totp/ones?secret=${b32.toLowerCase()}&algorithm=&digits=&period=`),
  odd(null),
  { id: uuid(98), type: 1, name: "no login", favorite: false },
  odd("1nvalid!"),
  odd("otpauth://totp/Odd"),
  7,
]

export const make: Maker = () => [
  { files: { "export.json": file(HELD.map(item)) }, accounts: HELD },
  { files: { "export.csv": [HEAD, ...IN_CSV.map(row)].join("\n") }, accounts: IN_CSV },
  {
    files: {
      "odd-rows.csv": [
        HEAD,
        ",,1,null,,otpauth://totp/null:ones?secret=" + b32 + ",null,30,6",
        "",
        ",,1,Odd,,,Odd,30,6",
        ",,1,Odd,,otpauth://totp/Odd,Odd,30,6",
        "nothing",
      ].join("\r\n"),
    },
    accounts: [{ ...ODD, issuer: "" }],
    issues: [
      { at: 4, code: "record-malformed" },
      { at: 5, code: "record-malformed" },
      { at: 6, code: "record-malformed" },
    ],
  },
  {
    files: { "odd-items.json": file(ODD_ITEMS) },
    accounts: [{ ...ODD, name: "" }, { ...ODD, issuer: "" }, { ...ODD, name: "" }, ODD],
    issues: [
      { at: 7, code: "record-malformed" },
      { at: 8, code: "record-malformed" },
      { at: 9, code: "record-malformed" },
    ],
    withoutSecret: 2,
  },
  { files: { "empty.json": file([]) }, accounts: [] },
  { files: { "items-no-list.json": JSON.stringify({ encrypted: false, items: {} }) }, error: "format-damaged" },
  { files: { "cut-off.json": file(HELD.map(item)).slice(0, 500) }, detect: "no", error: "format-damaged" },
]
