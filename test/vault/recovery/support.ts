import assert from "node:assert/strict"
import { openWithIdentity } from "../../../src/age/age.ts"
import { X25519Identity } from "../../../src/age/x25519.ts"
import { readIdentity } from "../../../src/vault/identity.ts"
import { Passphrase } from "../../../src/base/passphrase.ts"
import { newRecoveryKey } from "../../../src/vault/recovery/recovery-key.ts"
import { createVault, openVault } from "../../../src/vault/vault.ts"
import type { Vault } from "../../../src/vault/vault.ts"
import { MemoryFiles } from "../memory-files.ts"
import { account, jsonOf, testPorts } from "../support.ts"
import type { TestPorts } from "../support.ts"

export const DIR = "/v"
export const [a, b, c] = [account("a"), account("b"), account("c")]
export const RECOVERY = `${DIR}/recovery.age`
export const IDENTITY = `${DIR}/identity.age`

export interface Made {
  readonly files: MemoryFiles
  readonly ports: TestPorts
  readonly vault: Vault
  /** The recovery key, as bytes. */
  readonly key: { readonly recoveryKey: Uint8Array }
  readonly recipient: string
}

export function makeKey(): Pick<Made, "key" | "recipient"> {
  const { key, recipient } = newRecoveryKey()
  return { key: { recoveryKey: new TextEncoder().encode(key) }, recipient }
}

/** A vault with two kept versions, the passphrase "first" and a recovery key. */
export async function makeVault(): Promise<Made> {
  const files = new MemoryFiles()
  const ports = testPorts(files)
  const vault = await createVault(ports, DIR, Passphrase.of("first"))
  await vault.save([a])
  await vault.save([a, b])
  const made = makeKey()
  assert.deepEqual(await vault.setRecoveryKey(Passphrase.of("first"), made.recipient), { unfinished: null, inForce: true })
  return { files, ports, vault, ...made }
}

/** The same vault on a disk of its own, opened anew: made once, since making it takes longer than opening it. */
export async function copyOf({ files, key, recipient }: Made): Promise<Made> {
  const copy = files.copy()
  const ports = testPorts(copy)
  return { files: copy, ports, vault: await openVault(ports, DIR, Passphrase.of("first")), key, recipient }
}

/** The vault's identity, as someone with the recovery key and stock age finds it. */
export async function identityIn(files: MemoryFiles, key: Made["key"]): Promise<X25519Identity> {
  return readIdentity(await openWithIdentity(files.files.get(RECOVERY)!, X25519Identity.parse(key.recoveryKey)!))
}

/** The generation of the content that someone with the recovery key and stock age can read. */
export async function generationFor(files: MemoryFiles, key: Made["key"]): Promise<unknown> {
  return (await jsonOf(files.files.get(`${DIR}/vault.age`)!, await identityIn(files, key)))["generation"]
}

export const names = (files: MemoryFiles): string[] => [...files.files.keys()].map((name) => name.slice(DIR.length + 1)).sort()
