import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { makeDraft } from "../../../src/accounts/account.ts"
import { Secret } from "../../../src/accounts/secret.ts"
import { USUAL_LIMITS } from "../../../src/agent/port.ts"
import { AGENT_TEXTS } from "../../../src/agent/texts.ts"
import { AppError } from "../../../src/base/errors.ts"
import { Passphrase } from "../../../src/base/passphrase.ts"
import { DEFAULT_SETTINGS } from "../../../src/settings/settings.ts"
import type { TuiFiles } from "../../../src/tui/runtime/ports.ts"
import { openVault } from "../../../src/vault/vault.ts"
import { FakeAgent } from "../../agent/fake-agent.ts"
import { MemoryFiles } from "../../vault/memory-files.ts"
import { PASSPHRASE, vaultRunner } from "./vault-runner.ts"

const DRAFT = makeDraft({ kind: "totp", secret: new Secret(Buffer.from("twenty bytes, or so.")), issuer: "Northwind", name: "ann" })
const ADD = { type: "add-drafts", drafts: [DRAFT] } as const
const AGENT_OPENS = { type: "open-vault", passphrase: null, accept: [] } as const
const passphrase = (): Passphrase => Passphrase.of(PASSPHRASE)

/** A locked screen, and an agent that has its vault unlocked. */
async function unlockedAgent() {
  const disk = new MemoryFiles()
  const files = { absolute: (path: string) => `/home/alice${path}` } as TuiFiles
  // It knows the vault by its absolute path.
  const agent = new FakeAgent({ in: () => disk.in("/vault") })
  const runner = vaultRunner(disk, { agent, files })
  await runner.create()
  await runner.ask(ADD, "vault-saved")
  await runner.ask({ type: "lock-vault" }, "vault-locked")
  const vault = await openVault(runner.vault, "/vault", passphrase())
  await agent.unlock("/home/alice/vault", vault.keyText(), USUAL_LIMITS)
  await vault.close()
  return { ...runner, agent, disk }
}

const onDisk = (disk: MemoryFiles): Promise<Uint8Array | null> => disk.in("/vault").read("vault.age")

describe("a vault that the agent has unlocked", () => {
  it("opens without the passphrase, and saves", async () => {
    const { ask } = await unlockedAgent()
    const opened = await ask(AGENT_OPENS, "vault-opened")
    assert.equal(opened.vault.inAgent, true)
    assert.deepEqual(
      opened.vault.accounts.map(({ issuer }) => issuer),
      ["Northwind"],
    )
    const saved = await ask(ADD, "vault-saved")
    assert.equal(saved.vault.accounts.length, 2)
  })

  it("does not open once the agent has locked it", async () => {
    const { ask, agent } = await unlockedAgent()
    await agent.lock(null)
    const failed = await ask(AGENT_OPENS, "failed")
    assert.equal(failed.code, "vault-refused")
  })

  it("is locked by the screen, there too where that is asked for", async () => {
    const { ask, agent } = await unlockedAgent()
    await ask(AGENT_OPENS, "vault-opened")
    await ask({ type: "lock-vault" }, "vault-locked")
    assert.equal(agent.isUnlocked, true)
    await ask(AGENT_OPENS, "vault-opened")
    await ask({ type: "lock-vault", inAgent: true }, "vault-locked")
    assert.equal(agent.isUnlocked, false)
    assert.equal(agent.log.at(-1), "lock /home/alice/vault")
  })

  it("is closed, and unchanged on the disk, where the agent has locked it before a save", async () => {
    const { ask, agent, disk } = await unlockedAgent()
    await ask(AGENT_OPENS, "vault-opened")
    const before = await onDisk(disk)
    await agent.lock(null)
    const locked = await ask(ADD, "vault-locked")
    assert.equal(locked.unfinished, "add-drafts")
    assert.deepEqual(await onDisk(disk), before)
    assert.equal((await ask(ADD, "failed")).code, "vault-refused")
  })

  it("is opened with its own key once the passphrase is typed", async () => {
    const { ask, agent } = await unlockedAgent()
    await ask(AGENT_OPENS, "vault-opened")
    const wrong = await ask({ type: "check-passphrase", passphrase: Passphrase.of("wrong") }, "passphrase-checked")
    assert.deepEqual([wrong.right, wrong.vault], [false, undefined])
    const right = await ask({ type: "check-passphrase", passphrase: passphrase() }, "passphrase-checked")
    assert.deepEqual([right.right, right.vault?.inAgent], [true, false])
    await agent.lock(null)
    await ask(ADD, "vault-saved")
  })

  it("gets a recovery key with the passphrase", async () => {
    const { ask } = await unlockedAgent()
    await ask(AGENT_OPENS, "vault-opened")
    const size = { columns: 80, rows: 24 }
    const { recipient } = await ask({ type: "make-recovery-key", passphrase: passphrase(), size }, "recovery-key-made")
    const set = await ask({ type: "set-recovery-key", passphrase: passphrase(), recipient }, "recovery-key-set")
    assert.equal(set.inForce, true)
  })

  it("gets another passphrase with the present one alone", async () => {
    const { ask } = await unlockedAgent()
    await ask(AGENT_OPENS, "vault-opened")
    const next = (): Passphrase => Passphrase.of("eight purple lanterns drift south")
    await ask({ type: "change-passphrase", current: null, next: next() }, "failed")
    await ask({ type: "change-passphrase", current: Passphrase.of("wrong"), next: next() }, "failed")
    await ask({ type: "change-passphrase", current: passphrase(), next: next() }, "passphrase-changed")
  })
})

describe("the agent at the first passphrase on the screen", () => {
  function screen(agentSetting: "asked" | "first-use") {
    const disk = new MemoryFiles()
    const agent = new FakeAgent({ in: () => disk.in("/vault") })
    const settings = { ...DEFAULT_SETTINGS, agent: agentSetting, agentMinutes: 30 }
    const files = { absolute: (path: string) => path } as TuiFiles
    const runner = vaultRunner(disk, { agent, files, settings: { read: () => settings, save: () => settings } })
    return { ...runner, agent }
  }

  it("gets the vault's key, and loses it by a lock right after", async () => {
    const { agent, create, ask } = screen("first-use")
    await create()
    await ask({ type: "lock-vault", inAgent: true }, "vault-locked")
    assert.deepEqual(agent.log, ["start", "unlock /vault", "lock /vault"])
    assert.deepEqual(agent.limits, [{ idleMs: 30 * 60_000, totalMs: USUAL_LIMITS.totalMs }])
    assert.equal(agent.isUnlocked, false)
  })

  it("gets none by default", async () => {
    const { agent, create } = screen("asked")
    await create()
    assert.deepEqual(agent.log, [])
  })

  it("may fail, which is said; the vault stays open", async () => {
    const { agent, run, answers, ask } = screen("first-use")
    agent.startError = new AppError("io", AGENT_TEXTS.notStarted)
    await run({ type: "create-vault", passphrase: passphrase() })
    await ask(ADD, "vault-saved")
    const failed = answers.find(({ type }) => type === "failed")
    assert.equal(failed?.type === "failed" && failed.message.sentence.en, "the agent was not unlocked: the agent could not be started")
  })
})
