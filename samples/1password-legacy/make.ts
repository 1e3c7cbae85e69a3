// 1Password's 1PIF and the CSV of version 7, put together here from the description; zipped by the stock `zip` program.
import { makeDraft } from "../../src/accounts/account.ts"
import type { Draft } from "../../src/accounts/account.ts"
import { madeUpSecret } from "../../test/formats/vectors.ts"
import { bare, reuseOrMake } from "../kit/kit.ts"
import type { Maker } from "../kit/kit.ts"
import { zipped } from "../kit/zip.ts"

const CREATED = 1_500_000_000
const times = { createdAt: CREATED * 1000, updatedAt: CREATED * 1000 + 60_000 }
const draft = (issuer: string, name: string, more: Partial<Draft> = {}): Draft =>
  makeDraft({ kind: "totp", issuer, name, secret: madeUpSecret(`1password legacy ${issuer} ${name}`), ...times, ...more })

const FIRST = draft("Northwind", "alice@example.com", { note: "two lines\nof note", favorite: true, groups: ["仕事", "a tag"] })
const SECOND = draft("Northwind (TOTP EMEA)", "alice@example.com", { note: FIRST.note, favorite: true, groups: FIRST.groups })
const URI = draft("Contoso: East", "bob#1", { algorithm: "SHA256", digits: 8, period: 60, trashed: true })
const FIELD = draft("Fabrikam", "carol")
const WINDOWS = draft("Adatum", "dave", { groups: ["from Windows"] })

const uri = (d: Draft): string => `otpauth://totp/${encodeURIComponent(d.issuer)}:${encodeURIComponent(d.name)}?secret=${d.secret.toBase32()}&issuer=${encodeURIComponent(d.issuer)}&algorithm=${d.algorithm}&digits=${d.digits}&period=${d.period ?? 30}` // prettier-ignore
const totp = (t: string, v?: string): object => ({ k: "concealed", n: `TOTP_${"0A".repeat(16)}`, t, ...(v === undefined ? {} : { v }) })
const login = (username: string): object[] => [
  { value: username, name: "user", type: "T", designation: "username" },
  { value: "x", name: "pass", type: "P", designation: "password" },
]
const item = (title: string, more: object, secureContents: object): object => ({
  uuid: `${title} uuid`,
  updatedAt: CREATED + 60,
  locationKey: "example.com",
  securityLevel: "SL5",
  title,
  location: "https://www.example.com/",
  secureContents,
  createdAt: CREATED,
  typeName: "webforms.WebForm",
  ...more,
})
const section = (...fields: object[]): object => ({ name: "Section_1", title: "", fields })
const records = [
  item(
    "Northwind",
    { folderUuid: "folder 1", openContents: { tags: ["a tag"], faveIndex: 1 } },
    {
      fields: login("alice@example.com"),
      notesPlain: FIRST.note,
      sections: [
        section(
          totp(
            "one-time password",
            FIRST.secret
              .toBase32()
              .toLowerCase()
              .replace(/(.{4})/g, "$1 "),
          ),
          totp("ワンタイムパスワード"),
          totp("TOTP EMEA", SECOND.secret.toBase32()),
        ),
      ],
    },
  ),
  item("Contoso", { trashed: true }, { fields: login("bob"), sections: [section(totp("one-time password", uri(URI)))] }),
  item(
    "",
    { location: "https://www.fabrikam.example/login", typeName: "wallet.computer.UnixServer" },
    {
      sections: [section({ k: "string", n: "username", t: "username", v: "carol" }, { k: "string", n: "F1", t: "code", v: uri(FIELD) })],
    },
  ),
  {
    uuid: "Adatum uuid",
    createdAt: CREATED,
    updatedAt: CREATED + 60,
    typeName: "webforms.WebForm",
    overview: { title: "Adatum", URLs: [{ l: "", u: "https://adatum.example" }], tags: ["from Windows"] },
    details: { fields: login("dave"), sections: [section(totp("one-time password", WINDOWS.secret.toBase32()))] },
    hmac: "AAAA",
  },
  item("No second factor", {}, { fields: login("erin") }),
  item("Broken", {}, { sections: [section(totp("one-time password", "1nvalid!"))] }),
  { uuid: "folder 1", title: "仕事", typeName: "system.folder.Regular", createdAt: CREATED },
  { uuid: "gone", typeName: "system.Tombstone" },
]
const pifOf = (lines: readonly string[]): string => lines.map((line) => `${line}\n***5642bee8-a5ff-11dc-8314-0800200c9a66***\n`).join("")
const pif = pifOf(records.map((record) => JSON.stringify(record)))
const read = {
  accounts: [FIRST, SECOND, URI, FIELD, WINDOWS],
  withoutSecret: 1,
  issues: [{ at: 11, code: "record-malformed" as const }],
}
const SECTION = "SECTION_ABCDEFGHIJKLMNOPQRSTUVWXYZ"
const csvOf = (rows: readonly (readonly string[])[]): string =>
  rows.map((row) => `${row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(",")}\n`).join("")
