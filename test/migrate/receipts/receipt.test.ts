import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { addVerification } from "../../../src/accounts/verification.ts"
import { fromReceipt, lostOf, receiptLines, toReceipt } from "../../../src/migrate/receipts/receipt.ts"
import type { Move } from "../../../src/migrate/receipts/receipt.ts"
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
/** As it is kept in a vault and read from it. */
function kept(fields: Partial<Move> = {}) {
  const receipt = fromReceipt(toReceipt(move(fields), ports))
  assert.ok(receipt !== null)
  return receipt
}

describe("the receipt of a move", () => {
  it("is read from the vault as it was kept", () => {
    const receipt = kept()
    assert.deepEqual(receipt, { ...move(), id: receipt.id, at: NOW_MS })
  })
  it("keeps at most 200 ids and 50 lost accounts, and their number", () => {
    const rows = Array.from({ length: 300 }, (_, at) => ({ label: `n${at}`, losses: [loss] }))
    const receipt = kept({ ids: rows.map(({ label }) => label), ...lostOf(rows) })
    assert.deepEqual([receipt.ids.length, receipt.lost.length, receipt.lossy], [200, 50, 300])
    assert.ok(receiptLines(receipt, [], "Aegis", "en").includes("… 250 more"))
  })
  it("is left out where another version wrote it", () => {
    assert.equal(fromReceipt({ id: "x", at: 1 }), null)
    assert.equal(fromReceipt({ id: "x", at: 1, unknown: { ...move(), kind: "teleport" } }), null)
    assert.equal(fromReceipt({ id: "x", at: 1, unknown: { ...move(), lost: [{ label: 3 }] } }), null)
  })
  it("tells what moved, what was lost, what was verified and what is left to do", () => {
    const verified = addVerification(GITHUB, "aegis", NOW_MS)
    assert.deepEqual(receiptLines(kept(), [verified, AWS], "Aegis", "en"), [
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
    const done = receiptLines(kept({ protected: true, lost: [], lossy: 0 }), [verified], "Aegis", "ja")
    assert.ok(done.includes("失われた内容: なし") && done.includes("残りの作業: なし"))
  })
  it("names no secret", () => {
    const text = JSON.stringify(toReceipt(move(), ports)) + receiptLines(kept(), [GITHUB, AWS], "Aegis", "en").join("\n")
    for (const account of [GITHUB, AWS]) assert.ok(!text.includes(account.secret.toBase32()))
  })
})
