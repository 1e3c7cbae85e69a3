import type { Task } from "../base/ports.ts"

/** A request to a plugin's process. */
export type Order =
  | { readonly order: "manifest" }
  /** The body is the input for the orders that follow. */
  | { readonly order: "load" }
  | { readonly order: "detect" }
  | { readonly order: "open"; readonly args: { readonly password: string | null } }
  | { readonly order: "write"; readonly args: { readonly accounts: readonly object[]; readonly password: string | null } }

/** The answer of a plugin's process. Untrusted: check it before use. */
export interface Reply {
  /** UTF-8 JSON: `{"value": …}` or `{"failed": {"name", "message", "line"}}`. */
  readonly head: Uint8Array
  readonly body: Uint8Array
}

/** A process of one plugin. It ends at the first request that fails, and with the program. */
export interface PluginProcess {
  /**
   * @param body - Bytes that go with the order.
   * @throws AppError `limit-exceeded` (time, memory, size of the reply), `format-unsupported` (the process ended), `interrupted`
   */
  ask(order: Order, body: Uint8Array | null, options: Pick<Task, "signal"> & { readonly maxMs: number }): Promise<Reply>
  end(): void
}

/** Run exactly these bytes in a contained process. */
export type StartPlugin = (source: Uint8Array, title: string) => PluginProcess | Promise<PluginProcess>

/** A file that was checked and read through one descriptor. */
export interface GuardedFile {
  /** Absolute, with links resolved. */
  readonly path: string
  readonly bytes: Uint8Array
}

export interface PluginFiles {
  /** Names in the plugins' directory; empty where there is none. @throws AppError `io` */
  list(): Promise<readonly string[]>
  /** Absolute path of a name in the directory. */
  pathOf(name: string): string
  /** The name of a path within the directory; null where it is elsewhere. */
  nameOf(path: string): string | null
  /**
   * Read a file that only the user can have written: the file, its directory and every directory above are checked.
   *
   * @throws AppError `io`, with the reason; `limit-exceeded`
   */
  readGuarded(path: string, maxBytes: number): Promise<GuardedFile>
  /** Write into the directory atomically, with mode 0600; creates the directory where it is missing. */
  write(name: string, bytes: Uint8Array): Promise<void>
  remove(name: string): Promise<void>
}

/** Access to the user's plugins on this machine. */
export interface PluginPorts {
  readonly files: PluginFiles
  readonly start: StartPlugin
}
