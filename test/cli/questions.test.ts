import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { DAY } from "../vault/support.ts"
import { Machine } from "./machine.ts"

const PASSPHRASE = "correct horse battery staple"
const RFC = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"

/** A vault with one account, whose passphrase is typed. */
async function withTypedVault(): Promise<Machine> {
  const machine = await new Machine().withVault()
  machine.put("secret", `${RFC}\n`)
  await machine.run("add", "--issuer", "GitHub", "--name", "alice", "--secret-file", "secret")
  delete machine.env["KEYFERRY_PASSPHRASE_FILE"]
  return machine
}

async function promptsOf(
  machine: Machine,
  answers: string[],
  ...args: string[]
): Promise<{ prompts: string[]; status: number; err: string }> {
  machine.answers = answers
  machine.prompts.length = 0
  const { status, err } = await machine.run(...args)
  return { prompts: [...machine.prompts], status, err }
}

describe("the questions of a command", () => {
  it("begin with the vault's passphrase, then comes the new file's password", async () => {
    const machine = await withTypedVault()
    const exported = await promptsOf(machine, [PASSPHRASE, "pw pw pw", "pw pw pw"], "export", "--to", "aegis", "--out", "a.json")
    assert.deepEqual([exported.status, exported.prompts], [0, ["passphrase of the vault: ", "new password: ", "once more: "]])
    const backedUp = await promptsOf(machine, [PASSPHRASE, "of the backup", "of the backup"], "backup", "--out", "b.age")
    assert.equal(backedUp.status, 0, backedUp.err)
    assert.match(backedUp.prompts[0] ?? "", /of the vault/)
  })

  it("begin with the password of the file to convert", async () => {
    const machine = await withTypedVault()
    await promptsOf(machine, [PASSPHRASE, "pw pw pw", "pw pw pw"], "export", "--to", "aegis", "--out", "a.json")
    const converted = await promptsOf(machine, ["pw pw pw", "new one", "new one"], "convert", "a.json", "--to", "2fas", "--out", "b.2fas")
    assert.deepEqual([converted.status, converted.prompts], [0, ["password of a.json: ", "new password: ", "once more: "]])
  })

  it("do not ask for a password where nothing would be written", async () => {
    const machine = await withTypedVault()
    machine.put("motp", JSON.stringify({ format: "keyferry", version: 1, accounts: [{ kind: "motp", issuer: "Old", name: "o", secret: RFC, pin: "1234" }] })) // prettier-ignore
    const { status, prompts } = await promptsOf(machine, [], "convert", "motp", "--to", "2fas", "--out", "c.2fas")
    assert.deepEqual([status, prompts], [4, []])
  })

  it("come after the check of the file to write, which the error names", async () => {
    const machine = await withTypedVault()
    machine.put("here.json", "")
    for (const args of [
      ["export", "--to", "aegis", "--out", "here.json"],
      ["backup", "--out", "here.json"],
      ["qr", "--sheet", "here.json"],
    ]) {
      const { status, prompts, err } = await promptsOf(machine, [PASSPHRASE], ...args)
      assert.deepEqual([status, prompts, err], [2, [], "keyferry: here.json exists already; --force replaces it\n"])
    }
  })

  it("does not offer --force for a directory", async () => {
    const machine = await new Machine().withVault()
    machine.put("here/file", "")
    for (const args of [
      ["export", "--to", "otpauth-uri", "--plain", "--out", "here"],
      ["backup", "--out", "here"],
      ["qr", "--sheet", "here"],
    ])
      for (const force of [[], ["--force"]]) {
        const { status, err } = await machine.run(...args, ...force)
        assert.deepEqual([status, err], [2, "keyferry: here is a directory: name a file in it\n"], args.join(" "))
      }
  })

  it("are followed at once by the names of the pictures that exist", async () => {
    const machine = await withTypedVault()
    for (const name of ["B", "C", "D", "E"]) {
      machine.answers = [PASSPHRASE]
      await machine.run("add", "--issuer", name, "--secret-file", "secret", "--name", name)
    }
    for (const number of [2, 3]) machine.put(`out/phone-0${number}.png`, "")
    const two = await promptsOf(machine, [PASSPHRASE], "qr", "--png", "out")
    assert.deepEqual([two.status, two.err], [2, "keyferry: out/phone-02.png, out/phone-03.png exist already; --force replaces them\n"])
    for (const number of [4, 5]) machine.put(`out/phone-0${number}.png`, "")
    const four = await promptsOf(machine, [PASSPHRASE], "qr", "--png", "out")
    assert.match(four.err, /^keyferry: out\/phone-02.png, out\/phone-03.png, out\/phone-04.png and 1 more file exist already/)
  })
})

