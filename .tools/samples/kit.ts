import type { Draft } from "../../src/accounts/account.ts"
import type { Random } from "../../src/accounts/ports.ts"
import type { Expectation } from "../../test/formats/samples.ts"

/** One sample: its files, and what reading them must give. */
export interface Made extends Omit<Expectation, "files" | "accounts"> {
  readonly files: Readonly<Record<string, Uint8Array | string>>
  /** In the order in which they are read; left out only where `error` is expected. */
  readonly accounts?: readonly Draft[]
  /** Its bytes differ from run to run: it is written only where it is missing. */
  readonly once?: boolean
}

export interface Kit {
  /** Reproducible, of the format's own. */
  readonly random: Random
  readonly nowMs: number
}

/** Every file of `.tools/samples/` but this one exports `make` of this type; its name is the format's id. */
export type Maker = (kit: Kit) => Promise<readonly Made[]> | readonly Made[]
