// Files of undocumented formats: which mapping is guessed, and when no guess is made.
import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { couldBeSecret, isLikelySecret } from "../../src/formats/guess/likely-secret.ts"
import { readName } from "../../src/formats/guess/words.ts"
import { detect, guess, handlerById, unsigned } from "../../src/formats/lookup.ts"
import { HANDLERS } from "../../src/formats/registry.ts"
import { sniff } from "../../src/formats/sniff.ts"
import { maskOf } from "../../src/migrate/import/mapping.ts"
import { openInputs } from "../../src/migrate/import/session.ts"
import { processorMs } from "../processor-time.ts"
import { CONTEXT, readAll } from "./reading.ts"
import { samplesOf } from "./samples.ts"
import { madeUpSecret } from "./vectors.ts"

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text)
const keys = Array.from({ length: 40 }, (_, n) => madeUpSecret(`generic ${n}`).toBase32())
const [one = "", two = ""] = keys

async function mappingOf(text: string) {
  const { files } = await openInputs([{ name: "x", bytes: utf8(text) }], CONTEXT)
  const outcome = files[0]?.outcome
  assert.ok(outcome?.state === "guessed", outcome?.state === "failed" ? outcome.error.message : outcome?.state)
  return outcome.mapping
}
async function acceptedFrom(text: string) {
  const outcome = await readAll([{ name: "x.csv", bytes: utf8(text) }], undefined, handlerById(HANDLERS, "generic-csv"))
  if (outcome.state === "failed") throw outcome.error
  return outcome.read
}
const fieldsOf = async (text: string): Promise<string[]> =>
  (await mappingOf(text)).tables.flatMap(({ fields }) => fields.map(({ field, from, column }) => `${field}=${from ?? column}`))

describe("isLikelySecret", () => {
  it("accepts nearly every real secret", () => {
    const many = Array.from({ length: 2000 }, (_, n) => madeUpSecret(`likely ${n}`, n % 2 === 0 ? 10 : 20).toBase32())
    const missed = many.filter((text) => !isLikelySecret(text)).length
    assert.ok(missed < 100, `${missed} of 2000 missed`)
    assert.ok(many.every(couldBeSecret))
    assert.ok(isLikelySecret("jbsw y3dp ehpk 3pxp") && isLikelySecret("JBSWY3DPEHPK3PXP====") && isLikelySecret("JBSW-Y3DP-EHPK-3PXP"))
  })
  const no: [name: string, text: string][] = [
    ["a word", "authenticator"],
    ["words", "my secret key for that site"],
    ["a UUID", "123e4567-e89b-12d3-a456-426614174000"],
    ["hexadecimal", "d41d8cd98f00b204e9800998ecf8427e"],
    ["a number", "4242424242424242"],
    ["base64", "U2FsdGVkX18yNzQ5MDEyMw=="],
    ["a mixed-case password", "Jbswy3dpEhpk3pxp"],
    ["a date", "2025-06-01T12:00:00Z"],
    ["the same again and again", "AAAAAAAAAAAAAAAAAAAA2"],
    ["an address", "alice@example.com"],
  ]
  for (const [name, text] of no)
    it(`rejects ${name}`, () => {
      assert.equal(isLikelySecret(text), false)
    })
})

describe("the name of a column", () => {
  const names: [name: string, field: string | null][] = [
    ["Secret Key", "secret"],
    ["TOTP-Secret (Base32)", "secret"],
    ["otpSecret", "secret"],
    ["2FA", "secret"],
    ["Geheimnis", "secret"],
    ["Clé secrète", "secret"],
    ["秘密鍵", "secret"],
    ["ＳＥＣＲＥＴ", "secret"],
    ["密钥", "secret"],
    ["login.username", "name"],
    ["service.name", "issuer"],
    ["E-Mail", "name"],
    ["folder_name", null],
    ["タグ", "groups"],
    ["備考", "note"],
    ["time step", "period"],
    ["nickname", "label"],
    ["服务名称", "issuer"],
    ["账户信息", "name"],
    ["Einmalpasswort", "secret"],
    ["Nom d'utilisateur", "name"],
    ["Clave TOTP", "secret"],
    ["ワンタイムパスワード", "secret"],
    ["colour", null],
  ]
  for (const [name, field] of names)
    it(`maps ${name}`, () => {
      const { fields, label } = readName(name)
      if (field === "label") assert.equal(label, 2)
      else if (field === null) assert.equal(fields.has("secret"), false)
      else
        assert.ok(
          [...fields.keys()].some((known) => known === field),
          [...fields.keys()].join(),
        )
    })
  it("rules out columns that hold no secret", () => {
    for (const name of ["Password", "user_id", "パスワード", "Recovery codes", "access key ID"]) assert.ok(readName(name).never, name)
  })
})

