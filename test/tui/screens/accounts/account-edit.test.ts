import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { lineValue } from "../../../../src/tui/components/forms/form-state.ts"
import type { Account, Draft } from "../../../../src/accounts/account.ts"
import { Secret } from "../../../../src/accounts/secret.ts"
import { parseOtpUri } from "../../../../src/accounts/uri.ts"
import type { Effect } from "../../../../src/tui/core/effects.ts"
import { accountEditScreen } from "../../../../src/tui/screens/accounts/account-edit.ts"
import { key, keys, NOW, pasted, play, testAccount, testContext, testVault, typed } from "../../play.ts"
import type { Script } from "../../play.ts"

const OLD = testAccount("id-old", { issuer: "GitHub", name: "alice", groups: ["dev"], note: "n", favorite: true, unknown: { later: 1 } })
const CONTEXT = testContext({ vault: testVault([OLD]) })
const add = (draft: Draft | null = null) => play(accountEditScreen, { to: "account-edit", id: null, draft }, CONTEXT)
const edit = () => play(accountEditScreen, { to: "account-edit", id: OLD.id, draft: null }, CONTEXT)
const SECRET = "MZXW6YTBOI"

/** Effects with secrets as base32, for comparing. */
function plainEffects(effects: readonly Effect[]): unknown[] {
  const plain = <T extends { secret: Secret }>(account: T) => ({ ...account, secret: account.secret.toBase32() })
  return effects.map((effect) =>
    effect.type === "add-drafts"
      ? { add: effect.drafts.map(plain) }
      : effect.type === "put-accounts"
        ? { put: effect.accounts.map(plain) }
        : effect,
  )
}
const drafts = (effects: readonly Effect[]): readonly Draft[] =>
  effects.flatMap((effect) => (effect.type === "add-drafts" ? effect.drafts : []))

describe("adding an account", () => {
  it("takes issuer, name and secret, and Enter saves", () => {
    const after = add().then(typed("Acme"), key("tab"), typed("bob"), key("tab"), typed("mzxw 6ytb oi"), key("enter"))
    const [draft] = drafts(after.effects)
    assert.equal(after.effects.length, 1)
    assert.deepEqual(
      [draft?.kind, draft?.issuer, draft?.name, draft?.secret.toBase32(), draft?.digits, draft?.period, draft?.algorithm],
      ["totp", "Acme", "bob", SECRET, 6, 30, "SHA1"],
    )
  })

  it("reports the save and goes back", () => {
    const after = add().then(typed("Acme"), keys("tab", "tab"), typed(SECRET), key("enter"), {
      type: "vault-saved",
      vault: testVault([]),
      merged: false,
      added: ["x"],
    })
    assert.deepEqual(after.gos, [{ type: "back" }])
    assert.deepEqual(after.toasts, ["Saved."])
  })

  it("saves only once when Enter is pressed twice", () => {
    assert.equal(add().then(typed("Acme"), keys("tab", "tab"), typed(SECRET), keys("enter", "enter")).effects.length, 1)
  })

  it("shows the code or the problem while the secret is typed", () => {
    assert.match(add().then(keys("tab", "tab"), typed(SECRET)).lines.join("\n"), /Badge +Code now {2}\d{3} \d{3} {2}29 s left/)
    assert.match(add().then(keys("tab", "tab"), typed("MZ1W")).lines.join("\n"), /! The secret is not base32/)
  })

  it("reports once that a secret is not base32, with the position but not the character", () => {
    const after = add().then(keys("tab", "tab"), typed("ABCDEFGHIJKLMNOP1RST"), key("enter"))
    const shown = after.lines.join("\n")
    assert.equal(shown.split("not base32").length, 2)
    assert.match(shown, /look at character 17\./)
    const grouped = add().then(keys("tab", "tab"), typed("ABCD EFGH IJKL MNOP 1RST"), key("enter"))
    assert.match(grouped.lines.join(" ").replace(/\s+/g, " "), /look at character 17, blanks and hyphens not counted\./)
  })

  it("does not save without a secret, and moves the focus to it", () => {
    const after = add().then(typed("Acme"), key("enter"))
    assert.deepEqual(after.effects, [])
    assert.equal(after.state.form.focus, "secret")
    assert.match(after.lines.join("\n"), /Please type the secret/)
  })

  it("does not save without an issuer and a name, and takes one of them", () => {
    const unnamed = add().then(keys("tab", "tab"), typed(SECRET), key("enter"))
    assert.deepEqual(unnamed.effects, [])
    assert.equal(unnamed.state.form.focus, "issuer")
    assert.match(unnamed.lines.join("\n"), /Please type an issuer or a name\./)
    assert.equal(drafts(unnamed.then(key("tab"), typed("bob"), key("enter")).effects)[0]?.name, "bob")
    assert.deepEqual(edit().then(keys("C-u", "tab", "C-u", "enter")).effects, [])
  })

  it("warns of a secret of fewer than 80 bits, and saves it all the same", () => {
    const weak = add().then(typed("Acme"), keys("tab", "tab"), typed("MZXW6Y"))
    assert.match(weak.lines.join("\n").replace(/\n */g, " "), /! This secret has only 24 bits, 80 or more are usual\./)
    assert.equal(drafts(weak.then(key("enter")).effects).length, 1)
    assert.doesNotMatch(add().then(keys("tab", "tab"), typed("GEZDGNBVGY3TQOJQ")).lines.join("\n"), /bits/)
  })

  it("shows the badge of the account as it is typed, and the code below the secret where the window is low", () => {
    assert.match(add().then(typed("Northwind"), keys("tab", "tab"), typed(SECRET)).lines.join("\n"), /Badge {3}NO {3}Code now/)
    const low = play(accountEditScreen, { to: "account-edit", id: null, draft: null }, testContext({ body: { columns: 40, rows: 10 } }))
    assert.match(low.then(keys("tab", "tab"), typed(SECRET)).lines.join("\n"), /Code now {2}\d{3} \d{3}/)
  })

  it("hides the rarely needed fields until they are opened", () => {
    assert.doesNotMatch(add().lines.join("\n"), /Algorithm/)
    assert.match(
      add()
        .then(keys("backtab", "backtab", "backtab", "space"))
        .lines.join("\n"),
      /Algorithm +< SHA1 >/,
    )
  })

  it("shows the fields of each kind: the counter of HOTP, the PIN of mOTP", () => {
    const open = add().then(keys("tab", "tab", "tab", "tab", "tab", "space", "tab"))
    assert.equal(open.state.form.focus, "kind")
    const hotp = open.then(key("right"))
    assert.match(hotp.lines.join("\n"), /Counter/)
    assert.doesNotMatch(hotp.lines.join("\n"), /Seconds/)
    const motp = hotp.then(keys("right", "right"))
    assert.match(motp.lines.join("\n"), /PIN/)
    assert.doesNotMatch(motp.lines.join("\n"), /Algorithm/)
  })

  it("moves the focus to a number that is out of range", () => {
    const open = add().then(
      keys("tab", "tab"),
      typed(SECRET),
      keys("tab", "tab", "tab", "space", "tab", "tab", "tab", "C-u"),
      typed("99"),
      key("enter"),
    )
    assert.deepEqual(open.effects, [])
    assert.equal(open.state.form.focus, "digits")
  })
})

