/** How long the program may take to stop after the first signal, in milliseconds. */
const EXIT_AFTER_MS = 500

/** @returns a signal that aborts on the first SIGINT, SIGTERM, SIGHUP or SIGQUIT; the second exits at once with 128 + its number */
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
