// The agent's process: see `agent/port.ts`. Started by `keyferry agent start`, or by systemd with its socket.
import { lstatSync, rmSync, writeSync } from "node:fs"
import { createServer } from "node:net"
import type { Server } from "node:net"
import { uptime } from "node:os"
import { dirname } from "node:path"
import { Worker } from "node:worker_threads"
import { startHolder } from "../agent/holder.ts"
import { Forwards } from "../agent/forwarding/forwards.ts"
import { serve } from "../agent/server.ts"
import { UnlockedVaults } from "../agent/unlocked-vaults.ts"
import { languageOf } from "../cli/language.ts"
import { askBy } from "../platform/ask-program.ts"
import { isDead, listenAlone, makePrivateDirectory, MAX_PATH_BYTES } from "../sockets/own-socket.ts"
import { agentSockets } from "./agent-sockets.ts"

const TICK_MS = 1000
/** An agent that holds no vault, and serves no host, ends after this time. */
const EMPTY_MS = 60_000
/** The descriptor of a socket that systemd has opened; see sd_listen_fds(3). */
const SYSTEMD_FD = 3

const monotonicMs = (): number => Number(process.hrtime.bigint() / 1_000_000n)

/** @returns a socket's path that only this user can reach; null where there is no place for one */
async function socketPath(env: NodeJS.ProcessEnv): Promise<string | null> {
  for (const path of agentSockets(env))
    if (Buffer.byteLength(path) <= MAX_PATH_BYTES && (await makePrivateDirectory(dirname(path)).catch(() => false))) return path
  return null
}

/** @returns the path of the socket, to be removed at the end; null where systemd owns it. @throws Error where another agent runs */
async function listen(server: Server, env: NodeJS.ProcessEnv): Promise<string | null> {
  if (env["LISTEN_PID"] === String(process.pid) && env["LISTEN_FDS"] === "1") {
    await new Promise<void>((resolve) => server.listen({ fd: SYSTEMD_FD }, resolve))
    return null
  }
  const path = await socketPath(env)
  if (path === null) throw new Error("no directory for the socket")
  // The socket of an agent that was killed.
  if (await isDead(path)) rmSync(path, { force: true })
  await listenAlone(server, path)
  return path
}

const inodeOf = (path: string): number | null => lstatSync(path, { throwIfNoEntry: false })?.ino ?? null

function startThread(): Worker {
  const options = { execArgv: [], stdout: true, stderr: true }
  return new Worker(new URL("./agent-holder.js", import.meta.url), options)
}

/** Runs until it is asked to end, its socket is gone, or it has had nothing to hold or serve for a while. */
export async function runAgent(env: NodeJS.ProcessEnv): Promise<void> {
  process.umask(0o077)
  const server = createServer()
  const path = await listen(server, env)
  const inode = path === null ? null : inodeOf(path)
  const isOurs = (): boolean => path === null || inodeOf(path) === inode
  const removeSocket = (): void => {
    forwards.closeAll()
    if (path !== null && isOurs()) rmSync(path, { force: true })
  }
  const end = (): void => {
    // At once: the threads end with the process.
    removeSocket()
    process.exit(0)
  }
  const onStop = (): void => {
    // No client finds the agent from now on; the answer is still to be sent.
    removeSocket()
    setTimeout(end, 50)
  }
  const vaults = new UnlockedVaults((directory, identity) => startHolder(startThread, end, directory, identity), {
    monotonicMs,
    uptimeMs: () => uptime() * 1000,
  })
  const lang = languageOf(env)
  const forwards = new Forwards({ vaults, lang, monotonicMs, nowMs: () => Date.now() })
  serve(server, { vaults, forwards, askBy: (asking) => askBy(asking, lang), onStop })
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"] as const) process.on(signal, end)
  let heldMs = monotonicMs()
  setInterval(() => {
    void vaults.lockExpired().then(() => {
      forwards.closeLost()
      if (vaults.list().length > 0 || forwards.list().length > 0) heldMs = monotonicMs()
      if (!isOurs() || monotonicMs() - heldMs > EMPTY_MS) end()
    })
  }, TICK_MS)
  process.chdir("/")
  // Tells the process that has started it.
  writeSync(1, "ready\n")
}
