import { join } from "node:path"

interface UserEnvironment {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly homeDirectory: string
}

/** The vault's directory: from `--vault` (`named`), `KEYFERRY_VAULT`, or below the user's data directory, in this order. */
export function vaultDirectory(named: string | null, ports: UserEnvironment): string {
  const from = [named, ports.env["KEYFERRY_VAULT"]].find((value) => value !== null && value !== undefined && value !== "")
  return from ?? join(xdgDirectory(ports, "XDG_DATA_HOME", ".local/share"), "keyferry", "vault")
}

/** A base directory of the user. A relative path in the variable is ignored (XDG Base Directory Specification). */
export function xdgDirectory(ports: UserEnvironment, variable: string, fallback: string): string {
  const value = ports.env[variable]
  return value?.startsWith("/") === true ? value : join(ports.homeDirectory, fallback)
}
