// OTP Auth's files: the archives by Python's `plistlib` (`samples/kit/keyed-archive.py`), the encryption here with `node:crypto`, without the handler.
import { execFileSync } from "node:child_process"
import { createHash, createHmac, pbkdf2Sync } from "node:crypto"
import { fileURLToPath } from "node:url"
import { makeDraft } from "../../src/accounts/account.ts"
import type { Draft } from "../../src/accounts/account.ts"
import type { Random } from "../../src/base/ports.ts"
import { madeUpSecret } from "../../test/formats/vectors.ts"
import { cbc, reuseOrMake } from "../kit/kit.ts"
import type { Maker } from "../kit/kit.ts"

const PASSWORD = "pässwörd 7"

type Value = unknown
const dict = (fields: Readonly<Record<string, Value>>): Value => ({ dict: Object.entries(fields) })
const array = (items: readonly Value[]): Value => ({ array: items })
const data = (bytes: Uint8Array, mutable = false): Value => ({ data: Buffer.from(bytes).toString("base64"), mutable })
const archive = (value: Value): Buffer =>
  execFileSync("python3", [fileURLToPath(new URL("../kit/keyed-archive.py", import.meta.url))], { input: JSON.stringify(value) })

const secret = (n: number) => madeUpSecret(`otp auth ${n}`)
const READ: Draft[] = [
  makeDraft({ kind: "totp", issuer: "Northwind", name: "alice@example.com", secret: secret(1), groups: ["Work"] }),
  makeDraft({ kind: "hotp", issuer: "Contoso", name: "bob", secret: secret(2), counter: 9, digits: 8, groups: ["Work"] }),
  makeDraft({ kind: "totp", issuer: "山田", name: "仕事", secret: secret(3), algorithm: "SHA256", period: 60, groups: ["プライベート"] }),
  makeDraft({ kind: "totp", issuer: "Fabrikam", name: "", secret: secret(4), algorithm: "SHA512", groups: ["プライベート"] }),
  makeDraft({ kind: "totp", issuer: "Adatum", name: "md5", secret: secret(5), algorithm: "MD5", digits: 7, groups: ["プライベート"] }),
]
const NUMBERS = { SHA1: 0, SHA256: 2, SHA512: 3, MD5: 4, SHA224: 9, SHA384: 9 }

/** Default numbers are written as 0. */
const fieldsOf = (draft: Draft, n: number) => ({
  label: draft.name === "" ? null : draft.name,
  issuer: n === 2 ? { mutableString: draft.issuer } : draft.issuer,
  secret: data(draft.secret.reveal(), n === 3),
  type: draft.kind === "hotp" ? 1 : 2,
  algorithm: NUMBERS[draft.algorithm],
  digits: draft.digits === 6 ? 0 : draft.digits,
  counter: draft.counter ?? 0,
  period: draft.period === 30 || draft.period === null ? 0 : draft.period,
})

const account = (draft: Draft, n: number): Value => ({ object: "ACOTPAccount", fields: fieldsOf(draft, n) })
const folder = (name: string, accounts: readonly Value[]): Value => ({ object: "ACOTPFolder", fields: { name, accounts: array(accounts) } })

const ACCOUNTS = READ.map(account)
const ODD: Value[] = [
  { object: "ACOTPAccount", fields: { ...fieldsOf(READ[0]!, 0), secret: data(new Uint8Array(0)) } },
  { object: "ACOTPAccount", fields: { ...fieldsOf(READ[0]!, 0), type: 7 } },
  { object: "ACOTPAccount", fields: { ...fieldsOf(READ[0]!, 0), algorithm: 9 } },
]

const backup = (odd: readonly Value[] = []): Buffer =>
  archive(dict({ Folders: array([folder("Work", ACCOUNTS.slice(0, 2)), folder("プライベート", [...ACCOUNTS.slice(2), ...odd])]) }))
const single = (): Buffer => archive(dict(fieldsOf(READ[0]!, 0)))

const sha256 = (text: string): Buffer => createHash("sha256").update(text).digest()
const outer = (word: "Authenticator" | "OTPAuth", value: Value): Buffer => cbc(sha256(word), new Uint8Array(16), archive(value))

function rnCryptor(plain: Uint8Array, random: Random): Buffer {
  const [encryptionSalt, hmacSalt, iv] = [random.bytes(8), random.bytes(8), random.bytes(16)]
  const key = (salt: Uint8Array): Buffer => pbkdf2Sync(PASSWORD, salt, 10_000, 32, "sha1")
  const sealed = Buffer.concat([Buffer.from([3, 1]), encryptionSalt, hmacSalt, iv, cbc(key(encryptionSalt), iv, plain)])
  return Buffer.concat([sealed, createHmac("sha256", key(hmacSalt)).update(sealed).digest()])
}

const SALT = "0C7B9E1A-0000-4000-8000-5A5A5A5A5A5A"
const IV = "an initialisation vector"

function hashed(plain: Uint8Array): Buffer {
  const iv = createHash("sha1").update(IV).digest().subarray(0, 16)
  return cbc(sha256(`${SALT}-${PASSWORD}`), iv, plain)
}

export const make: Maker = async ({ random }) => {
  const one = async (name: string, bytes: () => Uint8Array, accounts: readonly Draft[]) => ({
    files: { [name]: await reuseOrMake("otpauth-ios", name, bytes) },
    password: PASSWORD,
    accounts,
  })
  const alone = READ.slice(0, 1).map((draft) => ({ ...draft, groups: [] }))
  return [
    await one(
      "backup-1.0.otpauthdb",
      () => outer("Authenticator", dict({ Version: 1.0, Salt: SALT, IV, WrappedData: data(hashed(backup())) })),
      READ,
    ),
    await one(
      "backup-1.1.otpauthdb",
      () => outer("Authenticator", dict({ Version: 1.1, WrappedData: data(rnCryptor(backup(), random)) })),
      READ,
    ),
    await one(
      "account-1.1.otpauth",
      () => outer("OTPAuth", dict({ Version: 1.1, Salt: SALT, IV: data(Buffer.from(IV)), Data: data(hashed(single())) })),
      alone,
    ),
    await one("account-1.2.otpauth", () => outer("OTPAuth", dict({ Version: 1.2, Data: data(rnCryptor(single(), random), true) })), alone),
    {
      ...(await one(
        "odd-accounts.otpauthdb",
        () => outer("Authenticator", dict({ Version: 1.1, WrappedData: data(rnCryptor(backup(ODD), random)) })),
        READ,
      )),
      issues: [
        { at: 6, code: "record-malformed" },
        { at: 7, code: "record-unsupported" },
        { at: 8, code: "record-unsupported" },
      ],
    },
    {
      files: {
        "newer.otpauthdb": await reuseOrMake("otpauth-ios", "newer.otpauthdb", () =>
          outer("Authenticator", dict({ Version: 2.0, WrappedData: data(random.bytes(32)) })),
        ),
      },
      error: "format-version",
    },
  ]
}
