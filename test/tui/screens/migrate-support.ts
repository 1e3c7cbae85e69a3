import assert from "node:assert/strict"
import { makeDraft } from "../../../src/accounts/account.ts"
import type { Draft } from "../../../src/accounts/account.ts"
import { Secret } from "../../../src/accounts/secret.ts"
import { cellWidth } from "../../../src/base/display.ts"
import type { DirectoryEntry } from "../../../src/base/ports.ts"
import type { PlanRow, RowStatus } from "../../../src/migrate/import/plan.ts"
import type { QrPage, QrPlan } from "../../../src/migrate/qr/qr-pages.ts"
import type { QrDrawing } from "../../../src/qr/draw/draw.ts"
import type { Msg } from "../../../src/tui/core/messages.ts"
import type { Context, Screen } from "../../../src/tui/core/screen.ts"
import { testAccount, testContext, testVault } from "../play.ts"
import type { Played } from "../play.ts"

/** Three accounts: one TOTP, one HOTP, and one with wide characters. */
export const ACCOUNTS = [
  testAccount("a1", { issuer: "GitHub", name: "alice", order: 1 }),
  testAccount("a2", { issuer: "AWS", name: "root", kind: "hotp", period: null, counter: 7, order: 2 }),
  testAccount("a3", { issuer: "ゲーム認証センター", name: "とても長い名前の利用者さま@example.co.jp", order: 3 }),
]

export function context(fields: Partial<Context> = {}): Context {
  return testContext({ vault: testVault(ACCOUNTS), ...fields })
}

export const japanese = (fields: Partial<Context> = {}): Context => context({ lang: "ja", ...fields })

export const sized = (columns: number, rows: number, fields: Partial<Context> = {}): Context =>
  context({ window: { columns, rows }, body: { columns, rows: rows - 2 }, ...fields })

/** Assert that rows and cursor are inside the body, or inside the window for a full screen. */
export function assertFits<S>(screen: Pick<Screen<S, string>, "view" | "full">, played: Played<S>): void {
  const view = screen.view(played.state, played.context)
  const size = screen.full?.(played.state, played.context.window) === true ? played.context.window : played.context.body
  assert.ok(view.body.length <= size.rows, `${view.body.length} rows in ${size.rows}`)
  for (const line of played.lines) assert.ok(cellWidth(line) <= size.columns, `${cellWidth(line)} cells: ${line}`)
  if (view.cursor) {
    assert.ok(view.cursor.x >= 0 && view.cursor.x < size.columns, `cursor x ${view.cursor.x}`)
    assert.ok(view.cursor.y >= 0 && view.cursor.y < size.rows, `cursor y ${view.cursor.y}`)
  }
}

export function text<S>(played: Played<S>): string {
  return played.lines.join("\n")
}

export function entry(name: string, kind: DirectoryEntry["kind"] = "file", fields: Partial<DirectoryEntry> = {}): DirectoryEntry {
  return { name, kind, size: 1234, modifiedMs: new Date(2026, 10, 22, 14, 36).getTime(), readable: true, ...fields }
}

export function listed(path: string, ...entries: readonly DirectoryEntry[]): Msg {
  return { type: "directory-listed", path, entries }
}

export function failed(
  effect: Extract<Msg, { type: "failed" }>["effect"],
  code: Extract<Msg, { type: "failed" }>["code"],
  en = "it failed",
): Msg {
  return { type: "failed", effect, code, message: { sentence: { en, ja: "失敗しました" }, detail: {} } }
}

export function draft(issuer: string, fields: Partial<Draft> = {}): Draft {
  return makeDraft({ kind: "totp", secret: Secret.fromBase32("JBSWY3DPEHPK3PXP"), issuer, name: "alice", ...fields })
}

export function planRow(status: RowStatus, issuer: string, fields: Partial<PlanRow> = {}): PlanRow {
  return {
    draft: draft(issuer),
    file: "/home/alice/x.json",
    status,
    match: null,
    ticked: status === "new" || status === "other-secret",
    ...fields,
  }
}

/** A drawing of this size that is only quiet zone. */
export function drawing(columns: number, rows: number): QrDrawing {
  return { style: "half", columns, rows: Array.from({ length: rows }, () => [{ text: " ".repeat(columns), fg: 16, bg: 231 }]) }
}

export function page(fields: Partial<QrPage> = {}): QrPage {
  return {
    ids: ["a1"],
    labels: ["GitHub: alice"],
    text: "otpauth://totp/GitHub:alice?secret=JBSWY3DPEHPK3PXP",
    drawn: true,
    drawing: drawing(45, 23),
    notes: [],
    ...fields,
  }
}

export function plan(fields: Partial<QrPlan> = {}): QrPlan {
  return {
    target: "phone",
    pages: [page(), page({ ids: ["a3"], labels: ["ゲーム"] })],
    verificationCode: null,
    sealed: null,
    refused: [],
    styles: ["half", "full"],
    notes: [],
    impossible: null,
    ...fields,
  }
}

/** @param at - The page to show. */
export const planned = (fields: Partial<QrPlan> = {}, at = 0): Msg => ({ type: "qr-planned", plan: plan(fields), page: at })
