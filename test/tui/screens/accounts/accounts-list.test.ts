import assert from "node:assert/strict"
import { describe, it } from "node:test"
import type { Account } from "../../../../src/accounts/account.ts"
import { codeAt } from "../../../../src/accounts/codes.ts"
import { cellWidth } from "../../../../src/base/display.ts"
import type { Lang } from "../../../../src/base/language.ts"
import { DEFAULT_SETTINGS } from "../../../../src/settings/settings.ts"
import type { Context } from "../../../../src/tui/core/screen.ts"
import { groupCode } from "../../../../src/tui/screens/accounts/list/account-code.ts"
import { monogram } from "../../../../src/tui/screens/accounts/list/badge.ts"
import { bigCode } from "../../../../src/tui/screens/accounts/list/big-code.ts"
import { accountsScreen } from "../../../../src/tui/screens/accounts/accounts.ts"
import { key, keys, NOW, plain, play, testAccount, testContext, testVault } from "../../play.ts"

const HOUR = 3_600_000
const ALICE = testAccount("alice", {
  ...{ issuer: "Northwind", name: "alice@example.com", groups: ["Work", "仕事"], note: "recovery codes: safe, shelf 2", order: 1 },
  ...{ usedAt: NOW - HOUR / 60, verified: [{ where: "google", at: NOW - 7 * 24 * HOUR }] },
})
const STAR = testAccount("star", { issuer: "Favourite", name: "star", favorite: true, order: 2 })
const MINUTE = testAccount("minute", { issuer: "Litware", name: "mallory", period: 60, digits: 7, groups: ["Work"], order: 3 })
const VPN = testAccount("vpn", { kind: "hotp", issuer: "Proseware", name: "victor", period: null, counter: 300, order: 4 })
const STEAM = testAccount("steam", { kind: "steam", issuer: "Steam", name: "gamer", digits: 5, order: 5 })
const ALL = [ALICE, STAR, MINUTE, VPN, STEAM]
const SIZES = [
  [40, 12],
  [80, 24],
  [100, 30],
  [120, 40],
  [200, 50],
] as const

function start(accounts: readonly Account[] = ALL, context: Partial<Context> = {}) {
  return play(accountsScreen, { to: "accounts" }, testContext({ vault: testVault(accounts), ...context }))
}
function sized(columns: number, rows: number): Partial<Context> {
  return { body: { columns, rows: rows - 2 }, window: { columns, rows } }
}
const codeOf = (account: Account): string => groupCode(codeAt(account, NOW).code)

/** Texts that could move a column, or give the terminal an order. */
const LABELS: readonly (readonly [issuer: string, name: string])[] = [
  ["さくら銀行ホールディングス株式会社", "山田 太郎（個人用のアカウント）"],
  ["Ze\u0301ro\u0300 e\u0301\u0302\u0303", "a\u0301lice"],
  ["بنك الرياض", "חשבון ראשי"],
  ["👩‍👩‍👧‍👦 Family 🇯🇵", "🔑🔑🔑"],
  ["x".repeat(300), "漢".repeat(300)],
  ["\u001b[31m{red-fg}evil\u0007", "\u202eabc\u0000\n\tdef"],
  ["", ""],
]
const HOSTILE = LABELS.map(([issuer, name], order) =>
  testAccount(`h${order}`, { issuer, name, order, groups: [issuer, name].filter((group) => group !== ""), note: issuer + name }),
)

describe("the columns of the account list", () => {
  for (const [columns, rows] of SIZES) {
    for (const lang of ["en", "ja"] as const satisfies readonly Lang[]) {
      for (const density of ["compact", "comfortable"] as const) {
        it(`are in place for every label at ${columns}x${rows} (${lang}, ${density})`, () => {
          const accounts = [...HOSTILE, ...Array.from({ length: 60 }, (_, at) => testAccount(`f${at}`, { order: 10 + at }))]
          const played = start(accounts, { ...sized(columns, rows), lang, settings: { ...DEFAULT_SETTINGS, density } })
          const body = accountsScreen.view(played.state, played.context).body
          for (const line of plain(body)) assert.ok(cellWidth(line) <= columns, line)
          const code = codeOf(testAccount("any"))
          const places = plain(body)
            .filter((line) => line.includes(code))
            .map((line) => cellWidth(line.slice(0, line.indexOf(code))))
          assert.ok(places.length >= 4)
          assert.equal(new Set(places).size, 1, "every code is in the same column")
          assert.ok((places[0] ?? 99) - (columns === 200 ? 21 : 0) <= 53, "name and code are close together")
        })
      }
    }
  }

  it("draw nothing that a terminal would take as an order", () => {
    const { lines } = start(HOSTILE, sized(200, 50))
    assert.doesNotMatch(lines.join(""), /[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u200b-\u200f]/)
  })
})

