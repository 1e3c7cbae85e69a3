import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { fakeGpg, fakeMessage } from "../formats/fake-gpg.ts"
import { Machine } from "./machine.ts"

const RFC = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
const OTHER = "JBSWY3DPEHPK3PXP"
const KEY = "A".repeat(40)
const URIS = `otpauth://totp/GitHub:alice?secret=${RFC}&issuer=GitHub
otpauth://totp/AWS:root?secret=${OTHER}&issuer=AWS
otpauth://totp/Odd:ten?secret=${OTHER}&issuer=Odd&digits=10
`
const TABLE = `Service,User,Secret\nGitHub,alice,${RFC}\nAWS,root,${OTHER}\n,,\n`

function withStore(gpg = fakeGpg()): Machine {
  const machine = new Machine()
  machine.gpg = gpg
  machine.put("store/.gpg-id", `${KEY}\n`)
  machine.put("store/README.md", "# my passwords\n")
  machine.put("store/GitHub/alice.gpg", fakeMessage(`hunter2\notpauth://totp/?secret=${RFC}\n`))
  machine.put("store/AWS.gpg", fakeMessage(`x\ntotp: ${OTHER}\n`))
  machine.put("store/plain.gpg", fakeMessage("only a password\n"))
  machine.put("pw", "the passphrase\n")
  machine.put("bad", "not it\n")
  return machine
}
const accountsOf = (ran: { json: () => Record<string, unknown> }) =>
  ran.json()["accounts"] as { issuer: string; name: string; secret?: string }[]

describe("a password store as an argument", () => {
  it("is read as a whole; other files are counted and are no issues", async () => {
    const ran = await withStore().run("inspect", "store", "--json")
    assert.equal(ran.status, 0)
    assert.deepEqual(accountsOf(ran).map(({ issuer, name }) => `${issuer}|${name}`), ["GitHub|alice", "AWS|"]) // prettier-ignore
    assert.match(ran.err, /store: 1 other file in the directory was left out/)
    assert.match(ran.err, /1 record has no second factor/)
  })
  it("takes the key's passphrase from a file or the terminal, and reports a wrong one", async () => {
    const locked = () => withStore(fakeGpg({ A: "the passphrase" }))
    assert.equal((await locked().run("inspect", "store", "--password-file", "pw")).status, 0)
    assert.equal((await locked().run("inspect", "store", "--password-file", "bad")).status, 5)
    assert.equal((await locked().run("inspect", "store")).status, 5)
    const machine = locked()
    machine.answers = ["no", "the passphrase"]
    const ran = await machine.run("inspect", "store")
    assert.equal(ran.status, 0)
    assert.match(machine.prompts[0] ?? "", /^passphrase of store\/GitHub\/alice\.gpg, store\/AWS\.gpg, store\/plain\.gpg: $/)
    assert.match(ran.err, /does not open the key/)
  })
  it("is opened with the key's passphrase exactly as typed", async () => {
    const machine = withStore(fakeGpg({ A: "u\u0308" }))
    machine.put("nfd", "u\u0308\n")
    machine.put("nfc", "\u00fc\n")
    assert.equal((await machine.run("inspect", "store", "--password-file", "nfd")).status, 0)
    assert.equal((await machine.run("inspect", "store", "--password-file", "nfc")).status, 5)
  })
  it("with hundreds of entries is named once", async () => {
    const machine = withStore(fakeGpg({ A: "the passphrase" }))
    for (let n = 0; n < 300; n++) machine.put(`store/site${n}/user.gpg`, fakeMessage("x"))
    machine.answers = ["the passphrase"]
    const { err } = await machine.run("inspect", "store")
    assert.match(machine.prompts[0] ?? "", /^passphrase of store\/ \(303\): $/)
    assert.ok(err.length < 1000, err)
  })
  it("without readable files is reported", async () => {
    const machine = new Machine()
    machine.put("empty/notes.md", "nothing")
    const ran = await machine.run("inspect", "empty")
    assert.equal(ran.status, 4)
    assert.match(ran.err, /no file in this directory/)
  })
})

