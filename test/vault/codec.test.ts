import assert from "node:assert/strict"
import { createHash } from "node:crypto"
import { describe, it } from "node:test"
import fc from "fast-check"
import type { Account } from "../../src/accounts/account.ts"
import { Secret } from "../../src/accounts/secret.ts"
import { AppError, isAppError } from "../../src/base/errors.ts"
import { canonicalJson } from "../../src/vault/canonical-json.ts"
import { contentDigest, decodeContent, emptyContent, encodeContent, replaceSignature } from "../../src/vault/codec.ts"
import type { VaultContent } from "../../src/vault/codec.ts"
import { macKeyOf, signerWith, vaultIdOf } from "../../src/vault/mac.ts"
import { NOW, account, assertSame, plain } from "./support.ts"

const bytes = (value: unknown) => new TextEncoder().encode(typeof value === "string" ? value : JSON.stringify(value))
const macKey = macKeyOf(bytes("AGE-SECRET-KEY-1TEST"))
const key = signerWith(macKey)
const otherKey = signerWith(macKeyOf(bytes("AGE-SECRET-KEY-1OTHER")))
const json = (file: Uint8Array) => JSON.parse(new TextDecoder().decode(file)) as Record<string, unknown>
const content: VaultContent = {
  ...emptyContent(),
  generation: 7,
  accounts: [account("a"), account("b", { kind: "hotp", period: null, counter: 41, trashedAt: NOW, groups: ["仕事"] })],
  tombstones: [{ id: "gone", at: NOW }],
}

