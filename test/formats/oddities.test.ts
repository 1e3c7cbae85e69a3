// Unusual content in files of other apps. Each account is shown as one line, so that a table lists the result of each case.
import assert from "node:assert/strict"
import { createCipheriv, createHash, createHmac, pbkdf2Sync, randomBytes } from "node:crypto"
import { describe, it } from "node:test"
import { Uint8ArrayReader, Uint8ArrayWriter, ZipWriter } from "@zip.js/zip.js"
import { argon2id } from "hash-wasm"
import type { Draft } from "../../src/accounts/account.ts"
import { decryptTwofish, openTwofishCbc } from "../../src/formats/apps/kdbx/twofish.ts"
import { readAll } from "./reading.ts"

/** A made-up key in base32, and its bytes. */
const KEY = "NBSWY3DPEB3W64TMMQ"
const KEY_BYTES = [...Buffer.from("hello world")]

const lineOf = ({ kind, issuer, name, algorithm, digits, period, counter, trashed }: Draft): string =>
  [kind, issuer, name, algorithm, digits, period ?? counter, ...(trashed ? ["trashed"] : [])].join("|")

interface ReadResult {
  readonly format: string
  readonly accounts: readonly string[]
  /** The position and code of each issue. */
  readonly issues?: readonly string[]
  readonly withoutSecret?: number
}

async function read(content: unknown, password = ""): Promise<ReadResult> {
  const text = typeof content === "string" || content instanceof Uint8Array ? content : JSON.stringify(content)
  const bytes = typeof text === "string" ? Buffer.from(text) : text
  const outcome = await readAll([{ name: "x", bytes }], { password })
  if (outcome.state === "failed") throw outcome.error
  const { drafts, issues, withoutSecret } = outcome.read
  return {
    format: outcome.files[0]!.format,
    accounts: drafts.map(lineOf),
    ...(issues.length > 0 ? { issues: issues.map(({ at, code }) => `${at} ${code}`) } : {}),
    ...(withoutSecret > 0 ? { withoutSecret } : {}),
  }
}

async function outcomeCode(content: unknown, password = ""): Promise<string> {
  try {
    await read(content, password)
    return "read"
  } catch (error) {
    return (error as { code: string }).code
  }
}

async function zipOf(files: Readonly<Record<string, string>>): Promise<Uint8Array> {
  const writer = new ZipWriter(new Uint8ArrayWriter(), { useWebWorkers: false })
  for (const [name, content] of Object.entries(files)) await writer.add(name, new Uint8ArrayReader(Buffer.from(content)))
  return await writer.close()
}

describe("an item with several codes loses only the one that cannot be read", () => {
  const code = (value: string): object => ({ fieldName: "c", type: "totp", data: { totpUri: value } })
  const proton = {
    vaults: {
      one: {
        name: "Personal",
        items: [
          {
            data: {
              type: "login",
              metadata: { name: "Shop" },
              content: { totpUri: `otpauth://totp/Shop:me?issuer=Shop&secret=${KEY}` },
              extraFields: [code("no code!"), { type: "text", data: { content: "x" } }, code(KEY)],
            },
          },
          { data: { type: "note", metadata: { name: "Note" }, content: {} } },
          "no item",
          {
            state: 2,
            data: { type: "custom", metadata: { name: "Own" }, content: { sections: [{ sectionFields: [code(KEY)] }] } },
          },
        ],
      },
    },
  }
  const expected: ReadResult = {
    format: "proton-pass",
    accounts: ["totp|Shop|me|SHA1|6|30", "totp|Shop||SHA1|6|30", "totp|Own||SHA1|6|30|trashed"],
    issues: ["1 record-malformed", "3 record-malformed"],
    withoutSecret: 1,
  }
  it("in Proton Pass' JSON and its zip", async () => {
    assert.deepEqual(await read(proton), expected)
    assert.deepEqual(await read(await zipOf({ "Proton Pass/data.json": JSON.stringify(proton) })), expected)
  })

  it("in 1Password's 1PUX", async () => {
    const fields = [{ value: { totp: KEY } }, { value: { totp: "no code!" } }, { value: { totp: `otpauth://totp/A:b?secret=${KEY}` } }]
    const items = [{ overview: { title: "T" }, details: { sections: [{ fields }] } }, { overview: {}, details: {} }, 7]
    const data = { accounts: [{ vaults: [{ attrs: { name: "V" }, items }] }] }
    assert.deepEqual(await read(await zipOf({ "export.data": JSON.stringify(data) })), {
      format: "1password",
      accounts: ["totp|T||SHA1|6|30", "totp|A|b|SHA1|6|30"],
      issues: ["1 record-malformed", "3 record-malformed"],
      withoutSecret: 1,
    })
  })
})

