// KeePass databases: one by KeePassXC's command line, the others by the package `kdbxweb`, from the same entries.
import { execFileSync } from "node:child_process"
import { createDecipheriv, createHash, createHmac } from "node:crypto"
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import kdbxweb from "kdbxweb"
import { background } from "../../test/formats/ports.ts"
import { READ, READ_GROUPS_FIRST, contentXml } from "../kit/keepass-content.ts"
import { reuseOrMake } from "../kit/kit.ts"
import type { Maker } from "../kit/kit.ts"

const PASSWORD = "pässwörd & key"

/** KDBX 3.1 with AES-KDF, as `keepassxc-cli import` makes it. */
function byKeepassxc(): Uint8Array {
  const folder = mkdtempSync(join(tmpdir(), "keepass-"))
  try {
    const [xml, database] = [join(folder, "in.xml"), join(folder, "out.kdbx")]
    writeFileSync(xml, contentXml())
    execFileSync("keepassxc-cli", ["import", "-q", "-p", xml, database], {
      input: `${PASSWORD}\n${PASSWORD}\n`,
      stdio: ["pipe", "ignore", "ignore"],
    })
    return readFileSync(database)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

interface Kind {
  readonly version: 3 | 4
  readonly kdf?: "Argon2d" | "Argon2id" | "Aes"
  readonly chacha20?: boolean
  readonly password?: string
  readonly keyFile?: Uint8Array
  readonly isPacked?: boolean
}

async function byKdbxweb({ version, kdf = "Aes", chacha20 = false, password, keyFile, isPacked = true }: Kind): Promise<Uint8Array> {
  kdbxweb.CryptoEngine.setArgon2Impl(async (key, salt, memoryKiB, iterations, length, parallelism, type) => {
    const variant = type === kdbxweb.CryptoEngine.Argon2TypeArgon2d ? "argon2d" : "argon2id"
    const costs = { memoryKiB, iterations, parallelism, length }
    return Uint8Array.from(await background.argon2({ variant, password: new Uint8Array(key), salt: new Uint8Array(salt), ...costs })).buffer
  })
  const known = password === undefined ? null : kdbxweb.ProtectedValue.fromString(password)
  const credentials = new kdbxweb.KdbxCredentials(known, keyFile === undefined ? null : Uint8Array.from(keyFile))
  const database = await kdbxweb.Kdbx.loadXml(contentXml(), credentials)
  database.setVersion(version)
  if (version === 4) {
    database.setKdf(kdbxweb.Consts.KdfId[kdf])
    const params = database.header.kdfParameters!
    const int64 = (value: number): unknown => kdbxweb.Int64.from(value)
    const { UInt32, UInt64 } = kdbxweb.VarDictionary.ValueType
    if (kdf === "Aes") params.set("R", UInt64, int64(1000) as never)
    else {
      params.set("M", UInt64, int64(1 << 20) as never)
      params.set("I", UInt64, int64(3) as never)
      params.set("P", UInt32, 2)
    }
  } else {
    database.header.keyEncryptionRounds = 1000
  }
  if (chacha20) database.header.dataCipherUuid = new kdbxweb.KdbxUuid(kdbxweb.Consts.CipherId.ChaCha20)
  if (!isPacked) database.header.compression = kdbxweb.Consts.CompressionAlgorithm.None
  return new Uint8Array(await database.save())
}

/**
 * Re-encrypts a database of version 4 (AES, Argon2id) with Twofish by libgcrypt: neither the package nor KeePassXC's command line writes
 * Twofish.
 */
async function withTwofish(database: Uint8Array): Promise<Uint8Array> {
  const source = Buffer.from(database)
  let end = 12
  const fields = new Map<number, Buffer>()
  for (let id = -1; id !== 0;) {
    id = source.readUInt8(end)
    const length = source.readUInt32LE(end + 1)
    fields.set(id, source.subarray(end + 5, end + 5 + length))
    end += 5 + length
  }
  const hash = (name: string, ...parts: Uint8Array[]): Buffer => createHash(name).update(Buffer.concat(parts)).digest()
  const sealed = (key: Uint8Array, ...parts: Uint8Array[]): Buffer => createHmac("sha256", key).update(Buffer.concat(parts)).digest()
  const [seed, iv, params] = [fields.get(4)!, fields.get(7)!, fields.get(11)!]
  const salt = params.subarray(params.indexOf("S", 22) + 5).subarray(0, 32)
  const costs = { memoryKiB: 1 << 10, iterations: 3, parallelism: 2, length: 32 }
  const password = hash("sha256", hash("sha256", Buffer.from(PASSWORD)))
  const transformed = await background.argon2({ variant: "argon2id", password, salt, ...costs })
  const master = hash("sha256", seed, transformed)
  const seals = hash("sha512", seed, transformed, Uint8Array.of(1))
  const number = (value: bigint): Buffer => {
    const out = Buffer.alloc(8)
    out.writeBigUInt64LE(value)
    return out
  }
  const blocks: Buffer[] = []
  for (let at = end + 64; source.readUInt32LE(at + 32) > 0; at += 36 + source.readUInt32LE(at + 32)) {
    blocks.push(source.subarray(at + 36, at + 36 + source.readUInt32LE(at + 32)))
  }
  const decipher = createDecipheriv("aes-256-cbc", master, iv)
  const plain = Buffer.concat([decipher.update(Buffer.concat(blocks)), decipher.final()])
  const padding = 16 - (plain.length % 16)
  const body = twofish(master, iv, Buffer.concat([plain, Buffer.alloc(padding, padding)]))
  const header = Buffer.from(source.subarray(0, end))
  header.write("ad68f29f576f4bb9a36ad47af965346c", header.indexOf("31c1f2e6bf714350be5805216afc5aff", 0, "hex"), "hex")
  const block = (index: bigint, data: Uint8Array): Buffer[] => {
    const length = Buffer.alloc(4)
    length.writeUInt32LE(data.length)
    return [sealed(hash("sha512", number(index), seals), number(index), length, data), length, Buffer.from(data)]
  }
  const headerSeal = sealed(hash("sha512", number(0xffffffffffffffffn), seals), header)
  return Buffer.concat([header, hash("sha256", header), headerSeal, ...block(0n, body), ...block(1n, new Uint8Array(0))])
}

const LIBGCRYPT = `
import ctypes, sys
gcrypt = ctypes.CDLL("libgcrypt.so.20")
gcrypt.gcry_check_version(None)
key, iv, data = (bytes.fromhex(line) for line in sys.stdin.read().split())
handle = ctypes.c_void_p()
out = ctypes.create_string_buffer(len(data))
TWOFISH, CBC = 10, 3
assert gcrypt.gcry_cipher_open(ctypes.byref(handle), TWOFISH, CBC, 0) == 0
assert gcrypt.gcry_cipher_setkey(handle, key, len(key)) == 0
assert gcrypt.gcry_cipher_setiv(handle, iv, len(iv)) == 0
assert gcrypt.gcry_cipher_encrypt(handle, out, len(data), data, len(data)) == 0
print(out.raw.hex())
`

function twofish(key: Uint8Array, iv: Uint8Array, data: Uint8Array): Buffer {
  const input = [key, iv, data].map((bytes) => Buffer.from(bytes).toString("hex")).join("\n")
  return Buffer.from(execFileSync("python3", ["-c", LIBGCRYPT], { input, encoding: "utf8" }).trim(), "hex")
}

const KEY = "6B65796665727279 20736F6D65206B65 7966696C65207468 617420776173206D"
const KEY_HASH = createHash("sha256")
  .update(Buffer.from(KEY.replaceAll(" ", ""), "hex"))
  .digest("hex")
  .slice(0, 8)
  .toUpperCase()
const KEY_FILE_2 = `<?xml version="1.0" encoding="UTF-8"?>
<KeyFile>
    <Meta>
        <Version>2.0</Version>
    </Meta>
    <Key>
        <Data Hash="${KEY_HASH}">
            ${KEY}
        </Data>
    </Key>
</KeyFile>
`
const ANY_FILE = "any file will do as a key: its hash counts\n"

export const make: Maker = async () => {
  const one = async (name: string, bytes: () => Promise<Uint8Array> | Uint8Array, rest: object) => ({
    files: { [name]: await reuseOrMake("kdbx", name, bytes) },
    ...READ_GROUPS_FIRST,
    ...rest,
  })
  const argon2id = await one("version-4-argon2id.kdbx", () => byKdbxweb({ version: 4, kdf: "Argon2id", password: PASSWORD }), {
    password: PASSWORD,
  })
  const withFile = async (name: string, keyName: string, keyFile: string, kind: Kind) => {
    const made = await one(name, () => byKdbxweb({ ...kind, keyFile: Buffer.from(keyFile) }), { password: kind.password ?? "" })
    return { ...made, files: { ...made.files, [keyName]: keyFile }, keyFile: keyName }
  }
  return [
    await one("keepassxc.kdbx", byKeepassxc, { ...READ, password: PASSWORD }),
    argon2id,
    await one("version-4-argon2d-chacha20.kdbx", () => byKdbxweb({ version: 4, kdf: "Argon2d", chacha20: true, password: PASSWORD }), {
      password: PASSWORD,
    }),
    await one("version-4-aes-kdf.kdbx", () => byKdbxweb({ version: 4, kdf: "Aes", isPacked: false, password: PASSWORD }), {
      password: PASSWORD,
    }),
    await one("version-3.kdbx", () => byKdbxweb({ version: 3, password: PASSWORD }), { password: PASSWORD }),
    await withFile("key-file-2.kdbx", "key-file-2.keyx", KEY_FILE_2, { version: 4, kdf: "Argon2id", password: PASSWORD }),
    await withFile("key-file-alone.kdbx", "any.key", ANY_FILE, { version: 4, kdf: "Argon2d" }),
    await one("version-4-twofish.kdbx", () => withTwofish(Object.values(argon2id.files)[0]!), { password: PASSWORD }),
    { files: { "keepass-1.kdb": Buffer.from("03d9a29a65fb4bb50200000004000300", "hex") }, error: "format-unsupported" },
    { files: { "newer.kdbx": Buffer.from("03d9a29a67fb4bb500000500", "hex") }, error: "format-version" },
  ]
}
