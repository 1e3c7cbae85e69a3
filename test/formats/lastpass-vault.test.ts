import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { makeDraft } from "../../src/accounts/account.ts"
import { lastpassVault } from "../../src/formats/apps/lastpass-vault.ts"
import { NOW_MS, background, seededRandom } from "./ports.ts"
import { readAll } from "./reading.ts"
import { madeUpSecret } from "./vectors.ts"

/** The rows of a CSV, split as RFC 4180 says: cells in quotes may hold commas, line ends and doubled quotes. */
function rowsOf(csv: string): string[][] {
  const cell = /(?:"((?:[^"]|"")*)"|([^,"\n]*))(,|\n)/y
  const rows: string[][] = [[]]
  for (let found = cell.exec(csv); found !== null; found = cell.exec(csv)) {
    rows.at(-1)!.push(found[1]?.replaceAll('""', '"') ?? found[2] ?? "")
    if (found[3] === "\n") rows.push([])
  }
  assert.deepEqual(rows.pop(), [], "the file ends within a row")
  return rows
}

describe("a LastPass vault", () => {
  it("of 2,000 logins with 60 codes gives 60 accounts and counts 1,940 items without one", async () => {
    const codeOf = (n: number): string => (n % 33 === 0 && n < 60 * 33 ? madeUpSecret(`vault of ${n}`).toBase32() : "")
    const rows = Array.from({ length: 2000 }, (_, n) => `https://site${n}.example,user${n},x,${codeOf(n)},a note,Site ${n},Work\\Mail,0`)
    const csv = ["url,username,password,totp,extra,name,grouping,fav", ...rows, ""].join("\n")
    const outcome = await readAll([{ name: "vault.csv", bytes: Buffer.from(csv) }], { password: "" })
    assert.ok(outcome.state === "read")
    const { drafts, issues, withoutSecret } = outcome.read
    assert.deepEqual([drafts.length, withoutSecret, issues.length], [60, 1940, 0])
    assert.deepEqual([drafts[59]?.issuer, drafts[59]?.groups], [`Site ${59 * 33}`, ["Work/Mail"]])
  })

  it("is written with the columns of the app, a URI for each code, and folders divided by backslashes", async () => {
    const [alice, bob] = [madeUpSecret("written for alice"), madeUpSecret("written for bob")]
    const drafts = [
      makeDraft({ kind: "totp", issuer: "Northwind, Inc", name: "alice", secret: alice, note: 'two\n"lines"', groups: ["Work/Mail"], favorite: true }), // prettier-ignore
      makeDraft({ kind: "totp", issuer: "", name: "bob", secret: bob, algorithm: "SHA256", digits: 8, period: 60 }),
    ]
    const context = { background, random: seededRandom("lastpass-vault"), nowMs: NOW_MS, password: null }
    const bytes = await lastpassVault.writer!.run(drafts, context)
    const [header, first, second, ...none] = rowsOf(Buffer.from(bytes).toString("utf8"))
    assert.deepEqual(none, [])
    assert.deepEqual(header, ["url", "username", "password", "totp", "extra", "name", "grouping", "fav"])
    const withoutCode = (row: string[] | undefined): string[] | undefined => row?.toSpliced(3, 1)
    assert.deepEqual(withoutCode(first), ["", "alice", "", 'two\n"lines"', "Northwind, Inc", "Work\\Mail", "1"])
    assert.deepEqual(withoutCode(second), ["", "bob", "", "", "bob", "", "0"])
    const codes = [first, second].map((row) => new URL(row?.[3] ?? ""))
    assert.deepEqual(codes.map(({ host, pathname }) => [host, decodeURIComponent(pathname)]), [["totp", "/Northwind, Inc:alice"], ["totp", "/bob"]]) // prettier-ignore
    assert.deepEqual(codes.map(({ searchParams }) => Object.fromEntries(searchParams)), [
      { secret: alice.toBase32(), issuer: "Northwind, Inc", algorithm: "SHA1", digits: "6", period: "30" },
      { secret: bob.toBase32(), algorithm: "SHA256", digits: "8", period: "60" },
    ]) // prettier-ignore
  })
})
