/** What is needed of `process`. */
export type ProcessEvents = Pick<NodeJS.EventEmitter, "on" | "off">

export interface SignalListener {
  /** The link is gone. */
  readonly hangup: () => void
  /** `kill`, or Ctrl-C where the terminal makes a signal of it. */
  readonly end: (signal: "SIGINT" | "SIGTERM" | "SIGQUIT") => void
  /** `kill -TSTP`: what Ctrl-Z would be in another program. */
  readonly stop: () => void
  /** Goes on after a stop, whoever stopped it. */
  readonly goOn: () => void
  /** An error that nobody caught, or a rejection. */
  readonly bug: (error: unknown) => void
  /** The process ends, for whatever reason. Synchronous work only. */
  readonly exit: () => void
}

/** Listen to all that can happen to the process from outside. @returns how to stop listening. */
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
