import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { Passphrase } from "../../src/base/passphrase.ts"
import { emptyContent } from "../../src/vault/codec.ts"
import { createVault } from "../../src/vault/vault.ts"
import { account } from "../vault/support.ts"
import { Machine } from "./machine.ts"

const DIR = "/home/user/.local/share/keyferry/vault"

/** A vault of one account, and of two records as a newer program may write them. */
async function machineWithNewRecords() {
  const machine = new Machine()
  machine.put("pw", "correct horse battery staple\n")
  machine.env["KEYFERRY_PASSPHRASE_FILE"] = "pw"
  const unreadable = [{ id: "q", kind: "quantum", issuer: "Fut\u001b[2Jure", name: "zoe" }, { wave: 7 }]
  const content = { ...emptyContent(), accounts: [account("a", { issuer: "Here", name: "alice" })], unreadable }
  await (await createVault(machine.vault, DIR, Passphrase.of("correct horse battery staple"), { content })).close()
  return machine
}

describe("records of the vault that only a newer version can read", () => {
  it("are counted and named by list", async () => {
    const machine = await machineWithNewRecords()
    const listed = await machine.run("list")
    assert.equal(listed.status, 0)
    assert.match(listed.out, /Here/)
    assert.match(
      listed.err,
      /2 records in the vault cannot be read by this version; they are kept as they are: Fut.*ure: zoe \(quantum\), -/,
    )
    assert.ok(!listed.err.includes("\u001b"))
    assert.equal((await machine.run("list", "--json")).json()["unreadable"], 2)
  })

  it("are told as losses of an export of everything, beforehand too", async () => {
    const machine = await machineWithNewRecords()
    const dry = await machine.run("export", "--to", "keyferry-json", "--dry-run")
    assert.deepEqual([dry.status, /zoe .*left out .*quantum/.test(dry.out)], [6, true])
    const json = (await machine.run("export", "--to", "keyferry-json", "--dry-run", "--json")).json()
    assert.deepEqual([json["written"], json["refused"]], [1, 2])
    const ran = await machine.run("export", "--to", "keyferry-json", "--plain", "--out", "e.json")
    assert.equal(ran.status, 6)
    assert.match(ran.err, /ure: zoe: left out: .*\(quantum\)/)
    const one = await machine.run("export", "Here", "--to", "keyferry-json", "--plain", "--out", "one.json")
    assert.deepEqual([one.status, one.err.includes("zoe")], [0, false])
  })

  it("are told as losses of QR codes", async () => {
    const machine = await machineWithNewRecords()
    const ran = await machine.run("qr", "--png", "out")
    assert.equal(ran.status, 6)
    assert.match(ran.err, /ure: zoe: left out: .*\(quantum\)/)
  })

  it("are in a backup, which says so", async () => {
    const machine = await machineWithNewRecords()
    machine.put("bpw", "another passphrase here")
    const ran = await machine.run("backup", "--out", "b.age", "--backup-passphrase-file", "bpw")
    assert.equal(ran.status, 0)
    assert.match(ran.err, /backed up 1 account\n.*also holds 2 records that this version cannot read: .*zoe \(quantum\)/)
  })
})
