import assert from "node:assert/strict"
import { describe, it } from "node:test"
import type { Account } from "../../../src/accounts/account.ts"
import { addVerification } from "../../../src/accounts/verification.ts"
import { fromReceipt, lostAccounts, lostOf, receiptLines, toReceipt } from "../../../src/migrate/receipts/receipt.ts"
import type { Move, ReceiptNow } from "../../../src/migrate/receipts/receipt.ts"
import { NOW_MS, seededRandom } from "../../formats/ports.ts"
import { testAccount } from "../../tui/play.ts"

const ports = { clock: { nowMs: () => NOW_MS }, random: seededRandom("receipt") }
const [GITHUB, AWS] = [testAccount("a1", { issuer: "GitHub", name: "alice" }), testAccount("a2", { issuer: "AWS", name: "root" })]
const loss = { grade: "lost", what: { sentence: { en: "the note is left out", ja: "メモは含まれません" }, detail: {} } } as const
const move = (fields: Partial<Move> = {}): Move => ({
  kind: "export-file",
  device: "aegis",
  files: ["/home/alice/aegis.json"],
  protected: false,
  ids: ["a1", "a2"],
  moved: 2,
  skipped: 1,
  ...lostOf([{ label: "GitHub: alice", losses: [loss] }]),
  ...fields,
})
const now = (accounts: readonly Account[], title = "Aegis", gone: readonly string[] = []): ReceiptNow => ({
  accounts,
  title,
  gone: new Set(gone),
})
/** As it is kept in a vault and read from it. */
function kept(fields: Partial<Move> = {}) {
  const receipt = fromReceipt(toReceipt(move(fields), ports))
  assert.ok(receipt !== null)
  return receipt
}

describe("the receipt of a move", () => {
  it("is read from the vault as it was kept", () => {
    const receipt = kept()
    assert.deepEqual(receipt, { ...move(), id: receipt.id, at: NOW_MS, unread: 0, here: 0 })
  })
  it("keeps at most 200 ids and 50 lost accounts, and their number", () => {
    const rows = Array.from({ length: 300 }, (_, at) => ({ label: `n${at}`, losses: [loss] }))
    const receipt = kept({ ids: rows.map(({ label }) => label), ...lostOf(rows) })
    assert.deepEqual([receipt.ids.length, receipt.lost.length, receipt.lossy], [200, 50, 300])
    assert.ok(receiptLines(receipt, now([]), "en").includes("… 250 more"))
  })
  it("is left out where another version wrote it", () => {
    assert.equal(fromReceipt({ id: "x", at: 1 }), null)
    assert.equal(fromReceipt({ id: "x", at: 1, unknown: { ...move(), kind: "teleport" } }), null)
    assert.equal(fromReceipt({ id: "x", at: 1, unknown: { ...move(), lost: [{ label: 3 }] } }), null)
  })
  it("tells what moved, what was lost, what was verified and what is left to do", () => {
    const verified = addVerification(GITHUB, "aegis", NOW_MS)
    assert.deepEqual(receiptLines(kept(), now([verified, AWS]), "en"), [
      "Export to a file · Aegis",
      "",
      "Moved: 2 accounts",
      "Where: /home/alice/aegis.json",
      "Left out or unreadable: 1",
      "",
      "Lost, of 1 account:",
      "- GitHub: alice: the note is left out",
      "",
      "Verified: 1 of 2 agree",
      "Left to do:",
      "- compare the codes of: AWS: root",
      "- delete /home/alice/aegis.json, which is not protected, once it is imported",
    ])
    const done = receiptLines(kept({ protected: true, lost: [], lossy: 0 }), now([verified]), "ja")
    assert.ok(done.includes("失われた内容: なし") && done.includes("残りの作業: なし"))
  })
  it("accounts for every record of an import, with the reason of each that did not come in", () => {
    const lost = [
      { label: "", what: [{ en: "a.json, record 14: not base32", ja: "a.json の 14 番目: Base32 ではありません" }] },
      { label: "Contoso: bob", what: [{ en: "left out by you", ja: "選択しませんでした" }] },
    ]
    const imported = kept({ kind: "import", ids: [], moved: 3, here: 2, skipped: 2, unread: 1, ...lostAccounts(lost) })
    assert.deepEqual(receiptLines(imported, now([]), "en").slice(2), [
      "Moved: 3 accounts",
      "Where: /home/alice/aegis.json",
      "Records: 7",
      "- 3 came in",
      "- 2 were here already",
      "- 1 left out",
      "- 1 could not be read",
      "",
      "Did not come in:",
      "- a.json, record 14: not base32",
      "- Contoso: bob: left out by you",
      "",
      "Left to do:",
      "- bring what could not be read in another way: another export, or by hand",
    ])
  })
  it("of a sheet and of a backup tells what is left to do with them, without a device", () => {
    const sheet = kept({ kind: "export-sheet", device: "", files: ["/q/sheet.html"], ids: [], lost: [], lossy: 0 })
    const lines = receiptLines(sheet, now([], ""), "en")
    assert.equal(lines[0], "A printable sheet")
    assert.match(lines.join("\n"), /- print \/q\/sheet\.html[^]*- scan one code of the paper[^]*- delete \/q\/sheet\.html/)
    const backup = kept({ kind: "backup", device: "", files: ["/b.age"], protected: true, ids: [], lost: [], lossy: 0 })
    assert.match(receiptLines(backup, now([], ""), "en").join("\n"), /keep a copy of \/b\.age on another device/)
  })
  it("no longer asks for files that are gone", () => {
    const todo = (fields: Partial<Move>, gone: readonly string[]) =>
      receiptLines(kept({ ids: [], lost: [], lossy: 0, ...fields }), now([], "Aegis", gone), "en").at(-1)
    assert.equal(todo({}, ["/home/alice/aegis.json"]), "Left to do: nothing")
    const pictures = { kind: "export-pictures", files: ["/q/1.png", "/q/2.png"] } as const
    assert.equal(todo(pictures, ["/q/1.png"]), "- delete /q/2.png, which is not protected, once scanned")
  })
  it("names three of many files", () => {
    const files = Array.from({ length: 60 }, (_, at) => `/q/${at}.png`)
    const receipt = kept({ kind: "export-pictures", files })
    assert.equal(receipt.files.length, 50)
    assert.ok(receiptLines(receipt, now([]), "en").includes("Where: /q/0.png, /q/1.png, /q/2.png, … 47 more"))
  })
  it("names no secret", () => {
    const text = JSON.stringify(toReceipt(move(), ports)) + receiptLines(kept(), now([GITHUB, AWS]), "en").join("\n")
    for (const account of [GITHUB, AWS]) assert.ok(!text.includes(account.secret.toBase32()))
  })
})
