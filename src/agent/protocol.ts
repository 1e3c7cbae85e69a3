import type { CodeAnswer } from "../accounts/find/find-code.ts"
import type { ErrorCode } from "../base/errors.ts"
import type { Detail, Message, Sentence } from "../base/language.ts"
import type { News } from "./forwarding/questions.ts"
import type { Candidate, Forward } from "./forwarding/rules.ts"

/** What the owner of an agent may ask. `directory`: the absolute path of a vault's directory. */
export type Request =
  | { readonly type: "status" }
  /** With the identity's text (`AGE-SECRET-KEY-1…`) as bytes. */
  | { readonly type: "unlock"; readonly directory: string; readonly limits: Limits }
  /** `directory` null: every vault. */
  | { readonly type: "lock"; readonly directory: string | null }
  | { readonly type: "stop" }
  | { readonly type: "identity"; readonly directory: string }
  | { readonly type: "unwrap"; readonly directory: string; readonly stanzas: readonly WireStanza[] }
  /** With the bytes to sign. */
  | { readonly type: "sign"; readonly directory: string }
  | { readonly type: "labels"; readonly directory: string }
  | { readonly type: "code"; readonly directory: string; readonly query: string; readonly peek: boolean }
  | { readonly type: "candidates"; readonly directory: string; readonly query: string }
  /** Open the socket of a host. `asking`: how the user is asked; null: on a terminal that watches. */
  | { readonly type: "forward"; readonly forward: Forward; readonly asking: Asking | null }
  /** What was asked through these sockets after the entry `seq`; `waits`: as soon as there is something. */
  | { readonly type: "news"; readonly seq: number; readonly waits: boolean }
  /** `choice`: the index of a label; null: none. */
  | { readonly type: "decide"; readonly question: number; readonly choice: number | null }

/** How long a vault stays unlocked, in milliseconds. */
export interface Limits {
  /** Without use. */
  readonly idleMs: number
  /** In all. */
  readonly totalMs: number
}

/** A program that asks the user a question, as ssh uses it: SSH_ASKPASS. */
export interface Asking {
  readonly program: string
  /** What the program needs to reach the user's screen. */
  readonly env: Readonly<Record<string, string>>
}

/** A stanza of an age header; `body` in base64. */
export interface WireStanza {
  readonly args: readonly string[]
  readonly body: string
}

/** A vault that is unlocked. */
export interface UnlockedVault {
  readonly directory: string
  /** Milliseconds until it locks by itself. */
  readonly leftMs: number
}

export interface PublicIdentity {
  readonly recipient: string
  readonly vaultId: string
  readonly fileDigest: string
}

export interface FoundCode {
  readonly answer: CodeAnswer
  /** What the user has to know about the vault. */
  readonly notices: readonly Message[]
}

/** The result of each request. */
export interface Results {
  readonly status: { readonly pid: number; readonly vaults: readonly UnlockedVault[] }
  readonly unlock: null
  /** Whether a vault was unlocked. */
  readonly lock: boolean
  readonly stop: null
  readonly identity: PublicIdentity
  /** Whether a stanza was for this identity; the file key follows as bytes. */
  readonly unwrap: boolean
  /** 64 hexadecimal digits. */
  readonly sign: string
  /** Issuer and name of each account in use. */
  readonly labels: readonly string[]
  readonly code: FoundCode
  readonly candidates: readonly Candidate[]
  readonly forward: null
  readonly news: ForwardNews
  /** Whether the question was still open. */
  readonly decide: boolean
}

export interface ForwardNews extends News {
  readonly forwards: readonly Forward[]
}

/** `locked`: the agent does not hold the vault. */
export type Failure =
  | { readonly type: "locked" }
  | {
      readonly type: "error"
      readonly code: ErrorCode
      readonly sentence: Sentence
      readonly detail: Detail
      /** The labels of the accounts that a query may mean. */
      readonly candidates?: readonly string[]
    }

