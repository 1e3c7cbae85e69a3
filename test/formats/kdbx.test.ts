import assert from "node:assert/strict"
import { execFileSync, spawnSync } from "node:child_process"
import { createHash } from "node:crypto"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { describe, it } from "node:test"
import { makeDraft } from "../../src/accounts/account.ts"
import type { Draft } from "../../src/accounts/account.ts"
import { isAppError } from "../../src/base/errors.ts"
import { sealKdbx } from "../../src/formats/apps/kdbx/kdbx-write.ts"
import { handlerById } from "../../src/formats/lookup.ts"
import { HANDLERS } from "../../src/formats/registry.ts"
import { sniff } from "../../src/formats/sniff.ts"
import { NOW_MS, seededRandom } from "./ports.ts"
import { CONTEXT, readAll } from "./reading.ts"
import { plain, samplesOf } from "./samples.ts"
import { VECTORS, madeUpSecret } from "./vectors.ts"

const kdbx = handlerById(HANDLERS, "kdbx")!
const keepass = handlerById(HANDLERS, "keepass")!
const PASSWORD = "pässwörd & key"
const context = () => ({ ...CONTEXT, random: seededRandom("kdbx test"), nowMs: NOW_MS })

const sampleBytes = (file: string): Uint8Array => samplesOf("kdbx").find(({ files }) => files[0] === file)!.inputs[0]!.bytes

/** The error's code; `read` where there is no error. */
async function outcomeCode(bytes: Uint8Array, key: { password: string; keyFile?: Uint8Array } = { password: PASSWORD }): Promise<string> {
  const outcome = await readAll([{ name: "x.kdbx", bytes }], key, kdbx)
  return outcome.state === "failed" ? outcome.error.code : "read"
}

/** Change the header and renew its checksums, as the author of a hostile file would. */
function withHeader(bytes: Uint8Array, change: (header: Buffer) => void): Uint8Array {
  const out = Buffer.from(bytes)
  let end = 12
  for (let id = -1; id !== 0;) {
    id = out.readUInt8(end)
    end += 5 + out.readUInt32LE(end + 1)
  }
  change(out.subarray(0, end))
  createHash("sha256").update(out.subarray(0, end)).digest().copy(out, end)
  return out
}

/** The offset of a value in KeePass' variant dictionary. */
const valueOf = (header: Buffer, name: string): number =>
  header.indexOf(Buffer.from([name.length, 0, 0, 0, ...Buffer.from(name)])) + 4 + name.length + 4

describe("a damaged KeePass database", () => {
  const version4 = sampleBytes("version-4-argon2id.kdbx")
  const version3 = sampleBytes("version-3.kdbx")
  const flipped = (bytes: Uint8Array, at: number): Uint8Array => bytes.map((byte, n) => (n === at ? byte ^ 1 : byte))
  const cases: [name: string, bytes: Uint8Array, code: string][] = [
    ["whose header was altered is found damaged without the password", flipped(version4, 60), "format-damaged"],
    ["whose content was altered is damaged, not a wrong password", flipped(version4, version4.length - 100), "format-damaged"],
    ["whose end is missing is damaged, not a wrong password", version4.subarray(0, -40), "format-damaged"],
    ["that ends in its header is damaged", version4.subarray(0, 40), "format-damaged"],
    ["of version 3 whose content was altered is damaged, not a wrong password", flipped(version3, version3.length - 500), "format-damaged"],
    ["of version 3 whose end is missing is damaged, not a wrong password", version3.subarray(0, -64), "format-damaged"],
  ]
  for (const [name, bytes, code] of cases) {
    it(name, async () => {
      assert.equal(await outcomeCode(bytes), code)
    })
  }
})

describe("the key of a KeePass database", () => {
  const withFile = samplesOf("kdbx").find(({ files }) => files[0] === "key-file-2.kdbx")!
  const [bytes, keyFile] = [withFile.inputs[0]!.bytes, withFile.keyFileBytes!]
  it("is password and key file where the database needs both", async () => {
    assert.equal(await outcomeCode(bytes, { password: PASSWORD, keyFile }), "read")
    assert.equal(await outcomeCode(bytes, { password: PASSWORD }), "password-wrong")
    assert.equal(await outcomeCode(bytes, { password: "", keyFile }), "password-wrong")
    assert.equal(await outcomeCode(bytes, { password: PASSWORD, keyFile: new TextEncoder().encode("another") }), "password-wrong")
  })
  it("may be the bare 32 bytes of the key file, or their hexadecimal digits", async () => {
    const [, digits] = /<Data[^>]*>([^<]*)</.exec(Buffer.from(keyFile).toString())!
    const raw = Buffer.from(digits!.replace(/\s/g, ""), "hex")
    assert.equal(await outcomeCode(bytes, { password: PASSWORD, keyFile: raw }), "read")
    assert.equal(await outcomeCode(bytes, { password: PASSWORD, keyFile: Buffer.from(raw.toString("hex")) }), "read")
  })
})

