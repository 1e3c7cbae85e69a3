import { join } from "node:path"

interface Place {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly homeDirectory: string
}

/** Where the vault is: `--vault`, `KEYFERRY_VAULT`, or the data directory of the user. */
export function vaultDirectory(named: string | null, ports: Place): string {
  const from = [named, ports.env["KEYFERRY_VAULT"]].find((value) => value !== null && value !== undefined && value !== "")
  return from ?? join(xdg(ports, "XDG_DATA_HOME", ".local/share"), "keyferry", "vault")
}

/** A base directory of the user. One that is not absolute is as good as none (XDG Base Directory Specification). */
export function xdg(ports: Place, variable: string, otherwise: string): string {
  const value = ports.env[variable]
  return value?.startsWith("/") === true ? value : join(ports.homeDirectory, otherwise)
}
