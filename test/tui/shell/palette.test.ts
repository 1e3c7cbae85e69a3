import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { rowWidth } from "../../../src/tui/components/rows.ts"
import { contextOf } from "../../../src/tui/shell/app-state.ts"
import type { Command } from "../../../src/tui/shell/commands/command.ts"
import { foundCommands } from "../../../src/tui/shell/commands/command.ts"
import { PALETTE_START, paletteView } from "../../../src/tui/shell/commands/palette.ts"
import { placeCommands } from "../../../src/tui/shell/commands/places.ts"
import { key, keys, plain, testAccount, testVault, typed } from "../play.ts"
import { begin, open, OPENED } from "./app-run.ts"
import type { Run } from "./app-run.ts"

const command = (en: string, fields: Partial<Command> = {}): Command => ({
  id: en,
  label: { en, ja: `${en} の日本語` },
  keys: "",
  closed: null,
  run: { type: "press", key: "x" },
  ...fields,
})
const NOT_NOW = { en: "not now", ja: "できません" }
const COMMANDS = [
  command("Decode"),
  command("Copy the code", { keys: "Enter c" }),
  command("Next code", { closed: NOT_NOW }),
  command("Compare codes", { keys: "m 6" }),
  command("Copy GitHub", { onlyFound: true }),
]
const found = (query: string, last: readonly string[] = []): string[] => foundCommands(COMMANDS, query, "en", last).map(({ id }) => id)

describe("the commands that a query finds", () => {
  it("are those with its words, at the start of a word first, and impossible ones last", () => {
    assert.deepEqual(found("co"), ["Copy the code", "Compare codes", "Copy GitHub", "Decode", "Next code"])
    assert.deepEqual(found("code co"), ["Copy the code", "Compare codes", "Decode", "Next code"])
  })

  it("have the one with the typed key first", () => {
    assert.equal(found("m")[0], "Compare codes")
    assert.equal(found("c")[0], "Copy the code")
  })

  it("are found by their text in the other language too", () => {
    assert.deepEqual(
      foundCommands(COMMANDS, "git", "ja", []).map(({ id }) => id),
      ["Copy GitHub"],
    )
    assert.ok(found("日本").length > 0)
  })

  it("are all those offered at once where nothing is typed, the last used first", () => {
    assert.deepEqual(found("", ["Compare codes", "Copy GitHub"]), ["Compare codes", "Copy GitHub", "Decode", "Copy the code", "Next code"])
  })
})

describe("the box of the palette", () => {
  const source = { commands: COMMANDS, lang: "en", last: [] } as const

  it("shows the keys of each command, or why it is impossible", () => {
    const { box } = paletteView(PALETTE_START, source, { columns: 80, rows: 24 })
    assert.deepEqual([box.x, box.y, box.width], [15, 3, 50])
    assert.deepEqual(plain(box.rows), [
      `┌ Commands ${"─".repeat(38)}┐`,
      `│ : ${" ".repeat(45)}│`,
      `│▌ Decode${" ".repeat(40)}│`,
      `│  Copy the code                         Enter c │`,
      `│  Compare codes                             m 6 │`,
      `│  Next code                             not now │`,
      `└${"─".repeat(48)}┘`,
    ])
  })

  it("fits into a small window", () => {
    const many = { ...source, commands: Array.from({ length: 50 }, (_, n) => command(`A long label of the command ${n} 日本語日本語`)) }
    const { box } = paletteView(PALETTE_START, many, { columns: 40, rows: 12 })
    assert.ok(box.y + box.rows.length <= 12)
    for (const row of box.rows) assert.equal(rowWidth(row), 40)
  })
})

/** The commands in the box, without their keys. */
const shown = (run: Run): string => run.lines.filter((line) => line.includes("│")).join("\n")
const palette = (run: Run, query: string): Run => run.then(key(":"), typed(query))

