// Bitwarden's exports, put together here from the description, without the handler.
import { createHash, createHmac, pbkdf2Sync } from "node:crypto"
import { argon2id } from "hash-wasm"
import { makeDraft } from "../../src/accounts/account.ts"
import type { Draft } from "../../src/accounts/account.ts"
import { VECTORS, madeUpSecret } from "../../test/formats/vectors.ts"
import { bare, base64, cbc } from "../kit/kit.ts"
import type { Maker } from "../kit/kit.ts"

const PASSWORD = "correct horse"
const CREATED_MS = Date.UTC(2024, 1, 3, 4, 5, 6, 789)
const CHANGED_MS = Date.UTC(2024, 1, 4, 5, 6, 7, 890)
const uuid = (n: number): string => `aaaaaaaa-0000-4000-8000-${String(n).padStart(12, "0")}`
const FOLDERS = { Work: uuid(1001), "仕事 & play": uuid(1002) }

const HELD: Draft[] = VECTORS.filter(
  (d) =>
    (d.kind === "totp" || d.kind === "steam") &&
    ["SHA1", "SHA256", "SHA512"].includes(d.algorithm) &&
    d.issuer !== "" &&
    d.createdAt === null,
).map((d) => bare(d, { note: d.note, groups: d.groups.slice(-1), favorite: d.favorite, createdAt: CREATED_MS, updatedAt: CHANGED_MS }))

const isUsual = (d: Draft): boolean => d.kind === "totp" && d.algorithm === "SHA1" && d.digits === 6 && d.period === 30
const uriOf = (d: Draft): string => {
  const label = `${encodeURIComponent(d.issuer)}:${encodeURIComponent(d.name)}`
  return `otpauth://totp/${label}?secret=${d.secret.toBase32()}&issuer=${encodeURIComponent(d.issuer)}&algorithm=${d.algorithm}&digits=${d.digits}&period=${d.period}`
}
/** All three forms: steam://; for default parameters every second time a bare secret, spaced as issuers print it; else otpauth://. */
const totpOf = (d: Draft, n: number): string => {
  if (d.kind === "steam") return `steam://${d.secret.toBase32()}`
  return isUsual(d) && n % 2 === 0
    ? d.secret
        .toBase32()
        .toLowerCase()
        .replace(/(.{4})/g, "$1 ")
    : uriOf(d)
}

const item = (d: Draft, n: number): Record<string, unknown> => ({
  passwordHistory: null,
  revisionDate: new Date(CHANGED_MS).toISOString(),
  creationDate: new Date(CREATED_MS).toISOString(),
  deletedDate: null,
  id: uuid(n),
  organizationId: null,
  folderId: d.groups[0] === undefined ? null : FOLDERS[d.groups[0] as keyof typeof FOLDERS],
  type: 1,
  reprompt: 0,
  name: d.issuer,
  notes: d.note === "" ? null : d.note,
  favorite: d.favorite,
  fields: [{ name: "color", value: "blue", type: 0, linkedId: null }],
  login: {
    uris: [{ match: null, uri: "https://example.com" }],
    username: d.name === "" ? null : d.name,
    password: "hunter2",
    totp: totpOf(d, n),
    fido2Credentials: [],
  },
  collectionIds: null,
})

const OTHER_ITEMS = [
  { type: 2, name: "a note", notes: "text", favorite: false, secureNote: { type: 0 }, id: uuid(901) },
  { type: 3, name: "a card", card: { number: "4111" }, id: uuid(902) },
  { type: 1, name: "no second factor", login: { username: "u", password: "p", totp: null, uris: null }, id: uuid(903) },
  { type: 1, name: "an empty one", login: { username: "u", password: "p", totp: " " }, id: uuid(904) },
  { type: 5, name: "a key", sshKey: {}, id: uuid(905) },
]
const folders = Object.entries(FOLDERS).map(([name, id]) => ({ id, name }))
const vault = (items: readonly unknown[], more: object = {}): string =>
  JSON.stringify({ encrypted: false, folders, items, ...more }, null, 2)

// An organisation's vault: collections instead of folders, several per item.
const SHARED: Draft[] = HELD.slice(0, 3).map((d) => ({ ...d, groups: ["Shared", "Work/Servers"], favorite: false }))
const collections = ["Shared", "Work/Servers"].map((name, n) => ({
  id: uuid(2001 + n),
  organizationId: uuid(3000),
  name,
  externalId: null,
}))
const sharedItem = (d: Draft, n: number): object => ({
  ...item({ ...d, groups: [] }, n),
  organizationId: uuid(3000),
  collectionIds: collections.map(({ id }) => id),
})

