// What we write protected, opened by decryptors that are written only from the format descriptions and use no code of src/formats/.
import assert from "node:assert/strict"
import { createDecipheriv, createHash, createHmac, pbkdf2Sync } from "node:crypto"
import { describe } from "node:test"
import { argon2id } from "hash-wasm"
import { makeDraft } from "../../src/accounts/account.ts"
import type { Draft } from "../../src/accounts/account.ts"
import { Secret } from "../../src/accounts/secret.ts"
import { handlerById } from "../../src/formats/lookup.ts"
import { HANDLERS } from "../../src/formats/registry.ts"
import { itFor } from "./chosen.ts"
import { NOW_MS, background, seededRandom } from "./ports.ts"
import { openByHand } from "./secretstream-by-hand.ts"
import { TWO_FAS_REFERENCE } from "./two-fas-reference.ts"
import { madeUpSecret } from "./vectors.ts"

const PASSWORD = "pässwörd 7 パス"
const first = madeUpSecret("independent 1")
const second = madeUpSecret("independent 2", 32)
const third = madeUpSecret("independent 3")
const motpKey = "0123456789abcdef"

const TOTP = makeDraft({ kind: "totp", issuer: "Northwind", name: "alice@example.com", secret: first, groups: ["Work"] })
const LONG = makeDraft({ kind: "totp", issuer: "さくら, Inc", name: "b", secret: second, algorithm: "SHA256", digits: 8, period: 60 })
const HOTP = makeDraft({ kind: "hotp", issuer: "Contoso", name: "carol", secret: third, counter: 41 })
const STEAM = makeDraft({ kind: "steam", issuer: "Steam", name: "gamer", secret: third })
const MOTP = makeDraft({ kind: "motp", issuer: "Mainframe", name: "dave", secret: new Secret(Buffer.from(motpKey)), pin: "1234" })
const NOTED = { ...TOTP, note: "a note", favorite: true }

type Json = Record<string, unknown>
const parse = (bytes: Uint8Array | string): Json => JSON.parse(Buffer.from(bytes).toString("utf8")) as Json
const from64 = (text: unknown): Buffer => {
  assert.match(String(text), /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/)
  return Buffer.from(String(text), "base64")
}

/** The tag is the last 16 bytes. */
function gcm(key: Uint8Array, iv: Uint8Array, sealed: Uint8Array, aad = ""): Buffer {
  const decipher = createDecipheriv("aes-256-gcm", key, iv)
  decipher.setAAD(Buffer.from(aad))
  decipher.setAuthTag(sealed.subarray(-16))
  return Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()])
}

const argon2 = (salt: Uint8Array, iterations: number, memorySize: number, parallelism: number): Promise<Uint8Array> =>
  argon2id({ password: PASSWORD, salt, iterations, memorySize, parallelism, hashLength: 32, outputType: "binary" })

async function write(id: string, drafts: readonly Draft[]): Promise<Buffer> {
  const bytes = await handlerById(HANDLERS, id)!.writer!.run(drafts, {
    background,
    random: seededRandom(id),
    nowMs: NOW_MS,
    password: PASSWORD,
  })
  return Buffer.from(bytes)
}

