import type { Task } from "../base/ports.ts"

/** What a plugin's process can be asked. */
export type Order =
  | { readonly order: "manifest" }
  /** The input that the next questions are about is the order's body. */
  | { readonly order: "load" }
  | { readonly order: "detect" }
  | { readonly order: "open"; readonly args: { readonly password: string | null } }
  | { readonly order: "write"; readonly args: { readonly accounts: readonly object[]; readonly password: string | null } }

/** What came back: of the process' own making, so nothing in it is what it should be until it was looked at. */
export interface Reply {
  /** UTF-8 JSON: `{"value": …}` or `{"failed": {"name", "message", "line"}}`. */
  readonly head: Uint8Array
  readonly body: Uint8Array
}

/** A process of one plugin. It ends with the first question that fails, and with the program. */
export interface PluginProcess {
  /**
   * @param body - Bytes that go with the order.
   * @throws AppError `limit-exceeded` (time, memory, a reply too large), `format-unsupported` (it ended), `interrupted`
   */
  ask(order: Order, body: Uint8Array | null, options: Pick<Task, "signal"> & { readonly maxMs: number }): Promise<Reply>
  end(): void
}

/** Run exactly these bytes, contained. */
export type StartPlugin = (source: Uint8Array, title: string) => PluginProcess | Promise<PluginProcess>

/** A file that was looked at and read in one go. */
export interface GuardedFile {
  /** Where it really is, links resolved. */
  readonly path: string
  readonly bytes: Uint8Array
}

export interface PluginFiles {
  /** Names in the plugins' directory; empty where there is none. @throws AppError `io` */
  list(): Promise<readonly string[]>
  /** Absolute path of a name in the directory. */
  pathOf(name: string): string
  /** The name by which a path lies in the directory; null where it lies elsewhere. */
  nameOf(path: string): string | null
  /**
   * A file that nobody but the user can have written: it, its directory, and all that lead there.
   *
   * @throws AppError `io`, with the reason; `limit-exceeded`
   */
  readGuarded(path: string, maxBytes: number): Promise<GuardedFile>
  /** Into the directory, which is made where it is missing; whole or not at all, readable by the user alone. */
  write(name: string, bytes: Uint8Array): Promise<void>
  remove(name: string): Promise<void>
}

/** The user's plugins on this machine. */
export interface PluginPorts {
  readonly files: PluginFiles
  readonly start: StartPlugin
}