const cell = (text: string): string => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)
const CSV_HEAD = "folder,favorite,type,name,notes,fields,reprompt,login_uri,login_username,login_password,login_totp"
const IN_CSV = HELD.map((d) => ({ ...d, createdAt: null, updatedAt: null }))
const csv = (): string => {
  const rows = IN_CSV.map((d, n) => [
    d.groups[0] ?? "",
    d.favorite ? "1" : "",
    "login",
    d.issuer,
    d.note,
    "color: blue",
    "0",
    "https://example.com",
    d.name,
    "hunter2",
    totpOf(d, n),
  ])
  const others = [["", "", "note", "a note", "two\nlines", "", "0", "", "", "", ""]]
  return `\ufeff${[CSV_HEAD, ...[...rows, ...others].map((row) => row.map(cell).join(","))].join("\r\n")}\r\n\r\n`
}
const ORG_HEAD = "collections,type,name,notes,fields,reprompt,login_uri,login_username,login_password,login_totp"
const orgCsv = (): string => {
  const rows = SHARED.map((d, n) => ["Shared,Work/Servers", "login", d.issuer, d.note, "", "0", "", d.name, "", totpOf(d, n)])
  return [ORG_HEAD, ...rows.map((row) => row.map(cell).join(","))].join("\n")
}

const ODD = makeDraft({ kind: "totp", issuer: "Odd", name: "ones", secret: madeUpSecret("bitwarden odd", 10) })
const b32 = ODD.secret.toBase32()
const odd = (totp: unknown, more: object = {}): object => ({ type: 1, name: "Odd", login: { username: "ones", totp }, ...more })
const ODD_ITEMS = [
  odd(b32, { folderId: "unknown", collectionIds: null, creationDate: "yesterday", unheard: 1 }),
  odd(`otpauth://totp/${b32}?secret=${b32}&issuer=Odd`.replace(`/${b32}`, "/Odd:ones")),
  odd(`otpauth://totp/?secret=${b32}`, { notes: 7 }),
  odd(`otpauth://hotp/Odd:ones?secret=${b32}&counter=5`),
  odd(b32, { deletedDate: "2024-02-03T04:05:06.789Z" }),
  odd(`steam://${b32}`, { name: "Steam", deletedDate: null, archivedDate: "2024-02-03T04:05:06.789Z" }),
  odd("1nvalid!"),
  odd("otpauth://totp/Odd?issuer=Odd"),
  odd(`otpauth://totp/Odd?secret=${b32}&digits=77`),
  odd(`otpauth://quantum/Odd?secret=${b32}`),
  "not an item",
]

interface Sealed {
  readonly kdf?: object
  readonly alter?: (file: Record<string, unknown>) => object
}

const [FIRST = HELD[0]!, SECOND = HELD[0]!] = HELD.filter(({ kind }) => kind === "totp")
const bareOf = ({ issuer, name, secret, algorithm, digits, period }: Draft): Draft => makeDraft({ kind: "totp", issuer, name, secret, algorithm, digits, period }) // prettier-ignore
/** Codes outside the proper field: in a custom field, and in a line of the notes, which repeats the first one. */
const IN_FIELDS_NOTE = `old phone:\n${uriOf(FIRST)}\n${uriOf(SECOND)}`
const IN_FIELDS = {
  type: 1,
  name: "Items",
  notes: IN_FIELDS_NOTE,
  favorite: false,
  fields: [{ name: "2FA", value: uriOf(FIRST), type: 1 }],
  login: { username: "u", password: "p", totp: null },
  id: uuid(930),
}
const IN_FIELDS_HELD = [FIRST, SECOND].map((draft) => ({ ...bareOf(draft), note: IN_FIELDS_NOTE }))