describe("a link in the form", () => {
  const LINK = "otpauth://totp/Acme:bob?secret=MZXW6YTBOI&issuer=Acme&digits=8&algorithm=SHA256&period=60"
  const expected = parseOtpUri(LINK)

  const ways: [name: string, msgs: Script][] = [
    ["pasted into any field", [pasted(LINK + "\n")]],
    ["pasted into the secret", [keys("tab", "tab"), pasted(LINK)]],
    ["typed into the secret, on Tab", [keys("tab", "tab"), typed(LINK), key("tab")]],
    ["typed into the secret, on Enter", [keys("tab", "tab"), typed(LINK), key("enter")]],
  ]
  for (const [name, msgs] of ways) {
    it(`${name} fills all fields, and Enter then saves them`, () => {
      const filled = add().then(...msgs)
      assert.deepEqual(filled.effects, [])
      assert.match(filled.toasts.join(), /Filled in from the link/)
      const [draft] = drafts(filled.then(key("enter")).effects)
      assert.equal(draft?.secret.equals(expected.secret), true)
      assert.deepEqual([draft.issuer, draft.name, draft.digits, draft.algorithm, draft.period], ["Acme", "bob", 8, "SHA256", 60])
    })
  }

  it("keeps groups and note that were typed first", () => {
    const filled = add().then(keys("tab", "tab", "tab"), typed("work"), key("tab"), typed("hello"), pasted(LINK), key("enter"))
    assert.deepEqual([drafts(filled.effects)[0]?.groups, drafts(filled.effects)[0]?.note], [["work"], "hello"])
  })

  it("that is malformed is reported below the secret", () => {
    const after = add().then(pasted("otpauth://totp/Acme?secret=1"))
    assert.equal(after.state.form.focus, "secret")
    assert.match(after.lines.join("\n"), /! The secret is not base32/)
  })

  it("from the route fills the form, with the focus on Save", () => {
    const [draft] = drafts(add(expected).then(key("enter")).effects)
    assert.equal(draft?.issuer, "Acme")
  })

  it("with a batch of accounts opens the import instead", () => {
    const text = "otpauth-migration://offline?data=abc"
    assert.deepEqual(add().then(pasted(text)).gos, [{ type: "replace", route: { to: "import-run", paths: null, text } }])
  })
})

