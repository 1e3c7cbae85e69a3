import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { checkKeys, keyActions, keyProblem, keysOf, withUserKeys } from "../../../src/tui/core/key-map.ts"
import { KEY_TABLES } from "../../../src/tui/shell/key-tables.ts"

const ACTIONS = keyActions(KEY_TABLES)
const action = (id: string): (typeof ACTIONS)[number] => {
  const found = ACTIONS.find((each) => each.id === id)
  assert.ok(found !== undefined, id)
  return found
}
const wrongOf = (keys: Readonly<Record<string, readonly string[]>>): string[] =>
  checkKeys(keys, KEY_TABLES).wrong.map(({ id, key, problem }) => `${id} ${key} ${problem.reason}`)

describe("the actions whose keys can be changed", () => {
  it("have ids of their own", () => {
    const ids = ACTIONS.map(({ id }) => id)
    assert.equal(new Set(ids).size, ids.length)
    for (const id of ["accounts.copy", "accounts.delete", "everywhere.help", "list.down", "files.mark"]) action(id)
    for (const id of ["qr.next", "plan.toggle", "check-list.next-open", "history.restore-all", "trash.restore"]) action(id)
    for (const id of ["everywhere.quit-now", "everywhere.back", "accounts.copy-nth"]) assert.ok(!ids.includes(id), id)
  })

  it("have no key in common, so that every table is free of clashes", () => {
    assert.deepEqual(
      wrongOf(Object.fromEntries(ACTIONS.map(({ id, binding }) => [id, binding.keys.filter((key) => /^.$/u.test(key))]))),
      [],
    )
  })
})

describe("a key of the user", () => {
  it("takes the place of letters only", () => {
    assert.deepEqual(keysOf(action("accounts.copy"), { "accounts.copy": ["y"] }), ["y", "enter"])
    assert.deepEqual(keysOf(action("everywhere.help"), { "everywhere.help": ["H"] }), ["H", "f1"])
  })

  it("cannot be one that always does the same, nor one of another action", () => {
    assert.equal(keyProblem(action("accounts.copy"), "enter", {}, KEY_TABLES)?.reason, "fixed")
    const taken = keyProblem(action("accounts.copy"), "d", {}, KEY_TABLES)
    assert.equal(taken?.reason === "taken" ? taken.other.id : "", "accounts.delete")
    assert.equal(keyProblem(action("accounts.copy"), "q", {}, KEY_TABLES)?.reason, "taken")
    assert.equal(keyProblem(action("accounts.copy"), "Z", {}, KEY_TABLES), null)
  })

  it("may be one that another action has given up", () => {
    assert.deepEqual(wrongOf({ "accounts.copy": ["d"], "accounts.delete": ["Z"] }), [])
    assert.equal(keyProblem(action("accounts.copy"), "d", { "accounts.delete": ["Z"] }, KEY_TABLES), null)
  })

  it("is refused in the settings file where it clashes, is fixed, or belongs to no action", () => {
    assert.deepEqual(wrongOf({ "accounts.copy": ["d"] }), ["accounts.copy d taken"])
    assert.deepEqual(wrongOf({ "accounts.copy": ["escape"], "accounts.fly": ["z"] }), [
      "accounts.copy escape fixed",
      "accounts.fly z unknown",
    ])
    // Once the second entry is left out, the first one clashes with the usual key.
    assert.deepEqual(wrongOf({ "accounts.copy": ["d"], "accounts.delete": ["enter"] }), [
      "accounts.delete enter fixed",
      "accounts.copy d taken",
    ])
    assert.deepEqual(checkKeys({ "accounts.copy": ["d"], "accounts.edit": ["Z"] }, KEY_TABLES).keys, { "accounts.edit": ["Z"] })
  })

  it("is not a character where characters are typed into a field", () => {
    assert.equal(keyProblem(action("check-list.next-open"), "n", {}, KEY_TABLES)?.reason, "typed")
    assert.equal(keyProblem(action("check-list.next-open"), "C-n", {}, KEY_TABLES), null)
    const { table, binding } = action("check-list.next-open")
    const changed = withUserKeys(table.bindings, { "check-list.next-open": ["C-n"], "list.down": ["Z"] }, KEY_TABLES, true)
    assert.deepEqual(
      changed.filter((each, at) => each !== table.bindings[at]).map(({ keys }) => keys),
      [["C-n", ...binding.keys]],
    )
  })

  it("leaves each screen's other keys of the action as they are there", () => {
    const last = [{ ...action("qr.next").binding, keys: ["n", "right"] }]
    assert.deepEqual(withUserKeys(last, { "qr.next": ["Z"] }, KEY_TABLES)[0]?.keys, ["Z", "right"])
  })

  it("changes no other action of any table", () => {
    const all = KEY_TABLES.flatMap(({ bindings }) => bindings)
    for (const { id, binding } of ACTIONS) {
      const changed = withUserKeys(all, { [id]: ["Z"] }, KEY_TABLES)
      assert.deepEqual(
        changed.flatMap((each, at) => (each === all[at] ? [] : [all[at]])),
        [binding],
        id,
      )
    }
  })

  it("is that of the action alone, in the tables of the screens", () => {
    const table = action("accounts.delete").table.bindings
    const changed = withUserKeys(table, { "accounts.delete": ["Z"] }, KEY_TABLES)
    assert.deepEqual(
      changed.filter((binding, at) => binding !== table[at]).map(({ action: name, keys }) => [name, keys]),
      [["delete", ["Z"]]],
    )
  })
})
