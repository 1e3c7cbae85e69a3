import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { UnlockedVaults } from "../../src/agent/unlocked-vaults.ts"
import type { Holder } from "../../src/agent/unlocked-vaults.ts"

const LIMITS = { idleMs: 1000, totalMs: 5000 }
const KEY = new Uint8Array(1)
const LABELS = { type: "labels", directory: "/v" } as const

class Machine {
  nowMs = 0
  suspendedMs = 0
  readonly ended: string[] = []
  readonly answers: (() => void)[] = []
  isSlow = false
  starting = (): Promise<void> => Promise.resolve()
  readonly vaults = new UnlockedVaults(this.start.bind(this), {
    monotonicMs: () => this.nowMs,
    uptimeMs: () => this.nowMs + this.suspendedMs,
  })

  async start(directory: string): Promise<Holder> {
    await this.starting()
    return this.holder(directory)
  }

  holder(directory: string): Holder {
    return {
      identity: { recipient: "age1", vaultId: "id", fileDigest: "00" },
      ask: async () => {
        if (this.isSlow) await new Promise<void>((resolve) => this.answers.push(resolve))
        return { reply: { ok: true, result: ["a"] }, bytes: new Uint8Array() }
      },
      end: async () => {
        this.ended.push(directory)
        await Promise.resolve()
      },
    }
  }

  async unlocked(): Promise<this> {
    await this.vaults.unlock("/v", KEY, LIMITS)
    return this
  }

  async isUnlocked(): Promise<boolean> {
    return (await this.vaults.ask(LABELS, new Uint8Array())) !== null
  }
}

describe("vaults that the agent has unlocked", () => {
  it("lock after a time without use, which each use begins anew", async () => {
    const machine = await new Machine().unlocked()
    machine.nowMs = 900
    assert.ok(await machine.isUnlocked())
    machine.nowMs = 1899
    assert.equal(machine.vaults.list()[0]?.leftMs, 1)
    await machine.vaults.lockExpired()
    assert.ok(await machine.isUnlocked())
    machine.nowMs = 2899
    assert.ok(!(await machine.isUnlocked()), "answers nothing although nobody has looked at the clock yet")
    await machine.vaults.lockExpired()
    assert.deepEqual(machine.ended, ["/v"])
    assert.deepEqual(machine.vaults.list(), [])
  })

  it("lock after a time in all, however much they are used", async () => {
    const machine = await new Machine().unlocked()
    for (; machine.nowMs < 4999; machine.nowMs += 500) assert.ok(await machine.isUnlocked())
    machine.nowMs = 5000
    assert.equal(machine.vaults.identityOf("/v"), null)
  })

  it("lock after a suspend, and not when the clock of the day is changed", async () => {
    const machine = await new Machine().unlocked()
    await machine.vaults.lockExpired()
    assert.ok(await machine.isUnlocked())
    machine.suspendedMs = 3001
    await machine.vaults.lockExpired()
    assert.ok(!(await machine.isUnlocked()))
    await machine.unlocked()
    await machine.vaults.lockExpired()
    assert.ok(await machine.isUnlocked(), "a suspend counts once")
  })

  it("answer nothing that is asked for while they are locked", async () => {
    const machine = await new Machine().unlocked()
    machine.isSlow = true
    const asked = machine.isUnlocked()
    assert.ok(await machine.vaults.lock("/v"))
    for (const answer of machine.answers) answer()
    assert.ok(!(await asked))
    assert.ok(!(await machine.vaults.lock(null)), "nothing is left to lock")
  })

  it("lock one by one or together", async () => {
    const machine = await new Machine().unlocked()
    await machine.vaults.unlock("/w", KEY, LIMITS)
    await machine.vaults.unlock("/x", KEY, LIMITS)
    await machine.vaults.lock("/w")
    assert.deepEqual(
      machine.vaults.list().map(({ directory }) => directory),
      ["/v", "/x"],
    )
    await machine.vaults.lock(null)
    assert.deepEqual(machine.ended, ["/w", "/v", "/x"])
  })

  it("stay locked where they are locked while they are being unlocked", async () => {
    const machine = new Machine()
    const unlocking = machine.vaults.unlock("/v", KEY, LIMITS)
    await new Promise((resolve) => setImmediate(resolve))
    const starting = machine.vaults.unlock("/v", KEY, LIMITS)
    machine.starting = async () => {
      await machine.vaults.lock(null)
    }
    await unlocking
    await assert.rejects(starting)
    assert.ok(!(await machine.isUnlocked()))
    assert.deepEqual(machine.ended, ["/v", "/v"])
  })

  it("are unlocked although another one is locked meanwhile", async () => {
    const machine = new Machine()
    machine.starting = async () => {
      await machine.vaults.lock("/other")
    }
    await machine.vaults.unlock("/v", KEY, LIMITS)
    assert.ok(await machine.isUnlocked())
  })

  it("end the thread of the key that a new one replaces", async () => {
    const machine = await new Machine().unlocked()
    await machine.vaults.unlock("/v", KEY, { idleMs: 9000, totalMs: 9000 })
    assert.deepEqual(machine.ended, ["/v"])
    assert.equal(machine.vaults.list()[0]?.leftMs, 9000)
  })
})
