/** What was asked to stop stops: first by its signal, then at once. */
export function untilInterrupted(): AbortSignal {
  const stop = new AbortController()
  const end = (status: number) => (): void => {
    if (stop.signal.aborted) process.exit(status)
    stop.abort()
    setTimeout(() => {
      process.exit(status)
    }, 500).unref()
  }
  process.on("SIGINT", end(130))
  process.on("SIGTERM", end(143))
  process.on("SIGHUP", end(129))
  process.on("SIGQUIT", end(131))
  return stop.signal
}
