import assert from "node:assert/strict"
import { describe, it } from "node:test"
import type { Account } from "../../../../src/accounts/account.ts"
import { codeAt } from "../../../../src/accounts/codes.ts"
import { Secret } from "../../../../src/accounts/secret.ts"
import { cellWidth } from "../../../../src/base/display.ts"
import { DEFAULT_SETTINGS } from "../../../../src/settings/settings.ts"
import type { Effect } from "../../../../src/tui/core/effects.ts"
import { actionOf, bindingOf } from "../../../../src/tui/core/keys.ts"
import type { Context } from "../../../../src/tui/core/screen.ts"
import { groupCode } from "../../../../src/tui/screens/accounts/list/account-code.ts"
import { accountsScreen } from "../../../../src/tui/screens/accounts/accounts.ts"
import { key, keys, NOW, play, reasonOf, testAccount, testContext, testVault, typed } from "../../play.ts"

const GITHUB = testAccount("id-github", { issuer: "GitHub", name: "alice", order: 1 })
const RAKUTEN = testAccount("id-rakuten", { issuer: "楽天銀行", name: "山田", order: 2, groups: ["銀行"] })
const VPN = testAccount("id-vpn", { kind: "hotp", issuer: "VPN", name: "bob", period: null, counter: 5, order: 3 })
const GONE = testAccount("id-gone", { issuer: "Gone", trashedAt: NOW - 1000 })
const ALL = [GITHUB, RAKUTEN, VPN, GONE]

function start(accounts: readonly Account[] = ALL, context: Partial<Context> = {}) {
  return play(accountsScreen, { to: "accounts" }, testContext({ vault: testVault(accounts), ...context }))
}
/** Effects without secrets, for comparing. */
function plainEffects(effects: readonly Effect[]) {
  return effects.map((effect) =>
    effect.type === "put-accounts"
      ? { put: effect.accounts.map(({ id, trashedAt, favorite, groups, order }) => ({ id, trashedAt, favorite, groups, order })) }
      : effect,
  )
}
const CODE = codeAt(GITHUB, NOW).code

