import { createCipheriv } from "node:crypto"
import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { makeDraft } from "../../src/accounts/account.ts"
import type { Draft } from "../../src/accounts/account.ts"
import type { Random } from "../../src/base/ports.ts"
import { SAMPLES } from "../../test/formats/samples.ts"
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

/** Every file of `samples/<format>/make.ts` exports `make` of this type. */
export type Maker = (kit: Kit) => Promise<readonly Made[]> | readonly Made[]

/** The draft with nothing but what makes its codes and its label, and what is named beside. */
export function bare(draft: Draft, keep: Partial<Draft> = {}): Draft {
  const { kind, issuer, name, secret, algorithm, digits, period, counter } = draft
  return makeDraft({ kind, issuer, name, secret, algorithm, digits, period, counter, ...keep })
}

/** AES-256-GCM: the ciphertext and its tag. */
export function gcm(key: Uint8Array, iv: Uint8Array, plain: Uint8Array | string, aad?: Uint8Array | string): Buffer {
  const cipher = createCipheriv("aes-256-gcm", key, iv)
  if (aad !== undefined) cipher.setAAD(Buffer.from(aad))
  return Buffer.concat([cipher.update(Buffer.from(plain)), cipher.final(), cipher.getAuthTag()])
}

/** AES-256-CBC, padded. */
export function cbc(key: Uint8Array, iv: Uint8Array, plain: Uint8Array | string): Buffer {
  const cipher = createCipheriv("aes-256-cbc", key, iv)
  return Buffer.concat([cipher.update(Buffer.from(plain)), cipher.final()])
}

export const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64")

/** A file that a program makes with random numbers of its own: as it lies in the folder, made only where it is missing. */
export async function keptOr(id: string, name: string, make: () => Promise<Uint8Array> | Uint8Array): Promise<Uint8Array> {
  const path = join(SAMPLES, id, name)
  return existsSync(path) ? readFileSync(path) : await make()
}
