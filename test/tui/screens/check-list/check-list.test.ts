import assert from "node:assert/strict"
import { describe, it } from "node:test"
import type { Account } from "../../../../src/accounts/account.ts"
import { codeAt } from "../../../../src/accounts/codes.ts"
import { Secret } from "../../../../src/accounts/secret.ts"
import type { Effect } from "../../../../src/tui/core/effects.ts"
import type { Msg } from "../../../../src/tui/core/messages.ts"
import type { Context } from "../../../../src/tui/core/screen.ts"
import { checkListStartScreen } from "../../../../src/tui/screens/check-list/check-list-start.ts"
import { checkListScreen } from "../../../../src/tui/screens/check-list/check-list.ts"
import { key, keys, NOW, pasted, play, testAccount, testVault, typed } from "../../play.ts"
import type { Played } from "../../play.ts"
import { assertFits, context, failed, japanese, sized, text } from "../migrate-support.ts"

const GITHUB = testAccount("github", { issuer: "GitHub", name: "alice" })
const AWS = testAccount("aws", { issuer: "AWS", secret: Secret.fromBase32("JBSWY3DPEHPK3PXP") })
const VPN = testAccount("vpn", { issuer: "VPN", kind: "hotp", period: null, counter: 20 })
const PINLESS = testAccount("motp", { issuer: "Old", kind: "motp", algorithm: "MD5", period: 10 })
const TRASHED = testAccount("gone", { issuer: "Gone", trashedAt: NOW })
const ALL = [GITHUB, AWS, VPN, PINLESS, TRASHED]
const code = (account: Account, offsetS = 0): string => codeAt(account, NOW + offsetS * 1000).code

function start(accounts: readonly Account[] = ALL, changes: Partial<Context> = {}, device = "phone") {
  const ids = accounts.map(({ id }) => id)
  return play(checkListScreen, { to: "check-list", ids, where: device }, context({ vault: testVault(accounts), ...changes }))
}
const tick = (ms: number): Msg => ({ type: "ticked", nowMs: NOW + ms })
const savedAccounts = (effects: readonly Effect[]) =>
  effects.flatMap((effect) => (effect.type === "put-accounts" ? effect.accounts.map(({ id, verified }) => ({ id, verified })) : []))
const selectedLine = <S>(played: Played<S>): string => played.lines.find((line) => line.startsWith("▌")) ?? ""
const joinedText = <S>(played: Played<S>): string => text(played).replace(/\s+/g, " ")