describe("the command palette", () => {
  it("opens by : and by Ctrl-P, by Ctrl-P also while text is typed, and closes on Esc", () => {
    for (const run of [open().then(key(":")), open().then(key("C-p")), begin().then(key("C-p")), open().then(keys("/", "C-p"))]) {
      assert.match(run.lines.join("\n"), /┌ Commands ─/)
      assert.doesNotMatch(run.then(key("escape")).lines.join("\n"), /Commands ─/)
    }
    assert.doesNotMatch(begin().then(key(":")).lines.join("\n"), /Commands/)
  })

  it("does what was chosen on the screen below", () => {
    const copied = palette(open(), "copy the code").then(key("enter"))
    assert.deepEqual(
      copied.effects.map(({ type }) => type),
      ["copy", "put-accounts"],
    )
    assert.deepEqual(copied.state.overlay, null)
  })

  it("opens screens, and each setting", () => {
    assert.equal(palette(open(), "trash").then(key("enter")).to, "trash")
    assert.equal(palette(open(), "compare codes").then(key("enter")).to, "check-list-start")
    const settings = palette(open(), "settings language").then(key("enter"))
    assert.equal(settings.to, "settings")
    assert.match(settings.lines.find((line) => line.startsWith("▌")) ?? "", /Language/)
  })

  it("does not open the settings twice", () => {
    const twice = palette(palette(open(), "settings mouse").then(key("enter")), "settings language").then(key("enter"))
    assert.equal(twice.to, "settings")
    assert.equal(twice.then(key("escape")).to, "accounts")
  })

  it("goes to an account, or copies its code, from every screen", () => {
    const start = open().then(keys(",", "?", "escape"))
    const gone = palette(start, "go to other").then(key("enter"))
    assert.equal(gone.to, "accounts")
    assert.equal(gone.state.stack.length, 1)
    assert.match(gone.lines.find((line) => line.startsWith("▌")) ?? "", /Other/)
    assert.deepEqual(gone.effects, [])
    const copied = palette(start, "copy other").then(key("enter"))
    assert.deepEqual(copied.effects[0]?.type === "copy" ? copied.effects[0].label : "", "Other")
  })

  it("stays on a screen that has unsaved input, which asks", () => {
    const edited = open().then(key("e"), typed("x"), keys("C-p"), typed("go to other"), key("enter"))
    assert.equal(edited.to, "account-edit")
    assert.match(edited.lines.join("\n"), /Leave without saving/)
  })

  it("offers formats and guides once they are typed", () => {
    assert.doesNotMatch(shown(palette(open(), "")), /Aegis/)
    assert.match(shown(palette(open(), "aegis")), /Export to Aegis[^]*How to move out of Aegis/)
    assert.equal(palette(open(), "export aegis").then(key("enter")).to, "export-format")
    assert.equal(palette(open(), "out of aegis").then(key("enter")).to, "guides")
  })

  it("finds by an English word in Japanese", () => {
    assert.match(shown(palette(open({ lang: "ja" }), "trash")), /ごみ箱/)
    assert.match(shown(palette(open(), "ごみ箱")), /Trash/)
  })

  it("shows the reason against a command, and stays open", () => {
    const refused = palette(open(), "next code").then(key("enter"))
    assert.match(refused.lines.at(-2) ?? "", /Only counter accounts/)
    assert.match(refused.lines.join("\n"), /Commands ─/)
  })

  it("remembers what was used last", () => {
    const used = palette(open(), "trash").then(keys("enter", "escape"))
    assert.match(shown(used.then(key(":"))).split("\n")[1] ?? "", /▌ Trash/)
  })

  it("offers no vault's screens while it is locked, and no other screen while work is going on", () => {
    assert.doesNotMatch(shown(begin().then(key("C-p"), typed("trash"))), /Trash/)
    const working = open().then({ type: "progressed", effect: "write-backup", done: 1, total: 2 })
    const refused = palette(working, "earlier versions").then(key("enter"))
    assert.equal(refused.to, "accounts")
    assert.match(refused.lines.join("\n"), /work is going on/)
  })

  it("chooses by a click, and runs by a second one", () => {
    const list = palette(open(), "trash")
    const y = list.lines.findIndex((line) => line.includes("Trash"))
    assert.equal(list.then({ type: "clicked", x: 20, y }).to, "trash")
    const all = open().then(key(":"))
    const at = all.lines.findIndex((line) => line.includes("Add an account"))
    const chosen = all.then({ type: "clicked", x: 20, y: at })
    assert.match(chosen.lines[at] ?? "", /▌ Add an account/)
    assert.equal(chosen.then({ type: "clicked", x: 20, y: at }).to, "account-edit")
  })

  it("is closed when the vault locks", () => {
    const locked = open().then(key(":"), { type: "ticked", nowMs: Number.MAX_SAFE_INTEGER })
    assert.equal(locked.state.overlay, null)
    assert.equal(locked.to, "unlock")
  })

  it("finds one of 10,000 accounts", () => {
    const accounts = Array.from({ length: 10_000 }, (_, n) =>
      testAccount(`id-${n}`, { issuer: `Issuer ${n}`, name: `name-${n}@example.com` }),
    )
    const run = begin().then({ ...OPENED, vault: testVault(accounts) })
    assert.match(shown(palette(run, "copy name-7777")), /▌ Copy Issuer 7777: name-7777@example\.com/)
  })
  it("names the keys that lead to each entry of the migration menu", () => {
    const list = open()
    const entries = placeCommands(contextOf(list.state, false)).filter(({ keys: names }) => /^m \d$/.test(names))
    assert.equal(entries.length, 8)
    for (const { keys: names, run } of entries) {
      assert.ok(run.type === "open")
      assert.equal(list.then(keys(...names.split(" "))).to, run.route.to)
    }
  })
})
