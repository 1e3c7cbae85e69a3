import assert from "node:assert/strict"
import { describe, it } from "node:test"
import type { Msg } from "../../../src/tui/core/messages.ts"
import type { ReceiverView } from "../../../src/tui/core/receiver.ts"
import { DEFAULT_SETTINGS } from "../../../src/settings/settings.ts"
import { key, keys } from "../play.ts"
import { found, PLACE, receiver } from "../receiver-views.ts"
import { open, tick } from "./app-run.ts"
import type { Run } from "./app-run.ts"

const ONE = found({ accounts: [{ label: "GitHub: bob", status: "new" }], received: 1 })
const changed = (fields: Partial<ReceiverView> = {}): Msg => ({ type: "receiver-changed", receiver: receiver(fields) })
/** The page is open in a browser. */
const scanning = (): Run =>
  open().then(keys("m", "3", "1"), { type: "receiver-started", receiver: receiver() }, changed({ connected: true }))
const typesOf = ({ effects }: Run): string[] => effects.map(({ type }) => type)
const IDLE_MS = DEFAULT_SETTINGS.idleLockMinutes * 60_000

describe("the page for a browser", () => {
  it("goes on while another screen covers its own, and what came meanwhile is there", () => {
    const covered = scanning().then(key(":"), ...Array.from("settings", key), key("enter"))
    assert.equal(covered.to, "settings")
    const back = covered.then(changed({ connected: true, found: ONE }), key("escape"))
    assert.deepEqual([typesOf(back), back.to], [[], "import-receive"])
    assert.match(back.lines.join("\n"), /GitHub: bob/)
  })
  it("ends once no screen is left that works with it", () => {
    const late = open().then(changed())
    assert.deepEqual(late.effects, [{ type: "stop-receiver", reason: "stopped" }])
    assert.equal(late.state.receiver, null)
  })
  it("is opened once, however often it is asked for", () => {
    const again = scanning().then(key(":"), ...Array.from("scan with", key), key("enter"))
    assert.deepEqual([again.to, typesOf(again)], ["import-receive", []])
    assert.equal(again.then(key("escape")).to, "import-source")
  })
  it("delays the lock when something comes from it, as a key does", () => {
    const used = scanning().then(tick(IDLE_MS - 2000), changed({ connected: true, found: ONE }), tick(IDLE_MS + 2000))
    assert.equal(used.to, "import-receive")
    assert.equal(scanning().then(tick(IDLE_MS - 2000), changed({ connected: true }), tick(IDLE_MS + 2000)).to, "unlock")
  })
  it("leaves nothing behind after the lock, and does not come back", () => {
    const locked = scanning().then(changed({ connected: true, found: ONE }), key("L"), changed({ connected: true, found: ONE }))
    assert.equal(locked.to, "unlock")
    assert.equal(locked.state.receiver, null)
    assert.doesNotMatch(JSON.stringify(locked.state.stack), new RegExp(`GitHub: bob|${PLACE.address}`))
  })
})
