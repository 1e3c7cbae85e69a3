import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { Machine } from "./machine.ts"

const SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
const NEW = "seven violet lanterns drift north"

/** A vault with one account, whose passphrase is in the file `pw`. */
async function filled(): Promise<Machine> {
  const machine = await new Machine().withVault()
  machine.put("secret", SECRET)
  assert.equal((await machine.run("add", "--issuer", "GitHub", "--secret-file", "secret")).status, 0)
  return machine
}

describe("passwd", () => {
  it("changes the passphrase to the first line of a file, and says that copies keep the old one", async () => {
    const machine = await filled()
    machine.put("new", `${NEW}\n`)
    const { status, out, err } = await machine.run("passwd", "--new-passphrase-file", "new")
    assert.deepEqual([status, out], [0, ""])
    assert.match(err, /^keyferry: the new passphrase is in force; copies and backups .+ still open with the old one\n$/)
    assert.equal((await machine.run("list")).status, 5)
    assert.match((await machine.run("list", "--passphrase-file", "new")).out, /GitHub/)
  })

  it("asks for the old passphrase once and the new one twice", async () => {
    const machine = await filled()
    delete machine.env["KEYFERRY_PASSPHRASE_FILE"]
    machine.answers = ["correct horse battery staple", NEW, NEW]
    assert.equal((await machine.run("passwd")).status, 0)
    assert.deepEqual(machine.prompts, ["passphrase of the vault: ", "new passphrase: ", "once more: "])
    machine.answers = [NEW]
    assert.equal((await machine.run("list")).status, 0)
  })

  it("changes nothing without the old passphrase, with two different new ones, or with one typed too short", async () => {
    const machine = await filled()
    machine.put("wrong", "wrong")
    machine.put("new", NEW)
    assert.equal((await machine.run("passwd", "--passphrase-file", "wrong", "--new-passphrase-file", "new")).status, 5)
    for (const answers of [
      [NEW, "other"],
      ["short", "short"],
    ]) {
      machine.answers = answers
      assert.equal((await machine.run("passwd")).status, 5)
    }
    assert.equal((await machine.run("list")).status, 0)
  })

  it("says that nothing was changed when the disk is full, with status 1", async () => {
    const machine = await filled()
    machine.put("new", NEW)
    machine.disk.full = true
    const { status, err } = await machine.run("passwd", "--new-passphrase-file", "new")
    assert.equal(status, 1)
    assert.match(err, /nothing was changed: the old passphrase still opens the vault\n$/)
    assert.equal((await machine.run("list")).status, 0)
  })

  it("says what is unfinished when the disk becomes full after the new passphrase is in force, with status 0", async () => {
    const machine = await filled()
    machine.put("new", NEW)
    // The versions and the content for both keys, then the identity.
    machine.disk.writesLeft = 5
    const { status, err } = await machine.run("passwd", "--new-passphrase-file", "new")
    assert.equal(status, 0)
    assert.match(err, /the new passphrase is in force.+\n.+not everything is finished: the disk failed; until the vault is opened again/)
    machine.disk.writesLeft = Infinity
    assert.equal((await machine.run("list", "--passphrase-file", "new")).status, 0)
  })

  it("warns of a weak passphrase from a file", async () => {
    const machine = await filled()
    machine.put("new", "pw2")
    machine.put("new2", "pw2")
    const { status, err } = await machine.run("passwd", "--new-passphrase-file", "new")
    assert.equal(status, 0)
    assert.match(err, /too short/)
    machine.put("new", "a password of mine")
    const { err: guessed } = await machine.run("passwd", "--passphrase-file", "new2", "--new-passphrase-file", "new")
    assert.match(guessed, /the passphrase is very weak: similar to a common password; add uncommon words; anyone/)
  })
})