describe("export --to pass", () => {
  const filled = async (): Promise<Machine> => {
    const machine = await new Machine().withVault()
    machine.put("uris.txt", URIS)
    await machine.run("import", "uris.txt")
    return machine
  }
  it("writes a directory for a key, and lists what it cannot hold and who can open it", async () => {
    const machine = await filled()
    const ran = await machine.run("export", "--to", "pass", "--out", "out", "--gpg-key", "alice@example.org")
    assert.equal(ran.status, 6)
    assert.match(ran.err, /Odd: ten: left out: .*does not support codes of 10 digits/)
    assert.match(ran.err, /wrote 2 accounts into out, encrypted to Alice <alice@example\.org>/)
    assert.deepEqual([...machine.files.keys()].filter((path) => path.startsWith("out/")), ["out/GitHub/alice.gpg", "out/AWS/root.gpg", "out/.gpg-id"]) // prettier-ignore
    assert.equal(machine.text("out/.gpg-id"), `${KEY}\n`)
    const back = await machine.run("inspect", "out", "--json")
    assert.deepEqual(accountsOf(back).map(({ issuer }) => issuer), ["GitHub", "AWS"]) // prettier-ignore
  })
  it("uses the key that the store names, and replaces nothing without --force", async () => {
    const machine = await filled()
    machine.put("store/.gpg-id", `${KEY}\n`)
    machine.put("store/GitHub/alice.gpg", "old")
    const refused = await machine.run("export", "--to", "pass", "--out", "store")
    assert.equal(refused.status, 2)
    assert.match(refused.err, /GitHub\/alice\.gpg exists already in the directory/)
    assert.equal(machine.text("store/GitHub/alice.gpg"), "old")
    assert.equal((await machine.run("export", "--to", "pass", "--out", "store", "--force")).status, 6)
  })
  const wrong: [name: string, args: string[], says: RegExp][] = [
    ["without any key", ["--out", "new"], /no OpenPGP key to encrypt to/],
    ["for an unknown key", ["--out", "new", "--gpg-key", "nobody@example.org"], /no key that matches nobody@example\.org/],
    ["to standard output", ["--out", "-", "--gpg-key", KEY], /is a directory.*--out - cannot be used/],
    ["with --plain", ["--out", "new", "--gpg-key", KEY, "--plain"], /--plain cannot be used/],
    ["with a password", ["--out", "new", "--gpg-key", KEY, "--password-file", "pw"], /--password-file cannot be used/],
  ]
  for (const [name, args, says] of wrong)
    it(`is refused ${name}`, async () => {
      const machine = await filled()
      const ran = await machine.run("export", "--to", "pass", ...args)
      assert.equal(ran.status, 2)
      assert.match(ran.err, says)
      assert.ok(![...machine.files.keys()].some((path) => path.startsWith("new")))
    })
  it("takes --gpg-key for no other format", async () => {
    const ran = await (await filled()).run("export", "--to", "otpauth-uri", "--out", "x", "--plain", "--gpg-key", KEY)
    assert.equal(ran.status, 2)
    assert.match(ran.err, /not encrypted to OpenPGP keys/)
  })
  it("is also what convert does, and is listed by formats", async () => {
    const machine = new Machine()
    machine.put("uris.txt", URIS)
    assert.equal((await machine.run("convert", "uris.txt", "--to", "pass", "--out", "out", "--gpg-key", KEY)).status, 6)
    const { formats } = (await machine.run("formats", "--json")).json() as { formats: { id: string; writes: boolean; protects: boolean }[] }
    const passFormat = formats.find(({ id }) => id === "pass")
    assert.deepEqual([passFormat?.writes, passFormat?.protects], [true, true])
    assert.match((await machine.run("formats", "pass")).out, /digits: 6–8/)
    assert.equal((await machine.run("export", "--to", "pass", "--dry-run")).status, 7)
  })
})

describe("a file of an unknown format", () => {
  it("is not read without --from, and the message names the option to use", async () => {
    const machine = await new Machine().withVault()
    machine.put("x.csv", TABLE)
    machine.put("x.json", JSON.stringify({ list: [{ issuer: "GitHub", secret: RFC }] }))
    for (const [file, format] of [
      ["x.csv", "generic-csv"],
      ["x.json", "generic-json"],
    ] as const) {
      // prettier-ignore
      for (const command of ["inspect", "import"]) {
        const ran = await machine.run(command, file)
        assert.equal(ran.status, 3)
        assert.match(ran.err, new RegExp(`not recognised, but it looks like a table or tree with secrets: --from ${format} reads it`))
      }
    }
    assert.deepEqual((await machine.run("list", "--json")).json(), { accounts: [] })
  })
  it("is read with --from, and its mapping is shown on standard error with masked secrets", async () => {
    const machine = new Machine()
    machine.put("x.csv", TABLE)
    const ran = await machine.run("inspect", "x.csv", "--from", "generic-csv", "--json")
    assert.equal(ran.status, 0)
    assert.deepEqual(accountsOf(ran).map(({ issuer, name }) => `${issuer}|${name}`), ["GitHub|alice", "AWS|root"]) // prettier-ignore
    assert.match(ran.err, /x\.csv: read as:\n.*secret from Secret\n.*issuer from Service\n.*name from User\n/)
    assert.match(ran.err, /for example GitHub: alice, secret \*{6} \(32\), TOTP, SHA1, 6 digits, 30 s/)
    assert.ok(!(ran.err + ran.out).includes(RFC))
  })
  it("is imported with --from like any other", async () => {
    const machine = await new Machine().withVault()
    machine.put("x.csv", TABLE)
    const dry = await machine.run("import", "x.csv", "--from", "generic-csv", "--dry-run")
    assert.match(dry.err, /secret from Secret/)
    assert.equal((await machine.run("import", "x.csv", "--from", "generic-csv")).status, 0)
    assert.equal(accountsOf(await machine.run("list", "--json")).length, 2)
  })
  it("is refused with a reason where it holds no secrets, or encrypted ones", async () => {
    const machine = new Machine()
    machine.put("none.csv", "a,b\n1,2\n")
    machine.put("locked.csv", "name,secret\nx,U2FsdGVkX18yNzQ5MDEyMw==\n")
    const none = await machine.run("inspect", "none.csv", "--from", "generic-csv")
    assert.deepEqual([none.status, none.err.includes("no column or key")], [4, true])
    const locked = await machine.run("inspect", "locked.csv", "--from", "generic-csv")
    assert.deepEqual([locked.status, locked.err.includes("may be encrypted")], [4, true])
  })
})
