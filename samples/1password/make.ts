// 1Password's 1PUX and CSV, put together here from the description; zipped by the stock `zip` program.
import { makeDraft } from "../../src/accounts/account.ts"
import type { Draft } from "../../src/accounts/account.ts"
import { madeUpSecret } from "../../test/formats/vectors.ts"
import { bare, reuseOrMake } from "../kit/kit.ts"
import type { Maker } from "../kit/kit.ts"
import { zipped } from "../kit/zip.ts"

const CREATED = 1_700_000_000
const draft = (issuer: string, name: string, more: Partial<Draft> = {}): Draft =>
  makeDraft({ kind: "totp", issuer, name, secret: madeUpSecret(`1password ${name}`), groups: ["Private"], createdAt: CREATED * 1000, updatedAt: CREATED * 1000 + 60_000, ...more }) // prettier-ignore

const ALICE = draft("Northwind", "alice@example.com", { note: "two lines\nof note", favorite: true, groups: ["Private", "work", "仕事"] })
const FIRST = draft("Contoso", "bob")
const SECOND = draft("Contoso Two", "b", { secret: madeUpSecret("1password second"), algorithm: "SHA512", digits: 8, period: 60 })
const ARCHIVED = draft("Fabrikam", "eve", { trashed: true })
const EARLY = draft("Early Export", "carol")

const uri = (d: Draft): string => `otpauth://totp/${encodeURIComponent(d.issuer)}:${encodeURIComponent(d.name)}?secret=${d.secret.toBase32()}&issuer=${encodeURIComponent(d.issuer)}&algorithm=${d.algorithm}&digits=${d.digits}&period=${d.period ?? 30}` // prettier-ignore
const item = (
  title: string,
  username: string,
  totps: readonly string[],
  more: { item?: object; overview?: object; note?: string } = {},
): object => ({
  uuid: `uuid of ${title}`,
  favIndex: 0,
  createdAt: CREATED,
  updatedAt: CREATED + 60,
  state: "active",
  categoryUuid: "001",
  overview: { title, subtitle: username, url: "", urls: [], tags: [], ...more.overview },
  details: {
    loginFields: [
      { value: username, id: "", name: "username", fieldType: "T", designation: "username" },
      { value: "x", id: "", name: "password", fieldType: "P", designation: "password" },
    ],
    notesPlain: more.note ?? "",
    sections: [
      { title: "", name: "add more", fields: totps.map((totp, n) => ({ title: "one-time password", id: `TOTP_${n}`, value: { totp } })) },
    ],
    passwordHistory: [],
  },
  ...more.item,
})
const data = JSON.stringify({
  accounts: [
    {
      attrs: { accountName: "A Person" },
      vaults: [
        {
          attrs: { uuid: "vault", name: "Private", type: "P" },
          items: [
            item("Northwind", "alice@example.com", [ALICE.secret.toBase32().toLowerCase().replace(/(.{4})/g, "$1 ")], { note: "two lines\nof note", item: { favIndex: 1 }, overview: { tags: ["work", "仕事"] } }), // prettier-ignore
            item("Contoso", "bob", [FIRST.secret.toBase32(), uri(SECOND)]),
            item("Fabrikam", "eve", [ARCHIVED.secret.toBase32()], { item: { state: "archived" } }),
            { item: item("Early Export", "carol", [EARLY.secret.toBase32()]) },
            item("No second factor", "dave", []),
            item("Broken", "grace", ["1nvalid!"]),
          ],
        },
      ],
    },
  ],
})
const read = { accounts: [ALICE, FIRST, SECOND, ARCHIVED, EARLY], withoutSecret: 1, issues: [{ at: 6, code: "record-malformed" as const }] }
const members = {
  "export.attributes": JSON.stringify({ version: 3, description: "1Password Unencrypted Export", createdAt: CREATED }),
  "export.data": data,
}

const csvField = (text: string): string => `"${text.replaceAll('"', '""')}"`
const csvRow = (title: string, username: string, otp: string, favorite: boolean, archived: boolean, tags: string, notes: string): string =>
  [title, "https://example.com", username, "x", otp, String(favorite), String(archived), tags, notes].map(csvField).join(",")
const csv = [
  "Title,Url,Username,Password,OTPAuth,Favorite,Archived,Tags,Notes",
  csvRow("Northwind", "alice@example.com", uri(ALICE), true, false, "work;仕事", "two lines\nof note"),
  csvRow("Fabrikam", "eve", uri(ARCHIVED), false, true, "", ""),
  csvRow("No second factor", "dave", "", false, false, "", ""),
  "",
].join("\n")

export const make: Maker = async () => [
  { files: { "export.1pux": await reuseOrMake("1password", "export.1pux", () => zipped(members)) }, ...read },
  { files: { "export.data.json": data }, ...read },
  {
    files: { "export.csv": csv },
    accounts: [bare(ALICE, { note: ALICE.note, favorite: true, groups: ["work", "仕事"] }), bare(ARCHIVED, { trashed: true })],
    withoutSecret: 1,
  },
]