export const make: Maker = async ({ random }) => {
  const seal = async (
    plain: string,
    { kdf = { kdfType: 0, kdfIterations: 100_000 }, alter = (file) => file }: Sealed = {},
  ): Promise<string> => {
    const salt = base64(random.bytes(16))
    const { kdfType, kdfIterations, kdfMemory, kdfParallelism } = kdf as Record<string, number>
    const key =
      kdfType === 1
        ? await argon2id({
            password: PASSWORD,
            salt: createHash("sha256").update(salt).digest(),
            iterations: kdfIterations!,
            memorySize: kdfMemory! * 1024,
            parallelism: kdfParallelism!,
            hashLength: 32,
            outputType: "binary",
          })
        : pbkdf2Sync(PASSWORD, salt, kdfIterations!, 32, "sha256")
    const expand = (info: string): Buffer => createHmac("sha256", key).update(info).update(Buffer.of(1)).digest()
    const encString = (text: string): string => {
      const iv = random.bytes(16)
      const data = cbc(expand("enc"), iv, text)
      return `2.${[iv, data, createHmac("sha256", expand("mac")).update(iv).update(data).digest()].map(base64).join("|")}`
    }
    const head = { encrypted: true, passwordProtected: true, salt, kdfMemory: null, kdfParallelism: null, ...kdf }
    return JSON.stringify(alter({ ...head, encKeyValidation_DO_NOT_EDIT: encString(random.uuid()), data: encString(plain) }), null, 2)
  }
  const plain = vault([...OTHER_ITEMS, ...HELD.map(item)])
  const counted = { accounts: HELD, withoutSecret: OTHER_ITEMS.length }
  const argon2 = { kdfType: 1, kdfIterations: 3, kdfMemory: 16, kdfParallelism: 4 }
  return [
    { files: { "plain.json": plain }, ...counted },
    { files: { "in-custom-fields.json": vault([IN_FIELDS]) }, accounts: IN_FIELDS_HELD },
    { files: { "protected-pbkdf2.json": await seal(plain) }, password: PASSWORD, ...counted },
    { files: { "protected-argon2id.json": await seal(plain, { kdf: argon2 }) }, password: PASSWORD, ...counted },
    {
      files: { "protected-without-check.json": await seal(plain, { alter: ({ encKeyValidation_DO_NOT_EDIT: _, ...file }) => file }) },
      password: PASSWORD,
      ...counted,
    },
    {
      files: {
        "protected-altered.json": await seal(plain, {
          alter: (file) => ({ ...file, data: String(file["data"]).replace(/\|.{8}/, "|AAAAAAAA") }),
        }),
      },
      password: PASSWORD,
      error: "format-damaged",
    },
    {
      files: { "protected-unknown-kdf.json": await seal(plain, { alter: (file) => ({ ...file, kdfType: 2 }) }) },
      password: PASSWORD,
      error: "format-unsupported",
    },
    {
      files: { "protected-too-many-rounds.json": await seal(plain, { alter: (file) => ({ ...file, kdfIterations: 100_000_000 }) }) },
      password: PASSWORD,
      error: "limit-exceeded",
    },
    {
      files: {
        "account-restricted.json": JSON.stringify({
          encrypted: true,
          encKeyValidation_DO_NOT_EDIT: "2.AAAAAAAAAAAAAAAAAAAAAA==|AAAAAAAAAAAAAAAAAAAAAA==|AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
          folders: [],
          items: [{ ...item(HELD[0]!, 1), name: "2.AAAAAAAAAAAAAAAAAAAAAA==|AAAAAAAAAAAAAAAAAAAAAA==|AAAA" }],
        }),
      },
      error: "format-unsupported",
    },
    { files: { "organisation.json": vault(SHARED.map(sharedItem), { folders: undefined, collections }) }, accounts: SHARED },
    { files: { "export.csv": csv() }, accounts: IN_CSV, withoutSecret: 1 },
    { files: { "organisation.csv": orgCsv() }, accounts: SHARED.map((d) => ({ ...d, createdAt: null, updatedAt: null })) },
    { files: { "empty.json": vault([]) }, accounts: [] },
    {
      files: { "odd-items.json": vault(ODD_ITEMS, { folders: null }) },
      accounts: [
        ODD,
        ODD,
        { ...ODD, note: "7" },
        makeDraft({ kind: "hotp", issuer: "Odd", name: "ones", secret: ODD.secret, counter: 5 }),
        { ...ODD, trashed: true },
        makeDraft({ kind: "steam", issuer: "Steam", name: "ones", secret: ODD.secret, trashed: true }),
      ],
      issues: [
        { at: 7, code: "record-malformed" },
        { at: 8, code: "record-malformed" },
        { at: 9, code: "record-malformed" },
        { at: 10, code: "record-unsupported" },
        { at: 11, code: "record-malformed" },
      ],
    },
    { files: { "items-no-list.json": JSON.stringify({ encrypted: false, folders: [], items: {} }) }, error: "format-damaged" },
    { files: { "cut-off.json": plain.slice(0, 900) }, detect: "no", error: "format-damaged" },
  ]
}
