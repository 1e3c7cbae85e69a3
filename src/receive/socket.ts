import { rmSync } from "node:fs"
import { lstat, mkdtemp, readdir, rm } from "node:fs/promises"
import type { Server } from "node:net"
import { isAbsolute, join } from "node:path"
import { isDead, listenAlone, makePrivateDirectory, MAX_PATH_BYTES } from "../sockets/own-socket.ts"

const NAME = /^receive-[0-9a-f]{8}\.sock$/
/** A younger socket may be one that another process is about to listen on, in milliseconds. */
const STALE_AFTER_MS = 10_000

export interface SocketPlaces {
  /** `XDG_RUNTIME_DIR`. */
  readonly runtimeDirectory: string | undefined
  readonly temporaryDirectory: string
}

export interface OwnSocket {
  readonly path: string
  /** Call after the server has closed. */
  remove(): Promise<void>
}

/**
 * Listen on a socket that only its owner can connect to: mode 0600 in a directory of mode 0700.
 *
 * @param id - 8 hexadecimal digits that no other socket's name has.
 * @returns null where none can be made
 */
export async function listenOnSocket(server: Server, id: string, places: SocketPlaces): Promise<OwnSocket | null> {
  const directory = await ownDirectory(places).catch(() => null)
  if (directory === null) return null
  const path = join(directory.path, `receive-${id}.sock`)
  const removeSync = (): void => {
    rmSync(directory.isTemporary ? directory.path : path, { recursive: true, force: true })
  }
  process.once("exit", removeSync)
  const remove = async (): Promise<void> => {
    process.off("exit", removeSync)
    await rm(directory.isTemporary ? directory.path : path, { recursive: true, force: true })
  }
  try {
    if (Buffer.byteLength(path) > MAX_PATH_BYTES) throw new RangeError("the path is too long")
    await listenAlone(server, path)
    return { path, remove }
  } catch {
    await remove()
    return null
  }
}

async function ownDirectory(places: SocketPlaces): Promise<{ readonly path: string; readonly isTemporary: boolean }> {
  const runtime = places.runtimeDirectory ?? ""
  const path = join(runtime, "keyferry")
  if (isAbsolute(runtime) && (await makePrivateDirectory(path).catch(() => false))) {
    await removeStale(path)
    return { path, isTemporary: false }
  }
  return { path: await mkdtemp(join(places.temporaryDirectory, "keyferry-receive-")), isTemporary: true }
}

/** Removes the sockets of processes that were killed. */
async function removeStale(directory: string): Promise<void> {
  for (const name of (await readdir(directory)).filter((name) => NAME.test(name))) {
    const path = join(directory, name)
    const age = Date.now() - (await lstat(path).catch(() => ({ mtimeMs: Date.now() }))).mtimeMs
    if (age > STALE_AFTER_MS && (await isDead(path))) await rm(path, { force: true })
  }
}