describe("an undocumented table", () => {
  it("is mapped by its column names", async () => {
    assert.deepEqual(await fieldsOf(`Site,Login,Seed,Algo,Len,Created\nA,b,${one},SHA1,6,2025\nC,d,${two},SHA256,8,2025\n`), [
      "secret=Seed",
      "issuer=Site",
      "name=Login",
      "algorithm=Algo",
    ])
  })
  it("is mapped by its values where the names are unknown", async () => {
    assert.deepEqual(await fieldsOf(`colour,thing\nred,${one}\nblue,${two}\n`), ["secret=thing"])
    assert.deepEqual(await fieldsOf(`GitHub;alice@x.org;${one};6;30\nAWS;bob@y.org;${two};8;60\n`), [
      "secret=3",
      "issuer=1",
      "name=2",
      "digits=4",
      "period=5",
    ])
  })
  it("is not misled by a column of passwords, numbers or ids", async () => {
    const rows = keys.slice(0, 6).map((key, n) => `Site${n},${keys[n + 10]},${n + 1},AKIAIOSFODNN7EXAMPL${n + 2},${key}`)
    assert.deepEqual(await fieldsOf(["service,password,digits,access key id,code", ...rows].join("\n")), [
      "secret=code",
      "issuer=service",
      "digits=digits",
    ])
  })
  it("previews the first records and their number, without secrets", async () => {
    const mapping = await mappingOf(`name,secret\n${keys.map((key, n) => `site ${n},${key}`).join("\n")}\nbad,!!!\n`)
    assert.deepEqual([mapping.first.length, mapping.accounts, mapping.issues, mapping.tables[0]?.records], [5, 40, 1, 41])
    assert.equal(maskOf(mapping.first[0]!), "****** (32)")
    assert.ok(!keys.some((key) => JSON.stringify(mapping).includes(key)))
  })
  it("gives an account for every code of every column, told apart by the column's name", async () => {
    const text = `service,login,totp,backup totp\nA,a,${one},\nB,b,${two},${keys[2]}\nC,c,,${keys[3]}\n`
    const { drafts, withoutSecret } = await acceptedFrom(text)
    assert.deepEqual(
      drafts.map(({ issuer, name, secret }) => [issuer, name, secret.toBase32()]),
      [
        ["A", "a", one],
        ["B", "b", two],
        ["B (backup totp)", "b", keys[2]],
        ["C", "c", keys[3]],
      ],
    )
    assert.equal(withoutSecret, 0)
  })
  it("reads a secret and its own URI in one row as one account", async () => {
    const { drafts } = await acceptedFrom(
      `name,secret,url\na,${one},otpauth://totp/X:a?secret=${one}&digits=8\nb,${two},otpauth://totp/Y:b?secret=${keys[2]}\n`,
    )
    assert.deepEqual(
      drafts.map(({ secret, digits }) => [secret.toBase32(), digits]),
      [
        [one, 8],
        [two, 6],
        [keys[2], 6],
      ],
    )
  })
  it("counts only rows in which no cell looks like a code as rows without one", async () => {
    const { drafts, withoutSecret } = await acceptedFrom(
      `service,secret,remark\nA,${one},\nB,,see otpauth\nC,,otpauth://totp/C:c?secret=${two}\nD,,${keys[2]}\nE,${keys[3]},\n`,
    )
    assert.deepEqual([drafts.length, withoutSecret], [4, 1])
  })
  it("reads secrets of 10 to 15 characters in a column named so", async () => {
    const { drafts } = await acceptedFrom("nickname,secret\nA,JBSWY3DPEH\nB,KRSXG5CTMVRX\nC,NB2W45DFOIZA2\n")
    assert.deepEqual(
      drafts.map(({ issuer, secret }) => [issuer, secret.reveal().length]),
      [
        ["A", 6],
        ["B", 7],
        ["C", 8],
      ],
    )
  })
  it("is refused with a sentence where its secrets cannot be read", async () => {
    const outcome = await readAll(
      [{ name: "x", bytes: utf8("name,secret\na,VGhpcyBpcyBlbmNyeXB0ZWQ=\n") }],
      undefined,
      handlerById(HANDLERS, "generic-csv"),
    )
    assert.ok(outcome.state === "failed" && outcome.error.message.includes("may be encrypted"))
  })
})