describe("the check-list of codes", () => {
  it("lists the moved accounts and asks for the code of the first", () => {
    const played = start()
    assert.match(text(played), /0 of 3 agree with the phone\. Delete nothing there until all do\./)
    assert.match(selectedLine(played), /▌ {2}open +GitHub +alice/)
    assert.match(text(played), /The code that the phone now shows for GitHub: alice:/)
    assert.doesNotMatch(text(played), /Gone/)
  })
  it("shows by a scrollbar that there are more accounts than rows", () => {
    const many = Array.from({ length: 30 }, (_, at) => testAccount(`n${at}`, { order: at }))
    assert.match(selectedLine(start(many)), /█$/)
    assert.doesNotMatch(selectedLine(start()), /█$/)
  })
  it("never shows a right code that was not typed", () => {
    const codes = [code(GITHUB), code(AWS), codeAt(VPN, 0).code]
    for (const played of [start(), start().then(typed("12345"), key("enter")), start().then(typed("000000")), start().then(key("down"))])
      for (const right of codes) assert.ok(!joinedText(played).replace(/ /g, "").includes(right))
  })
  it("ticks an account off when its whole code is typed, and selects the next", () => {
    const played = start().then(typed(code(GITHUB)))
    assert.match(text(played), /^ {3}✓ agrees {3}GitHub +alice +today/m)
    assert.match(text(played), /GitHub: alice agrees\./)
    assert.match(text(played), /1 of 3 agree/)
    assert.match(selectedLine(played), /AWS/)
    assert.match(selectedLine(played.then(typed(code(AWS)))), /VPN/)
  })
  it("accepts a pasted code and a code in two halves", () => {
    assert.match(text(start().then(pasted(`${code(GITHUB)}\n`))), /1 of 3 agree/)
    const halves = `${code(GITHUB).slice(0, 3)} ${code(GITHUB).slice(3)}`
    assert.match(text(start().then(pasted(halves))), /1 of 3 agree/)
  })
  it("accepts the code that was valid when typing began", () => {
    const slow = start().then(tick(26_000), typed(code(GITHUB).slice(0, 4)), tick(33_000), typed(code(GITHUB).slice(4)))
    assert.match(text(slow), /1 of 3 agree/)
  })
  const results: [name: string, account: Account, typed: string, expected: RegExp][] = [
    ["of a clock that is behind", GITHUB, code(GITHUB, -60), /the code of 60 s ago: the other clock is behind/],
    ["of a clock that is ahead", GITHUB, code(GITHUB, 90), /the code of 90 s from now: the other clock is ahead/],
    [
      "of a later counter",
      VPN,
      codeAt({ ...VPN, counter: 23 }, 0).code,
      /the other device is 3 codes ahead\. In the account list, press n/,
    ],
    ["of an earlier counter", VPN, codeAt({ ...VPN, counter: 15 }, 0).code, /the other device is 5 codes behind\. Make 5 new codes there/],
    ["of another account", GITHUB, code(AWS), /It does not agree/],
    ["that is too short", GITHUB, "123", /have 6 characters/],
  ]
  for (const [name, account, given, expected] of results) {
    it(`explains a code ${name} and leaves the account open`, () => {
      const played = start([account]).then(typed(given), key("enter"))
      assert.match(joinedText(played), expected)
      assert.match(text(played), /0 of 1 agree/)
      assert.deepEqual(savedAccounts(played.then(key("escape")).effects), [])
    })
  }
  it("marks an account whose code was of another secret, until it agrees", () => {
    const wrong = start([GITHUB]).then(typed(code(AWS)), key("enter"))
    assert.match(selectedLine(wrong), /differs +GitHub/)
    const right = wrong.then(key("C-u"), typed(code(GITHUB)))
    assert.doesNotMatch(text(right), /differs/)
  })
  it("begins a new code with the first digit after one that does not agree, and still shows that it differed", () => {
    const again = start([GITHUB]).then(typed(code(AWS)), typed(code(GITHUB).slice(0, 1)))
    assert.equal(again.state.editor.value, code(GITHUB).slice(0, 1))
    assert.match(selectedLine(again), /differs +GitHub/)
    assert.match(text(again.then(typed(code(GITHUB).slice(1)))), /All agree/)
    assert.match(text(start([GITHUB]).then(pasted(code(AWS)), pasted(code(GITHUB)))), /All agree/)
    assert.equal(start([GITHUB]).then(typed("123"), key("enter"), typed("4")).state.editor.value, "1234", "too short, not wrong")
  })
  it("says that it is finished and what leads on, once all agree", () => {
    for (const lang of ["en", "ja"] as const) {
      const before = start([GITHUB], { lang })
      assert.match(text(before), lang === "en" ? /compared by itself/ : /自動で照合/)
      const done = before.then(typed(code(GITHUB)))
      assert.match(
        text(done),
        lang === "en" ? /Finished: nothing is left to compare\. Enter goes on\./ : /照合はすべて終わりました。Enter で進みます。/,
      )
      assert.doesNotMatch(text(done), /now shows for|今表示されている/)
      for (const name of ["enter", "escape"]) assert.deepEqual(done.then(key(name)).gos, [{ type: "back" }])
      const more = done.then(typed("1"))
      assert.match(text(more), /now shows for|今表示されている/, "an account may be compared again")
    }
  })
  it("shows how many agree as a bar", () => {
    assert.match(text(start([GITHUB, AWS])), /^ {2}─{60}$/m)
    assert.match(text(start([GITHUB, AWS]).then(typed(code(GITHUB)))), /^ {2}━{30}─{30}$/m)
  })
  it("clears the result when the code is edited, and reports a short code only after Enter", () => {
    const wrong = start().then(typed("000000"), key("backspace"))
    assert.doesNotMatch(text(wrong), /does not agree/)
    assert.doesNotMatch(text(start().then(typed("12345"))), /characters/)
    assert.match(start().then(key("enter")).toasts[0] ?? "", /First type the code/)
  })
  it("does not count an account whose code cannot be made here", () => {
    const played = start([GITHUB, PINLESS]).then(typed(code(GITHUB)))
    assert.match(text(played), /All agree with the phone: 1 of 1\./)
    assert.match(text(played), /no code +Old/)
  })
  it("says how many can be compared, and why the others cannot", () => {
    const played = start()
    assert.match(text(played), /3 of 4 can be compared, 1 cannot: no code without the PIN/)
    assert.match(text(played.then({ type: "wheeled", by: 1 })), /No code without the PIN\./)
    assert.match(text(start(ALL, { lang: "ja" })), /4 件中 3 件を照合できます。照合できない 1 件: PIN がないため/)
    assert.doesNotMatch(text(start([GITHUB, AWS])), /cannot/)
  })
  it("moves by keys, by the wheel, and to the next open account", () => {
    assert.match(selectedLine(start().then(key("down"))), /AWS/)
    assert.match(selectedLine(start().then({ type: "wheeled", by: 1 })), /Old/)
    const first = start().then(typed(code(GITHUB)), key("up"))
    assert.match(selectedLine(first), /GitHub/)
    assert.match(selectedLine(first.then(key("tab"))), /AWS/)
    assert.match(selectedLine(first.then(keys("tab", "tab", "tab"))), /AWS/, "wraps around, past the account that agrees")
  })
  it("empties the field when another account is selected", () => {
    assert.doesNotMatch(text(start().then(typed("987"), key("down"))), /987/)
  })
  it("treats letters as text, because some codes contain letters", () => {
    assert.equal(checkListScreen.typing?.(start().state), true)
    const steam = testAccount("steam", { kind: "steam", digits: 5, issuer: "Steam" })
    assert.match(text(start([steam]).then(typed(code(steam).toLowerCase()))), /All agree/)
  })
  it("shows that there is nothing to compare", () => {
    assert.match(text(start([TRASHED])), /no account to compare/)
    assert.deepEqual(start([TRASHED]).then(typed("123456"), key("escape")).gos, [{ type: "back" }])
  })
})