describe("the content of a vault", () => {
  it("is the JSON that keyferry-vault(5) describes", async () => {
    const root = json(await encodeContent(content, [key]))
    assert.deepEqual(Object.keys(root), ["version", "generation", "accounts", "tombstones", "mac"])
    assert.equal(root["version"], 1)
    assert.equal(root["generation"], 7)
    assert.deepEqual(root["tombstones"], [{ id: "gone", at: "2026-01-02T03:04:05.000Z" }])
    assert.match(String(root["mac"]), /^[0-9a-f]{64}$/)
    assert.deepEqual((root["accounts"] as unknown[])[1], {
      kind: "hotp",
      issuer: "Issuer b",
      name: "mason",
      secret: "5HLR6XXHZEWW3SPJF7622F5YXVEUDD4Y",
      algorithm: "SHA1",
      digits: 6,
      period: null,
      counter: 41,
      pin: null,
      note: "",
      groups: ["仕事"],
      favorite: false,
      trashed: true,
      id: "b",
      createdAt: "2026-01-01T03:04:05.000Z",
      updatedAt: "2026-01-01T03:04:05.000Z",
      usedAt: null,
      order: 0,
      trashedAt: "2026-01-02T03:04:05.000Z",
    })
  })

  it("reads back unchanged for any content", async () => {
    await fc.assert(
      fc.asyncProperty(contents(), async (any) => {
        const decoded = decodeContent(await encodeContent(any, [key]))
        assertSame(decoded.content.accounts, any.accounts)
        // Compared as text, since deepEqual ignores a member called __proto__.
        assert.equal(canonicalJson({ ...decoded.content, accounts: [] }), canonicalJson({ ...any, accounts: [] }))
        assert.deepEqual(
          decoded.content.accounts.map((a) => canonicalJson(a.unknown ?? {})),
          any.accounts.map((a) => canonicalJson(a.unknown ?? {})),
        )
        assert.equal(await decoded.checkSignature(key), "right")
        assert.equal(await decoded.checkSignature(otherKey), "wrong")
      }),
      { numRuns: 100 },
    )
  })

  it("keeps the unknown fields and accounts of a newer program", async () => {
    const root = json(await encodeContent(content, []))
    const accounts = root["accounts"] as Record<string, unknown>[]
    accounts[0]!["colour"] = { hue: 3 }
    accounts.push({ kind: "ocra", id: "new", secret: "MZXW6YTB", suite: "OCRA-1" })
    Object.assign((root["tombstones"] as object[])[0]!, { by: "phone" })
    root["folders"] = [1, 2]
    root["recovery"] = { recipient: "age1x", fileSha256: "00", createdAt: "2026-01-02T03:04:05.000Z", device: "paper" }
    root["exports"] = [{ id: "e", at: "2026-01-02T03:04:05.000Z", path: "/x", format: "aegis", accounts: 2, host: "h" }]
    root["receipts"] = [{ id: "r", at: "2026-01-02T03:04:05.000Z", kind: "check" }]
    const decoded = decodeContent(bytes(root))
    assert.equal(decoded.content.accounts.length, 2)
    assert.deepEqual(json(await encodeContent(decoded.content, [])), root)
  })

  it("has a signature that does not depend on the order of fields or on white space", async () => {
    const root = json(await encodeContent(content, [key]))
    const shuffled = JSON.stringify(Object.fromEntries(Object.entries(root).reverse()), null, 2)
    assert.equal(await decodeContent(bytes(shuffled)).checkSignature(key), "right")
  })

  it("has a digest that depends neither on the signature, nor on the order of fields", async () => {
    const root = json(await encodeContent(content, [key]))
    const shuffled = bytes(Object.fromEntries(Object.entries(root).reverse()))
    assert.equal(decodeContent(shuffled).contentDigest(), contentDigest(content))
    assert.notEqual(contentDigest({ ...content, generation: 8 }), contentDigest(content))
  })

  it("has a digest of what was written, where a newer program put its records among ours", () => {
    const newer = { version: 1, accounts: [{ kind: "ocra", id: "new" }, plain(account("a"))] }
    const written = createHash("sha256").update(canonicalJson(newer)).digest("hex")
    assert.equal(decodeContent(bytes(newer)).contentDigest(), written)
  })

  const alterations: [name: string, alter: (root: Record<string, unknown>) => void, signature: string][] = [
    ["nothing is changed", () => undefined, "right"],
    ["the mac is missing", (root) => delete root["mac"], "none"],
    ["the mac is null", (root) => (root["mac"] = null), "none"],
    ["the list of macs is empty", (root) => (root["mac"] = []), "none"],
    ["the mac is empty", (root) => (root["mac"] = ""), "wrong"],
    ["the mac is a number", (root) => (root["mac"] = 1), "wrong"],
    ["the mac is cut off", (root) => (root["mac"] = String(root["mac"]).slice(0, 62)), "wrong"],
    ["the mac is in upper case", (root) => (root["mac"] = `${String(root["mac"]).slice(0, 63)}F`), "wrong"],
    ["one of two macs is right", (root) => (root["mac"] = ["00", root["mac"]]), "right"],
    ["the generation is higher", (root) => (root["generation"] = 8), "wrong"],
    ["the version is higher", (root) => (root["version"] = 2), "wrong"],
    ["a tombstone is removed", (root) => (root["tombstones"] = []), "wrong"],
    ["an account is removed", (root) => (root["accounts"] as unknown[]).pop(), "wrong"],
    ["a field is added", (root) => (root["new"] = 1), "wrong"],
    ["a secret is changed", (root) => ((root["accounts"] as Record<string, unknown>[])[0]!["secret"] = "MZXW6YTB"), "wrong"],
  ]
  for (const [name, alter, signature] of alterations) {
    it(`has ${signature === "none" ? "no" : `a ${signature}`} signature when ${name}`, async () => {
      const root = json(await encodeContent(content, [key]))
      alter(root)
      assert.equal(await decodeContent(bytes(root)).checkSignature(key), signature)
    })
  }

  it("is signed again only where the old signature is right", async () => {
    const signed = await encodeContent(content, [key])
    const both = decodeContent(await replaceSignature(signed, key, [key, otherKey]))
    assert.deepEqual([both.macCount, await both.checkSignature(key), await both.checkSignature(otherKey)], [2, "right", "right"])
    const forged = bytes({ ...json(signed), generation: 99 })
    assert.deepEqual(await replaceSignature(forged, key, [otherKey]), forged)
    const unsigned = await encodeContent(content, [])
    assert.deepEqual(await replaceSignature(unsigned, key, [otherKey]), unsigned)
  })

  const bad: [name: string, value: unknown, code: string][] = [
    ["empty", "", "format-damaged"],
    ["not JSON", "{", "format-damaged"],
    ["a list", [], "format-damaged"],
    ["null", "null", "format-damaged"],
    ["an object without a version", { accounts: [] }, "format-damaged"],
    ["an object of version 0", { version: 0, accounts: [] }, "format-damaged"],
    ["an object whose version is a text", { version: "1", accounts: [] }, "format-damaged"],
    ["an object with a negative generation", { version: 1, generation: -1, accounts: [] }, "format-damaged"],
    ["an object whose generation has a fraction", { version: 1, generation: 1.5, accounts: [] }, "format-damaged"],
    ["an object without accounts", { version: 1 }, "format-damaged"],
    ["an object with a tombstone without a time", { version: 1, accounts: [], tombstones: [{ id: "a" }] }, "format-damaged"],
    ["an object with a time of saving that is none", { version: 1, accounts: [], savedAt: "yesterday" }, "format-damaged"],
    ["an object with an ancestor that is no digest", { version: 1, accounts: [], ancestors: ["abc"] }, "format-damaged"],
    ["an object with a recovery key without a recipient", { version: 1, accounts: [], recovery: { fileSha256: "" } }, "format-damaged"],
    ["an object with an export without a path", { version: 1, accounts: [], exports: [{ id: "a", at: 0 }] }, "format-damaged"],
    ["an object with receipts that are not a list", { version: 1, accounts: [], receipts: {} }, "format-damaged"],
    ["an object with a tombstone that is null", { version: 1, accounts: [], tombstones: [null] }, "format-damaged"],
    [
      "an object with a tombstone whose time is invalid",
      { version: 1, accounts: [], tombstones: [{ id: "a", at: "yesterday" }] },
      "format-damaged",
    ],
  ]
  for (const [name, value, code] of bad) {
    it(`is refused when it is ${name}`, () => {
      assert.throws(
        () => decodeContent(bytes(value)),
        (e: unknown) => e instanceof AppError && e.code === code && e.cause === undefined,
      )
    })
  }

  it("is refused when it is nested too deeply", async () => {
    const deep = bytes(`{"version":1,"accounts":[],"mac":"00","x":${"[".repeat(50_000)}${"]".repeat(50_000)}}`)
    await assert.rejects(decodeContent(deep).checkSignature(key), (e: unknown) => e instanceof AppError && e.code === "limit-exceeded")
  })

  it("keeps both of two accounts with the same id", () => {
    const twice = { version: 1, accounts: [plain(account("a")), plain(account("a", { name: "other" }))] }
    const { content: read } = decodeContent(bytes(twice))
    assert.equal(read.accounts.length, 1)
    assert.equal(read.unreadable.length, 1)
  })
})