describe("the account list", () => {
  it("shows codes in groups, and one countdown for all of the commonest period", () => {
    const { lines } = start()
    assert.match(lines.find((each) => each.includes("GitHub")) ?? "", new RegExp(`GitHub +alice +${groupCode(CODE)} +then \\d{3} \\d{3}$`))
    assert.match(lines[0] ?? "", / {3}30 s ━{12} 29$/)
  })

  it("does not show what is in the trash", () => {
    assert.doesNotMatch(start().lines.join("\n"), /Gone/)
  })

  it("counts down on every tick, and rows stay as they are until their code changes", () => {
    const [before, after] = [start(), start().then({ type: "ticked", nowMs: NOW + 26_000 })]
    assert.match(after.lines[0] ?? "", / {3}30 s ━─{11} {2}3$/)
    assert.deepEqual(after.lines.slice(1), before.lines.slice(1))
  })

  it("shows the next code of the chosen account", () => {
    const next = groupCode(codeAt(RAKUTEN, NOW + 30_000).code)
    const { lines } = start().then(key("down"))
    assert.match(lines[2] ?? "", new RegExp(`then ${next}$`))
    assert.doesNotMatch(lines[1] ?? "", /then/)
    assert.match(start(ALL, { lang: "ja" }).lines[1] ?? "", new RegExp(`次 ${next}$`))
  })

  it("marks verified accounts", () => {
    const { lines } = start([{ ...GITHUB, verified: [{ where: "phone", at: NOW }] }, RAKUTEN])
    assert.match(lines[1] ?? "", /✓$/)
    assert.doesNotMatch(lines[2] ?? "", /✓/)
  })

  it("offers the ways to the first account where there are none", () => {
    const empty = start([])
    assert.deepEqual(empty.lines, [
      "",
      "  No account yet.",
      "",
      "▌ a  Add one: type its secret, or paste an otpauth:// link",
      "  m  Bring them from another app: a camera, QR pictures, files, pasted text",
      "     Restore a backup: m, then 5",
    ])
    assert.deepEqual(empty.then(key("enter")).gos, [{ type: "push", route: { to: "account-edit", id: null, draft: null } }])
    assert.deepEqual(empty.then(keys("down", "down", "down", "enter")).gos, [{ type: "push", route: { to: "restore" } }])
    assert.deepEqual(empty.then(key("m")).gos, [{ type: "push", route: { to: "migrate" } }])
  })

  for (const columns of [40, 56, 64, 80, 90, 100, 200]) {
    it(`keeps every line within ${columns} columns`, () => {
      const long = testAccount("long", { issuer: "楽天".repeat(60), groups: ["銀行".repeat(30)], digits: 10 })
      for (const lines of [start([...ALL, long], { body: { columns, rows: 8 } }).lines, start([], { body: { columns, rows: 8 } }).lines]) {
        assert.ok(
          lines.every((line) => cellWidth(line) <= columns),
          lines.join("\n"),
        )
      }
    })
  }

  it("computes only the codes of the visible rows", () => {
    // Throws where a code is computed from it.
    const trap = new Proxy(Secret.fromBase32("GEZDGNBVGY3TQOJQ"), {
      get: () => {
        throw new TypeError("the secret was used")
      },
    })
    const many = Array.from({ length: 1000 }, (_, order) => testAccount(`n${order}`, { order, ...(order > 30 ? { secret: trap } : {}) }))
    assert.equal(start(many).lines.length, 22)
    assert.throws(() => start(many).then(key("G")), TypeError)
  })

  const groupedCodes: [name: string, code: string, grouped: string][] = [
    ["five characters", "ABCDE", "ABCDE"],
    ["six characters", "123456", "123 456"],
    ["seven characters", "1234567", "123 4567"],
    ["eight characters", "12345678", "1234 5678"],
  ]
  for (const [name, code, grouped] of groupedCodes) {
    it(`groups a code of ${name}`, () => {
      assert.equal(groupCode(code), grouped)
    })
  }
})

describe("copying a code", () => {
  for (const name of ["enter", "c"]) {
    it(`sends the chosen code on ${name}, and saves the time of use`, () => {
      const { effects } = start().then(key(name))
      assert.deepEqual(effects[0], { type: "copy", text: CODE, what: "code", label: "GitHub: alice" })
      assert.ok(effects[1]?.type === "put-accounts" && effects[1].accounts[0]?.usedAt === NOW)
    })
  }

  it("does not save the time of use again within an hour", () => {
    assert.equal(start([{ ...GITHUB, usedAt: NOW - 60_000 }]).then(key("c")).effects.length, 1)
  })

  it("copies the nth visible account on a digit, and chooses it", () => {
    const after = start([...ALL, testAccount("id-x", { issuer: "X", order: 4 })]).then(key("4"))
    assert.ok(after.effects[0]?.type === "copy" && after.effects[0].label === "X")
    assert.equal(after.state.chosenId, "id-x")
  })

  it("ignores a digit without an account", () => {
    assert.deepEqual(start().then(key("9")).effects, [])
  })

  it("reports that the code was sent, with its label", () => {
    const after = start().then({ type: "copied", what: "code", label: "GitHub: alice", way: "osc52" })
    assert.deepEqual(after.toasts, ["The code of GitHub: alice was sent to the terminal's clipboard."])
  })

  it("reports why there is no code", () => {
    const pinless = testAccount("p", { kind: "motp", period: 10 })
    const after = start([pinless]).then(key("c"))
    assert.deepEqual(after.effects, [])
    assert.match(after.toasts[0] ?? "", /PIN/)
  })
})

