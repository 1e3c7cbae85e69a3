/** For a program that is stopping but hangs. */
const EXIT_AFTER_MS = 500

/** Aborts on the first signal, and exits soon after or on the second one with 128 + the signal's number. */
export function abortOnSignal(): AbortSignal {
  const controller = new AbortController()
  const stopWith = (status: number) => (): void => {
    if (controller.signal.aborted) process.exit(status)
    controller.abort()
    setTimeout(() => {
      process.exit(status)
    }, EXIT_AFTER_MS).unref()
  }
  process.on("SIGINT", stopWith(130))
  process.on("SIGTERM", stopWith(143))
  process.on("SIGHUP", stopWith(129))
  process.on("SIGQUIT", stopWith(131))
  return controller.signal
}
