/** With any suffix: a prompt is never taken for a command. */
const isAskpass = (path: string | undefined): boolean => /(?:^|\/)keyferry-askpass[^/]*$/.test(path ?? "")

/**
 * What the user has asked for. Started as `keyferry-askpass`, the program gets a prompt that another program shows, and takes no part of it for
 * an option.
 *
 * @param argv - As `process.argv`: node, the program, its arguments.
 * @param name - As `process.argv0`, which names the program where node is embedded in it.
 */
export function programArguments(argv: readonly string[], name: string): string[] {
  const args = argv.slice(2)
  return isAskpass(argv[1]) || isAskpass(name) ? ["askpass", "--", ...args] : args
}
