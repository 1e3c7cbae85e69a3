// Shared by all generators of samples.
import { createCipheriv } from "node:crypto"
import { existsSync, readFileSync, readdirSync } from "node:fs"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { makeDraft } from "../../src/accounts/account.ts"
import type { Draft } from "../../src/accounts/account.ts"
import type { Random } from "../../src/base/ports.ts"
import { NOW_MS, seededRandom } from "../../test/formats/ports.ts"
import { SAMPLES, lean } from "../../test/formats/samples.ts"
import type { Expectation } from "../../test/formats/samples.ts"

/** One sample: its files, and the expected result of reading them. */
export interface MadeSample extends Omit<Expectation, "files" | "accounts"> {
  readonly files: Readonly<Record<string, Uint8Array | string>>
  /** In the order in which they are read; left out only where `error` is expected. */
  readonly accounts?: readonly Draft[]
}

export interface Kit {
  /** Reproducible; each format has its own. */
  readonly random: Random
  readonly nowMs: number
}

/** Every `samples/<format>/make.ts` exports `make` of this type. It makes the same bytes each time. */
export type Maker = (kit: Kit) => Promise<readonly MadeSample[]> | readonly MadeSample[]

/** The formats with a generator of samples, sorted. */
export const MAKERS: readonly string[] = readdirSync(SAMPLES)
  .filter((id) => existsSync(join(SAMPLES, id, "make.ts")))
  .sort()

/** The files of the folder `samples/<id>/` by name, `expected.json` among them. */
export async function filesMadeFor(id: string): Promise<ReadonlyMap<string, Uint8Array>> {
  const { make } = (await import(pathToFileURL(join(SAMPLES, id, "make.ts")).href)) as { make: Maker }
  const made = await make({ random: seededRandom(id), nowMs: NOW_MS })
  const files = new Map(made.flatMap((one) => Object.entries(one.files)))
  files.set("expected.json", `${JSON.stringify(made.map(expectationOf), null, 2)}\n`)
  return new Map([...files].map(([name, content]) => [name, Uint8Array.from(Buffer.from(content))]))
}

function expectationOf({ files, accounts, keyFile, ...rest }: MadeSample): Expectation {
  return {
    files: Object.keys(files).filter((name) => name !== keyFile),
    ...(keyFile === undefined ? {} : { keyFile }),
    ...rest,
    ...(accounts === undefined ? {} : { accounts: accounts.map(lean) }),
  }
}

/**
 * For a file that differs each time it is made, because a program or package draws its own random numbers: reuses the one in the folder, and
 * makes a new one if it is missing.
 */
export async function reuseOrMake(
  id: string,
  name: string,
  make: () => Promise<Uint8Array | string> | Uint8Array | string,
): Promise<Uint8Array> {
  const path = join(SAMPLES, id, name)
  return existsSync(path) ? readFileSync(path) : Buffer.from(await make())
}

/** The draft with only its label, the fields that make its codes, and those in `keep`. */
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
