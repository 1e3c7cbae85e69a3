import assert from "node:assert/strict"
import { describe, it } from "node:test"
import type { MemoryFiles } from "../vault/memory-files.ts"
import { Machine } from "./machine.ts"

const DIR = "/home/user/.local/share/keyferry/vault"
const SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"

/** A machine with a vault of two accounts, a backup of both in `b.age`, and the backup's passphrase in `bpw`. */
async function machineWithBackup() {
  const machine = await new Machine().withVault()
  for (const issuer of ["One", "Two"]) {
    machine.put("uri", `otpauth://totp/${issuer}:x?secret=${SECRET}&issuer=${issuer}${issuer === "Two" ? "&digits=8" : ""}`)
    assert.equal((await machine.run("add", "--uri-file", "uri")).status, 0)
  }
  machine.put("bpw", "another passphrase here")
  await machine.run("backup", "--out", "b.age", "--backup-passphrase-file", "bpw")
  const { files } = machine.vault.files as unknown as MemoryFiles
  const restore = (...args: string[]) => machine.run("restore", "b.age", "--backup-passphrase-file", "bpw", ...args)
  const remove = (name: string) => {
    for (const path of [...files.keys()]) if (path.startsWith(`${DIR}/${name}`)) files.delete(path)
  }
  return { machine, files, restore, remove }
}
const snapshot = (files: ReadonlyMap<string, Uint8Array>) =>
  [...files].map(([name, bytes]) => `${name} ${Buffer.from(bytes).toString("hex")}`)

describe("a vault of which a file is missing", () => {
  it("ends every reading command with 7, says what brings it back, and stays as it is", async () => {
    const { machine, files, remove } = await machineWithBackup()
    remove("vault.age")
    const before = snapshot(files)
    for (const args of [["list"], ["code", "One"], ["export", "--to", "otpauth-uri", "--out", "-", "--plain"]]) {
      const ran = await machine.run(...args)
      assert.deepEqual([ran.status, ran.out], [7, ""], args[0])
      assert.match(ran.err, /vault\.age is missing.*keyferry versions restore 2 .*keyferry restore FILE/)
    }
    assert.deepEqual(snapshot(files), before)
    remove("versions")
    assert.match((await machine.run("list")).err, /keyferry restore FILE.*keyferry merge FILE.*keyferry init makes an empty vault/)
    remove("identity.age")
    assert.match((await machine.run("list")).err, /no vault found in \/home\/user\/.*keyferry restore FILE brings back a backup/)
  })

  it("gets its content back from a backup", async () => {
    const { machine, restore, remove } = await machineWithBackup()
    remove("vault.age")
    const dry = await restore("--dry-run", "--json")
    assert.deepEqual([dry.status, dry.json()["new"]], [0, 2])
    assert.equal((await machine.run("list")).status, 7)
    const ran = await restore()
    assert.deepEqual([ran.status, ran.out], [0, "2 new, 0 already there, 0 already there under another name, 0 skipped\n"])
    assert.match(ran.err, /has the content of the backup/)
    assert.match((await machine.run("list")).out, /One/)
  })

  it("gets its content back from copies of the vault", async () => {
    const { machine, files, remove } = await machineWithBackup()
    const copy = files.get(`${DIR}/vault.age`)!
    machine.put("copy.age", copy)
    for (const lose of [
      () => {
        remove("vault.age")
      },
      () => files.set(`${DIR}/vault.age`, Buffer.from("damaged")),
    ]) {
      remove("versions")
      lose()
      assert.equal((await machine.run("merge", "copy.age", "--dry-run")).status, 0)
      assert.notEqual((await machine.run("list")).status, 0)
      const ran = await machine.run("merge", "copy.age")
      assert.deepEqual([ran.status, ran.out.includes("2 new")], [0, true], ran.err)
      assert.match(ran.err, /had lost its content/)
      assert.match((await machine.run("list")).out, /One.*\n.*Two/)
    }
    assert.ok([...files.keys()].some((name) => name.startsWith(`${DIR}/vault.age.unreadable-`)))
    assert.match((await machine.run("merge", "copy.age")).err, /already holds everything/)
  })

  it("gets a new identity from a backup, and keeps the files that nothing opens any more", async () => {
    const { machine, files, restore, remove } = await machineWithBackup()
    remove("identity.age")
    const before = snapshot(files)
    const listed = await machine.run("list")
    assert.equal(listed.status, 7)
    assert.match(listed.err, /identity\.age is missing.*keyferry restore FILE/)
    const made = await machine.run("init")
    assert.deepEqual([made.status, made.err.includes("identity.age is missing")], [7, true])
    assert.deepEqual(snapshot(files), before)
    const ran = await restore()
    assert.equal(ran.status, 0)
    assert.match(ran.err, /vault\.age could not be opened; it is kept as vault\.age\.unreadable-/)
    assert.match(ran.err, /versions could not be opened/)
    assert.equal((await machine.run("code", "Two")).status, 0)
  })

  it("is completed by init with its passphrase, as after a creation that was killed", async () => {
    const { machine, remove } = await machineWithBackup()
    remove("vault.age")
    assert.equal((await machine.run("init")).status, 7)
    remove("versions")
    machine.put("wrong", "not this one at all")
    assert.equal((await machine.run("init", "--passphrase-file", "wrong")).status, 5)
    assert.equal((await machine.run("init")).status, 0)
    assert.equal((await machine.run("list")).status, 0)
  })
})

