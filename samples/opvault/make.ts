// 1Password's OPVault, put together here from the description with node:crypto, without the handler; zipped by the stock `zip` program.
import { createCipheriv, createHash, createHmac, pbkdf2Sync } from "node:crypto"
import { makeDraft } from "../../src/accounts/account.ts"
import type { Draft } from "../../src/accounts/account.ts"
import { madeUpSecret } from "../../test/formats/vectors.ts"
import { base64, reuseOrMake } from "../kit/kit.ts"
import type { Maker } from "../kit/kit.ts"
import { zipped } from "../kit/zip.ts"

const PASSWORD = "freddy パス"
const CREATED = 1_500_000_000
const draft = (issuer: string, name: string, more: Partial<Draft> = {}): Draft =>
  makeDraft({ kind: "totp", issuer, name, secret: madeUpSecret(`opvault ${issuer} ${name}`), createdAt: CREATED * 1000, updatedAt: CREATED * 1000 + 60_000, ...more }) // prettier-ignore

const FIRST = draft("Northwind", "alice@example.com", { note: "a note", favorite: true, groups: ["仕事", "a tag"] })
const URI = draft("Contoso", "bob", { algorithm: "SHA256", digits: 8, period: 45, trashed: true })

interface Keys {
  readonly enc: Buffer
  readonly mac: Buffer
}
const keysOf = (bytes: Buffer): Keys => ({ enc: bytes.subarray(0, 32), mac: bytes.subarray(32, 64) })
const filled = (length: number, n: number): Buffer => Buffer.alloc(length, n)
function cbcBlocks(key: Buffer, iv: Buffer, plain: Buffer): Buffer {
  const cipher = createCipheriv("aes-256-cbc", key, iv).setAutoPadding(false)
  return Buffer.concat([cipher.update(plain), cipher.final()])
}
const withMac = (mac: Buffer, body: Buffer): Buffer => Buffer.concat([body, createHmac("sha256", mac).update(body).digest()])
function opdata(value: Buffer | object, { enc, mac }: Keys): string {
  const plain = Buffer.isBuffer(value) ? value : Buffer.from(JSON.stringify(value))
  const length = Buffer.alloc(8)
  length.writeBigUInt64LE(BigInt(plain.length))
  const padded = Buffer.concat([filled(16 - (plain.length % 16), 0xee), plain])
  const iv = filled(16, plain.length & 0xff)
  return base64(withMac(mac, Buffer.concat([Buffer.from("opdata01"), length, iv, cbcBlocks(enc, iv, padded)])))
}

const derived = keysOf(pbkdf2Sync(PASSWORD, filled(16, 1), 20_000, 64, "sha512"))
const [masterPlain, overviewPlain] = [filled(256, 2), filled(64, 3)]
const master = keysOf(createHash("sha512").update(masterPlain).digest())
const overview = keysOf(createHash("sha512").update(overviewPlain).digest())

let made = 10
function item(uuid: string, about: object, details: object, more: object = {}): [string, object] {
  const keys = filled(64, ++made)
  const iv = filled(16, made)
  const k = base64(withMac(master.mac, Buffer.concat([iv, cbcBlocks(master.enc, iv, keys)])))
  const common = { uuid, category: "001", created: CREATED, updated: CREATED + 60, tx: 1, hmac: "AAAA" }
  return [uuid, { ...common, o: opdata(about, overview), k, d: opdata(details, keysOf(keys)), ...more }]
}
const totp = (v: string): object => ({ sections: [{ name: "s", fields: [{ k: "concealed", n: "TOTP_0A", t: "one-time password", v }] }] })
const username = (value: string): object => ({ fields: [{ designation: "username", name: "u", type: "T", value }] })
const script = (items: readonly [string, object][]): string => `ld(${JSON.stringify(Object.fromEntries(items))});`
const NORTHWIND = item("A1", { title: "Northwind", url: "https://example.com", tags: ["a tag"] }, { ...username("alice@example.com"), ...totp(FIRST.secret.toBase32()), notesPlain: "a note" }, { fave: 1, folder: "F1" }) // prettier-ignore
const CONTOSO = item("B1", { title: "Contoso" }, { ...username("bob"), ...totp(`otpauth://totp/?secret=${URI.secret.toBase32()}&period=45&digits=8&algorithm=sha256`) }, { trashed: true }) // prettier-ignore
const PLAIN = item("B2", { title: "No second factor" }, username("carol"))
const GONE: [string, object] = ["B3", { uuid: "B3", category: "099" }]
const DAMAGED = item("B4", { title: "Damaged" }, {}, { k: base64(filled(112, 9)) })
const profile = {
  lastUpdatedBy: "Dropbox",
  profileName: "default",
  salt: base64(filled(16, 1)),
  iterations: 20_000,
  masterKey: opdata(masterPlain, derived),
  overviewKey: opdata(overviewPlain, derived),
}
const members = {
  "My.opvault/default/profile.js": `var profile=${JSON.stringify(profile)};`,
  "My.opvault/default/folders.js": `loadFolders(${JSON.stringify({ F1: { uuid: "F1", overview: opdata({ title: "仕事" }, overview) } })});`,
  "My.opvault/default/band_A.js": script([NORTHWIND]),
  "My.opvault/default/band_B.js": script([CONTOSO, PLAIN, GONE, DAMAGED]),
}

export const make: Maker = async () => [
  {
    files: { "vault.opvault.zip": await reuseOrMake("opvault", "vault.opvault.zip", () => zipped(members)) },
    password: PASSWORD,
    accounts: [FIRST, URI],
    withoutSecret: 1,
    issues: [{ at: 4, code: "record-malformed" }],
  },
  { files: { "profile.js": members["My.opvault/default/profile.js"] }, error: "format-unsupported" },
]
