// FreeOTP 1's preferences and FreeOTP 2's Java map, put together here from the description, without the handler.
import { pbkdf2Sync } from "node:crypto"
import { makeDraft } from "../../src/accounts/account.ts"
import type { Draft } from "../../src/accounts/account.ts"
import type { Random } from "../../src/base/ports.ts"
import { madeUpSecret } from "../../test/formats/vectors.ts"
import { HELD, STEAM, javaMap, signed, tokenOf } from "../kit/freeotp.ts"
import { gcm } from "../kit/kit.ts"
import type { Maker } from "../kit/kit.ts"
import { prefs } from "../kit/prefs.ts"

const PASSWORD = "freeotp password"
const OLDEST = makeDraft({ kind: "totp", issuer: "Oldest", name: "uri", secret: madeUpSecret("freeotp uri") })
const ALL: readonly Draft[] = [...HELD, STEAM]
const uuid = (n: number): string => `aaaaaaaa-0000-4000-8000-00000000000${n}`

const sealedKey = (random: Random, key: Uint8Array, plain: Uint8Array, token: string, bareDer: boolean): object => {
  const nonce = random.bytes(12)
  const octets = Buffer.concat([Buffer.from([4, 12]), nonce])
  const der = bareDer ? octets : Buffer.concat([Buffer.from([0x30, octets.length + 3]), octets, Buffer.from([2, 1, 16])])
  return { mCipher: "AES/GCM/NoPadding", mCipherText: signed(gcm(key, nonce, plain, token)), mParameters: signed(der), mToken: token }
}

/** A token without its secret. @param lean - Leave out default values. */
const token2 = (d: Draft, lean: boolean): object => {
  const { secret: _secret, counter, period, ...rest } = tokenOf(d)
  const whole = { ...rest, ...(d.kind === "hotp" ? { counter } : { period }) }
  if (!lean) return whole
  const { algo: _algo, digits: _digits, ...few } = whole as Record<string, unknown>
  return { label: few["label"], issuerExt: few["issuerExt"], type: few["type"] }
}

function backup(
  random: Random,
  hash: "sha1" | "sha512",
  more: readonly (readonly [string, string])[] = [],
  otherMaster = false,
): Uint8Array {
  const [salt, master] = [random.bytes(32), random.bytes(32)]
  const rounds = 100_000
  const wrapped = sealedKey(random, pbkdf2Sync(PASSWORD, salt, rounds, 32, hash), master, "AES", hash === "sha1")
  const masterKey = { mAlgorithm: `PBKDF2withHmac${hash.toUpperCase()}`, mEncryptedKey: wrapped, mIterations: rounds, mSalt: signed(salt) }
  const entries = ALL.flatMap((d, n): [string, string][] => {
    const name = `Hmac${d.algorithm}`
    const key = sealedKey(random, otherMaster && n > 0 ? random.bytes(32) : master, d.secret.reveal(), name, n % 2 === 1)
    return [
      [uuid(n), JSON.stringify({ key: JSON.stringify(key).replaceAll("/", "\\/") })],
      [`${uuid(n)}-token`, JSON.stringify(token2(d, n === 0))],
    ]
  })
  return javaMap([...entries.slice(0, 3), ["masterKey", JSON.stringify(masterKey)], ...entries.slice(3), ...more])
}

export const make: Maker = ({ random }) => {
  const names = ALL.map((d) => `${d.issuer}:${d.name}`)
  return [
    {
      files: {
        "tokens.xml": prefs({
          ...Object.fromEntries([...ALL].reverse().map((d) => [`${d.issuer}:${d.name}`, tokenOf(d)])),
          "Oldest:uri": `otpauth://totp/Oldest:uri?secret=${OLDEST.secret.toBase32()}`,
          tokenOrder: names,
        }),
      },
      accounts: [...ALL, OLDEST],
    },
    {
      files: { "without-order.xml": prefs({ a: tokenOf(HELD[0]!), b: { ...tokenOf(HELD[0]!), secret: "text" }, c: "{broken" }) },
      accounts: [HELD[0]!],
      issues: [
        { at: 2, code: "record-malformed" },
        { at: 3, code: "record-malformed" },
      ],
    },
    { files: { "externalBackup.xml": backup(random, "sha512") }, password: PASSWORD, accounts: ALL },
    { files: { "externalBackup-android6.xml": backup(random, "sha1") }, password: PASSWORD, accounts: ALL },
    {
      files: {
        "externalBackup-odd.xml": backup(random, "sha512", [
          ["lonely-key", JSON.stringify({ key: "{}" })],
          ["lonely-token", JSON.stringify(token2(HELD[0]!, false))],
          ["long-token", JSON.stringify({ ...token2(HELD[0]!, false), image: "x".repeat(70_000) })],
        ]),
      },
      password: PASSWORD,
      accounts: ALL,
      issues: [
        { at: 5, code: "record-malformed" },
        { at: 6, code: "record-malformed" },
        { at: 7, code: "record-malformed" },
      ],
    },
    {
      files: { "externalBackup-overwritten-master.xml": backup(random, "sha512", [], true) },
      password: PASSWORD,
      accounts: [ALL[0]!],
      issues: [2, 3, 4].map((at) => ({ at, code: "record-locked" as const })),
    },
    { files: { "cut-off.xml": backup(random, "sha512").subarray(0, 400) }, error: "format-damaged" },
  ]
}