describe("a code that Proton Pass made without a user name", () => {
  const item = (content: object): object => ({
    vaults: { v: { name: "", items: [{ data: { type: "login", metadata: { name: "Shop" }, content } }] } },
  })
  const totpUri = `otpauth://totp/Shop:Proton%20Pass?issuer=Shop&secret=${KEY}`
  it("keeps the label that the file gives it", async () => {
    assert.deepEqual((await read(item({ totpUri }))).accounts, ["totp|Shop|Proton Pass|SHA1|6|30"])
  })
  it("takes the item's own user name where there is one", async () => {
    assert.deepEqual((await read(item({ totpUri, itemEmail: "me@example.com" }))).accounts, ["totp|Shop|me@example.com|SHA1|6|30"])
  })
})

describe("tables of password managers", () => {
  const cases: Record<string, { csv: string; expected: ReadResult }> = {
    "Proton Pass": {
      csv: `type,name,url,email,username,password,note,totp,createTime,modifyTime,vault\nlogin,Shop,,me@x.y,,p,"a, b",${KEY},1700000000,1700000001,Mine\nnote,N,,,,,n,,,,Mine\n`,
      expected: { format: "proton-pass", accounts: ["totp|Shop|me@x.y|SHA1|6|30"], withoutSecret: 1 },
    },
    "Proton Pass, of a version without e-mail addresses": {
      csv: `name,url,username,password,note,totp\nShop,,me,p,,otpauth://totp/S:n?secret=${KEY}&digits=8\n`,
      expected: { format: "proton-pass", accounts: ["totp|S|n|SHA1|8|30"] },
    },
    "1Password, with the longer names": {
      csv: `Title,Website,Username,Password,One-time password,Favorite status,Archived status,Tags,Notes\nShop,,me,p,${KEY},false,true,,\n`,
      expected: { format: "1password", accounts: ["totp|Shop|me|SHA1|6|30|trashed"] },
    },
    "Apple's, without notes": {
      csv: `Title,URL,Username,Password,OTPAuth\nshop.example (me),,me,p,${KEY}\n`,
      expected: { format: "apple-passwords", accounts: ["totp|shop.example|me|SHA1|6|30"] },
    },
  }
  for (const [name, { csv, expected }] of Object.entries(cases)) {
    it(name, async () => {
      assert.deepEqual(await read(csv), expected)
    })
  }
})

describe("a token of the FreeOTP family", () => {
  const cases: Record<string, { token: object; expected: string }> = {
    "is Steam's by the issuer of its QR code, whatever the user calls it": {
      token: { issuerExt: "Steam", issuerAlt: "Games", label: "me", digits: 6, type: "TOTP" },
      expected: "steam|Games|me|SHA1|5|30",
    },
    "is Steam's by the issuer's parameter where the label has none": {
      token: { issuerInt: "Steam", label: "me", type: "TOTP" },
      expected: "steam|Steam|me|SHA1|5|30",
    },
    "is not Steam's because the user calls it so": {
      token: { issuerExt: "Shop", issuerAlt: "Steam", label: "me", digits: 6, type: "TOTP" },
      expected: "totp|Steam|me|SHA1|6|30",
    },
    "is not Steam's if it is counter-based": {
      token: { issuerExt: "Steam", label: "me", digits: 6, counter: 4, type: "HOTP" },
      expected: "hotp|Steam|me|SHA1|6|4",
    },
    "begins at 0 if the QR code has 0, which is stored as -1": {
      token: { issuerExt: "Shop", label: "me", counter: -1, type: "HOTP" },
      expected: "hotp|Shop|me|SHA1|6|0",
    },
  }
  for (const [name, { token, expected }] of Object.entries(cases)) {
    it(name, async () => {
      const file = { tokenOrder: [], tokens: [{ ...token, secret: KEY_BYTES }] }
      assert.deepEqual(await read(file), { format: "freeotp-plus", accounts: [expected] })
    })
  }
  it("with another negative counter is an issue", async () => {
    const file = { tokenOrder: [], tokens: [{ label: "me", type: "HOTP", counter: -2, secret: KEY_BYTES }] }
    assert.deepEqual(await read(file), { format: "freeotp-plus", accounts: [], issues: ["1 record-malformed"] })
  })
})