describe("the results of a check-list", () => {
  const one = [{ id: "github", verified: [{ where: "phone", at: NOW }] }]
  it("are saved when the screen is left", () => {
    const left = start().then(typed(code(GITHUB)), key("escape"))
    assert.deepEqual(savedAccounts(left.effects), one)
    assert.deepEqual(left.gos, [{ type: "back" }])
  })
  it("are saved together, a minute after the first", () => {
    const some = start().then(typed(code(GITHUB)), tick(20_000), typed(code(AWS)), tick(59_000))
    assert.deepEqual(some.effects, [])
    const saved = some.then(tick(60_000))
    assert.deepEqual(
      savedAccounts(saved.effects).map(({ id }) => id),
      ["github", "aws"],
    )
    assert.deepEqual(savedAccounts(saved.then(tick(300_000), key("escape")).effects), [])
  })
  it("are saved at once when the last account agrees", () => {
    const done = start([GITHUB, AWS]).then(typed(code(GITHUB)), typed(code(AWS)))
    assert.equal(savedAccounts(done.effects).length, 2)
    assert.match(text(done), /All agree with the phone: 2 of 2/)
  })
  it("are saved again after a save failed", () => {
    const again = start([GITHUB]).then(typed(code(GITHUB)), failed("put-accounts", "io"), key("escape"))
    assert.deepEqual(
      again.effects.map(({ type }) => type),
      ["put-accounts", "put-accounts"],
    )
    const [, second] = savedAccounts(again.effects)
    assert.deepEqual(second, one[0])
  })
  it("are shown but not saved if the vault is read-only", () => {
    const readOnly = { sentence: { en: "a newer version wrote it", ja: "新しい版です" }, detail: {} }
    const played = start(ALL, { vault: testVault(ALL, { readOnly }) }).then(typed(code(GITHUB)), key("escape"))
    assert.deepEqual(savedAccounts(played.effects), [])
    assert.match(text(start(ALL, { vault: testVault(ALL, { readOnly }) })), /read-only/)
  })
  it("are shown when the list is opened again, which selects the first open account", () => {
    const known = [{ ...GITHUB, verified: [{ where: "phone", at: NOW }] }, AWS]
    const again = start(known)
    assert.match(text(again), /1 of 2 agree/)
    assert.match(selectedLine(again), /AWS/)
    assert.match(text(start(known, {}, "google")), /0 of 2 agree with Google Authenticator/)
  })
  it("are added to those of other devices", () => {
    const known = { ...GITHUB, verified: [{ where: "aegis", at: NOW - 5 }] }
    const [saved] = savedAccounts(start([known]).then(typed(code(GITHUB))).effects)
    assert.deepEqual(saved?.verified, [
      { where: "phone", at: NOW },
      { where: "aegis", at: NOW - 5 },
    ])
  })
})

