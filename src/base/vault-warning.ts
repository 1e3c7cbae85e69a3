/**
 * Why a vault does not open without the user's consent: its content is not signed, or it is older than the one last seen on this machine.
 * `vault/` finds the warnings, the screens and the command line show them and ask.
 */
export type VaultWarning = "unsigned" | "older"