describe("single records", () => {
  it("Ente's type yandex is a Yandex code", async () => {
    const uri = `otpauth://yandex/me@example.com?secret=${"A".repeat(26)}&issuer=Yandex&pin=1234&codeDisplay=%7B%7D`
    assert.deepEqual(await read(uri), { format: "ente", accounts: ["yandex|Yandex|me@example.com|SHA256|8|30"] })
  })

  it("MD5 is ignored in an Aegis entry other than mOTP, in any spelling", async () => {
    const entry = (algo: string): object => ({ type: "totp", name: algo, issuer: "I", info: { secret: KEY, algo, digits: 6, period: 30 } })
    const file = {
      version: 1,
      header: { slots: null, params: null },
      db: { version: 3, entries: [entry("MD5"), entry("md5"), entry("HmacMD5")] },
    }
    assert.deepEqual((await read(file)).accounts, ["totp|I|MD5|SHA1|6|30", "totp|I|md5|SHA1|6|30", "totp|I|HmacMD5|SHA1|6|30"])
  })

  it("Proton's name that repeats the whole label is divided as the label is", async () => {
    const entry = (uri: string, name: string): object => ({ content: { uri, entry_type: "Totp", name }, note: null })
    const entries = [
      entry(`otpauth://totp/Shop%3Ame?secret=${KEY}`, "Shop:me"),
      entry(`otpauth://totp/Shop%3Ame?secret=${KEY}&issuer=Shop`, "Shop:me"),
      entry(`otpauth://totp/%3Ame?secret=${KEY}&issuer=Shop`, ":me"),
    ]
    const expected = ["totp|Shop|me|SHA1|6|30", "totp|Shop|Shop:me|SHA1|6|30", "totp|Shop|me|SHA1|6|30"]
    assert.deepEqual((await read({ version: 1, entries })).accounts, expected)
  })

  it("Authy's tokens are read from the output of tools that decrypt them", async () => {
    const token = {
      account_type: "shop",
      name: "Shop: me",
      issuer: null,
      encrypted_seed: "AAAA",
      salt: "s",
      decrypted_seed: KEY,
      digits: 7,
    }
    assert.deepEqual(await read({ message: "success", decrypted_authenticator_tokens: [token], success: true }), {
      format: "authy",
      accounts: ["totp|Shop|me|SHA1|7|30"],
    })
  })

  it("a period of more than a day is one day in KeePassXC's CSV", async () => {
    const uri = `otpauth://totp/Shop:me?secret=${KEY}&period=90000`
    const csv = `"Group","Title","Username","Password","URL","Notes","TOTP"\n"Root","Shop","me","","","","${uri}"\n`
    assert.deepEqual(await read(csv), { format: "keepass", accounts: ["totp|Shop|me|SHA1|6|86400"] })
    assert.deepEqual(await read(uri), { format: "otpauth-uri", accounts: ["totp|Shop|me|SHA1|6|90000"] })
  })

  it("the account list of Steam Desktop Authenticator is not supported", async () => {
    const entries = [{ encryption_iv: "AAAA", encryption_salt: "AAAA", filename: "1.maFile", steamid: 1 }]
    assert.equal(await outcomeCode({ encrypted: true, first_run: false, entries }), "format-unsupported")
  })
})

