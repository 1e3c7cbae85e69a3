/** The used part of `process`. */
export type ProcessEvents = Pick<NodeJS.EventEmitter, "on" | "off">

export interface SignalListener {
  /** The connection to the terminal is closed. */
  readonly hangup: () => void
  /** `kill`, or Ctrl-C where the terminal turns it into a signal. */
  readonly end: (signal: "SIGINT" | "SIGTERM" | "SIGQUIT") => void
  /** `kill -TSTP`: what Ctrl-Z sends in other programs. */
  readonly stop: () => void
  /** The process continues after a stop. */
  readonly goOn: () => void
  /** An uncaught error, or an unhandled rejection. */
  readonly bug: (error: unknown) => void
  /** The process ends, for whatever reason. Synchronous work only. */
  readonly exit: () => void
}

/** Listens to signals, uncaught errors and the end of the process. @returns A function that stops listening. */
export function watchProcess(process: ProcessEvents, listener: SignalListener): () => void {
  const handlers: Readonly<Record<string, (error: unknown) => void>> = {
    SIGHUP: listener.hangup,
    SIGINT: () => {
      listener.end("SIGINT")
    },
    SIGTERM: () => {
      listener.end("SIGTERM")
    },
    SIGQUIT: () => {
      listener.end("SIGQUIT")
    },
    SIGTSTP: listener.stop,
    SIGCONT: listener.goOn,
    uncaughtException: listener.bug,
    unhandledRejection: listener.bug,
    exit: listener.exit,
  }
  for (const [event, handler] of Object.entries(handlers)) process.on(event, handler)
  return () => {
    for (const [event, handler] of Object.entries(handlers)) process.off(event, handler)
  }
}