describe("undocumented JSON", () => {
  it("is mapped at any depth", async () => {
    const deep = { a: { b: [{ c: { list: [{ who: { service: "A", user: "b" }, otp: { seed: one } }] } }] } }
    const mapping = await mappingOf(JSON.stringify(deep))
    assert.equal(mapping.tables[0]?.place, "a.b[].c.list[]")
    assert.deepEqual(
      mapping.tables[0].fields.map(({ field, from }) => `${field}=${from ?? ""}`),
      ["secret=otp.seed", "issuer=who.service", "name=who.user"],
    )
  })
  it("never shows the keys of a map, which may be secret", async () => {
    const mapping = await mappingOf(JSON.stringify({ alice: { secret: one, issuer: "A" }, bob: { secret: two, issuer: "B" } }))
    assert.equal(mapping.tables[0]?.place, "*")
    assert.doesNotMatch(JSON.stringify(mapping.tables), /alice|bob/)
  })
  it("with several lists is read from all of them", async () => {
    const mapping = await mappingOf(
      JSON.stringify({ work: [{ issuer: "A", secret: one }], home: [{ service: "B", uri: `otpauth://totp/x?secret=${two}` }] }),
    )
    assert.deepEqual(
      mapping.tables.map(({ place }) => place),
      ["work[]", "home[]"],
    )
    assert.equal(mapping.accounts, 2)
  })
  it("takes time in proportion to its size", async () => {
    const list = (count: number): Uint8Array =>
      utf8(JSON.stringify({ list: Array.from({ length: count }, (_, n) => ({ issuer: `i${n}`, account: "a", secret: keys[n % 40] })) }))
    const time = async (count: number): Promise<number> => {
      const started = processorMs()
      const outcome = await readAll([{ name: "x", bytes: list(count) }], undefined, handlerById(HANDLERS, "generic-json"))
      assert.ok(outcome.state === "read" && outcome.read.drafts.length === count)
      return processorMs() - started
    }
    await time(2000)
    const [few, many] = [await time(5000), await time(50_000)]
    assert.ok(many < few * 30 + 1000, `${few} ms, then ${many} ms`)
  })
})

describe("a guess", () => {
  const foreign: [name: string, text: string][] = [
    ["a package's description", JSON.stringify({ name: "x", version: "1.0.0", key: "value", dependencies: { a: "^1.0.0" } })],
    [
      "a lock file",
      JSON.stringify({
        packages: { a: { integrity: "sha512-abcDEF123==", resolved: "https://x" }, b: { integrity: "sha512-zzz==", resolved: "y" } },
      }),
    ],
    ["a browser's passwords", "name,url,username,password\nA,https://a,alice,hunter2hunter2\nB,https://b,bob,JBSWY3DPEHPK3PXP\n"],
    [
      "cloud credentials",
      "User name,Access key ID,Secret access key\nalice,AKIAIOSFODNN7EXAMPLE,wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n",
    ],
    ["an address book", "First name,Last name,E-mail\nAlice,A,alice@example.com\nBob,B,bob@example.com\n"],
    ["a table of measures", "time,key,token\n1,2,3\n4,5,6\n"],
    ["prose", "Dear Alice, the secret is that there is none.\nYours, Bob, and others\n"],
    ["a JSON web token", JSON.stringify({ access_token: "eyJhbGciOiJIUzI1NiJ9.e30.abc", token_type: "bearer", expires_in: 3600 })],
    ["GeoJSON", JSON.stringify({ type: "FeatureCollection", features: [{ type: "Feature", geometry: { coordinates: [1, 2] } }] })],
    ["a log of JSON lines", '{"level":"info","msg":"started","key":"abc"}\n{"level":"warn","msg":"slow","key":"def"}\n'],
  ]
  for (const [name, text] of foreign)
    it(`is not made for ${name}`, () => {
      assert.deepEqual(
        guess(HANDLERS, sniff(utf8(text))).map(({ id }) => id),
        [],
      )
    })
  it("is never made where a format is known, by any sample", () => {
    for (const { id } of HANDLERS.filter(({ id }) => !id.startsWith("generic-"))) {
      for (const { inputs, files, detect: wanted = "yes" } of samplesOf(id)) {
        if (wanted === "no") continue
        for (const { sniffed } of inputs) {
          const found = wanted === "unsigned" ? unsigned(HANDLERS, sniffed) : detect(HANDLERS, sniffed)
          assert.ok(found.length > 0, `${id}: ${files.join()}`)
          assert.deepEqual(wanted === "unsigned" ? guess(HANDLERS, sniffed) : [], [])
        }
      }
    }
  })
  it("is read only once it is accepted", async () => {
    const reading = await openInputs([{ name: "x.csv", bytes: utf8(`service,secret\nA,${one}\n`) }], CONTEXT)
    assert.equal(reading.files[0]?.outcome.state, "guessed")
    const accepted = reading.accept()
    assert.ok(accepted.files[0]?.outcome.state === "read" && accepted.files[0].outcome.records.length === 1)
    assert.equal(accepted.files[0].format, "generic-csv")
  })
})