describe("a hostile KeePass database", () => {
  const argon2 = sampleBytes("version-4-argon2id.kdbx")
  const aesKdf = sampleBytes("version-4-aes-kdf.kdbx")
  const setting = (name: string, value: bigint) => (header: Buffer) => {
    header.writeBigUInt64LE(value, valueOf(header, name))
  }
  const huge = (name: string) => setting(name, 1n << 40n)
  it("cannot demand more memory, passes or rounds than allowed, with or without the password", async () => {
    assert.equal(await outcomeCode(withHeader(argon2, huge("M"))), "limit-exceeded")
    assert.equal(await outcomeCode(withHeader(argon2, huge("I"))), "limit-exceeded")
    assert.equal(await outcomeCode(withHeader(aesKdf, huge("R"))), "limit-exceeded")
    assert.equal(await outcomeCode(withHeader(argon2, setting("I", 0n))), "format-damaged")
  })
  it("cannot demand an unsupported version of Argon2", async () => {
    const old = withHeader(argon2, (header) => {
      header.writeUInt32LE(0x10, valueOf(header, "V"))
    })
    assert.equal(await outcomeCode(old), "format-unsupported")
  })
  it("cannot unpack to more than a thousand times its size", async () => {
    const bomb = await sealKdbx(() => " ".repeat(16 << 20), "pw", context())
    assert.equal(await outcomeCode(bomb, { password: "pw" }), "limit-exceeded")
  })
  it("cannot nest its XML without end", async () => {
    const deep = await sealKdbx(() => `<KeePassFile>${"<Group>".repeat(5000)}${"</Group>".repeat(5000)}</KeePassFile>`, "pw", context())
    assert.equal(await outcomeCode(deep, { password: "pw" }), "limit-exceeded")
  })
  it("is refused if it holds XML other than KeePass', or none", async () => {
    assert.equal(await outcomeCode(await sealKdbx(() => "<other/>", "pw", context()), { password: "pw" }), "format-damaged")
    assert.equal(await outcomeCode(await sealKdbx(() => "", "pw", context()), { password: "pw" }), "format-damaged")
  })
  it("can be cancelled while its key is derived", async () => {
    const bytes = aesKdf
    const opened = await kdbx.open!([{ name: "x", bytes, sniffed: sniff(bytes) }], CONTEXT)
    assert.ok(opened.kind === "locked")
    const signal = AbortSignal.abort()
    await assert.rejects(opened.unlock({ password: PASSWORD }, { ...CONTEXT, signal }), (e) => isAppError(e, "interrupted"))
  })
})

// KeePassXC reads what we write

const missing = spawnSync("keepassxc-cli", ["--version"]).status !== 0
const skip = missing && process.env["CI"] === undefined ? "keepassxc-cli is not installed" : false

function keepassxc(database: Uint8Array, password: string, as: "csv" | "xml"): string {
  const folder = mkdtempSync(join(tmpdir(), "keyferry-test-"))
  try {
    writeFileSync(join(folder, "x.kdbx"), database)
    return execFileSync("keepassxc-cli", ["export", "-q", "-f", as, join(folder, "x.kdbx")], {
      input: `${password}\n`,
      stdio: ["pipe", "pipe", "ignore"],
      encoding: "utf8",
    })
  } finally {
    rmSync(folder, { recursive: true })
  }
}

describe("KeePassXC", { skip }, () => {
  const held = VECTORS.filter(({ kind, algorithm }) => ["totp", "steam", "hotp"].includes(kind) && /SHA(?:1|256|512)$/.test(algorithm))
  const NESTED = makeDraft({ kind: "totp", issuer: "Nested", name: "n", secret: madeUpSecret("nested"), groups: ["Work/Deep/er"] })
  const ODD_TEXT = makeDraft({
    kind: "totp",
    issuer: "\u0007bell & <tag>",
    name: "日本 '\"",
    secret: madeUpSecret("odd text"),
    note: "a\r\nb\tc",
  })
  const drafts = [...held, NESTED, ODD_TEXT]
  const write = async (): Promise<Uint8Array> => await kdbx.writer!.run(drafts, { ...context(), password: PASSWORD })

  it("opens what we write and exports every account as XML", async () => {
    const xml = keepassxc(await write(), PASSWORD, "xml")
    const outcome = await readAll([{ name: "x.xml", bytes: new TextEncoder().encode(xml) }])
    assert.ok(outcome.state === "read")
    assert.equal(outcome.files[0]?.format, "keepass")
    assert.deepEqual(outcome.read.issues, [])
    const keyOf = (draft: Draft) => {
      const { kind, issuer, name, secret, algorithm, digits, period, counter, note, groups, icon } = plain(draft)
      return JSON.stringify({ kind, issuer, name, secret, algorithm, digits, period, counter, note, groups, icon })
    }
    const expected = drafts.map((draft) => ({
      ...draft,
      issuer: draft.issuer === "" ? draft.name : draft.issuer,
      note: draft.note.replace("\r\n", "\n"),
    }))
    const got = outcome.read.drafts.map((draft) => ({ ...draft, note: draft.note.replace("\r\n", "\n") }))
    assert.deepEqual(got.map(keyOf).sort(), expected.map(keyOf).sort())
  })

  it("exports the same CSV that we write", async () => {
    const named = held.filter(({ kind, name, groups }) => kind !== "hotp" && name !== "" && groups.length < 2)
    const database = await kdbx.writer!.run(named, { ...context(), password: PASSWORD })
    const own = Buffer.from(await keepass.writer!.run(named, { ...context(), password: null })).toString()
    const lines = (csv: string): string[] => csv.replace(/"\n$/, "").split('"\n"').sort()
    assert.deepEqual(lines(own), lines(keepassxc(database, PASSWORD, "csv")))
  })
})

describe("an icon for KeePass", () => {
  it("must be a picture whose bytes show its type; any other is declared lost", () => {
    const icon = { mime: "image/svg+xml", data: Buffer.from("<svg/>").toString("base64") }
    const losses = kdbx.writer!.losses!(makeDraft({ kind: "totp", issuer: "x", secret: madeUpSecret("svg"), icon }), [])
    assert.deepEqual(
      losses.map(({ grade }) => grade),
      ["lost"],
    )
  })
})