export type Reply<T extends keyof Results = keyof Results> =
  { readonly ok: true; readonly result: Results[T] } | { readonly ok: false; readonly failure: Failure }

/** A head as JSON, and bytes behind it. */
export interface WireMessage<T> {
  readonly head: T
  readonly bytes: Uint8Array
}

const LENGTH_BYTES = 4
/** More than the largest vault. */
export const MAX_MESSAGE_BYTES = 128 * 1024 * 1024
const NONE = new Uint8Array()

/**
 * A message on the socket: its length and that of its head (4 bytes each, big endian), the head as JSON in UTF-8, the bytes. The first length
 * is of what follows it. The caller wipes the result where it holds secrets.
 */
export function encodeMessage(head: unknown, bytes: Uint8Array = NONE): Uint8Array {
  const json = Buffer.from(JSON.stringify(head))
  const message = Buffer.alloc(2 * LENGTH_BYTES + json.length + bytes.length)
  message.writeUInt32BE(message.length - LENGTH_BYTES, 0)
  message.writeUInt32BE(json.length, LENGTH_BYTES)
  message.set(json, 2 * LENGTH_BYTES)
  message.set(bytes, 2 * LENGTH_BYTES + json.length)
  json.fill(0)
  return message
}

/** Collects what arrives until a message is whole. What it has copied is overwritten. */
export class MessageReader<T> {
  #pending: Uint8Array[] = []
  #length = 0

  /**
   * @param chunk - The reader owns it.
   * @returns The messages that are whole now.
   * @throws RangeError where a message is too long or its lengths do not fit; SyntaxError where its head is not JSON
   */
  push(chunk: Uint8Array): WireMessage<T>[] {
    this.#pending.push(chunk)
    this.#length += chunk.length
    const messages: WireMessage<T>[] = []
    for (let size = this.#size(); size !== null && this.#length >= size; size = this.#size()) messages.push(decode<T>(this.#take(size)))
    return messages
  }

  /** Overwrite what was read of an unfinished message. */
  wipe(): void {
    for (const chunk of this.#pending) chunk.fill(0)
    this.#pending = []
    this.#length = 0
  }

  /** Of the next message with its length; null: not yet known. */
  #size(): number | null {
    if (this.#length < LENGTH_BYTES) return null
    if ((this.#pending[0]?.length ?? 0) < LENGTH_BYTES) this.#join()
    const { buffer, byteOffset } = this.#pending[0] ?? NONE
    const length = new DataView(buffer, byteOffset).getUint32(0)
    if (length < LENGTH_BYTES || length > MAX_MESSAGE_BYTES) throw new RangeError("the message is too long or too short")
    return LENGTH_BYTES + length
  }

  #join(): void {
    const [first, ...others] = this.#pending
    if (first === undefined || others.length === 0) return
    const joined = new Uint8Array(this.#length)
    let at = 0
    for (const chunk of this.#pending) {
      joined.set(chunk, at)
      at += chunk.length
      chunk.fill(0)
    }
    this.#pending = [joined]
  }

  #take(size: number): Uint8Array {
    this.#join()
    const all = this.#pending[0] ?? NONE
    // Copies: `slice` of a Buffer is a view.
    const message = Uint8Array.from(all.subarray(0, size))
    const rest = Uint8Array.from(all.subarray(size))
    all.fill(0)
    this.#pending = rest.length === 0 ? [] : [rest]
    this.#length = rest.length
    return message
  }
}

/** @param message - Overwritten. */
function decode<T>(message: Uint8Array): WireMessage<T> {
  const view = Buffer.from(message.buffer, message.byteOffset, message.byteLength)
  const end = 2 * LENGTH_BYTES + view.readUInt32BE(LENGTH_BYTES)
  try {
    if (end > view.length) throw new RangeError("the head is longer than the message")
    const head = JSON.parse(view.toString("utf8", 2 * LENGTH_BYTES, end)) as T
    return { head, bytes: message.slice(end) }
  } finally {
    message.fill(0)
  }
}
