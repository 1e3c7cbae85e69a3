import { Worker } from "node:worker_threads"
import { AppError } from "../base/errors.ts"
import type { ErrorCode } from "../base/errors.ts"
import type { Detail, Sentence } from "../base/language.ts"
import type { Answer, VaultRequest } from "./held-vault.ts"
import type { PublicIdentity } from "./protocol.ts"
import { AGENT_TEXTS } from "./texts.ts"
import type { Holder } from "./unlocked-vaults.ts"

/** What is sent to the thread: first `open`, then requests, at last `close`. */
export type HolderOrder =
  | { readonly open: string; readonly identity: Uint8Array }
  | { readonly id: number; readonly request: VaultRequest; readonly bytes: Uint8Array }
  | { readonly close: true }

/** What it answers: once what came of opening, then an answer for each request; null where the program itself failed. */
export type HolderReply =
  | { readonly opened: PublicIdentity }
  | { readonly refused: { readonly code: ErrorCode; readonly sentence: Sentence; readonly detail: Detail } }
  | { readonly id: number; readonly answer: Answer | null }

/** Longer than a save on a slow disk takes, in milliseconds. */
const CLOSE_MS = 8000

type Bytes = Uint8Array<ArrayBuffer>

/**
 * Open a vault in a thread of its own.
 *
 * @param startThread - Starts a thread that runs `main/agent-holder.ts`.
 * @param onStuck - Called where the thread does not close its vault in {@link CLOSE_MS}: it may hold the vault's lock, which only the end of
 * the process frees.
 * @param identity - Moved to the thread, so that no copy stays here.
 * @throws AppError as `openVault`
 */
export async function startHolder(
  startThread: () => Worker,
  onStuck: () => void,
  directory: string,
  identity: Uint8Array,
): Promise<Holder> {
  const thread = startThread()
  const waiting = new Map<number, { readonly resolve: (answer: Answer) => void; readonly reject: (error: AppError) => void }>()
  let last = 0
  let isEnded = false
  const end = async (): Promise<void> => {
    const closing = isEnded ? null : closed(thread, onStuck)
    isEnded = true
    await closing
    await thread.terminate()
  }
  const failAll = (): void => {
    for (const { reject } of waiting.values()) reject(new AppError("io", AGENT_TEXTS.internal))
    waiting.clear()
  }
  const opening = new Promise<PublicIdentity>((resolve, reject) => {
    thread.on("message", (reply: HolderReply) => {
      if ("opened" in reply) resolve(reply.opened)
      else if ("refused" in reply) reject(new AppError(reply.refused.code, reply.refused.sentence, { detail: reply.refused.detail }))
      else {
        const { resolve: answered, reject: failed } = waiting.get(reply.id) ?? {}
        waiting.delete(reply.id)
        if (reply.answer === null) failed?.(new AppError("internal", AGENT_TEXTS.internal))
        else answered?.(reply.answer)
      }
    })
    const fail = (): void => {
      isEnded = true
      failAll()
      reject(new AppError("io", AGENT_TEXTS.internal))
    }
    thread.on("error", fail)
    thread.on("exit", fail)
  })
  post(thread, { open: directory, identity }, identity)
  try {
    const publicIdentity = await opening
    return {
      identity: publicIdentity,
      ask: (request, bytes) =>
        new Promise((resolve, reject) => {
          const id = ++last
          waiting.set(id, { resolve, reject })
          post(thread, { id, request, bytes }, bytes)
        }),
      end,
    }
  } catch (error) {
    await end()
    throw error
  }
}

/** Ends by itself once the vault is closed. */
async function closed(thread: Worker, onStuck: () => void): Promise<void> {
  const timer = setTimeout(onStuck, CLOSE_MS)
  await new Promise<void>((resolve) => {
    thread.once("exit", () => {
      resolve()
    })
    thread.postMessage({ close: true } satisfies HolderOrder)
  })
  clearTimeout(timer)
}

/** @param bytes - Moved, not copied. */
function post(thread: Worker, order: HolderOrder, bytes: Uint8Array): void {
  thread.postMessage(order, [(bytes as Bytes).buffer])
}
