import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { openWithIdentity } from "../../src/age/age.ts"
import { Passphrase } from "../../src/base/passphrase.ts"
import { openVault } from "../../src/vault/vault.ts"
import { identityOf, testPorts } from "../vault/support.ts"
import { Machine } from "./machine.ts"

const HERE = "/home/user/.local/share/keyferry/vault"
const THERE = "/mnt/other"
const PASSPHRASE = "correct horse battery staple"

/** A vault with two accounts, and a second directory with the same vault, as a synchronisation makes it. */
async function twoDirectories() {
  const machine = await new Machine().withVault()
  machine.put("uris", "otpauth://totp/Deno:mason?secret=MZXW6YTB\n")
  machine.stdin = Buffer.from("otpauth://totp/Deno:mason?secret=MZXW6YTB\notpauth://totp/Acme:kim?secret=GEZDGNBV\n")
  await machine.run("add", "-")
  const { disk } = machine
  const copyAll = (from: string, to: string) => {
    disk.directories.add(to)
    for (const [name, bytes] of [...disk.files]) if (name.startsWith(`${from}/`)) disk.files.set(to + name.slice(from.length), bytes)
  }
  copyAll(HERE, THERE)
  const change = async (directory: string, note: string, only?: string) => {
    const ports = testPorts(disk)
    ports.time = machine.vault.time + 1000
    const vault = await openVault(ports, directory, Passphrase.of(PASSPHRASE))
    const accounts = vault.accounts.map((one) =>
      only === undefined || one.issuer === only ? { ...one, note, updatedAt: ports.time } : one,
    )
    await vault.save(accounts)
    await vault.close()
  }
  const take = (name: string) => machine.put(name, disk.files.get(name)!)
  const notes = async () => {
    const vault = await openVault(testPorts(disk), HERE, Passphrase.of(PASSPHRASE))
    const found = vault.accounts.map(({ issuer, note, trashedAt }) => `${issuer}: ${note}${trashedAt === null ? "" : " (trash)"}`)
    await vault.close()
    return found.sort()
  }
  return { machine, disk, change, take, notes }
}

describe("keyferry merge", () => {
  it("brings together what two directories have changed, at the same generation, and never deletes the copy", async () => {
    const { machine, change, take, notes } = await twoDirectories()
    await change(HERE, "here", "Deno")
    await change(THERE, "there", "Acme")
    const file = take(`${THERE}/vault.age`)
    const dry = await machine.run("merge", file, "--dry-run", "--json")
    assert.deepEqual(
      [dry.status, dry.json()],
      [
        0,
        {
          files: [{ file, format: "keyferry-backup", protected: true }],
          ...{ new: 0, present: 1, renamed: 0, skipped: 0, changed: 1, removed: 0, conflicts: 0 },
          issues: [],
        },
      ],
    )
    assert.deepEqual(await notes(), ["Acme: ", "Deno: here"])
    const { status, out, err } = await machine.run("merge", file)
    assert.equal(status, 0)
    assert.match(out, /changed +Acme.*note/)
    assert.match(err, /read back/)
    assert.deepEqual(await notes(), ["Acme: there", "Deno: here"])
    assert.ok(machine.files.has(file))
    const again = await machine.run("merge", file)
    assert.match(again.err, /already holds everything/)
    assert.deepEqual(await notes(), ["Acme: there", "Deno: here"])
  })

  it("keeps the state that loses a conflict in the trash", async () => {
    const { machine, change, take, notes } = await twoDirectories()
    await change(HERE, "here", "Deno")
    await change(THERE, "there", "Deno")
    const { status, out } = await machine.run("merge", take(`${THERE}/vault.age`))
    assert.equal(status, 0)
    assert.match(out, /conflict +Deno/)
    assert.deepEqual(await notes(), ["Acme: ", "Deno: here (trash)", "Deno: there"])
  })

  it("takes the JSON that age -d prints, and refuses it once it was edited", async () => {
    const { machine, disk, change, notes } = await twoDirectories()
    await change(THERE, "there")
    const identity = await identityOf(disk.files.get(`${THERE}/identity.age`)!, PASSPHRASE)
    const json = Buffer.from(await openWithIdentity(disk.files.get(`${THERE}/vault.age`)!, identity)).toString()
    machine.put("edited.json", json.replace('"there"', '"forged"'))
    const refused = await machine.run("merge", "edited.json", "--yes")
    assert.deepEqual([refused.status, await notes()], [7, ["Acme: ", "Deno: "]])
    machine.put("decrypted.json", json)
    assert.equal((await machine.run("merge", "decrypted.json")).status, 0)
    assert.deepEqual(await notes(), ["Acme: there", "Deno: there"])
  })

  it("asks before it merges a copy from before a change of the passphrase, and needs --yes without a terminal", async () => {
    const { machine, disk, change, take } = await twoDirectories()
    await change(THERE, "there")
    const vault = await openVault(testPorts(disk), HERE, Passphrase.of(PASSPHRASE))
    await vault.changePassphrase(Passphrase.of(PASSPHRASE), Passphrase.of("another long passphrase"))
    await vault.close()
    machine.put("old", `${PASSPHRASE}\n`)
    machine.put("pw", "another long passphrase\n")
    const file = take(`${THERE}/vault.age`)
    assert.equal((await machine.run("merge", file)).status, 5)
    const refused = await machine.run("merge", file, "--password-file", "old")
    assert.equal(refused.status, 7)
    assert.match(refused.err, /another identity[\s\S]*--yes/)
    assert.equal((await machine.run("merge", file, "--password-file", "old", "--yes")).status, 0)
    const opened = await openVault(testPorts(disk), HERE, Passphrase.of("another long passphrase"))
    assert.deepEqual(
      opened.accounts.map(({ note }) => note),
      ["there", "there"],
    )
  })

  it("refuses what is no copy of a vault", async () => {
    const { machine } = await twoDirectories()
    machine.put("other.json", '{"a":1}')
    machine.put("other.txt", "otpauth://totp/a?secret=MZXW6YTB")
    assert.equal((await machine.run("merge", "other.json")).status, 3)
    assert.equal((await machine.run("merge", "other.txt")).status, 4)
    assert.equal((await machine.run("merge", "missing.age")).status, 1)
  })
})