describe("Bitwarden", () => {
  const vault = { encrypted: false, folders: [], items: [{ type: 1, name: "Shop", login: { username: "me", totp: KEY } }] }
  const expected: ReadResult = { format: "bitwarden", accounts: ["totp|Shop|me|SHA1|6|30"] }

  it("packs its JSON with the attachments", async () => {
    assert.deepEqual(await read(await zipOf({ "data.json": JSON.stringify(vault), "attachments/1/a.txt": "x" })), expected)
  })

  async function locked(kdf: object, mac = 0): Promise<object> {
    const salt = randomBytes(16).toString("base64")
    const costs = { iterations: 2, memorySize: 64 * 1024, parallelism: 4, hashLength: 32, outputType: "binary" } as const
    const key = await argon2id({ password: "p", salt: createHash("sha256").update(salt).digest(), ...costs })
    const part = (info: string): Buffer => createHmac("sha256", key).update(info).update(Uint8Array.of(1)).digest()
    const seal = (value: string): string => {
      const iv = randomBytes(16)
      const cipher = createCipheriv("aes-256-cbc", part("enc"), iv)
      const data = Buffer.concat([cipher.update(value), cipher.final()])
      const seal = createHmac("sha256", part("mac")).update(iv).update(data).digest()
      return `2.${[iv, data, seal].map((bytes) => bytes.toString("base64")).join("|")}`
    }
    const data = seal(JSON.stringify(vault))
    return {
      encrypted: true,
      salt,
      kdfType: 1,
      kdfIterations: 2,
      ...kdf,
      encKeyValidation_DO_NOT_EDIT: seal("x"),
      data: data.slice(0, data.length - mac),
    }
  }
  it("opens with the default costs if the file does not name them", async () => {
    assert.deepEqual(await read(await locked({ passwordProtected: true }), "p"), expected)
    assert.equal(await outcomeCode(await locked({ passwordProtected: true }), "q"), "password-wrong")
  })
  it("opens if it has a salt but no mark of protection", async () => {
    assert.deepEqual(await read(await locked({}), "p"), expected)
  })
  it("is damaged if the password is right and the content is cut", async () => {
    assert.equal(await outcomeCode(await locked({ passwordProtected: true }, 8), "p"), "format-damaged")
  })
  it("refuses an export that only the account itself can open", async () => {
    assert.equal(
      await outcomeCode({ encrypted: true, encKeyValidation_DO_NOT_EDIT: "2.a|b|c", items: [{ name: "2.a|b|c" }] }),
      "format-unsupported",
    )
  })
})

describe("Stratum's own database under SQLCipher", () => {
  it("looks like random bytes, which count as a wrong password", async () => {
    const noise = Buffer.concat(Array.from({ length: 256 }, (_, n) => createHash("sha256").update(`noise ${n}`).digest()))
    assert.equal(noise.length, 8192)
    assert.equal(await outcomeCode(noise, "any"), "password-wrong")
  })
})

describe("Twofish", () => {
  const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, "hex"))
  const ZERO_IV = new Uint8Array(16)

  it("decrypts the test vectors of its authors", () => {
    const key = hex("0123456789abcdeffedcba987654321000112233445566778899aabbccddeeff")
    assert.deepEqual(decryptTwofish(key, ZERO_IV, hex("37527be0052334b89f0cfccae87cfa20")), ZERO_IV)
    assert.deepEqual(decryptTwofish(new Uint8Array(32), ZERO_IV, hex("57ff739d4dc92c1bd7fc01700cc8216f")), ZERO_IV)
  })

  it("chains blocks as libgcrypt does", () => {
    const key = Uint8Array.from({ length: 32 }, (_, n) => n + 7)
    const iv = Uint8Array.from({ length: 16 }, (_, n) => n + 100)
    const sealed = hex(
      "9bc79b0a6f4d0b8b8363c06c1ce32161f5d19240fea5d96e80ce7694393827cd426abfa24f95933122cf02f4774f79698c90855836d7318b77e14ea5831acca2",
    )
    assert.deepEqual(
      decryptTwofish(key, iv, sealed),
      Uint8Array.from({ length: 64 }, (_, n) => (n * 7) & 255),
    )
  })

  it("reports wrong padding as a wrong key", () => {
    assert.equal(openTwofishCbc(new Uint8Array(32), ZERO_IV, hex("57ff739d4dc92c1bd7fc01700cc8216f")), null)
    assert.equal(openTwofishCbc(new Uint8Array(32), ZERO_IV, new Uint8Array(15)), null)
    assert.equal(openTwofishCbc(new Uint8Array(32), ZERO_IV, new Uint8Array(0)), null)
  })
})

describe("a password is tried in every Unicode spelling", () => {
  it("on an andOTP backup made with decomposed letters", async () => {
    const [salt, iv] = [randomBytes(12), randomBytes(12)]
    const cipher = createCipheriv("aes-256-gcm", pbkdf2Sync("pa\u0308ss", salt, 1000, 32, "sha1"), iv)
    const plain = JSON.stringify([{ secret: KEY, issuer: "Shop", label: "me", type: "TOTP", digits: 6, period: 30, algorithm: "SHA1" }])
    const body = Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()])
    const file = Buffer.concat([Buffer.from([0, 0, 3, 0xe8]), salt, iv, body])
    assert.deepEqual((await read(file, "p\u00e4ss")).accounts, ["totp|Shop|me|SHA1|6|30"])
  })
})
