import type { BackupProblem } from "../../vault/copies/problems.ts"

/** One line of JSON each. The first of `open` decides the directory of the following orders. */
export type Order =
  | { readonly order: "look"; readonly directory: string; readonly vaultDirectory: string }
  | { readonly order: "mark"; readonly directory: string }
  | { readonly order: "open"; readonly directory: string }
  /** `files`: name and bytes in base64. */
  | { readonly order: "write"; readonly name: string; readonly files: readonly (readonly [string, string])[] }
  | { readonly order: "remove"; readonly name: string }

/** `done`: what the function of `copy-files.ts` returns. */
export type Reply = { readonly done: unknown } | { readonly failed: BackupProblem }