describe("the start of a check-list", () => {
  const accounts = [{ ...GITHUB, verified: [{ where: "aegis", at: NOW }] }, AWS, TRASHED]
  const startWith = (...names: string[]) =>
    play(checkListStartScreen, { to: "check-list-start" }, context({ vault: testVault(accounts) }), keys(...names))
  it("offers the phone and every device compared with before, with the number of accounts that agree", () => {
    assert.match(text(startWith()), /1 {2}The phone\n +Nothing has been compared[^]*3 {2}Aegis\n +1 of 2 agree so far/)
  })
  it("opens the list of all accounts that are not in the trash", () => {
    assert.deepEqual(startWith("3").gos, [{ type: "push", route: { to: "check-list", ids: ["aws", "github"].toSorted(), where: "aegis" } }])
  })
})

describe("the check-list's window", () => {
  for (const [name, shown] of [
    ["80x24 in English", context({ vault: testVault(ALL) })],
    ["80x24 in Japanese", japanese({ vault: testVault(ALL) })],
    ["40x10", sized(40, 10, { vault: testVault(ALL) })],
    ["40x10 in Japanese", sized(40, 10, { vault: testVault(ALL), lang: "ja" })],
  ] as const) {
    it(`fits ${name}`, () => {
      const { vault, ...rest } = shown
      for (const msgs of [[], typed("000000"), typed(code(GITHUB, -60)), typed(code(GITHUB)), keys("down", "down")])
        assertFits(checkListScreen, start(vault?.accounts, rest).then(msgs))
      assertFits(checkListStartScreen, play(checkListStartScreen, { to: "check-list-start" }, shown))
    })
  }
  it("keeps states, names and the code field at 40x12, however long the result", () => {
    const many = [
      GITHUB,
      ...Array.from({ length: 26 }, (_, order) => testAccount(`n${order}`, { issuer: `Issuer ${order}`, order })),
      PINLESS,
    ]
    for (const lang of ["en", "ja"] as const) {
      const small = start(many, { ...sized(40, 12, { vault: testVault(many), lang }), body: { columns: 40, rows: 10 } }, "google")
      assert.match(small.lines[0] ?? "", lang === "en" ? /^ 0 of 27 agree, 1 cannot be compared$/ : /^ 27 件中 0 件が一致、照合不可 1 件$/)
      assert.equal(small.lines.filter((line) => /open|未照合/.test(line)).length, 6)
      const wrong = small.then(typed(code(GITHUB, -60)), key("enter"))
      assertFits(checkListScreen, wrong)
      assert.match(selectedLine(wrong), /GitHub: alice/)
      assert.match(text(wrong), new RegExp(code(GITHUB, -60)))
      assert.match(joinedText(wrong), lang === "en" ? /type the new code\./ : /ださい。/)
      assert.match(text(wrong), lang === "en" ? /Code of GitHub: alice:/ : /GitHub: alice のコード:/)
    }
  })
  it("scrolls forty accounts and keeps the field visible", () => {
    const many = Array.from({ length: 40 }, (_, order) => testAccount(`n${order}`, { issuer: `Issuer ${order}`, order }))
    const played = start(many).then(keys("pagedown", "pagedown", "pagedown", "pagedown"))
    assertFits(checkListScreen, played)
    assert.match(selectedLine(played), /Issuer 39/)
    assert.match(text(played), /now shows for Issuer 39/)
  })
  it("goes to the account that is clicked, with an empty field", () => {
    const clicked = start().then(typed("123")).click("VPN")
    assert.match(selectedLine(clicked), /VPN/)
    assert.equal(clicked.state.editor.value, "")
  })
})
