import assert from "node:assert/strict"
import { describe, it } from "node:test"
import type { Answer, KeyMsg, Msg } from "../../../src/tui/core/messages.ts"
import { planRow, entry, listed } from "../screens/migrate-support.ts"
import { key, typed } from "../play.ts"
import { open } from "./app-run.ts"
import type { Run } from "./app-run.ts"

const PASSWORD = "correct horse battery"
const HOME = listed("/home/alice", entry("aegis.json"))

/** A person at the program: `press` counts, `type` and the answers of the effects do not. */
class Person {
  #run: Run
  keys = 0

  constructor(run: Run) {
    this.#run = run
  }

  press(...names: readonly string[]): this {
    for (const name of names) {
      this.keys++
      this.#send(key(name))
    }
    return this
  }

  /** A password, whose letters do not count. */
  type(text: string): this {
    for (const letter of typed(text)) this.#send(letter)
    return this
  }

  answer(...answers: readonly Msg[]): this {
    for (const one of answers) this.#send(one)
    return this
  }

  get effects(): Run["effects"] {
    return this.#run.effects
  }

  #send(msg: KeyMsg | Msg): void {
    this.#run = this.#run.then(msg)
  }
}

describe("the number of keys from the account list", () => {
  it("is six for the text export of all accounts", () => {
    const person = new Person(open()).press("m", "2", "enter", "o", "enter").answer(HOME).press("enter").answer(HOME)
    const [write] = person.effects.filter(({ type }) => type === "write-export")
    assert.ok(write?.type === "write-export" && write.format === "otpauth-uri" && write.password === null)
    assert.deepEqual([write.ids.length, person.keys], [2, 6])
  })

  it("is at most fourteen for a protected export, without the letters of the password", () => {
    const person = new Person(open()).press("m", "2", "enter", "enter", "enter").type(PASSWORD).press("enter").type(PASSWORD)
    const estimate = { score: 4, warning: null, suggestions: [] } as const
    person.answer({ type: "passphrase-estimated", revision: PASSWORD.length, estimate })
    person.press("enter", "space", "tab", "enter").answer(HOME).press("enter").answer(HOME)
    const [write] = person.effects.filter(({ type }) => type === "write-export")
    assert.ok(write?.type === "write-export" && write.password === PASSWORD)
    assert.ok(person.keys <= 14, `${person.keys} keys`)
  })

  it("is at most eight for the import of a protected file in the home directory", () => {
    const locked = { state: "locked", ask: { needs: "password", acceptsKeyFile: false }, skipped: false } as const
    const file = { files: ["/home/alice/aegis.json"], format: "aegis", protected: true }
    const asked: Answer = { type: "import-read", files: [{ ...file, outcome: locked }], pending: 0, plan: null }
    const read = { state: "read", records: [], issues: [], withoutSecret: 0, notices: [] } as const
    const plan = { rows: [planRow("new", "GitHub")] }
    const opened: Answer = { type: "import-read", files: [{ ...file, outcome: read }], pending: null, plan }
    const person = new Person(open()).press("m", "3", "3").answer(HOME).press("/").type("aegis").press("enter")
    person.press("enter").answer(asked).type(PASSWORD).press("enter").answer(opened).press("enter")
    assert.deepEqual(
      person.effects.map(({ type }) => type),
      ["apply-import"],
    )
    assert.ok(person.keys <= 8, `${person.keys} keys`)
  })

  it("is two for the QR code of one account", () => {
    const person = new Person(open()).press("j", "v")
    assert.deepEqual(
      person.effects.map((effect) => effect.type === "plan-qr" && effect.ids.length),
      [1],
    )
    assert.equal(person.keys, 2)
  })
})