const windows = csvOf([
  ["UUID", "TITLE", "USERNAME", "PASSWORD", "URL", "URLS", "SCOPE", "AUTOSUBMIT", "NOTES", "TAGS", `${SECTION} 1: ONE-TIME PASSWORD`, `${SECTION} 2: TOTP EMEA`, `${SECTION} 3: PIN`, "LINKED 1: ONE-TIME PASSWORD"], // prettier-ignore
  ["1", "Northwind", "alice@example.com", "x", "https://example.com", "", "Default", "Default", "two lines\nof note", "a tag;仕事", FIRST.secret.toBase32(), `otpauth://totp/?secret=${SECOND.secret.toBase32()}`, "12345678", ""], // prettier-ignore
  ["2", "Contoso", "bob", "x", "", "", "Default", "Default", "", "", "", "", "", uri(URI)],
  ["3", "No second factor", "erin", "x", "", "", "Default", "Default", "", "", "", "", "99999999", ""],
  ["4", "Broken", "frank", "x", "", "", "Default", "Default", "", "", "1nvalid!", "", "", ""],
])
const mac = csvOf([
  ["ainfo", "autosubmit", "notesPlain", "one-time password(TOTP_0A0A)", "ワンタイムパスワード(TOTP_0B0B)", "password(password)", "scope", "tags", "title", "URL(url)", "username(username)", "uuid"], // prettier-ignore
  ["", "Default", uri(FIELD), SECOND.secret.toBase32(), "", "x", "Default", "", "Northwind", "", "alice@example.com", "1"],
  ["", "Default", "", "", WINDOWS.secret.toBase32(), "x", "Default", "from Windows", "Adatum", "", "dave", "2"],
])
const inCsv = { note: FIRST.note, groups: ["a tag", "仕事"] }

export const make: Maker = async () => [
  { files: { "data.1pif": `\ufeff${pif}` }, ...read },
  {
    files: {
      "export.1pif.zip": await reuseOrMake("1password-legacy", "export.1pif.zip", () =>
        zipped({ "Export 1.1pif/data.1pif": pif, "__MACOSX/Export 1.1pif/._data.1pif": "\0\u0005" }),
      ),
    },
    ...read,
  },
  { files: { "one-item.1pif": JSON.stringify(records[1]) }, accounts: [URI] },
  { files: { "windows.csv": windows }, accounts: [bare(FIRST, inCsv), bare(SECOND, inCsv), bare(URI)], withoutSecret: 1, issues: [{ at: 6, code: "record-malformed" }] }, // prettier-ignore
  {
    files: { "mac.csv": mac },
    accounts: [
      bare({ ...SECOND, issuer: "Northwind" }, { note: uri(FIELD) }),
      bare(FIELD, { note: uri(FIELD) }),
      bare(WINDOWS, { groups: ["from Windows"] }),
    ],
  },
]