describe("canonicalJson", () => {
  const written: [name: string, value: unknown, text: string][] = [
    ["sorts members, at every depth", { b: 1, a: { d: [], c: null } }, '{"a":{"c":null,"d":[]},"b":1}'],
    ["sorts members by UTF-16 units", { "\u{1F600}": 1, "\uFB33": 2, é: 3, "1": 4, "\r": 5 }, '{"\\r":5,"1":4,"é":3,"😀":1,"\uFB33":2}'],
    ["writes numbers as ECMAScript does", [1e21, 0.1, -0, 1e-7, 100], "[1e+21,0.1,0,1e-7,100]"],
    ["escapes only what JSON requires", ['"\\\n\u0001\u007F/'], '["\\"\\\\\\n\\u0001\u007F/"]'],
    ["keeps lists in order", [3, 1, 2], "[3,1,2]"],
    ["sorts integers as texts, at any depth", [{ b: 1, a: { "9": 1, "10": 2 } }], '[{"a":{"10":2,"9":1},"b":1}]'],
    ["keeps a member __proto__", JSON.parse('{"b":[{"__proto__":{"z":1}}],"a":1}'), '{"a":1,"b":[{"__proto__":{"z":1}}]}'],
    ["leaves out what is undefined", { b: undefined, a: { "1": undefined, c: 1 } }, '{"a":{"c":1}}'],
  ]
  for (const [name, value, text] of written) {
    it(name, () => {
      assert.equal(canonicalJson(value), text)
    })
  }

  it("writes the same for any value as joining its sorted members", () => {
    const joined = (value: unknown): string => {
      if (Array.isArray(value)) return `[${value.map(joined).join(",")}]`
      if (typeof value !== "object" || value === null) return JSON.stringify(value)
      const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
      return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${joined(member)}`).join(",")}}`
    }
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        assert.equal(canonicalJson(value), joined(value))
      }),
    )
  })

  for (const name of ["a", "1"]) {
    it(`refuses more than 100 levels, with members named ${name}`, () => {
      const nested = (depth: number): unknown => (depth === 0 ? null : { [name]: nested(depth - 1) })
      assert.equal(canonicalJson(nested(100)).length, 100 * `{"a":}`.length + "null".length)
      assert.throws(
        () => canonicalJson(nested(101)),
        (e) => isAppError(e, "limit-exceeded"),
      )
    })
  }
})

