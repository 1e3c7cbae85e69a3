import assert from "node:assert/strict"
import { createHash } from "node:crypto"
import { toAccount, makeDraft } from "../../src/accounts/account.ts"
import type { Account } from "../../src/accounts/account.ts"
import { toRecord } from "../../src/accounts/record.ts"
import { Secret } from "../../src/accounts/secret.ts"
import { openWithIdentity, openWithPassphrase } from "../../src/age/age.ts"
import type { X25519Identity } from "../../src/age/x25519.ts"
import { readIdentity } from "../../src/vault/identity.ts"
import { AppError } from "../../src/base/errors.ts"
import type { ErrorCode } from "../../src/base/errors.ts"
import { Passphrase } from "../../src/base/passphrase.ts"
import type { SeenGenerations, VaultFiles, VaultPorts } from "../../src/vault/ports.ts"
import { MemoryFiles } from "./memory-files.ts"

export const NOW = Date.UTC(2026, 0, 2, 3, 4, 5)
export const DAY = 24 * 60 * 60 * 1000
export const weak = { logN: 1, weakForTests: true }

export interface TestPorts extends VaultPorts {
  readonly seen: SeenGenerations & { readonly map: Map<string, number> }
  /** What the clock shows, in milliseconds since 1970. */
  time: number
}

export function testPorts(files: VaultFiles = new MemoryFiles()): TestPorts {
  const map = new Map<string, number>()
  let drawnCount = 0
  const ports: TestPorts = {
    files,
    time: NOW,
    clock: { nowMs: () => ports.time },
    random: {
      bytes: (n) => new Uint8Array(n).fill(++drawnCount),
      uuid: () => `00000000-0000-4000-8000-${String(++drawnCount).padStart(12, "0")}`,
    },
    seen: {
      map,
      get: (id) => map.get(id) ?? null,
      set: (id, generation) => void map.set(id, generation),
    },
    scrypt: weak,
  }
  return ports
}

/** Ports that also remember the lineage of what was seen, as the real ones do. */
export function rememberingPorts(files: VaultFiles): TestPorts {
  const ports = testPorts(files)
  const lineages = new Map<string, readonly string[]>()
  const { map } = ports.seen
  const set: SeenGenerations["set"] = (id, generation, { lower = false, lineage = [] } = {}) => {
    if ((map.get(id) ?? 0) > generation && !lower) return
    map.set(id, generation)
    lineages.set(id, lineage)
  }
  return { ...ports, seen: { map, get: (id) => map.get(id) ?? null, lineage: (id) => lineages.get(id) ?? [], set } }
}

/** An account whose secret is derived from its id. */
export function account(id: string, overrides: Partial<Account> = {}): Account {
  const fields = toAccount(makeDraft({ kind: overrides.kind ?? "totp", secret: new Secret(createHash("sha1").update(id).digest()) }), {
    nowMs: NOW,
    order: 0,
    random: { bytes: (n) => new Uint8Array(n), uuid: () => id },
    taken: () => false,
  })
  return {
    ...fields,
    issuer: `Issuer ${id}`,
    name: "mason",
    createdAt: NOW - DAY,
    updatedAt: NOW - DAY,
    usedAt: null,
    order: 0,
    trashedAt: null,
    ...overrides,
    id,
  }
}

/** The account in a form that `assert` can compare: it ignores the private bytes of a Secret. */
export const plain = (a: Account) => toRecord(a, { secrets: true })

export function assertSame(actual: readonly Account[], expected: readonly Account[], message?: string): void {
  const sorted = (accounts: readonly Account[]) => accounts.map(plain).sort((a, b) => ((a.id ?? "") < (b.id ?? "") ? -1 : 1))
  assert.deepEqual(sorted(actual), sorted(expected), message)
}

export async function refuses(work: Promise<unknown>, code: ErrorCode, message?: string): Promise<AppError> {
  const error: unknown = await work.then(
    () => null,
    (e: unknown) => e,
  )
  assert.ok(error instanceof AppError, `${message ?? "it"} should be refused with ${code}, not ${String(error)}`)
  assert.equal(error.code, code, message)
  return error
}

/** The identity that an identity file holds. */
export async function identityOf(identityFile: Uint8Array, passphrase: string): Promise<X25519Identity> {
  return readIdentity(await openWithPassphrase(identityFile, Passphrase.of(passphrase)))
}

export async function jsonOf(vaultFile: Uint8Array, identity: X25519Identity): Promise<Record<string, unknown>> {
  return JSON.parse(new TextDecoder().decode(await openWithIdentity(vaultFile, identity))) as Record<string, unknown>
}