describe("the parts of the screen", () => {
  it("are the list alone in 40 columns, with the count and the countdown in the title", () => {
    const played = start(ALL, sized(40, 12))
    const view = accountsScreen.view(played.state, played.context)
    assert.equal(plain([view.titleRow ?? []])[0], " All 5                  30 s ━━━━━━━ 29")
    assert.match(played.lines[0] ?? "", /^▌1 \* Favourite star +\d{3} \d{3}$/)
  })

  it("are the list with issuer, name and code close together, and the details, in 100 columns", () => {
    const { lines } = start([ALICE, VPN], sized(100, 30))
    const next = groupCode(codeAt(ALICE, NOW + 30_000).code)
    assert.match(lines[1] ?? "", new RegExp(`^▌1 {2}NO {2}Northwind alice@example.com {2}${codeOf(ALICE)} +› ${next} +✓ {2}│ Northwind$`))
    const detail = lines.slice(1).map((line) => line.slice(line.indexOf("│") + 2))
    assert.deepEqual(detail.slice(3, 6), bigCode(codeOf(ALICE), 27))
    assert.match(detail[7] ?? "", /^━{21}─ 29$/)
  })

  it("are in no width from 100 columns on wider than the window, nor lose a parameter", () => {
    const counter = testAccount("counter", { ...VPN, algorithm: "SHA512", order: -1 })
    for (let columns = 100; columns < 125; columns++) {
      const { lines } = start([counter, ...HOSTILE], sized(columns, 40))
      for (const line of lines) assert.ok(cellWidth(line) <= columns, line)
      const detail = lines.slice(1).map((line) => line.slice(line.indexOf("│") + 2))
      assert.match(detail.join(" "), /HOTP {2}SHA512 {2}6 digits +counter 300/)
    }
  })

  it("have the scrollbar on the line between list and details, where the list is cut", () => {
    const many = Array.from({ length: 60 }, (_, at) => testAccount(`a${at}`, { order: at }))
    for (const [columns, rows, at] of [
      [100, 30, 71],
      [120, 40, 76],
      [200, 50, 97],
    ] as const) {
      const line = (accounts: readonly Account[]): string =>
        start(accounts, sized(columns, rows))
          .lines.slice(1)
          .map((text) => Array.from(text)[at] ?? "")
          .join("")
      assert.match(line(many), /^█{10,}│+$/)
      assert.match(line(many.slice(0, 20)), /^│+$/)
    }
  })

  it("are the list and the details of the chosen account in 120 columns", () => {
    const { lines } = start(ALL, sized(120, 40)).then(key("down"))
    const list = lines.slice(1).map((line) => line.slice(0, line.indexOf("│")).trimEnd())
    const detail = lines.slice(1).map((line) => line.slice(line.indexOf("│") + 2))
    assert.match(list[1] ?? "", /^▌2 {2}NO {2}Northwind +alice@example.com +\d{3} \d{3} +› \d{3} \d{3} +✓$/)
    assert.deepEqual(detail.slice(0, 2), ["Northwind", "alice@example.com"])
    assert.deepEqual(detail.slice(3, 6), bigCode(codeOf(ALICE), 43))
    const next = groupCode(codeAt(ALICE, NOW + 30_000).code)
    assert.ok(detail.includes(`then ${next}`))
    assert.ok(detail.includes("TOTP  SHA1  6 digits  30 s"))
    assert.ok(detail.includes("Groups   Work, 仕事"))
    assert.ok(detail.includes("Note     recovery codes: safe, shelf 2"))
    assert.match(detail.join("\n"), /^Used {5}today \d\d:\d\d$/m)
    assert.match(detail.join("\n"), /^Agrees {3}Google Authenticator, \d+ Nov$/m)
  })

  it("leave a long name the cells that short issuers do not need", () => {
    const name = "twenty-two-cells@a.com"
    for (const [columns, rows] of [
      [80, 24],
      [120, 40],
    ] as const)
      assert.match(start([testAccount("a", { issuer: "Short", name })], sized(columns, rows)).lines.join("\n"), new RegExp(name))
  })

  it("are groups, list and details in 200 columns", () => {
    const { lines } = start(ALL, sized(200, 50))
    assert.match(lines[1] ?? "", /^▌All +5 │▌1\* FA {2}Favourite .*│ Favourite$/)
    assert.match(lines[3] ?? "", /^ Work +2 │/)
    assert.ok(
      lines.every((line) => cellWidth(line) <= 158),
      "nothing is stretched",
    )
  })

  it("are the details in place of the list on i, where there is no pane for them", () => {
    const shown = start().then(keys("down", "i"))
    assert.match(shown.lines.join("\n"), /^ Groups {3}Work, 仕事$/m)
    assert.match(shown.then(key("down")).lines.join("\n"), /^ Litware$/m)
    assert.match(shown.then(key("escape")).lines[2] ?? "", /^▌2 {2}NO/)
  })

  it("hide codes and note with the codes", () => {
    const hidden = start([ALICE], { ...sized(120, 40), settings: { ...DEFAULT_SETTINGS, hideCodes: true } })
    const covered = hidden.lines.join("\n")
    assert.doesNotMatch(covered, /then \d|›|▀|shelf/)
    assert.match(covered, /\*{3} \*{3} {3}r shows/)
    assert.match(hidden.then(key("r")).lines.join("\n"), /then \d{3} \d{3}/)
  })

  it("explain how a counter account gets its code", () => {
    const detail = start([VPN], sized(120, 40)).lines.join("\n")
    assert.match(detail, /#300 n next/)
    assert.match(detail, /n makes the next code/)
    assert.match(detail, /HOTP {2}SHA1 {2}6 digits {2}counter 300/)
  })

  it("show letters and ASCII terminals the code in plain text", () => {
    assert.doesNotMatch(start([STEAM], sized(120, 40)).lines.join("\n"), /▀/)
    assert.doesNotMatch(start([ALICE], { ...sized(120, 40), ascii: true }).lines.join("\n"), /▀/)
  })
})

describe("the tabs", () => {
  const line = (...names: string[]) => start().then(keys(...names)).lines[0] ?? ""
  it("count all accounts, the favourites and each group", () => {
    assert.match(line(), /^ \[All 5\] \* 1 {2}Work 2 {2}仕事 1 /)
  })

  it("follow one another on Tab and ], and come back on Shift-Tab and [", () => {
    assert.match(line("tab", "]"), /^ {2}All 5 {2}\* 1 \[Work 2\] 仕事 1 /)
    assert.match(line("tab", "]", "backtab"), /^ {2}All 5 \[\* 1\] /)
    assert.match(line("["), /\[仕事 1\]/)
  })

  it("show their accounts only", () => {
    const shown = start().then(keys("tab", "tab")).lines.slice(1).join("\n")
    assert.match(shown, /Northwind/)
    assert.match(shown, /Litware/)
    assert.doesNotMatch(shown, /Favourite|Steam/)
  })

  it("narrow a search too", () => {
    const found = start().then(keys("/", "l", "tab"), keys("tab", "tab"), keys("/", "i"))
    assert.match(found.lines[0] ?? "", /^ \/ \[Work\] li/)
    assert.doesNotMatch(found.lines.slice(1).join("\n"), /Steam/)
  })

  it("return to all accounts where the chosen group is gone", () => {
    const saved = { type: "vault-saved", vault: testVault([STAR, VPN]), merged: false, added: [] } as const
    assert.match(start().then(keys("tab", "tab"), saved).lines[0] ?? "", /\[All 2\]/)
  })

  it("leave out what does not fit, never the chosen one", () => {
    const many = Array.from({ length: 30 }, (_, at) => testAccount(`a${at}`, { groups: [`group ${String(at).padStart(2, "0")}`] }))
    const played = start(many)
    assert.match(played.lines[0] ?? "", /^ \[All 30\] group 00 1 .*… +30 s/)
    for (let at = 0; at < 31; at++) assert.match(played.then(keys(...Array<string>(at).fill("tab"))).lines[0] ?? "", /\[.+\]/)
  })

  it("are chosen by a click", () => {
    assert.match(start().then({ type: "clicked", x: 16, y: 0 }).lines[0] ?? "", /\[Work 2\]/)
    assert.match(start(ALL, sized(200, 50)).then({ type: "clicked", x: 4, y: 3 }).lines[3] ?? "", /^▌Work/)
  })
})

describe("the countdown", () => {
  it("shows the commonest period with a gauge, and others as numbers", () => {
    assert.match(start().lines[0] ?? "", / 60 s 29 {3}30 s ━{12} 29$/)
  })

  it("steps every 5 seconds until the last 5 where the settings say so", () => {
    const settings = { ...DEFAULT_SETTINGS, countdown: 5 } as const
    const after = (ms: number): string => (start([STAR], { settings, nowMs: NOW + ms }).lines[0] ?? "").slice(-2)
    assert.deepEqual([0, 3000, 5000, 23_000, 24_000, 27_000].map(after), ["30", "30", "25", "10", " 5", " 2"])
  })

  it("stands out in the last 5 seconds, and in the last sixth of a shorter period than 30 s", () => {
    const roleAt = (period: number, nowMs: number) => {
      const played = start([{ ...STAR, period }], { nowMs })
      return accountsScreen.view(played.state, played.context).body[0]?.at(-1)?.role
    }
    assert.deepEqual([roleAt(30, NOW + 23_000), roleAt(30, NOW + 24_000)], ["text", "warn"])
    assert.deepEqual([roleAt(60, NOW + 23_000), roleAt(60, NOW + 24_000)], ["text", "warn"])
    assert.deepEqual([roleAt(10, NOW + 6000), roleAt(10, NOW + 7000)], ["text", "warn"])
  })

  it("counts down the chosen account's own period", () => {
    const odd = [34, 45, 60].map((period) => testAccount(`p${period}`, { period, order: period }))
    const chosen = start([STAR, { ...STAR, id: "second" }, ...odd]).then(keys("G", "k"))
    assert.match(chosen.lines[0] ?? "", / 45 s \d+ {3}30 s /)
  })
})

describe("the number of keys", () => {
  const services = ["GitHub", "Amazon", "Dropbox", "Proton Mail", "Fastmail", "Heroku", "Stripe", "Slack", "Zoom", "Okta"]
  const accounts = Array.from({ length: 200 }, (_, at) =>
    testAccount(`n${at}`, {
      issuer: `${services[at % 10] ?? ""} ${Math.floor(at / 10)}`,
      name: `user${at}@example.com`,
      order: at,
      usedAt: at,
    }),
  )

  it("to find one of 200 accounts and copy its code is five", () => {
    const copied = start(accounts).then([key("/"), key("p"), key("r"), key("o"), key("enter")])
    assert.ok(
      copied.effects[0]?.type === "copy" && copied.effects[0].label === "Proton Mail 19: user193@example.com",
      "the last used of them",
    )
  })

  it("to show the QR code of the chosen account is one, and after a search one more", () => {
    assert.deepEqual(start(accounts).then(key("v")).gos, [{ type: "push", route: { to: "qr-pages", target: "phone", ids: ["n0"] } }])
    const found = start(accounts).then([key("/"), key("p"), key("r"), key("o"), key("enter"), key("v")])
    assert.deepEqual(found.gos, [{ type: "push", route: { to: "qr-pages", target: "phone", ids: ["n193"] } }])
  })
})

describe("accounts that came in", () => {
  const saved = (accounts: readonly Account[]) => ({ type: "vault-saved", vault: testVault(accounts), merged: false, added: [] }) as const
  const added = [testAccount("x", { issuer: "Xylo", order: 8 }), testAccount("y", { issuer: "Yarn", order: 9 })]

  it("are marked as new until Esc, with the cursor on the first", () => {
    const after = start().then(saved([...ALL, ...added]))
    assert.match(after.lines[6] ?? "", /^▌6 {2}XY {2}Xylo .* new /)
    assert.match(after.lines[7] ?? "", / new $|new$/)
    assert.doesNotMatch(after.lines[1] ?? "", /new/)
    assert.doesNotMatch(after.then(key("escape")).lines.join("\n"), /new/)
  })

  it("are shown although another tab was chosen, or a search before they were added", () => {
    assert.match(
      start()
        .then(key("tab"), saved([...ALL, ...added]))
        .lines.join("\n"),
      /^▌6 {2}XY/m,
    )
    const imported = start().then(key("/"), keys("s", "t", "enter", "m"), saved([...ALL, ...added]))
    assert.match(imported.lines.join("\n"), /^▌6 {2}XY/m)
  })

  it("do not disturb a search", () => {
    const searching = start().then(key("/"), keys("l", "i", "t"))
    assert.deepEqual(searching.then(saved([...ALL, ...added])).lines.slice(1), searching.lines.slice(1))
  })
})

describe("the badge of an issuer", () => {
  const badges: [issuer: string, letters: string][] = [
    ["Odd Period Inc.", "OP"],
    ["GitHub", "GH"],
    ["Favourite", "FA"],
    ["さくら銀行", "さ"],
    ["olga@example.com", "OL"],
    ["x", "X"],
    ["ßtraße", "ßT"],
    ["", ""],
  ]
  for (const [issuer, letters] of badges) {
    it(`of ${JSON.stringify(issuer)} is ${JSON.stringify(letters)}`, () => {
      assert.equal(monogram(issuer), letters)
    })
  }
})
