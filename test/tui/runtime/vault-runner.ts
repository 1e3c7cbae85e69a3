import assert from "node:assert/strict"
import { NO_AGENT } from "../../../src/agent/port.ts"
import { Passphrase } from "../../../src/base/passphrase.ts"
import { DEFAULT_SETTINGS } from "../../../src/settings/settings.ts"
import type { Answer } from "../../../src/tui/core/messages.ts"
import { EffectRunner } from "../../../src/tui/runtime/effects.ts"
import type { RunnerEffect } from "../../../src/tui/runtime/effects.ts"
import type { TuiPorts } from "../../../src/tui/runtime/ports.ts"
import { MemoryCopies } from "../../vault/copies/memory-copies.ts"
import type { SeenGenerations } from "../../../src/vault/ports.ts"
import { estimator } from "../../formats/ports.ts"
import type { MemoryFiles } from "../../vault/memory-files.ts"
import { testPorts } from "../../vault/support.ts"

export const PASSPHRASE = "seven violet lanterns drift north"

/** An effect runner with a vault in memory and no other ports but those that are given. */
export function vaultRunner(disk: MemoryFiles, given: Partial<TuiPorts> = {}) {
  const lineages = new Map<string, readonly string[]>()
  const vault = testPorts(disk)
  const { seen } = vault
  const remembering: SeenGenerations = {
    get: (id) => seen.get(id),
    lineage: (id) => lineages.get(id) ?? [],
    set: (id, generation, options = {}) => {
      lineages.set(id, options.lineage ?? [])
      return seen.set(id, generation, options)
    },
  }
  const ports: TuiPorts = {
    ...({} as TuiPorts),
    ...{
      clock: vault.clock,
      random: vault.random,
      estimator,
      agent: NO_AGENT,
      vault: { ...vault, seen: remembering },
      vaultDirectory: "/vault",
      demo: false,
      notices: [],
      eraseFreedMemory: () => undefined,
    },
    settings: { read: () => DEFAULT_SETTINGS, save: () => DEFAULT_SETTINGS },
    backups: new MemoryCopies().ports(vault.clock),
    ...given,
  }
  const answers: Answer[] = []
  const runner = new EffectRunner(ports, (answer) => answers.push(answer))
  /** Run one effect. @returns Its answer, of this type. */
  async function ask<T extends Answer["type"]>(effect: RunnerEffect, type: T): Promise<Extract<Answer, { readonly type: T }>> {
    await runner.run(effect)
    const answer = answers.filter((one) => one.type !== "progressed" && one.type !== "backup-checked").at(-1)
    assert.equal(answer?.type, type, answer?.type === "failed" ? `${answer.code}: ${answer.message.sentence.en}` : undefined)
    return answer as Extract<Answer, { readonly type: T }>
  }
  const open = () => ask({ type: "open-vault", passphrase: Passphrase.of(PASSPHRASE), accept: [] }, "vault-opened")
  const create = () => ask({ type: "create-vault", passphrase: Passphrase.of(PASSPHRASE) }, "vault-opened")
  const run = (effect: RunnerEffect) => runner.run(effect)
  return { ask, run, wipe: () => runner.wipe(), open, create, vault, answers }
}
