// andOTP's backups, old and new, in both encryptions, put together here from the description, without the handler.
import { createHash, pbkdf2Sync } from "node:crypto"
import { makeDraft } from "../../src/accounts/account.ts"
import type { Draft } from "../../src/accounts/account.ts"
import { VECTORS, madeUpSecret } from "../../test/formats/vectors.ts"
import { bare, gcm } from "../kit/kit.ts"
import type { Maker } from "../kit/kit.ts"

const PASSWORD = "correct horse"
const USED_MS = Date.UTC(2024, 1, 3, 4, 5, 6, 789)

const HELD: Draft[] = VECTORS.filter(
  (d) => d.kind !== "yandex" && (d.kind === "motp" || ["SHA1", "SHA256", "SHA512"].includes(d.algorithm)) && d.createdAt === null,
).map((d) => bare(d, { groups: d.groups, usedAt: USED_MS }))

const padded = (d: Draft): string => d.secret.toBase32().replace(/^.*$/, (text) => text.padEnd(Math.ceil(text.length / 8) * 8, "="))

const entry = (d: Draft): object => ({
  secret: padded(d),
  issuer: d.issuer,
  label: d.name,
  digits: d.digits,
  type: d.kind.toUpperCase(),
  algorithm: d.kind === "motp" ? "SHA1" : d.algorithm,
  thumbnail: "Default",
  last_used: d.usedAt,
  used_frequency: 3,
  ...(d.kind === "totp" ? { period: d.period } : {}),
  ...(d.kind === "hotp" ? { counter: d.counter } : {}),
  tags: d.groups,
})

const OLD = [
  makeDraft({ kind: "totp", issuer: "Old Version", name: "with a dash", secret: madeUpSecret("andotp old 1") }),
  makeDraft({ kind: "totp", issuer: "Older", name: "a:b", secret: madeUpSecret("andotp old 2"), period: 60 }),
  makeDraft({ kind: "totp", name: "neither", secret: madeUpSecret("andotp old 3") }),
]
const OLD_LABELS = ["Old Version - with a dash", "Older:a:b", "neither"]
const oldEntry = (d: Draft, n: number): object => ({
  secret: padded(d),
  label: OLD_LABELS[n],
  period: d.period,
  digits: d.digits,
  type: "TOTP",
  algorithm: "SHA1",
  tags: [],
})
/** An entry of the first versions, which had no types, digits or tags. */
const oldestEntry = (d: Draft, n: number): object => ({ secret: d.secret.toBase32(), label: OLD_LABELS[n], period: d.period, last_used: 0 })

const ODD = makeDraft({ kind: "totp", issuer: "Odd", name: "ones", secret: madeUpSecret("andotp odd", 10) })
const odd = (more: object): object => ({
  secret: ODD.secret.toBase32(),
  issuer: "Odd",
  label: "ones",
  type: "TOTP",
  algorithm: "SHA1",
  digits: 6,
  ...more,
})
const ODD_ENTRIES = [
  odd({ label: "Odd:ones", thumbnail: "Odd", tags: null }),
  odd({
    secret: ODD.secret
      .toBase32()
      .toLowerCase()
      .replace(/(.{4})/g, "$1-"),
    tags: ["Work", "", "Work"],
    period: "30",
  }),
  odd({ type: "HOTP", period: 30 }),
  odd({ type: "STEAM", period: 50, digits: 6, issuer: "Steam" }),
  odd({ type: "MYSTERY" }),
  odd({ algorithm: "SHA3-256" }),
  odd({ secret: "1nvalid!" }),
  odd({ secret: "========" }),
  odd({ secret: 7 }),
  odd({ period: -30 }),
  null,
]

const u32 = (value: number): Buffer => {
  const out = Buffer.alloc(4)
  out.writeUInt32BE(value)
  return out
}

export const make: Maker = ({ random }) => {
  const list = JSON.stringify(HELD.map(entry))
  const rounds = 145_678
  const [salt, iv] = [random.bytes(12), random.bytes(12)]
  const newer = Buffer.concat([u32(rounds), salt, iv, gcm(pbkdf2Sync(PASSWORD, salt, rounds, 32, "sha1"), iv, list)])
  const older = Buffer.concat([iv, gcm(createHash("sha256").update(PASSWORD).digest(), iv, JSON.stringify(OLD.map(oldEntry)))])
  const broken = Buffer.concat([u32(1000), salt, iv, gcm(pbkdf2Sync(PASSWORD, salt, 1000, 32, "sha1"), iv, "[not the list")])
  return [
    { files: { "otp_accounts.json": list }, accounts: HELD },
    { files: { "without-issuers.json": JSON.stringify(OLD.map(oldEntry)) }, accounts: OLD },
    { files: { "without-types.json": JSON.stringify(OLD.map(oldestEntry), null, 2) }, accounts: OLD },
    {
      files: { "odd-entries.json": JSON.stringify(ODD_ENTRIES) },
      accounts: [ODD, { ...ODD, groups: ["Work"] }, makeDraft({ ...bare(ODD), kind: "hotp", period: null, counter: 0 }), steam()],
      issues: [
        { at: 5, code: "record-unsupported" },
        { at: 6, code: "record-unsupported" },
        { at: 7, code: "record-malformed" },
        { at: 8, code: "record-malformed" },
        { at: 9, code: "record-malformed" },
        { at: 10, code: "record-malformed" },
        { at: 11, code: "record-malformed" },
      ],
    },
    { files: { "otp_accounts.json.aes": newer }, password: PASSWORD, detect: "unsigned", accounts: HELD },
    { files: { "old.json.aes": older }, password: PASSWORD, detect: "unsigned", accounts: OLD },
    { files: { "broken-inside.json.aes": broken }, password: PASSWORD, detect: "unsigned", error: "format-damaged" },
    { files: { "altered.json.aes": altered(newer) }, password: PASSWORD, detect: "unsigned", error: "password-wrong" },
    { files: { "cut-off.json": list.slice(0, 300) }, detect: "no", error: "format-damaged" },
  ]
}

const steam = (): Draft => makeDraft({ kind: "steam", issuer: "Steam", name: "ones", secret: ODD.secret })

function altered(bytes: Buffer): Buffer {
  const out = Buffer.from(bytes)
  out[100] = (out[100] ?? 0) ^ 1
  return out
}
