import type { SshHost } from "../../base/ports.ts"

/** What the user types on the machine that they sit at, so that a browser there reaches the page on this host. */
export interface Forwarding {
  /** Forwards to the page's port. */
  readonly toPort: string
  /** Forwards to the page's socket, which other users of this host cannot connect to; null where there is no socket. */
  readonly toSocket: string | null
  /** The end of the commands, such as `-p 2222 alice@server`; a name of the user's `ssh_config` can stand for it. */
  readonly host: string
}

const SSH_PORT = 22

/** The ssh commands for a page. An SSH session tells under which address and port this host is reached. */
export function forwardingTo(
  { user, name, connection }: SshHost,
  { port, socket }: { readonly port: number; readonly socket: string | null },
): Forwarding {
  // Addresses and ports of the client, then of the server.
  const [, , address = name, sshPort = String(SSH_PORT)] = connection?.split(" ") ?? []
  const host = `${Number(sshPort) === SSH_PORT ? "" : `-p ${sshPort} `}${user}@${address}`
  const command = (target: string): string => `ssh -N -L ${port}:${target} ${host}`
  return { host, toPort: command(`127.0.0.1:${port}`), toSocket: socket === null ? null : command(socket) }
}