describe("what we write protected", () => {
  itFor("2fas", "opens as 2FAS does it: PBKDF2-SHA256 of 10,000 rounds, 256 bytes of salt, AES-GCM", async () => {
    const file = parse(await write("2fas", [TOTP, HOTP, STEAM]))
    const fields = ["services", "groups", "updatedAt", "schemaVersion", "appVersionCode", "appVersionName", "appOrigin"]
    assert.deepEqual(Object.keys(file), [...fields, "servicesEncrypted", "reference"])
    assert.deepEqual([file["services"], file["schemaVersion"]], [[], 4])
    const open = (sealed: unknown): { plain: Buffer; salt: Buffer; iv: Buffer } => {
      const [data, salt, iv] = String(sealed).split(":").map(from64) as [Buffer, Buffer, Buffer]
      assert.deepEqual([salt.length, iv.length], [256, 12])
      return { plain: gcm(pbkdf2Sync(PASSWORD, salt, 10_000, 32, "sha256"), iv, data), salt, iv }
    }
    const [services, reference] = [open(file["servicesEncrypted"]), open(file["reference"])]
    assert.equal(reference.plain.toString(), TWO_FAS_REFERENCE)
    assert.deepEqual(services.salt, reference.salt)
    assert.notDeepEqual(services.iv, reference.iv)
    const [totp, hotp, steam] = JSON.parse(services.plain.toString()) as [Json, Json, Json]
    assert.deepEqual([totp["name"], totp["secret"]], ["Northwind", first.toBase32()])
    assert.deepEqual(totp["groupId"], (file["groups"] as Json[])[0]?.["id"])
    assert.deepEqual(totp["otp"], {
      link: `otpauth://totp/Northwind:alice%40example.com?secret=${first.toBase32()}&issuer=Northwind&algorithm=SHA1&digits=6&period=30`,
      label: "alice@example.com",
      account: "alice@example.com",
      issuer: "Northwind",
      digits: 6,
      period: 30,
      algorithm: "SHA1",
      tokenType: "TOTP",
      source: "Link",
    })
    const otp = hotp["otp"] as Json
    assert.deepEqual([otp["tokenType"], otp["counter"], "period" in otp], ["HOTP", 41, false])
    assert.equal((steam["otp"] as Json)["tokenType"], "STEAM")
  })

  itFor("andotp", "opens as andOTP does it: rounds in front, PBKDF2-SHA1, AES-GCM", async () => {
    const file = await write("andotp", [TOTP, LONG, HOTP, STEAM, MOTP])
    const rounds = file.readUInt32BE(0)
    assert.ok(rounds >= 140_000 && rounds <= 160_000)
    const key = pbkdf2Sync(PASSWORD, file.subarray(4, 16), rounds, 32, "sha1")
    const entries = JSON.parse(gcm(key, file.subarray(16, 28), file.subarray(28)).toString()) as Json[]
    const common = { thumbnail: "Default", last_used: 0, used_frequency: 0 }
    const sha1 = { algorithm: "SHA1", ...common }
    const padded = (text: string): string => text.padEnd(Math.ceil(text.length / 8) * 8, "=")
    const motp = padded(new Secret(Buffer.from(motpKey)).toBase32())
    assert.deepEqual(entries, [
      {
        secret: padded(first.toBase32()),
        issuer: "Northwind",
        label: "alice@example.com",
        digits: 6,
        type: "TOTP",
        ...sha1,
        period: 30,
        tags: ["Work"],
      },
      {
        secret: padded(second.toBase32()),
        issuer: "さくら, Inc",
        label: "b",
        digits: 8,
        type: "TOTP",
        ...sha1,
        algorithm: "SHA256",
        period: 60,
        tags: [],
      },
      { secret: padded(third.toBase32()), issuer: "Contoso", label: "carol", digits: 6, type: "HOTP", ...sha1, counter: 41, tags: [] },
      { secret: padded(third.toBase32()), issuer: "Steam", label: "gamer", digits: 5, type: "STEAM", ...sha1, tags: [] },
      { secret: motp, issuer: "Mainframe", label: "dave", digits: 6, type: "MOTP", ...sha1, tags: [] },
    ])
    assert.deepEqual(Object.keys(entries[0]!).slice(0, 6), ["secret", "issuer", "label", "digits", "type", "algorithm"])
  })

  itFor("proton", "opens as Proton Authenticator does it: Argon2id of 19 MiB, AES-GCM bound to its purpose", async () => {
    const file = parse(await write("proton", [NOTED, LONG, STEAM]))
    assert.deepEqual(Object.keys(file), ["version", "salt", "content"])
    const [salt, content] = [from64(file["salt"]), from64(file["content"])]
    assert.equal(salt.length, 16)
    const key = await argon2(salt, 2, 19_456, 1)
    const plain = parse(gcm(key, content.subarray(0, 12), content.subarray(12), "proton.authenticator.export.v1"))
    assert.deepEqual(Object.keys(plain), ["version", "entries"])
    const entries = (plain["entries"] as Json[]).map(({ id, ...entry }) => {
      assert.match(String(id), /^[0-9a-f-]{36}$/)
      return entry
    })
    const uri = `otpauth://totp/alice%40example.com?secret=${first.toBase32()}&issuer=Northwind&algorithm=SHA1&digits=6&period=30`
    const long = `otpauth://totp/b?secret=${second.toBase32()}&issuer=%E3%81%95%E3%81%8F%E3%82%89%2C%20Inc&algorithm=SHA256&digits=8&period=60`
    assert.deepEqual(entries, [
      { content: { uri, entry_type: "Totp", name: "alice@example.com" }, note: "a note" },
      { content: { uri: long, entry_type: "Totp", name: "b" }, note: null },
      { content: { uri: `steam://${third.toBase32()}`, entry_type: "Steam", name: "gamer" }, note: null },
    ])
  })

  itFor("stratum", "opens as Stratum does it: Argon2id of 64 MiB and 4 lanes, AES-GCM", async () => {
    const file = await write("stratum", [TOTP, HOTP, MOTP])
    assert.equal(file.subarray(0, 16).toString("latin1"), "AUTHENTICATORPRO")
    const key = await argon2(file.subarray(16, 32), 3, 65_536, 4)
    const backup = parse(gcm(key, file.subarray(32, 44), file.subarray(44)))
    assert.deepEqual(Object.keys(backup), ["Authenticators", "Categories", "AuthenticatorCategories", "CustomIcons"])
    const common = { Icon: null, Pin: null, Algorithm: 0, Digits: 6, Period: 30, Counter: 0, CopyCount: 0 }
    assert.deepEqual(backup["Authenticators"], [
      { ...common, Type: 2, Issuer: "Northwind", Username: "alice@example.com", Secret: first.toBase32(), Ranking: 0 },
      { ...common, Type: 1, Issuer: "Contoso", Username: "carol", Secret: third.toBase32(), Counter: 41, Ranking: 1 },
      { ...common, Type: 3, Issuer: "Mainframe", Username: "dave", Secret: motpKey, Pin: "1234", Period: 10, Ranking: 2 },
    ])
    const id = createHash("sha1").update("Work").digest("hex").slice(0, 8)
    assert.deepEqual(backup["Categories"], [{ Id: id, Name: "Work", Ranking: 0 }])
    assert.deepEqual(backup["AuthenticatorCategories"], [{ CategoryId: id, AuthenticatorSecret: first.toBase32(), Ranking: 0 }])
  })

  itFor("ente", "opens as Ente does it: Argon2id of 256 MiB, one final message of a secretstream", async () => {
    const file = parse(await write("ente", [NOTED, HOTP]))
    assert.deepEqual(Object.keys(file), ["version", "kdfParams", "encryptedData", "encryptionNonce"])
    const { memLimit, opsLimit, salt } = file["kdfParams"] as Json
    assert.deepEqual([file["version"], memLimit, opsLimit, from64(salt).length], [1, 268_435_456, 16, 16])
    const header = from64(file["encryptionNonce"])
    assert.equal(header.length, 24)
    const opened = openByHand(await argon2(from64(salt), 16, 262_144, 1), header, from64(file["encryptedData"]))
    assert.equal(opened?.tag, 3)
    const [one, two, none] = opened.plain
      .toString("utf8")
      .split("\n")
      .map((line) => new URL(line))
    assert.equal(none, undefined)
    assert.deepEqual([one?.host, one?.pathname], ["totp", "/Northwind:alice%40example.com"])
    const { codeDisplay, ...params } = Object.fromEntries(one?.searchParams ?? [])
    assert.deepEqual(params, { algorithm: "SHA1", digits: "6", issuer: "Northwind", period: "30", secret: first.toBase32() })
    const display = { pinned: true, trashed: false, lastUsedAt: 0, tapCount: 0, tags: ["Work"], note: "a note", position: 0 }
    assert.deepEqual(JSON.parse(codeDisplay ?? ""), display)
    assert.deepEqual([two?.host, two?.searchParams.get("counter")], ["hotp", "41"])
    assert.ok(!opened.plain.includes(","), "Ente splits URIs at commas")
  })

  itFor("bitwarden", "opens as Bitwarden does it: PBKDF2-SHA256 over the salt's text, HKDF-Expand, AES-CBC with HMAC", async () => {
    const file = parse(await write("bitwarden", [NOTED, STEAM]))
    const fields = ["encrypted", "passwordProtected", "salt", "kdfType", "kdfIterations", "encKeyValidation_DO_NOT_EDIT", "data"]
    assert.deepEqual(Object.keys(file), fields)
    assert.deepEqual([file["encrypted"], file["passwordProtected"], file["kdfType"], file["kdfIterations"]], [true, true, 0, 600_000])
    const key = pbkdf2Sync(PASSWORD, String(file["salt"]), 600_000, 32, "sha256")
    const expand = (info: string): Buffer => createHmac("sha256", key).update(`${info}\u0001`).digest()
    const open = (text: unknown): string => {
      assert.match(String(text), /^2\./)
      const [iv, data, mac] = String(text).slice(2).split("|").map(from64) as [Buffer, Buffer, Buffer]
      assert.deepEqual(createHmac("sha256", expand("mac")).update(iv).update(data).digest(), mac)
      const decipher = createDecipheriv("aes-256-cbc", expand("enc"), iv)
      return Buffer.concat([decipher.update(data), decipher.final()]).toString()
    }
    assert.match(open(file["encKeyValidation_DO_NOT_EDIT"]), /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
    const vault = JSON.parse(open(file["data"])) as { encrypted: boolean; folders: Json[]; items: Json[] }
    assert.deepEqual(Object.keys(vault), ["encrypted", "folders", "items"])
    assert.equal(vault.encrypted, false)
    const [item, steam] = vault.items as [Json, Json]
    assert.deepEqual([item["type"], item["name"], item["notes"], item["favorite"]], [1, "Northwind", "a note", true])
    assert.deepEqual([vault.folders[0]?.["name"], vault.folders[0]?.["id"]], ["Work", item["folderId"]])
    const login = item["login"] as Json
    assert.equal(login["username"], "alice@example.com")
    const { searchParams, host } = new URL(String(login["totp"]))
    assert.deepEqual([host, searchParams.get("secret"), searchParams.get("issuer")], ["totp", first.toBase32(), "Northwind"])
    assert.equal((steam["login"] as Json)["totp"], `steam://${third.toBase32()}`)
  })
})
