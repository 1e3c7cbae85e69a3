import { lstat, mkdir } from "node:fs/promises"
import { connect } from "node:net"
import type { Server } from "node:net"

/** The kernel's limit of a socket's path; a longer one would be cut without an error. */
export const MAX_PATH_BYTES = 107

/** Makes the directory, and missing ones above it, where there is none. @returns whether it is a directory of this user alone */
export async function makePrivateDirectory(path: string): Promise<boolean> {
  await mkdir(path, { recursive: true, mode: 0o700 }).catch(() => undefined)
  const stats = await lstat(path)
  return stats.isDirectory() && stats.uid === process.getuid?.() && (stats.mode & 0o077) === 0
}

/** The socket is bound before `listen` returns, so that it never has another mode than 0600. @throws the error of the operating system */
export function listenAlone(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject)
    const before = process.umask(0o177)
    try {
      server.listen({ path }, () => {
        server.off("error", reject)
        resolve()
      })
    } finally {
      process.umask(before)
    }
  })
}

/** Whether no process listens on the socket any more. */
export function isDead(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path)
    socket.on("connect", () => {
      socket.destroy()
      resolve(false)
    })
    socket.on("error", (error: NodeJS.ErrnoException) => {
      resolve(error.code === "ECONNREFUSED")
    })
  })
}
