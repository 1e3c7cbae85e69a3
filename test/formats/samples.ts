import assert from "node:assert/strict"
import { existsSync, readFileSync, readdirSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import type { Draft } from "../../src/accounts/account.ts"
import { draftFromRecord, toRecord } from "../../src/accounts/record.ts"
import type { AccountRecord } from "../../src/accounts/record.ts"
import type { ErrorCode, IssueCode } from "../../src/base/errors.ts"
import type { Detection, SniffedInput } from "../../src/formats/handler.ts"
import { sniff } from "../../src/formats/sniff.ts"

export const SAMPLES = fileURLToPath(new URL("../../samples/", import.meta.url))

/** One entry of `samples/<id>/expected.json`; see `samples/README.md`. */
export interface Expectation {
  readonly files: readonly string[]
  readonly password?: string
  /** The name of a file in the folder. */
  readonly keyFile?: string
  readonly detect?: Detection
  /** The innermost format; default: the folder's. */
  readonly format?: string
  readonly error?: ErrorCode
  readonly accounts?: readonly Partial<AccountRecord>[]
  readonly issues?: readonly { readonly at: number; readonly code: IssueCode }[]
  readonly withoutSecret?: number
  readonly notices?: number
}

export interface Sample extends Expectation {
  /** The folder. */
  readonly id: string
  readonly inputs: readonly SniffedInput[]
  readonly keyFileBytes: Uint8Array | undefined
}

/** The folder's samples; empty where there is no folder. */
export function samplesOf(id: string): Sample[] {
  const folder = join(SAMPLES, id)
  if (!existsSync(join(folder, "expected.json"))) return []
  const expected = JSON.parse(readFileSync(join(folder, "expected.json"), "utf8")) as Expectation[]
  const bytesOf = (name: string): Uint8Array => Uint8Array.from(readFileSync(join(folder, name)))
  return expected.map((one) => ({
    ...one,
    id,
    inputs: one.files.map((name) => ({ name, bytes: bytesOf(name), sniffed: sniff(bytesOf(name)) })),
    keyFileBytes: one.keyFile === undefined ? undefined : bytesOf(one.keyFile),
  }))
}

/** Whether it opens only with `--from`. */
export function isForced({ detect }: Pick<Expectation, "detect">): boolean {
  return detect === "no" || detect === "guess"
}

/** Files of the folder that no expectation names. */
export function strayFiles(id: string): string[] {
  const named = new Set(["expected.json", "make.ts", ...samplesOf(id).flatMap(({ files, keyFile }) => [...files, keyFile ?? ""])])
  return readdirSync(join(SAMPLES, id)).filter((name) => !named.has(name))
}

/** All fields of a draft in comparable form; `Secret` itself is not comparable. */
export function plain(draft: Draft): AccountRecord {
  return toRecord(draft, { secrets: true })
}

/** The expected record with the omitted defaults filled in. */
export function whole(record: Partial<AccountRecord>): AccountRecord {
  return plain(draftFromRecord(record))
}

export function assertSameDrafts(got: readonly Draft[], want: readonly AccountRecord[]): void {
  assert.deepEqual(got.map(plain), want)
}

/** The record without defaults, as `expected.json` has it. */
export function lean(draft: Draft): Partial<AccountRecord> {
  const record = plain(draft)
  const usual = new Map<string, unknown>(Object.entries(plain(draftFromRecord({ kind: draft.kind, secret: draft.secret.toBase32() }))))
  return Object.fromEntries(
    Object.entries(record).filter(
      ([key, value]) => ["kind", "issuer", "name", "secret"].includes(key) || JSON.stringify(value) !== JSON.stringify(usual.get(key)),
    ),
  )
}