describe("counter accounts", () => {
  const onVpn = () => start().then(key("G"))
  const ready = (code: string) => ({ type: "hotp-ready", id: VPN.id, code, vault: testVault([{ ...VPN, counter: 6 }]) }) as const

  it("show their counter but no code until one is requested", () => {
    assert.match(onVpn().lines.find((line) => line.includes("VPN")) ?? "", /--- --- +#5 n next$/)
  })

  it("show the code that n requests after the counter is saved", () => {
    const played = onVpn().then(key("n"))
    assert.deepEqual(played.effects, [{ type: "next-hotp", id: VPN.id }])
    const shown = played.then(ready("254676"))
    assert.match(shown.lines.find((line) => line.includes("VPN")) ?? "", /254 676 +#6/)
    assert.deepEqual(shown.effects, [])
  })

  for (const name of ["enter", "c", "3"]) {
    it(`do not change their counter on ${name}, which points to n`, () => {
      const played = onVpn().then(key(name))
      assert.deepEqual(played.effects, [])
      assert.match(played.toasts[0] ?? "", /Press n for the next code of VPN: bob/)
    })
  }

  it("report the new counter after n", () => {
    assert.deepEqual(onVpn().then(key("n"), ready("254676")).toasts, ["VPN: bob: the counter is now 6."])
  })

  it("do not take n, pressed once more or held down, as an answer to the question of n", () => {
    const asked = onVpn().then(key("n"), ready("254676"), key("n"))
    const held = asked.then(keys("n", "n", "N"))
    assert.deepEqual(held.effects, [])
    assert.deepEqual(held.lines, asked.lines, "the question is still open")
    assert.doesNotMatch(held.then(key("escape")).lines.join("\n"), /shown already/)
  })

  it("ask before a second n, and Enter means no", () => {
    const played = onVpn().then(key("n"), ready("254676")).then(key("n"))
    assert.deepEqual(played.effects, [])
    assert.match(played.lines.join("\n"), /A code of VPN: bob is shown already/)
    assert.deepEqual(played.then(key("enter")).effects, [])
    assert.deepEqual(played.then(key("y")).effects, [{ type: "next-hotp", id: VPN.id }])
  })

  it("copy a shown code again without using another", () => {
    const shown = onVpn().then(key("n"), ready("254676"))
    assert.deepEqual(shown.then(key("enter")).effects, [{ type: "copy", text: "254676", what: "code", label: "VPN: bob" }])
  })

  it("are the only ones with a next code, and n is disabled with a reason for others", () => {
    const { state, context } = start()
    assert.match(reasonOf(accountsScreen.keys(state, context), "n"), /Only counter accounts/)
  })
})

describe("finding accounts", () => {
  it("filters while text is typed, and takes letters of other actions as text", () => {
    const after = start([...ALL, testAccount("q", { issuer: "qL?" })]).then(key("/"), typed("qL?"))
    assert.match(after.lines.join("\n"), /qL\?.*\n▌1 {2}QL {2}qL\?/)
    assert.equal(accountsScreen.typing?.(after.state), true)
    assert.doesNotMatch(after.lines.join("\n"), /GitHub/)
  })

  it("copies the code of the best match on Enter, and keeps the text", () => {
    const copied = start().then(key("/"), typed("git"), key("enter"))
    assert.deepEqual(copied.effects[0], { type: "copy", text: CODE, what: "code", label: "GitHub: alice" })
    assert.match(copied.lines[0] ?? "", /^ \/ git +1 of 3 /)
    assert.equal(accountsScreen.typing?.(copied.state), false, "keys act on the account again")
    assert.deepEqual(copied.then(key("v")).gos[0]?.type, "push")
  })

  it("goes on to the list with Tab, where letters act on the chosen match, and back into the field with /", () => {
    const list = start().then(key("/"), typed("git"), key("tab"))
    assert.deepEqual(list.effects, [], "nothing is copied")
    assert.match(list.lines[0] ?? "", /^ \/ git +1 of 3 /)
    assert.equal(accountsScreen.typing?.(list.state), false)
    assert.deepEqual(list.then(key("e")).gos, [{ type: "push", route: { to: "account-edit", id: GITHUB.id, draft: null } }])
    assert.deepEqual(list.then(key("v")).gos, [{ type: "push", route: { to: "qr-pages", target: "phone", ids: [GITHUB.id] } }])
    assert.deepEqual(list.then(key("d")).toasts, ["Deleted GitHub: alice. u undoes the deletion."])
    assert.match(list.then(key("space")).lines[1] ?? "", /\[x\]/)
    const back = list.then(key("/"), typed("e"))
    assert.match(back.lines[0] ?? "", /^ \/ gite +0 of 3 /)
    assert.match(back.then(keys("tab", "/", "backspace")).lines[0] ?? "", /^ \/ git +1 of 3 /, "also where nothing is found")
  })

  it("takes letters as text after Up and Down", () => {
    assert.match(start().then(key("/"), typed("i"), keys("down", "up", "d")).lines[0] ?? "", /^ \/ id /)
  })

  it("names in the footer what can be done with what is found", () => {
    const { state, context } = start().then(key("/"), typed("git"), key("tab"))
    const hints = accountsScreen.keys(state, context).flatMap(({ keys: [first], hint }) => (hint === undefined ? [] : [first]))
    assert.deepEqual(hints, ["escape", "enter", "/", "e", "d", "v", "space", ","])
  })

  it("restores tab, place and cursor on Esc, while the text is typed and after Enter", () => {
    const many = Array.from({ length: 60 }, (_, order) => testAccount(`n${order}`, { order, groups: ["work"] }))
    const before = start(many).then(key("tab"), key("G"))
    const typing = before.then(key("/"), typed("n3"))
    for (const found of [typing, typing.then(key("tab")), typing.then(key("enter"))]) {
      assert.notDeepEqual(found.lines, before.lines)
      assert.deepEqual(found.then(key("escape")).lines, before.lines)
    }
  })

  it("moves in the filtered list while text is typed", () => {
    const after = start().then(key("/"), key("down"), key("enter"))
    assert.ok(after.effects[0]?.type === "copy" && after.effects[0].label === "楽天銀行: 山田")
  })

  it("reports that no account matches", () => {
    assert.match(start().then(key("/"), typed("zzz")).lines.join("\n"), /No account matches/)
  })

  it("handles Esc only while there is a filter", () => {
    const { state, context } = start()
    assert.equal(actionOf(accountsScreen.keys(state, context), "escape"), undefined)
  })
})

describe("deleting accounts", () => {
  it("moves one account to the trash without a question, and u restores it", () => {
    const deleted = start().then(key("d"))
    assert.deepEqual(deleted.toasts, ["Deleted GitHub: alice. u undoes the deletion."])
    assert.deepEqual(plainEffects(deleted.effects), [{ put: [{ id: GITHUB.id, trashedAt: NOW, favorite: false, groups: [], order: 1 }] }])
    const saved = deleted.then({
      type: "vault-saved",
      vault: testVault([{ ...GITHUB, trashedAt: NOW }, RAKUTEN]),
      merged: false,
      added: [],
    })
    assert.equal(saved.state.chosenId, RAKUTEN.id)
    assert.deepEqual(plainEffects(saved.then(key("u")).effects), [
      { put: [{ id: GITHUB.id, trashedAt: null, favorite: false, groups: [], order: 1 }] },
    ])
  })

  it("leads to an export of the marked accounts", () => {
    assert.deepEqual(start().then(keys("space", "m")).gos, [{ type: "push", route: { to: "migrate", marked: [GITHUB.id] } }])
  })

  it("applies to all marked accounts", () => {
    const played = start().then(keys("space", "space", "d"))
    assert.match(played.lines.join("\n"), /Delete 2 accounts\?/)
    assert.deepEqual(played.then(key("enter")).effects, [], "Enter keeps them")
    const { effects } = played.then(key("y"))
    assert.ok(effects[0]?.type === "put-accounts")
    assert.deepEqual(
      effects[0].accounts.map(({ id }) => id),
      [GITHUB.id, RAKUTEN.id],
    )
  })
})

describe("arranging accounts", () => {
  it("moves an account down between the next two", () => {
    assert.deepEqual(plainEffects(start().then(key("J")).effects), [
      { put: [{ id: GITHUB.id, trashedAt: null, favorite: false, groups: [], order: 2.5 }] },
    ])
  })

  it("moves an account up before the first", () => {
    assert.deepEqual(plainEffects(start().then(keys("j", "K")).effects), [
      { put: [{ id: RAKUTEN.id, trashedAt: null, favorite: false, groups: ["銀行"], order: 0.5 }] },
    ])
  })

  it("does not move the first account up", () => {
    assert.deepEqual(start().then(key("K")).effects, [])
  })

  it("numbers all accounts again where they have the same place", () => {
    const same = ["a", "b", "c"].map((id) => testAccount(id, { order: 0 }))
    const { effects } = start(same).then(key("J"))
    assert.ok(effects[0]?.type === "put-accounts")
    assert.deepEqual(
      effects[0].accounts.map(({ id, order }) => [id, order]),
      [
        ["a", 1],
        ["c", 2],
      ],
    )
  })

  it("is disabled with a reason in another order", () => {
    const { state, context } = start(ALL, { settings: { ...DEFAULT_SETTINGS, sort: "issuer" } })
    assert.match(reasonOf(accountsScreen.keys(state, context), "J"), /own order only/)
  })

  it("puts favourites first, and keeps the cursor on the account", () => {
    const { effects } = start().then(keys("j", "f"))
    assert.ok(effects[0]?.type === "put-accounts" && effects[0].accounts[0]?.favorite === true)
    const after = start().then(key("j"), {
      type: "vault-saved",
      vault: testVault([GITHUB, { ...RAKUTEN, favorite: true }, VPN]),
      merged: false,
      added: [],
    })
    assert.match(after.lines[1] ?? "", /^▌1\* 楽 {2}楽天銀行/)
  })

  it("splits groups at commas, Japanese ones included", () => {
    const { effects } = start().then(key("t"), typed("work、 home, work"), key("enter"))
    assert.deepEqual(plainEffects(effects), [
      { put: [{ id: GITHUB.id, trashedAt: null, favorite: false, groups: ["work", "home"], order: 1 }] },
    ])
  })

  it("changes and reports the order on s", () => {
    const after = start().then(key("s"))
    assert.deepEqual(after.effects, [{ type: "save-settings", patch: { sort: "issuer" } }])
    assert.deepEqual(after.toasts, ["Order: issuer"])
  })
})

describe("hidden codes", () => {
  const hidden = { settings: { ...DEFAULT_SETTINGS, hideCodes: true } }
  it("are stars until r, and again half a minute later", () => {
    const covered = start(ALL, hidden)
    assert.match(covered.lines[1] ?? "", /\*{3} \*{3}/)
    const open = covered.then(key("r"))
    assert.match(open.lines[1] ?? "", new RegExp(groupCode(CODE)))
    assert.match(open.lines[2] ?? "", /\*{3} \*{3}/)
    assert.match(open.then({ type: "ticked", nowMs: NOW + 30_000 }).lines[1] ?? "", /\*{3} \*{3}/)
  })

  it("can be copied without being shown", () => {
    assert.ok(start(ALL, hidden).then(key("c")).effects[0]?.type === "copy")
  })
})

describe("leaving the account list", () => {
  const links: [key: string, route: object][] = [
    ["a", { to: "account-edit", id: null, draft: null }],
    ["e", { to: "account-edit", id: GITHUB.id, draft: null }],
    ["v", { to: "qr-pages", target: "phone", ids: [GITHUB.id] }],
    ["m", { to: "migrate" }],
    [",", { to: "settings" }],
  ]
  for (const [name, route] of links) {
    it(`goes to ${JSON.stringify(route)} on ${name}`, () => {
      assert.deepEqual(start().then(key(name)).gos, [{ type: "push", route }])
    })
  }

  it("opens the filled form on a pasted link", () => {
    const { gos } = start().then({ type: "pasted", text: "otpauth://totp/Acme:bob?secret=GEZDGNBV&issuer=Acme\n" })
    assert.ok(gos[0]?.type === "push" && gos[0].route.to === "account-edit" && gos[0].route.draft?.issuer === "Acme")
  })

  it("opens the import on several pasted links", () => {
    const text = "otpauth://totp/a?secret=GEZDGNBV\notpauth://totp/b?secret=GEZDGNBV\n"
    assert.deepEqual(start().then({ type: "pasted", text }).gos, [{ type: "push", route: { to: "import-run", paths: null, text } }])
  })

  it("ignores any other paste", () => {
    assert.deepEqual(start().then({ type: "pasted", text: "hello d y" }).gos, [])
  })

  it("chooses a new account when it returns", () => {
    const added = testAccount("id-new", { issuer: "New", order: 9 })
    const after = start().then({ type: "vault-saved", vault: testVault([...ALL, added]), merged: false, added: ["id-new"] })
    assert.equal(after.state.chosenId, "id-new")
  })

  it("counts the records that this version cannot read, with a filter too", () => {
    const vault = testVault(ALL, { unreadable: [{ kind: "quantum", issuer: "Future", name: "zoe" }] })
    const played = start(ALL, { vault })
    assert.match(played.lines[0] ?? "", /\[All 3\] 銀行 1 {2}1 unreadable /)
    assert.match(played.then(keys("/", "g")).lines[0] ?? "", /1 unreadable +\d of 3/)
    assert.doesNotMatch(start().lines[0] ?? "", /unreadable/)
  })

  it("has changes disabled with a reason in a read-only vault", () => {
    const readOnly = { sentence: { en: "written by a newer version", ja: "新しい版" }, detail: {} }
    const { state, context } = start(ALL, { vault: testVault(ALL, { readOnly }) })
    const bindings = accountsScreen.keys(state, context)
    for (const name of ["a", "e", "d", "n", "f", "t", "J", "K"]) assert.equal(reasonOf(bindings, name), "written by a newer version", name)
    assert.equal(bindingOf(bindings, "c")?.disabled, undefined)
  })

  it("chooses an account on a click, and scrolls on the wheel", () => {
    assert.equal(start().then({ type: "clicked", x: 5, y: 2 }).state.chosenId, RAKUTEN.id)
    assert.equal(start().then({ type: "wheeled", by: 1 }).state.chosenId, VPN.id)
    assert.equal(start().then({ type: "clicked", x: 5, y: 20 }).state.chosenId, GITHUB.id)
  })
})

describe("the row of an account", () => {
  it("shortens both issuer and name of a long label", () => {
    const long = testAccount("long", {
      issuer: "International Business Machines Corporation",
      name: "firstname.lastname@subsidiary.example",
    })
    assert.match(start([long]).lines[1] ?? "", /International Bus… firstname\.lastname@subs… /)
    const short = testAccount("short", { issuer: "AWS", name: "firstname.lastname@subsidiary.example.com" })
    assert.match(start([short]).lines[1] ?? "", /AWS firstname\.lastname@sub/)
  })

  it("shows why an mOTP account has no code", () => {
    const motp = testAccount("motp", { kind: "motp", issuer: "Old", period: 10 })
    assert.match(start([motp]).lines[1] ?? "", /PIN missing$/)
    assert.match(start([motp], { lang: "ja" }).lines[1] ?? "", /PIN なし$/)
  })
})

describe("undoing a deletion", () => {
  it("moves the cursor to the restored account", () => {
    const inTrash = { ...VPN, trashedAt: NOW }
    const saved = (accounts: readonly Account[]) => ({ type: "vault-saved", vault: testVault(accounts), merged: false, added: [] }) as const
    const deleted = start().then(key("G"), keys("d"), saved([GITHUB, RAKUTEN, inTrash]), key("g"))
    assert.match(deleted.lines[1] ?? "", /^▌1 {2}GH {2}GitHub/)
    assert.match(deleted.then(key("u"), saved([GITHUB, RAKUTEN, VPN])).lines[3] ?? "", /^▌3 {2}VP {2}VPN/)
  })
})