describe("a new passphrase or password", () => {
  const cases: [name: string, answers: string[], status: number, notes: RegExp][] = [
    ["is asked for again where the entries differ", ["long enough", "long enoug", "long enough", "long enough"], 0, /entries differ\n/],
    ["is asked for again where it is too short, without a second entry", ["short", "long enough", "long enough"], 0, /too short/],
    ["is asked for again where it is empty", ["", "long enough", "long enough"], 0, /must not be empty/],
    [
      "is asked for three times at most",
      ["a long one", "b", "c long one", "d", "e long one", "f", "g long one"],
      5,
      /(entries differ\n[^]*){3}/,
    ],
  ]
  for (const [name, answers, status, notes] of cases)
    it(name, async () => {
      const machine = new Machine()
      const ran = await promptsOf(machine, [...answers], "init")
      assert.equal(ran.status, status, ran.err)
      assert.match(ran.err, notes)
      assert.equal(machine.answers?.length, status === 0 ? 0 : 1)
    })
  it("is asked for again for an export, a backup and a change of the passphrase", async () => {
    const machine = await withTypedVault()
    const typed = [PASSPHRASE, "first entry", "other entry", "third entry", "third entry"]
    for (const args of [["export", "--to", "aegis", "--out", "a.json"], ["backup", "--out", "b.age"], ["passwd"]]) {
      const { status, err, prompts } = await promptsOf(machine, [...typed], ...args)
      assert.equal(status, 0, err)
      assert.equal(prompts.length, typed.length)
      assert.match(err, /the two entries differ/)
    }
  })
})

describe("the question of restore", () => {
  const DIR = "/mnt/stick"
  it("names the backup file", async () => {
    const machine = await withTypedVault()
    await promptsOf(machine, [PASSPHRASE, "of the backup", "of the backup"], "backup", "--out", "b.age")
    const { prompts, status } = await promptsOf(machine, ["of the backup", PASSPHRASE], "restore", "b.age")
    assert.deepEqual([status, prompts], [0, ["passphrase of the backup b.age: ", "passphrase of the vault: "]])
  })

  /** Makes an automatic backup, and its files readable for commands. @returns its name */
  async function withCopy(machine: Machine): Promise<string> {
    await promptsOf(machine, [PASSPHRASE], "backup", "--auto", DIR, "--yes")
    const [name] = machine.copies.names(DIR)
    for (const [file, bytes] of machine.copies.directories.get(DIR)?.get(name ?? "") ?? []) {
      machine.disk.files.set(`${DIR}/${name}/${file}`, bytes)
      machine.put(`${DIR}/${name}/${file}`, bytes)
    }
    machine.disk.directories.add(`${DIR}/${name}`)
    return name ?? ""
  }

  it("says that the vault's passphrase opens a copy with the same identity, until that changes", async () => {
    const machine = await withTypedVault()
    const name = await withCopy(machine)
    for (const path of [DIR, `${DIR}/${name}`]) {
      const { prompts, status } = await promptsOf(machine, [PASSPHRASE, PASSPHRASE], "restore", path)
      const shown = path === DIR ? name : path
      assert.deepEqual([status, prompts[0]], [0, `passphrase of the vault, which also opens its backup ${shown}: `])
    }
    machine.vault.time += DAY
    machine.settings = { ...machine.settings, backupDirectory: null }
    await promptsOf(machine, [PASSPHRASE, "seven quiet lanterns", "seven quiet lanterns"], "passwd")
    const { prompts, status } = await promptsOf(machine, [PASSPHRASE, "seven quiet lanterns"], "restore", DIR)
    assert.deepEqual(
      [status, prompts],
      [0, [`passphrase that the vault had when the backup ${name} was made: `, "passphrase of the vault: "]],
    )
  })
})
