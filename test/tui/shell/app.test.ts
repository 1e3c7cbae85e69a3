import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { cellWidth } from "../../../src/base/display.ts"
import { Passphrase } from "../../../src/base/passphrase.ts"
import { DEFAULT_SETTINGS } from "../../../src/settings/settings.ts"
import type { Effect } from "../../../src/tui/core/effects.ts"
import type { Msg } from "../../../src/tui/core/messages.ts"
import { app } from "../../../src/tui/shell/app.ts"
import { processorMs } from "../../processor-time.ts"
import { begin, failed, GITHUB, open, OPENED, tick, VAULT } from "./app-run.ts"
import type { Run } from "./app-run.ts"
import { key, keys, plain, testAccount, testVault, typed } from "../play.ts"

describe("the first screen", () => {
  it("unlocks an existing vault", () => {
    assert.equal(begin().to, "unlock")
    assert.deepEqual(begin().effects, [])
  })

  it("reports keys of the settings file that cannot be used", () => {
    const wrong = begin({ settings: { ...DEFAULT_SETTINGS, keys: { "accounts.copy": ["d"] } } })
    assert.match(wrong.lines.join("\n"), /keys are not used for accounts\.copy: d is already[^]*the key of accounts\.delete/)
  })

  it("reports a theme of the settings file that cannot be used, in both languages", () => {
    const settings = { ...DEFAULT_SETTINGS, theme: "dusk", themes: { dusk: { base: "dark", roles: { accent: { fg: 300 } } } } }
    assert.match(begin({ settings }).lines.join("\n"), /settings' theme dusk is not used: accent\.fg is not a number[\s│]+from 0 to 255\./)
    assert.match(begin({ settings, lang: "ja" }).lines.join("\n"), /テーマ dusk は使いません。accent\.fg/)
    assert.doesNotMatch(begin({ settings: { ...settings, themes: { dusk: {} } } }).lines.join("\n"), /dusk/)
  })

  it("makes a vault where there is none", () => {
    assert.equal(begin({ vaultExists: false }).to, "first-run")
  })

  it("opens the demo vault at once, with a title that nothing is kept", () => {
    const demo = begin({ demo: true, vaultExists: false })
    assert.deepEqual(demo.effects, [{ type: "open-vault", passphrase: Passphrase.of(""), accept: [] }])
    assert.match(demo.then(OPENED).lines[0] ?? "", /Accounts .*demo vault, nothing is kept$/)
  })

  it("is followed by the accounts once the vault is open", () => {
    assert.equal(open().to, "accounts")
    assert.match(open().lines.join("\n"), /GitHub/)
  })

  it("is followed by restoring a backup after the first vault was made", () => {
    const form = [...typed("correct battery 8"), key("tab"), ...typed("correct battery 8"), ...keys("tab", "space", "tab", "tab", "enter")]
    const estimate = { score: 4, warning: null, suggestions: [] } as const
    const made = begin({ vaultExists: false }).then(form, { type: "passphrase-estimated", revision: "correct battery 8".length, estimate })
    const others = made.effects.filter(({ type }) => type !== "estimate-passphrase")
    assert.deepEqual(others, [{ type: "create-vault", passphrase: Passphrase.of("correct battery 8") }])
    const restoring = made.then(OPENED)
    assert.equal(restoring.to, "restore")
    assert.equal(restoring.state.stack.length, 1)
  })
})

describe("a global key", () => {
  it("Ctrl-C quits at once, also while text is typed", () => {
    assert.deepEqual(begin().then(key("C-c")).effects, [{ type: "quit" }])
    assert.deepEqual(open().then(key("/"), key("C-c")).effects, [{ type: "quit" }])
  })

  it("q quits from the list, but is a letter in a text field", () => {
    assert.deepEqual(open().then(key("q")).effects, [{ type: "quit" }])
    assert.deepEqual(open().then(key("/"), key("q")).effects, [])
    assert.deepEqual(begin().then(key("q")).effects, [])
  })

  it("q goes one step back on every other screen", () => {
    for (const path of [keys(","), keys("m"), keys("m", "1"), keys(",", "?", "q")]) {
      const run = open().then(path)
      const back = run.then(key("q"))
      assert.deepEqual(back.effects, [])
      assert.equal(back.to, run.state.stack.at(-2)?.to)
    }
  })

  it("q answers a question like Esc, and does not quit", () => {
    const asked = open().then(key("e"), typed("x"), key("escape"))
    assert.match(asked.lines.join("\n"), /Leave without saving/)
    const stayed = asked.then(key("q"))
    assert.deepEqual(stayed.effects, [])
    assert.deepEqual(stayed.lines, asked.then(key("escape")).lines)
  })

  it("Esc goes one step back and never quits", () => {
    const deep = open().then(key(","), keys("backtab", "enter"))
    assert.equal(deep.to, "passphrase-change")
    assert.equal(deep.then(key("escape")).to, "settings")
    const home = deep.then(keys("escape", "escape"))
    assert.equal(home.to, "accounts")
    const still = home.then(keys("escape", "escape", "escape"))
    assert.equal(still.to, "accounts")
    assert.deepEqual(still.effects, [])
  })

  it("Ctrl-L redraws", () => {
    assert.deepEqual(open().then(key("C-l")).effects, [{ type: "redraw" }])
  })

  it("that is disabled shows the reason", () => {
    assert.match(open().then(key("n")).lines.at(-2) ?? "", /Only counter accounts/)
  })

  it("? opens and closes the help, and so does F1, also while text is typed", () => {
    const help = open().then(key("?"))
    assert.match(help.lines.join("\n"), /┌ Help ─[^]*│ Accounts[^]*copy the code/)
    assert.match(help.then(key("?")).lines[0] ?? "", /Accounts/)
    assert.match(begin().then(key("f1")).lines.join("\n"), /open the vault/)
    assert.doesNotMatch(begin().then(key("?")).lines.join("\n"), /┌ Help ─/)
  })

  it("pressed in the help does not reach the screen below", () => {
    const closed = open().then(key("?"), typed("d"), keys("enter", "escape", "escape"))
    assert.equal(closed.to, "accounts")
    assert.doesNotMatch(closed.lines.join("\n"), /Delete/)
  })
})

describe("locking the vault", () => {
  function assertNothingLeft(locked: Run): void {
    assert.equal(locked.to, "unlock")
    assert.equal(locked.state.vault, null)
    assert.doesNotMatch(JSON.stringify(locked.state), /alice-of-the-vault|id-github/)
  }

  const ways: [name: string, msgs: readonly Msg[], effects: readonly string[]][] = [
    ["on L", [key("L")], ["lock-vault"]],
    ["on L from another screen", [key("m"), key("L")], ["lock-vault"]],
    ["when the program is suspended", [key("C-z")], ["lock-vault", "suspend"]],
    ["when the program is suspended while text is typed", [key("e"), ...typed("abc"), key("C-z")], ["lock-vault", "suspend"]],
    ["after five minutes without a key", [tick(299_999), tick(300_000)], ["lock-vault"]],
    ["when the runtime has locked it", [key("e"), { type: "vault-locked" }], []],
    ["when the agent has locked it", [key("e"), { type: "vault-locked", unfinished: "put-accounts" }], []],
  ]
  for (const [name, msgs, effects] of ways) {
    it(`${name} leaves no account in the state`, () => {
      const locked = open().then(msgs)
      assertNothingLeft(locked)
      assert.deepEqual(
        locked.effects.map(({ type }) => type),
        effects,
      )
    })
  }

  it("is postponed by every key, paste, click and turn of the wheel", () => {
    const inputs: Msg[] = [key("down"), { type: "pasted", text: "x" }, { type: "clicked", x: 1, y: 1 }, { type: "wheeled", by: 1 }]
    for (const msg of inputs) assert.equal(open().then(tick(299_000), msg, tick(300_000), tick(598_000)).to, "accounts", msg.type)
  })

  it("is counted down in the title during the last minute", () => {
    assert.doesNotMatch(open().then(tick(239_000)).lines[0] ?? "", /locks in/)
    assert.match(open().then(tick(250_000)).lines[0] ?? "", /locks in 50 s$/)
  })

  it("is never automatic where the settings disable it", () => {
    assert.equal(open({ settings: { ...DEFAULT_SETTINGS, idleLockMinutes: 0 } }).then(tick(86_400_000)).to, "accounts")
  })

  it("is postponed neither by running work nor by pages that turn automatically", () => {
    const working = open().then({ type: "progressed", effect: "write-export", done: 1, total: 2 }, tick(299_000))
    assert.equal(working.to, "accounts")
    const locked = working.then(tick(300_000))
    assert.equal(locked.to, "unlock")
    assert.deepEqual(
      locked.effects.map(({ type }) => type),
      ["cancel-work", "lock-vault"],
    )
    const plan = { target: "phone", verificationCode: null, sealed: null, refused: [], notes: [], impossible: null } as const
    const page = { ids: ["id-github"], labels: ["GitHub"], text: "otpauth://", drawn: true, drawing: null, notes: [] }
    const pages = { ...plan, styles: [], pages: Array.from({ length: 400 }, () => page) }
    const turning = open().then(key("v"), { type: "qr-planned", plan: pages, page: 0 }, key("a"))
    const ticks = Array.from({ length: 299 }, (_, second) => tick((second + 1) * 1000))
    const later = turning.then(...ticks)
    assert.equal(later.to, "qr-pages")
    assert.match(later.lines.join(" "), /Page (59|60) of 400/)
    assert.equal(later.then(tick(300_000)).to, "unlock")
  })

  it("is automatic while the help is open", () => {
    assert.equal(open().then(key("?"), tick(300_000)).to, "unlock")
  })

  it("cancels running work, and drops its late answers", () => {
    const locked = open().then({ type: "progressed", effect: "apply-import", done: 1, total: 2 }, key("L"))
    assert.deepEqual(
      locked.effects.map(({ type }) => type),
      ["cancel-work", "lock-vault"],
    )
    assertNothingLeft(locked.then({ type: "vault-saved", vault: VAULT, merged: false, added: [] }, { type: "vault-locked" }))
    assertNothingLeft(locked.then({ type: "hotp-ready", id: "id-github", code: "1", vault: VAULT }))
  })

  it("shows its reason, and the vault opens again", () => {
    const locked = open().then(tick(300_000), tick(900_000))
    assert.match(locked.lines.at(-2) ?? "", /Locked after 5 minutes without a key/)
    const again = locked.then(typed("secret"), key("enter"))
    assert.deepEqual(again.effects, [{ type: "open-vault", passphrase: Passphrase.of("secret"), accept: [] }])
    assert.equal(again.then(OPENED).to, "accounts")
  })

  it("does nothing where the vault is already locked", () => {
    assert.deepEqual(begin().then(key("C-z")).effects, [{ type: "suspend" }])
    assert.deepEqual(begin().then(tick(600_000)).effects, [])
  })
})

describe("a toast", () => {
  it("shows an error in the user's language until the next key", () => {
    const toast = open().then(failed("put-accounts"))
    assert.match(toast.lines.at(-2) ?? "", /The disk is full/)
    assert.doesNotMatch(toast.then(key("down")).lines.join("\n"), /disk/)
    assert.match(open({ lang: "ja" }).then(failed("put-accounts")).lines.at(-2) ?? "", /ディスクがいっぱいです/)
  })

  it("disappears after some seconds", () => {
    const toast = open().then(key("n"))
    assert.match(
      open().then({ type: "lock-waited", host: "nas\u001b[31m", pid: 42 }).lines.join("\n"),
      /Waiting: nas\[31m \(process 42\) is writing to the vault/,
    )
    assert.match(toast.then(tick(3000)).lines.join("\n"), /Only counter/)
    assert.doesNotMatch(toast.then(tick(4000)).lines.join("\n"), /Only counter/)
  })

  it("does not repeat what a screen shows", () => {
    const wrong: Msg = {
      type: "failed",
      effect: "open-vault",
      code: "password-wrong",
      message: { sentence: { en: "wrong", ja: "違う" }, detail: {} },
    }
    const text = begin().then(typed("x"), key("enter"), wrong).lines.join("\n")
    assert.match(text, /not the passphrase/)
    assert.doesNotMatch(text, /Wrong/)
  })

  it("reports that changes of another program were merged", () => {
    const merged = open().then({ type: "vault-saved", vault: VAULT, merged: true, added: [] })
    assert.match(merged.lines.join("\n"), /Another program had changed the vault/)
  })

  it("reports once that the disk did not confirm a save", () => {
    const saved = { type: "vault-saved", vault: { ...VAULT, syncFailed: true }, merged: false, added: [] } as const
    const first = open().then(saved)
    assert.match(first.lines.join("\n"), /disk did not confirm it/)
    assert.doesNotMatch(first.then(key("j"), saved).lines.join("\n"), /disk did not confirm it/)
  })

  it("shows the notices of a vault when it opens", () => {
    const notice = { sentence: { en: "{count} records cannot be read", ja: "{count} 件" }, detail: { count: 2 } }
    assert.match(
      begin()
        .then({ ...OPENED, notices: [notice] })
        .lines.join("\n"),
      /2 records cannot be read/,
    )
  })

  it("and all other texts are in a new language at once", () => {
    const settings = { ...DEFAULT_SETTINGS, lang: "ja" } as const
    assert.match(open().then({ type: "settings-saved", settings }).lines[0] ?? "", /アカウント/)
  })
})

describe("unsaved changes", () => {
  const saved = (accounts = VAULT.accounts): Msg => ({ type: "vault-saved", vault: testVault(accounts), merged: false, added: [] })
  const puts = (effects: readonly Effect[]) => effects.flatMap((effect) => (effect.type === "put-accounts" ? effect.accounts : []))

  it("are the base of the next change: a deletion can be undone before it is saved", () => {
    const undone = open().then(keys("d", "y", "u"))
    assert.deepEqual(
      puts(undone.effects).map(({ id, trashedAt }) => [id, trashedAt !== null]),
      [
        ["id-github", true],
        ["id-github", false],
      ],
    )
    assert.match(undone.lines.join("\n"), /GitHub/)
  })

  it("are kept when an earlier change is saved", () => {
    const two = open().then(key("f"), key("t"), ...typed("work"), key("enter"))
    const [github] = puts(two.effects.slice(-1))
    assert.deepEqual([github?.favorite, github?.groups], [true, ["work"]])
    const first = two.then(saved([{ ...GITHUB, favorite: true }]))
    assert.deepEqual(first.state.vault?.accounts[0]?.groups, ["work"])
    assert.deepEqual(first.then(saved([{ ...GITHUB, favorite: true, groups: ["work"] }])).state.unsaved, [])
  })

  it("are reverted when saving fails", () => {
    const refused = open().then(key("f"), failed("put-accounts"))
    assert.equal(refused.state.vault?.accounts[0]?.favorite, false)
    assert.deepEqual(refused.state.unsaved, [])
  })

  it("never set an HOTP counter back", () => {
    const vpn = testAccount("vpn", { kind: "hotp", period: null, counter: 5 })
    const pressed = begin().then({ type: "vault-opened", vault: testVault([vpn]), notices: [] }, keys("n", "f"))
    assert.equal(puts(pressed.effects)[0]?.counter, 6)
    const ready: Msg = { type: "hotp-ready", id: "vpn", code: "123456", vault: testVault([{ ...vpn, counter: 6 }]) }
    assert.equal(pressed.then(ready).state.vault?.accounts[0]?.counter, 6)
  })

  it("are dropped when the vault is locked", () => {
    const locked = open().then(keys("f", "L"))
    assert.deepEqual([locked.state.unsaved, locked.state.saved], [[], null])
  })
})

describe("long work", () => {
  it("is shown with its progress, and Esc cancels it without leaving the screen", () => {
    const working = open().then(key("m"), { type: "progressed", effect: "open-import", done: 3, total: 10 })
    assert.match(working.lines.at(-1) ?? "", /3 of 10 ━+─+ +Esc cancels/)
    const cancelled = working.then(key("escape"))
    assert.deepEqual(cancelled.effects, [{ type: "cancel-work" }])
    assert.equal(cancelled.to, "migrate")
    assert.equal(cancelled.then(failed("open-import", "interrupted")).state.busy, null)
  })

  it("does not keep the keys in the help: Esc closes it, and then cancels the work", () => {
    const working = open().then(key("m"), key("?"), { type: "progressed", effect: "open-import", done: 3, total: 10 })
    assert.match(working.lines.join("\n"), /┌ Help ─/)
    const closed = working.then(key("escape"))
    assert.deepEqual(closed.effects, [])
    assert.doesNotMatch(closed.lines.join("\n"), /┌ Help ─/)
    assert.deepEqual(closed.then(key("escape")).effects, [{ type: "cancel-work" }])
    const opened = open().then(key("m"), { type: "progressed", effect: "open-import", done: 3, total: 10 }, key("?"))
    assert.match(opened.lines.join("\n"), /┌ Help ─/)
    assert.doesNotMatch(opened.then(key("?")).lines.join("\n"), /┌ Help ─/)
  })

  it("is stopped by q on the account list only after a question, whose first answer is to stay", () => {
    const asked = open().then({ type: "progressed", effect: "open-import", done: 3, total: 10 }, key("q"))
    assert.deepEqual(asked.effects, [])
    assert.match(asked.lines.join("\n"), /┌ Quit now\? ─[^]*Work is going on; quitting stops it\.[^]*▌ \[ Stay \] +\[ Quit \]/)
    const stayed = asked.then(key("enter"))
    assert.deepEqual([stayed.effects, stayed.state.overlay], [[], null])
    assert.deepEqual(asked.then(key("y")).effects, [{ type: "quit" }])
    assert.deepEqual(asked.then(keys("right", "enter")).effects, [{ type: "quit" }])
  })

  it("starts with its effect and ends with its answer", () => {
    const opening = begin().then(typed("x"), key("enter"))
    assert.equal(opening.state.busy?.effect, "open-vault")
    assert.equal(opening.then(OPENED).state.busy, null)
    assert.equal(opening.then(failed("open-vault")).state.busy, null)
    assert.equal(opening.then({ type: "vault-suspect", warnings: ["older"] }).state.busy, null)
  })
})

describe("the window", () => {
  for (const [columns, rows] of [
    [80, 24],
    [40, 10],
    [132, 50],
    [53, 13],
  ] as const) {
    it(`is filled at ${columns}x${rows} and never overflows`, () => {
      const size = { columns, rows }
      const shown = [begin({ size }), begin({ size, vaultExists: false }), open({ size }), open({ size }).then(key("?"))]
      for (const to of ["a", "e", "m", ",", "/", "d", "t"]) shown.push(open({ size }).then(key(to)))
      for (const lang of ["en", "ja"] as const) {
        for (const each of shown) {
          const frame = app.view({ ...each.state, lang }, size)
          assert.equal(frame.rows.length, rows, each.to)
          for (const line of plain(frame.rows)) assert.ok(cellWidth(line) <= columns, `${each.to}: ${line}`)
          if (frame.cursor !== null) assert.ok(frame.cursor.x < columns && frame.cursor.y < rows && frame.cursor.y > 0, each.to)
        }
      }
    })
  }

  it("shows its size and the required size where it is too small, and recovers", () => {
    const small = open().then({ type: "resized", size: { columns: 39, rows: 9 } })
    assert.match(small.lines.join(" "), /It is 39x9; 40x10 is needed/)
    assert.match(small.then({ type: "resized", size: { columns: 80, rows: 24 } }).lines.join("\n"), /GitHub/)
  })

  for (const size of [
    { columns: 1, rows: 1 },
    { columns: 0, rows: 0 },
    { columns: 3, rows: 100 },
  ]) {
    it(`may be ${size.columns}x${size.rows}`, () => {
      const frame = app.view(open().then({ type: "resized", size }).state, size)
      assert.ok(frame.rows.length <= Math.max(1, size.rows))
    })
  }

  it("passes clicks in the coordinates of the body, and none on title and footer", () => {
    assert.match(open().then({ type: "clicked", x: 3, y: 3 }).lines[3] ?? "", /^▌ ?2 .*Other/)
    assert.match(open().then({ type: "clicked", x: 3, y: 0 }).lines[2] ?? "", /^▌ ?1 .*GitHub/)
  })

  it("has the primary key and the one for help in the footer", () => {
    for (const columns of [40, 60, 80, 200]) {
      assert.match(open({ size: { columns, rows: 24 } }).lines.at(-1) ?? "", /^ Enter copy .*\? help/)
    }
  })

  it("names first in the footer what marked accounts are for", () => {
    const footer = open().then(key("space")).lines.at(-1) ?? ""
    assert.match(footer, /^ Enter copy {2}Esc clear {2}d delete {2}v QR {2}t groups .*\? help/)
  })
})

describe("1000 accounts", () => {
  it("handle a key or tick in less than 40 ms", () => {
    const accounts = Array.from({ length: 1000 }, (_, order) => testAccount(`n${order}`, { issuer: `Issuer ${order}`, order }))
    let { state } = begin().then({ type: "vault-opened", vault: testVault(accounts), notices: [] })
    const before = processorMs()
    for (let i = 0; i < 50; i++) {
      state = app.update(state, i % 2 === 0 ? key("down") : tick(i * 1000)).state
      app.view(state, state.size)
    }
    const each = (processorMs() - before) / 50
    assert.ok(each < 40, `${each.toFixed(1)} ms`)
  })
})
