import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { AGENT_TEXTS } from "../../../src/agent/texts.ts"
import { AppError } from "../../../src/base/errors.ts"
import { DEFAULT_SETTINGS } from "../../../src/settings/settings.ts"
import type { Settings } from "../../../src/settings/settings.ts"
import { FakeAgent } from "../../agent/fake-agent.ts"
import { Machine } from "../machine.ts"

const PASSPHRASE = "correct horse battery staple"
const VAULT = "/home/user/.local/share/keyferry/vault"

/** A vault, an agent, and a person who types the passphrase for each command. */
async function typing(settings: Partial<Settings>) {
  const machine = await new Machine().withVault()
  machine.env["KEYFERRY_PASSPHRASE_FILE"] = ""
  const agent = new FakeAgent(machine.disk)
  machine.agent = agent
  machine.settings = { ...DEFAULT_SETTINGS, ...settings }
  const run = (...args: string[]) => {
    machine.answers = [PASSPHRASE]
    machine.prompts.length = 0
    return machine.run(...args)
  }
  return { machine, agent, run }
}

describe("the agent at the first passphrase", () => {
  it("gets the key, with the limits of the settings, and later commands ask nothing", async () => {
    const { machine, agent, run } = await typing({ agent: "first-use", agentMinutes: 600 })
    assert.equal((await run("list")).status, 0)
    assert.equal(machine.prompts.length, 1)
    assert.deepEqual(agent.log, ["start", `unlock ${VAULT}`])
    assert.deepEqual(agent.limits, [{ idleMs: 600 * 60_000, totalMs: 600 * 60_000 }])
    assert.equal((await run("list")).status, 0)
    assert.equal(machine.prompts.length, 0)
  })

  it("gets none by default, nor where a file or an option gives the passphrase, nor of what gives secrets away", async () => {
    const asked = await typing({})
    assert.equal((await asked.run("list")).status, 0)
    const { agent, machine, run } = await typing({ agent: "first-use" })
    assert.equal((await run("list", "--passphrase-file", "pw")).status, 0)
    assert.equal((await run("backup", "--out", "b.age", "--backup-passphrase-file", "pw")).status, 0)
    machine.env["KEYFERRY_PASSPHRASE_FILE"] = "pw"
    assert.equal((await run("list")).status, 0)
    assert.deepEqual([asked.agent.log, agent.log], [[], []])
  })

  it("may fail, which is noted", async () => {
    for (const lang of ["en", "ja"]) {
      const { agent, run } = await typing({ agent: "first-use" })
      agent.startError = new AppError("io", AGENT_TEXTS.notStarted)
      const { status, err } = await run("list", "--lang", lang)
      assert.equal(status, 0)
      assert.match(
        err,
        lang === "en"
          ? /^keyferry: the agent was not unlocked: the agent could not be started$/m
          : /エージェントのロックを解除できませんでした: エージェントを起動できませんでした/,
      )
      assert.equal(agent.isUnlocked, false)
    }
  })

  it("locks by the settings after keyferry agent start, too, except where options say otherwise", async () => {
    const { agent, run } = await typing({ agentMinutes: 30 })
    await run("agent", "start")
    await run("agent", "start", "--timeout", "5")
    await run("agent", "start", "--max-time", "60")
    assert.deepEqual(
      agent.limits.map(({ idleMs, totalMs }) => [idleMs / 60_000, totalMs / 60_000]),
      [
        [30, 480],
        [5, 480],
        [30, 60],
      ],
    )
  })
})

it("a vault of the agent that is older than seen opens once the user agrees", async () => {
  const { machine, run } = await typing({ agent: "first-use" })
  const older = machine.disk.files.get(`${VAULT}/vault.age`)
  assert.ok(older !== undefined)
  machine.stdin = Buffer.from("otpauth://totp/A:a?secret=MZXW6YTBOI&issuer=A")
  assert.equal((await run("add", "-")).status, 0)
  machine.disk.files.set(`${VAULT}/vault.age`, older)
  machine.answers = ["y"]
  machine.prompts.length = 0
  const { status, err } = await machine.run("list")
  assert.equal(status, 0, err)
  assert.equal(machine.prompts.length, 1, "for consent, not for the passphrase")
})