it("the signing key and the vault's id are derived from the identity as keyferry-vault(5) describes", () => {
  // Made with: openssl kdf -keylen 32 -kdfopt digest:SHA256 -kdfopt key:AGE-SECRET-KEY-1TEST -kdfopt info:'keyferry vault mac v1' HKDF
  assert.equal(Buffer.from(macKey).toString("hex"), "2fef02b892f10d7b3b5f36e551619593f8f5d90ce1d2bb4c09511ce8cc1a1339")
  // printf 'keyferry vault id v1\nage1test' | sha256sum
  assert.equal(vaultIdOf("age1test"), "bb3bea2ae9f60c0e60d9f143d2df8aab5b8d8632162f88b881d18d9c7615ced5")
})

/** A text in the form of a SHA-256. */
function digest(digit: string): string {
  return digit.repeat(64)
}

function contents(): fc.Arbitrary<VaultContent> {
  const time = fc.integer({ min: 0, max: Date.UTC(2100, 0) })
  const unknown = fc.dictionary(
    fc
      .string({ minLength: 1 })
      .filter((name) => !(name in plain(account("x"))) && name !== "icon" && name !== "mac" && !(name in emptyContent())),
    fc.jsonValue({ maxDepth: 2 }),
    { maxKeys: 2 },
  )
  const icon = fc.option(fc.record({ mime: fc.constant("image/png"), data: fc.base64String({ maxLength: 20 }) }))
  const one: fc.Arbitrary<Account> = fc
    .record({
      id: fc.uuid(),
      kind: fc.constantFrom("totp" as const, "hotp" as const),
      text: fc.array(fc.string({ unit: "grapheme", maxLength: 8 }), { minLength: 3, maxLength: 3 }),
      secret: fc.uint8Array({ minLength: 1, maxLength: 40 }),
      algorithm: fc.constantFrom("SHA1" as const, "SHA256" as const, "MD5" as const),
      digits: fc.integer({ min: 1, max: 10 }),
      number: fc.integer({ min: 1, max: 100_000 }),
      groups: fc.uniqueArray(fc.string({ minLength: 1, maxLength: 5 }), { maxLength: 3 }),
      favorite: fc.boolean(),
      icon,
      times: fc.tuple(time, time, fc.option(time), fc.option(time)),
      order: fc.double({ noNaN: true, noDefaultInfinity: true }).map((order) => order + 0),
      unknown,
    })
    .map(({ id, kind, text, secret, number, times, unknown, ...fields }) => ({
      ...account(id, { kind, ...fields }),
      secret: new Secret(secret),
      issuer: text[0]!,
      name: text[1]!,
      note: text[2]!,
      period: kind === "totp" ? number : null,
      counter: kind === "hotp" ? number : null,
      createdAt: times[0],
      updatedAt: times[1],
      usedAt: times[2],
      trashedAt: times[3],
      ...(Object.keys(unknown).length === 0 ? {} : { unknown }),
    }))
  return fc.record({
    version: fc.constant(1),
    generation: fc.nat(),
    accounts: fc.uniqueArray(one, { selector: ({ id }) => id, maxLength: 5 }),
    savedAt: fc.option(time),
    ancestors: fc.array(fc.constantFrom("a", "b").map(digest), { maxLength: 3 }),
    recovery: fc.option(fc.record({ recipient: fc.string(), fileSha256: fc.string(), createdAt: time })),
    tombstones: fc.array(fc.record({ id: fc.uuid(), at: time }), { maxLength: 3 }),
    exports: fc.array(fc.record({ id: fc.uuid(), at: time, path: fc.string(), format: fc.string(), accounts: fc.nat() }), { maxLength: 2 }),
    receipts: fc.array(fc.record({ id: fc.uuid(), at: time }), { maxLength: 2 }),
    unreadable: fc.array(fc.record({ kind: fc.constant("ocra"), more: fc.jsonValue({ maxDepth: 2 }) }), { maxLength: 2 }),
    unknown,
  })
}