describe("the version that a message about damage names", () => {
  for (const [name, damage] of [
    ["missing", (files: Map<string, Uint8Array>) => void files.delete(`${DIR}/vault.age`)],
    ["damaged", (files: Map<string, Uint8Array>) => void files.set(`${DIR}/vault.age`, Buffer.from("garbage"))],
  ] as const) {
    it(`brings back a content that is ${name}`, async () => {
      const { machine, files } = await machineWithBackup()
      damage(files)
      const n = /keyferry versions restore (\d+)/.exec((await machine.run("list")).err)?.[1] ?? "none"
      assert.equal((await machine.run("versions", "restore", n, "One")).status, name === "missing" ? 7 : 4)
      const ran = await machine.run("versions", "restore", n)
      assert.equal(ran.status, 0)
      assert.match(ran.err, /the vault opens again/)
      assert.equal(ran.err.includes("vault.age could not be opened; it is kept as"), name === "damaged")
      assert.equal((await machine.run("code", "One")).status, 0)
    })
  }

  it("is not another one, which does not exist", async () => {
    const { machine, files } = await machineWithBackup()
    files.delete(`${DIR}/vault.age`)
    const ran = await machine.run("versions", "restore", "9")
    assert.equal(ran.status, 7)
    assert.match(ran.err, /vault\.age is missing.*keyferry versions restore 2/)
    assert.equal(files.has(`${DIR}/vault.age`), false)
  })
})

describe("a damaged vault", () => {
  it("says what brings it back, and a backup does", async () => {
    const { machine, files, restore } = await machineWithBackup()
    files.set(`${DIR}/vault.age`, Buffer.from("garbage"))
    const listed = await machine.run("list")
    assert.equal(listed.status, 4)
    assert.match(listed.err, /keyferry versions restore 2 .*keyferry restore FILE/)
    const ran = await restore()
    assert.equal(ran.status, 0)
    assert.match(ran.err, /vault\.age could not be opened; it is kept as/)
    assert.equal((await machine.run("code", "Two")).status, 0)
  })

  it("is not replaced by a backup for a wrong passphrase", async () => {
    const { machine, files, restore } = await machineWithBackup()
    const before = snapshot(files)
    machine.put("wrong", "not this one at all")
    assert.equal((await restore("--passphrase-file", "wrong")).status, 5)
    assert.deepEqual(snapshot(files), before)
  })
})

describe("a save", () => {
  it("names the holder of the lock that it waits for", async () => {
    const machine = await new Machine().withVault()
    machine.put("uri", `otpauth://totp/One:x?secret=${SECRET}&issuer=One`)
    machine.disk.lockHolder = { host: "else\u001bwhere", pid: 77 }
    const ran = await machine.run("add", "--uri-file", "uri")
    assert.equal(ran.status, 0)
    assert.match(ran.err, /waiting for the lock of else.?where \(process 77\)…/)
    assert.ok(!ran.err.includes("\u001b"))
  })
})
