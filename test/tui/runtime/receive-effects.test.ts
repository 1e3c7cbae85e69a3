import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { setImmediate } from "node:timers/promises"
import { makeDraft } from "../../../src/accounts/account.ts"
import { AppError } from "../../../src/base/errors.ts"
import { Secret } from "../../../src/accounts/secret.ts"
import { formatOtpUri } from "../../../src/accounts/uri.ts"
import { HANDLERS } from "../../../src/formats/registry.ts"
import type { TuiPorts } from "../../../src/tui/runtime/ports.ts"
import { background } from "../../formats/ports.ts"
import { FakeReceiver } from "../../receive/fake-receiver.ts"
import { MemoryFiles } from "../../vault/memory-files.ts"
import { vaultRunner } from "./vault-runner.ts"

const draft = (name: string) => makeDraft({ kind: "totp", issuer: "Site", name, secret: new Secret(Buffer.from(`secret of ${name}`)) })
const RECEIVE = { type: "start-receiver", lang: "en", page: null } as const

function machine(given: Partial<TuiPorts> = {}) {
  const receiver = new FakeReceiver()
  const sshHost = { user: "alice", name: "server", connection: "192.0.2.7 50022 198.51.100.3 2222" }
  const ports: Partial<TuiPorts> = {
    ...{ receiver, sshHost, background, formats: HANDLERS },
    ...{ halfBlockColumns: () => 1, pictureCell: () => null },
    ...given,
  }
  return { ...vaultRunner(new MemoryFiles(), ports), receiver }
}

type Machine = ReturnType<typeof machine>

/** The last answer about the page, once it is so. */
async function seen({ answers }: Machine, isSo: (view: NonNullable<View>) => boolean) {
  for (let turns = 0; turns < 1000; turns++) {
    const view = lastView(answers)
    if (view !== null && isSo(view)) return view
    await setImmediate()
  }
  throw new Error("it did not happen")
}
function lastView(answers: Machine["answers"]) {
  return answers.flatMap((answer) => ("receiver" in answer ? [answer.receiver] : [])).at(-1) ?? null
}
type View = ReturnType<typeof lastView>

function withResolver(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve = (): void => undefined
  const promise = new Promise<void>((done) => (resolve = done))
  return { promise, resolve }
}

const send = ({ receiver }: Machine, ...texts: string[]) => receiver.events?.received({ type: "texts", texts })

