import { AppError } from "../base/errors.ts"
import type { Identity } from "../vault/identity.ts"
import { AgentConnection } from "./connection.ts"
import type { Agent, CodeOptions } from "./port.ts"
import type { Failure, FoundCode, PublicIdentity, Reply, Results } from "./protocol.ts"
import { AGENT_TEXTS } from "./texts.ts"

/**
 * The agent of this user.
 *
 * @param paths - Where its socket may be.
 * @param start - Starts the process, and waits until it answers. @throws AppError `io`
 */
export function agentClient(paths: readonly string[], start: () => Promise<void>): Agent {
  const once = async <T>(work: (connection: AgentConnection) => Promise<T>): Promise<T | null> => {
    const connection = await AgentConnection.open(paths)
    if (connection === null) return null
    try {
      return await work(connection)
    } finally {
      connection.close()
    }
  }
  return {
    status: () => once(async (agent) => required(await agent.ask({ type: "status" }))),
    start: async () => {
      if ((await once(() => Promise.resolve(true))) === null) await start()
    },
    async unlock(directory, identity, limits) {
      try {
        const answer = await once(async (agent) => isDone(await agent.ask({ type: "unlock", directory, limits }, identity)))
        if (answer === null) throw new AppError("io", AGENT_TEXTS.silent)
      } finally {
        identity.fill(0)
      }
    },
    lock: async (directory) => (await once(async (agent) => required(await agent.ask({ type: "lock", directory })))) ?? false,
    stop: async () => (await once(async (agent) => isDone(await agent.ask({ type: "stop" })))) ?? false,
    async identityOf(directory) {
      const agent = await AgentConnection.open(paths)
      const { head } = (await agent?.ask({ type: "identity", directory })) ?? {}
      if (agent !== null && head?.ok === true) return remoteIdentity(agent, directory, head.result)
      agent?.close()
      return null
    },
    labels: (directory) => once(async (agent) => unlocked((await agent.ask({ type: "labels", directory })).head)),
    code: (directory, query, options) =>
      once(async (agent) => foundCode((await agent.ask({ type: "code", directory, query, peek: options.peek })).head, options)),
    async forward(forward, asking) {
      const answer = await once(async (agent) => isDone(await agent.ask({ type: "forward", forward, asking })))
      if (answer === null) throw new AppError("io", AGENT_TEXTS.silent)
    },
    news: (seq, waits) => once(async (agent) => required(await agent.ask({ type: "news", seq, waits }))),
    decide: async (question, choice) =>
      (await once(async (agent) => required(await agent.ask({ type: "decide", question, choice })))) ?? false,
  }
}

function required<T extends keyof Results>({ head }: { readonly head: Reply<T> }): Results[T] {
  if (head.ok) return head.result
  throw errorOf(head.failure)
}

function isDone(message: { readonly head: Reply }): true {
  required(message)
  return true
}

/** Null where the vault is locked. @throws AppError any other failure */
function unlocked<T extends keyof Results>(reply: Reply<T>): Results[T] | null {
  if (reply.ok) return reply.result
  if (reply.failure.type === "locked") return null
  throw errorOf(reply.failure)
}

/** Failures that opening the vault in the usual way may end, or whose way back it names, are no answer. */
function foundCode(reply: Reply<"code">, options: CodeOptions): FoundCode | null {
  if (reply.ok) return reply.result
  const { failure } = reply
  if (failure.type === "locked" || failure.code === "vault-refused" || failure.code === "vault-missing") return null
  if (failure.candidates !== undefined) options.candidates(failure.candidates)
  throw errorOf(failure)
}

function errorOf(failure: Failure): AppError {
  return failure.type === "locked"
    ? new AppError("vault-refused", AGENT_TEXTS.locked)
    : new AppError(failure.code, failure.sentence, { detail: failure.detail })
}

/** The key stays in the agent: each file's key and each signature is asked of it. */
function remoteIdentity(agent: AgentConnection, directory: string, { recipient, vaultId, fileDigest }: PublicIdentity): Identity {
  return {
    opener: {
      async unwrapFileKey(stanzas) {
        const wire = stanzas.map(({ args, body }) => ({ args, body: Buffer.from(body).toString("base64") }))
        const { head, bytes } = await agent.ask({ type: "unwrap", directory, stanzas: wire })
        return required({ head }) ? bytes : null
      },
    },
    recipient,
    signer: {
      sign: async (bytes) => required(await agent.ask({ type: "sign", directory }, bytes)),
      wipe: () => {
        agent.close()
      },
    },
    key: null,
    vaultId,
    fileDigest,
    openedWith: "agent",
  }
}
