// A thread of the agent, with one vault and its key.
import { parentPort } from "node:worker_threads"
import { HeldVault } from "../agent/held-vault.ts"
import type { Answer } from "../agent/held-vault.ts"
import type { HolderOrder, HolderReply } from "../agent/holder.ts"
import { isAppError } from "../base/errors.ts"
import { agentVaultPorts } from "./agent-ports.ts"

let vault: HeldVault | null = null

function reply(message: HolderReply): void {
  // Moved, not copied.
  const bytes = "answer" in message ? message.answer?.bytes : undefined
  parentPort?.postMessage(message, bytes === undefined || bytes.length === 0 ? [] : [bytes.buffer as ArrayBuffer])
}

async function open(directory: string, identity: Uint8Array): Promise<void> {
  try {
    vault = await HeldVault.open(agentVaultPorts(process.env), directory, identity)
    reply({ opened: vault.identity })
  } catch (error) {
    if (!isAppError(error)) throw error
    const { code, sentence, detail } = error
    reply({ refused: { code, sentence, detail } })
  }
}

parentPort?.on("message", (order: HolderOrder) => {
  if ("open" in order) void open(order.open, order.identity)
  else if ("close" in order) void (vault?.close() ?? Promise.resolve()).then(() => process.exit())
  else {
    const { id, request, bytes } = order
    const failed = (): null => null
    const answering: Promise<Answer | null> = vault?.answer(request, bytes).catch(failed) ?? Promise.resolve(null)
    void answering.then((answer) => {
      reply({ id, answer })
    })
  }
})