describe("saving a duplicate", () => {
  it("needs consent for an equal account, and No returns to the form", () => {
    const question = add().then(typed("GitHub"), key("tab"), typed("alice"), key("tab"), typed(OLD.secret.toBase32()), key("enter"))
    assert.deepEqual(question.effects, [])
    assert.match(question.lines.join("\n"), /already there: GitHub: alice/)
    assert.deepEqual(question.then(key("enter")).effects, [])
    assert.equal(question.then(key("y")).effects.length, 1)
  })

  it("needs consent for the same secret under another name", () => {
    const question = add().then(typed("Other"), keys("tab", "tab"), typed(OLD.secret.toBase32()), key("enter"))
    assert.match(question.lines.join("\n"), /The same secret is already there, as GitHub: alice/)
  })

  it("needs no consent for the same name with another secret", () => {
    assert.equal(add().then(typed("GitHub"), key("tab"), typed("alice"), key("tab"), typed(SECRET), key("enter")).effects.length, 1)
  })
})

describe("editing an account", () => {
  it("saves the changed field and keeps the others, the secret included", () => {
    const after = edit().then(key("C-u"), typed("GitLab"), key("enter"))
    assert.deepEqual(plainEffects(after.effects), [{ put: [{ ...OLD, issuer: "GitLab", secret: OLD.secret.toBase32(), updatedAt: NOW }] }])
  })

  it("sets the counter only where it was changed", () => {
    const hotp: Account = { ...OLD, kind: "hotp", period: null, counter: 7 }
    const open = play(accountEditScreen, { to: "account-edit", id: OLD.id, draft: null }, testContext({ vault: testVault([hotp]) }))
    const setsCounter = (effects: readonly Effect[]) => effects.flatMap((one) => (one.type === "put-accounts" ? [one.setsCounter] : []))
    assert.deepEqual(setsCounter(open.then(key("C-u"), typed("GitLab"), key("enter")).effects), [undefined])
    const toCounter = keys(...Array.from({ length: 9 }, () => "tab"))
    assert.deepEqual(setsCounter(open.then(toCounter, key("C-u"), typed("3"), key("enter")).effects), [true])
  })

  it("never shows the secret", () => {
    assert.doesNotMatch(edit().lines.join("\n"), new RegExp(OLD.secret.toBase32().slice(0, 8)))
  })

  it("moves a replaced secret to the trash", () => {
    const { effects } = edit().then(keys("tab", "tab"), typed(SECRET), key("enter"))
    assert.equal(effects.length, 2)
    assert.ok(effects[0]?.type === "put-accounts" && effects[0].accounts[0]?.secret.toBase32() === SECRET)
    const [kept] = drafts(effects)
    assert.ok(kept?.trashed === true && kept.id === null && kept.secret.equals(OLD.secret))
  })

  it("shows the devices on which its code was verified, and drops these only with the secret", () => {
    const verified = { ...OLD, verified: [{ where: "google", at: NOW }] }
    const open = play(accountEditScreen, { to: "account-edit", id: OLD.id, draft: null }, testContext({ vault: testVault([verified]) }))
    assert.match(open.lines.join("\n"), /Its code agreed with: Google Authenticator \(20\d\d-/)
    assert.doesNotMatch(edit().lines.join("\n"), /agreed with/)
    const saved = (effects: readonly Effect[]) => effects.flatMap((effect) => (effect.type === "put-accounts" ? effect.accounts : []))[0]
    assert.deepEqual(saved(open.then(key("C-u"), typed("GitLab"), key("enter")).effects)?.verified, verified.verified)
    const other = saved(open.then(keys("tab", "tab"), typed(SECRET), key("enter")).effects)
    assert.ok(other !== undefined && !("verified" in other))
  })
  it("reports an account that another program has removed", () => {
    const removed = edit().then({ type: "vault-saved", vault: testVault([]), merged: true, added: [] }, key("enter"))
    assert.deepEqual(removed.effects, [])
    assert.match(removed.toasts.join(), /no longer in the vault/)
  })
})

describe("leaving the account form", () => {
  it("goes back at once without changes", () => {
    assert.deepEqual(add().then(key("escape")).gos, [{ type: "back" }])
    assert.deepEqual(edit().then(keys("tab", "backtab", "escape")).gos, [{ type: "back" }])
  })

  it("asks after a change, and Enter stays", () => {
    const question = add().then(typed("x"), key("escape"))
    assert.deepEqual(question.gos, [])
    assert.match(question.lines.join("\n"), /Leave without saving\?/)
    assert.deepEqual(question.then(key("enter")).gos, [])
    assert.deepEqual(question.then(key("y")).gos, [{ type: "back" }])
  })

  it("does not happen when saving fails", () => {
    const failed = {
      type: "failed",
      effect: "add-drafts",
      code: "io",
      message: { sentence: { en: "no room", ja: "空きなし" }, detail: {} },
    } as const
    const after = add().then(typed("Acme"), keys("tab", "tab"), typed(SECRET), key("enter"), failed)
    assert.deepEqual(after.gos, [])
    assert.equal(after.then(key("enter")).effects.length, 1)
  })
  it("is left with q on a button as with Esc, and types a q into a line", () => {
    assert.deepEqual(add().then(keys("backtab", "q")).gos, [{ type: "back" }])
    const asked = add().then(typed("x"), keys("backtab", "q"))
    assert.deepEqual(asked.gos, [])
    assert.notEqual(asked.state.question, null)
    assert.equal(lineValue(add().then(key("q")).state.form, "issuer"), "q")
  })
})
