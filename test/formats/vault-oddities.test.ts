// Unusual and hostile content in exports of password managers.
import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { readAll, textsOf } from "./reading.ts"
import { madeUpSecret } from "./vectors.ts"

const SECRET = madeUpSecret("vault oddities").toBase32()
const URI = `otpauth://totp/?secret=${SECRET}`

interface Result {
  readonly accounts: readonly string[]
  readonly withoutSecret: number
  readonly issues: readonly string[]
}

/** Each account as `issuer|name|groups`, each issue as its English text. */
async function read(name: string, content: unknown): Promise<Result> {
  const bytes = Buffer.from(typeof content === "string" ? content : JSON.stringify(content))
  const outcome = await readAll([{ name, bytes }])
  if (outcome.state === "failed") throw outcome.error
  const { drafts, withoutSecret, issues } = outcome.read
  const accounts = drafts.map((draft) => [draft.issuer, draft.name, ...draft.groups].join("|"))
  return {
    accounts,
    withoutSecret,
    issues: issues.length === 0 ? [] : textsOf(outcome).filter((_, at) => at % 2 === 0),
  }
}

const one = (account: string): Result => ({ accounts: [account], withoutSecret: 0, issues: [] })

describe("a password manager's export", () => {
  const enpass = (folders: object[]): object => ({
    folders,
    items: [
      { uuid: "i", title: "Site", template_type: "login.default", folders: ["a"], fields: [{ uid: 1, type: "totp", value: SECRET }] },
    ],
  })
  it("of Enpass may have folders within each other", async () => {
    const folders = [
      { uuid: "a", title: "A", parent_uuid: "b" },
      { uuid: "b", title: "B", parent_uuid: "a" },
    ]
    assert.deepEqual(await read("e.json", enpass(folders)), one("Site||B/A"))
  })
  it("of Enpass may have a folder within itself whose name is 6 MB long", async () => {
    const { accounts, issues } = await read("e.json", enpass([{ uuid: "a", title: "x".repeat(6e6), parent_uuid: "a" }]))
    assert.deepEqual({ accounts, issues }, { accounts: [], issues: ["a text is longer than {max} characters".replace("{max}", "1024")] })
  })
  it("of Enpass may be a table without a header line", async () => {
    const csv = `"Site","Username","alice","TOTP","${SECRET}","a note"\n"Other","Password","x",""\n`
    assert.deepEqual(await read("e.csv", csv), { accounts: ["Site|alice"], withoutSecret: 1, issues: [] })
  })
  it("in CXF may name one item in 30,000 collections, and 30,000 times in one with a long name", { timeout: 20_000 }, async () => {
    const many = Array.from({ length: 30_000 }, (_, n) => n)
    const long = { title: "t".repeat(1e6), subCollections: [{ title: "u", items: many.map((n) => ({ item: `b${n}` })) }] }
    const collections = [long, ...many.map((n) => ({ title: `t${n}`, items: [{ item: "a" }] }))]
    const items = [...many.map(() => ({ id: "a", title: "", credentials: [] })), { id: "c", title: "Site", credentials: [{ type: "totp", secret: SECRET }] }] // prettier-ignore
    const { accounts, withoutSecret } = await read("c.json", { exporterRpId: "x.example", accounts: [{ collections, items }] })
    assert.deepEqual({ accounts, withoutSecret }, { accounts: ["Site|"], withoutSecret: 30_000 })
  })
  it("of Steam may have a long text beside a long number", { timeout: 20_000 }, async () => {
    const rest = `"steamid":76561198000000000,"note":"${"\\n".repeat(8e6)} 12345678901234567"`
    assert.deepEqual(await read("a.maFile", `{"shared_secret":"zvIayp3JPvtvX/QGHqsqKBk/44s=",${rest}}`), one("Steam|76561198000000000"))
  })
  it("of Dashlane may have both columns, the current one blank", async () => {
    const csv = `username,username2,username3,title,password,note,url,category,otpUrl,otpSecret\nalice,,,Site,x,,,Work,,${SECRET}\n`
    assert.deepEqual(await read("credentials.csv", csv), one("Site|alice|Work"))
  })
  it("of Keeper tells of a code that is no text", async () => {
    const result = await read("k.json", { shared_folders: [], records: [{ title: "t", custom_fields: { $oneTimeCode: { uri: URI } } }] })
    assert.deepEqual([result.accounts, result.withoutSecret, result.issues.length], [[], 0, 1])
  })
  it("of Psono may have its items deep in folders, or no code", async () => {
    const inner = { name: "e", items: [{ type: "totp", totp_title: "Site", totp_code: SECRET }] }
    const tree = ["d", "c", "b", "a"].reduce<object>((folder, name) => ({ name, folders: [folder] }), inner)
    assert.deepEqual(await read("p.json", { folders: [tree] }), one("Site||a/b/c/d/e"))
    const note = { type: "note", name: "x", note_title: "x", note_notes: "" }
    assert.deepEqual(await read("p.json", { items: [note] }), { accounts: [], withoutSecret: 1, issues: [] })
  })
  it("of Passwordstate may have a code in the notes of a row without a title", async () => {
    const csv = `PasswordListID,Password List,TreePath,PasswordID,Title,UserName,Notes,OTPUri\n1,L,,,,,${URI},\n1,L,,,,,,\n`
    assert.deepEqual(await read("p.csv", csv), one("||L"))
  })
  it("of 1Password 7 for Windows may have a column label with brackets", async () => {
    const columns = ["1: ONE-TIME PASSWORD", "2: TOTP (EMEA)"].map((label) => `SECTION_ABCDEFGHIJKLMNOPQRSTUVWXYZ ${label}`)
    const second = `otpauth://totp/?secret=${madeUpSecret("second").toBase32()}`
    const csv = `UUID,TITLE,USERNAME,URL,SCOPE,AUTOSUBMIT,${columns.join()}\nu,Site,alice,,,,${URI},${second}\n`
    const { accounts } = await read("o.csv", csv)
    assert.deepEqual(accounts, ["Site|alice", "Site (TOTP (EMEA))|alice"])
  })
})
