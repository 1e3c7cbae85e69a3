import { parentPort } from "node:worker_threads"
import { isAppError } from "../../base/errors.ts"
import type { ErrorCode } from "../../base/errors.ts"
import type { Detail, Sentence } from "../../base/language.ts"
import type { Argon2Params, ImageReading, StrengthEstimate } from "../../base/ports.ts"
import { estimateStrength } from "./strength.ts"
import { deriveArgon2, readImage } from "./tasks.ts"

/** A task for a worker. */
export type Order =
  | { readonly task: "argon2"; readonly params: Argon2Params }
  | { readonly task: "read-image"; readonly bytes: Uint8Array }
  | { readonly task: "estimate"; readonly bytes: Uint8Array }

/** The result of a task. */
export type Done = Uint8Array | ImageReading | StrengthEstimate

/**
 * The answer of a worker. `failed` has the parts of an AppError, since messages between threads lose the class of an error; null for a bug.
 */
export type Reply =
  | { readonly done: Done }
  | { readonly failed: { readonly code: ErrorCode; readonly sentence: Sentence; readonly detail: Detail } | null; readonly name: string }

async function resultOf(order: Order): Promise<Done> {
  switch (order.task) {
    case "argon2":
      return await deriveArgon2(order.params)
    case "read-image":
      return await readImage(order.bytes)
    case "estimate":
      return await estimateStrength(order.bytes)
  }
}

async function carryOut(order: Order): Promise<Reply> {
  try {
    return { done: await resultOf(order) }
  } catch (error) {
    // Only the name of the error is sent: a library's message may quote secret input.
    if (!isAppError(error)) return { failed: null, name: error instanceof Error ? error.name : "unknown" }
    return { failed: { code: error.code, sentence: error.sentence, detail: error.detail }, name: error.name }
  }
}

parentPort?.on("message", (order: Order) => {
  void carryOut(order).then((reply) => parentPort?.postMessage(reply))
})