describe("a page that receives", () => {
  it("is known by its address and the command that leads to it", async () => {
    const one = machine()
    await one.create()
    const { receiver } = await one.ask(RECEIVE, "receiver-started")
    assert.equal(receiver.place?.address, one.receiver.options === null ? "" : "http://127.0.0.1:49152/token-of-the-test/")
    assert.equal(receiver.place.forwarding.toPort, "ssh -N -L 49152:127.0.0.1:49152 -p 2222 alice@198.51.100.3")
    assert.equal(receiver.overSsh, true)
    assert.equal(one.receiver.options?.port, 0)
  })
  it("tells what it found, to the screen and to the browser", async () => {
    const one = machine()
    await one.create()
    await one.ask(RECEIVE, "receiver-started")
    one.receiver.events?.connected(true)
    send(one, formatOtpUri(draft("a")))
    const view = await seen(one, ({ found }) => found?.accounts.length === 1)
    assert.deepEqual([view.connected, view.found?.importable], [true, true])
    const shown = one.receiver.shown.at(-1)
    assert.deepEqual(shown?.mode === "receive" && shown.accounts, [{ label: "Site: a", status: "new" }])
    assert.doesNotMatch(JSON.stringify(one.receiver.shown), /secret|importable/)
  })
  it("tells that the connection was lost, until it is there again", async () => {
    const one = machine()
    await one.create()
    await one.ask(RECEIVE, "receiver-started")
    for (const isConnected of [true, false, true]) {
      one.receiver.events?.connected(isConnected)
      assert.equal((await seen(one, ({ connected }) => connected === isConnected)).lost, !isConnected)
    }
  })
  it("is imported when the user goes on, with all that had come before", async () => {
    const one = machine()
    await one.create()
    await one.ask(RECEIVE, "receiver-started")
    send(one, formatOtpUri(draft("a")))
    send(one, formatOtpUri(draft("b")))
    await one.ask({ type: "stop-receiver", reason: "done" }, "receiver-ended")
    assert.deepEqual(one.receiver.reasons, ["done"])
    const read = await one.ask({ type: "open-import", source: { from: "received" } }, "import-read")
    const applied = await one.ask({ type: "apply-import", rows: read.plan?.rows ?? [] }, "import-applied")
    assert.deepEqual([applied.result.new, applied.vault.accounts.map(({ name }) => name), applied.deletable], [2, ["a", "b"], []])
  })
  it("keeps what was found when it is opened again", async () => {
    const one = machine()
    await one.create()
    await one.ask(RECEIVE, "receiver-started")
    send(one, formatOtpUri(draft("a")))
    await seen(one, ({ found }) => found?.accounts.length === 1)
    one.receiver.events?.ended("idle")
    const ended = lastView(one.answers)
    assert.deepEqual([ended?.place, ended?.ended, ended?.found?.accounts.length], [null, "idle", 1])
    const { receiver } = await one.ask(RECEIVE, "receiver-started")
    assert.deepEqual([receiver.ended, receiver.found?.accounts.length], [null, 1])
  })
  it("drops what was found when it is left", async () => {
    const one = machine()
    await one.create()
    await one.ask(RECEIVE, "receiver-started")
    send(one, formatOtpUri(draft("a")))
    assert.equal((await one.ask({ type: "stop-receiver", reason: "stopped" }, "receiver-ended")).receiver, null)
    assert.deepEqual(one.receiver.reasons, ["stopped"])
    await one.ask({ type: "open-import", source: { from: "received" } }, "failed")
  })
  it("ends with the lock, and answers nothing more", async () => {
    const one = machine()
    await one.create()
    await one.ask(RECEIVE, "receiver-started")
    const { events } = one.receiver
    const bytes = Buffer.from(formatOtpUri(draft("a")))
    events?.received({ type: "file", name: "codes.txt", bytes })
    await seen(one, ({ found }) => found?.accounts.length === 1)
    await one.run({ type: "lock-vault" })
    const before = one.answers.length
    events?.connected(true)
    events?.received({ type: "texts", texts: [formatOtpUri(draft("b"))] })
    await one.wipe()
    assert.deepEqual([one.receiver.reasons, one.answers.length], [["locked"], before])
    assert.ok(
      bytes.every((byte) => byte === 0),
      "the file is overwritten",
    )
  })
  it("ends when it was only just being started as the vault was locked", async () => {
    const one = machine()
    await one.create()
    const { promise, resolve } = withResolver()
    const start = one.receiver.start.bind(one.receiver)
    one.receiver.start = async (...args) => {
      const page = await start(...args)
      await promise
      return page
    }
    const starting = one.run(RECEIVE)
    await setImmediate()
    await one.run({ type: "lock-vault" })
    resolve()
    await starting
    await one.wipe()
    assert.equal(one.receiver.events, null)
    assert.equal(lastView(one.answers), null)
  })
  it("says why it could not be started", async () => {
    const one = machine()
    await one.create()
    one.receiver.start = () => Promise.reject(new AppError("io", { en: "no loopback", ja: "" }))
    const { effect, code } = await one.ask(RECEIVE, "failed")
    assert.deepEqual([effect, code], ["start-receiver", "io"])
  })
})

describe("a page that shows QR codes", () => {
  async function showing(): Promise<Machine> {
    const one = machine()
    await one.create()
    const { added } = await one.ask({ type: "add-drafts", drafts: [draft("a"), draft("b"), draft("c")] }, "vault-saved")
    const choice = { style: null, accountsPerPage: null }
    const planned = await one.ask({ type: "plan-qr", target: "phone", ids: added, size: null, choice, page: 0 }, "qr-planned")
    assert.equal(planned.plan.pages.length, 3)
    await one.ask({ type: "start-receiver", lang: "en", page: 1 }, "receiver-started")
    return one
  }
  it("shows the modules of the page that the terminal shows", async () => {
    const one = await showing()
    const shown = one.receiver.shown.at(-1)
    assert.ok(shown?.mode === "show")
    assert.deepEqual([shown.page, shown.pages, shown.labels], [1, 3, ["Site: b"]])
    assert.ok(shown.modules.length >= 21)
    assert.ok(shown.modules.every((row) => row.length === shown.modules.length && /^[01]+$/.test(row)))
  })
  it("is turned from the terminal and from the browser", async () => {
    const one = await showing()
    assert.equal((await one.ask({ type: "turn-receiver", page: 2 }, "receiver-changed")).receiver.page, 2)
    one.receiver.events?.turned(0)
    assert.equal((await seen(one, ({ page }) => page === 0)).found, null)
    one.receiver.events?.turned(99)
    await seen(one, ({ page }) => page === 2)
    const shown = one.receiver.shown.at(-1)
    assert.ok(shown?.mode === "show" && shown.page === 2)
  })
})
