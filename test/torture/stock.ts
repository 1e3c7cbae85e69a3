/** Makes and opens vaults and backups with stock `age` and age's own package, as keyferry-vault(5) describes; shares no code with the program. */
import { execFile } from "node:child_process"
import { createHash, createHmac, hkdfSync } from "node:crypto"
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { armor, Decrypter, Encrypter, generateX25519Identity, identityToRecipient } from "age-encryption"

/** An account record; the members that matter here. */
export interface Record {
  readonly id: string
  readonly kind: string
  readonly issuer: string
  readonly name: string
  readonly secret: string
  readonly counter?: number | null
  readonly note?: string
  readonly groups?: readonly string[]
  readonly favorite?: boolean
  readonly createdAt: string
  readonly updatedAt: string
  readonly trashedAt?: string | null
}

export interface Content {
  readonly version: number
  readonly generation: number
  readonly accounts: readonly Record[]
  readonly recovery?: { readonly recipient: string } | null
}

const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
const WHEN = "2026-01-02T03:04:05.000Z"

/** A secret of 20 bytes that follows from a text, in base32 without padding. */
export function secretOf(text: string): string {
  const bits = [...createHash("sha1").update(text).digest()].map((byte) => byte.toString(2).padStart(8, "0")).join("")
  return (bits.match(/.{5}/g) ?? []).map((five) => BASE32[parseInt(five, 2)]).join("")
}

export function record(issuer: string, more: Partial<Record> = {}): Record {
  const hex = createHash("sha256").update(issuer).digest("hex")
  const id = `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`
  return { id, kind: "totp", issuer, name: `user of ${issuer}`, secret: secretOf(issuer), createdAt: WHEN, updatedAt: WHEN, ...more }
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`
  if (typeof value !== "object" || value === null) return JSON.stringify(value)
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${canonical(member)}`).join(",")}}`
}

async function sealCheaply(text: string, passphrase: string): Promise<Uint8Array> {
  const seal = new Encrypter()
  seal.setPassphrase(passphrase)
  seal.setScryptWorkFactor(1)
  return await seal.encrypt(text)
}

/** Make a vault whose opening costs nothing. @returns Its identity. */
export async function makeVault(directory: string, passphrase: string, accounts: readonly Record[]): Promise<string> {
  const identity = await generateX25519Identity()
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  writeFileSync(join(directory, "identity.age"), await sealCheaply(`${identity}\n`, passphrase), { mode: 0o600 })
  const content = { version: 1, generation: 1, accounts, tombstones: [] }
  const key = Buffer.from(hkdfSync("sha256", identity, "", "keyferry vault mac v1", 32))
  const mac = createHmac("sha256", key).update(canonical(content)).digest("hex")
  const seal = new Encrypter()
  seal.addRecipient(await identityToRecipient(identity))
  writeFileSync(join(directory, "vault.age"), await seal.encrypt(`${JSON.stringify({ ...content, mac })}\n`), { mode: 0o600 })
  return identity
}

/** A backup whose opening costs nothing. */
export async function makeBackup(passphrase: string, accounts: readonly Record[]): Promise<Uint8Array> {
  return await sealCheaply(`${JSON.stringify({ version: 1, generation: 7, accounts, tombstones: [] })}\n`, passphrase)
}

/** The text in an age file, armoured or not, that a passphrase encrypts; null where it is damaged, or encrypted to another one. */
export async function openWithPassphrase(file: Buffer | string, passphrase: string): Promise<string | null> {
  const open = new Decrypter()
  open.addPassphrase(passphrase)
  try {
    return await open.decrypt(typeof file === "string" ? armor.decode(file) : file, "text")
  } catch {
    return null
  }
}

/** The text in a file that stock `age -d` opens with the identity in another file; null where it does not. */
export function openWithIdentity(file: string, identityFile: string): Promise<string | null> {
  return new Promise((resolve) => {
    execFile("age", ["-d", "-i", identityFile, file], { maxBuffer: 2 ** 26 }, (error, out) => {
      resolve(error === null ? out : null)
    })
  })
}

export async function openContent(file: string, identityFile: string): Promise<Content | null> {
  const text = await openWithIdentity(file, identityFile)
  return text === null ? null : (JSON.parse(text) as Content)
}

/** The accounts without what differs from run to run, in a fixed order. */
export function labelsOf(accounts: readonly Record[]): readonly string[] {
  return accounts
    .map(({ issuer, name, secret, counter, note, groups, favorite, trashedAt }) =>
      JSON.stringify([issuer, name, secret, counter ?? null, note ?? "", groups ?? [], favorite === true, (trashedAt ?? null) !== null]),
    )
    .sort()
}

/** The paths of the kept versions. */
export function versionFiles(vault: string): readonly string[] {
  const folder = join(vault, "versions")
  return existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : []
}

/** The bytes of a secret in base32. */
export function secretBytes(base32: string): Buffer {
  const bits = Array.from(base32, (digit) => BASE32.indexOf(digit).toString(2).padStart(5, "0")).join("")
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((eight) => parseInt(eight, 2)))
}

/** RFC 4226, SHA-1, six digits. @param secret - Base32. */
export function hotp(secret: string, counter: number): string {
  const moving = Buffer.alloc(8)
  moving.writeBigUInt64BE(BigInt(counter))
  const digest = createHmac("sha1", secretBytes(secret)).update(moving).digest()
  const number = digest.readUInt32BE((digest[19] ?? 0) & 15) & 0x7fffffff
  return String(number % 10 ** 6).padStart(6, "0")
}
