import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { keyLines } from "../../src/migrate/recovery/key-text.ts"
import { Machine } from "./machine.ts"
import type { Ran } from "./machine.ts"

const URI = "otpauth://totp/Contoso:bob?secret=JBSWY3DPEHPK3PXP"
const LAST_GROUP = 4

async function withAccount(): Promise<Machine> {
  const machine = await new Machine().withVault()
  machine.put("uri", URI)
  await machine.run("add", "--uri-file", "uri")
  return machine
}

/** A machine whose vault has a recovery key in `key.txt`, and whose passphrase nobody knows. */
async function withKeyOnly(): Promise<Machine> {
  const machine = await withAccount()
  assert.equal((await machine.run("recovery", "create", "--out", "key.txt")).status, 0)
  delete machine.env["KEYFERRY_PASSPHRASE_FILE"]
  return machine
}

/** The key that was drawn last. */
function drawnKey(machine: Machine): string {
  const rows = machine.drawn.at(-1)!.map((row) => row.replace(/\x1b\[[0-9;]*m/g, ""))
  const at = rows.findIndex((row) => row.includes("AGE-SECRET-KEY-1"))
  return rows
    .slice(at, at + 3)
    .map((row) => row.replace(/[▀ ]/g, ""))
    .join("")
}

const labels = (ran: Ran): unknown => (ran.json()["accounts"] as { issuer: string }[]).map(({ issuer }) => issuer)

describe("recovery create", () => {
  it("writes an age identity file that opens the vault with every command", async () => {
    const machine = await withKeyOnly()
    assert.match(machine.text("key.txt"), /^# [^]*\nAGE-SECRET-KEY-1[0-9A-Z]{58}\n$/)
    const list = await machine.run("list", "--json", "--recovery-key-file", "key.txt")
    assert.deepEqual([list.status, labels(list)], [0, ["Contoso"]])
    machine.put("uri2", URI.replace("Contoso:bob", "Fabrikam:eve"))
    assert.equal((await machine.run("add", "--uri-file", "uri2", "--recovery-key-file", "key.txt")).status, 0)
    machine.exposed.set("key.txt", "others-read")
    assert.match((await machine.run("list", "--recovery-key-file", "key.txt")).err, /key\.txt holds a secret, and other users can read it/)
    machine.exposed.clear()
    assert.equal((await machine.run("code", "Fabrikam", "--recovery-key-file", "key.txt")).status, 0)
  })

  it("shows the key once on the alternate screen, and takes effect after its last group was typed", async () => {
    const machine = await withAccount()
    // The second answer is made when the question is asked: the key is known only then.
    machine.answers = ["wrong"]
    const answerWhenAsked = machine.drawn.push.bind(machine.drawn)
    machine.drawn.push = (...pages) => {
      const count = answerWhenAsked(...pages)
      if (count === 2) machine.answers!.push(drawnKey(machine).slice(-LAST_GROUP).toLowerCase())
      return count
    }
    const ran = await machine.run("recovery", "create")
    assert.equal(ran.status, 0, ran.err)
    assert.equal(machine.drawn.length, 2)
    assert.match(machine.drawn[1]!.join("\n"), /not the last group/)
    const key = drawnKey(machine)
    assert.ok(machine.drawn[0]!.some((row) => row.includes(keyLines(key)[1]!)))
    for (const group of [key, ...keyLines(key).slice(1)]) assert.ok(!(ran.out + ran.err + machine.prompts.join("")).includes(group))
    machine.put("key.txt", key)
    assert.equal((await machine.run("list", "--recovery-key-file", "key.txt")).status, 0)
  })

  it("makes no key where its last group is not typed", async () => {
    for (const answers of [["a", "b", "c"], ["a"]]) {
      const machine = await withAccount()
      machine.answers = answers
      const before = new Map(machine.disk.files)
      const { status, err } = await machine.run("recovery", "create")
      assert.equal(status, 5)
      assert.match(err, /no recovery key was made/)
      assert.deepEqual(new Map(machine.disk.files), before)
    }
  })

  it("needs a terminal, --out or --sheet", async () => {
    const machine = await withAccount()
    const { status, err } = await machine.run("recovery", "create")
    assert.equal(status, 2)
    assert.match(err, /no terminal to show the recovery key on: use --out or --sheet/)
  })

  it("writes a sheet for printing, and says that the file is to be deleted", async () => {
    const machine = await withAccount()
    const { status, err } = await machine.run("recovery", "create", "--sheet", "sheet.html", "--out", "key.txt")
    assert.equal(status, 0)
    assert.match(err, /delete sheet\.html after printing/)
    const key = machine.text("key.txt").trim().split("\n").at(-1)!
    for (const line of keyLines(key)) assert.ok(machine.text("sheet.html").includes(line))
  })

  it("never overwrites a file, since it may hold the key that is needed", async () => {
    const machine = await withAccount()
    machine.put("key.txt", "old")
    for (const option of ["--out", "--sheet"]) {
      const { status, err } = await machine.run("recovery", "create", "--force", option, "key.txt")
      assert.equal(status, 2)
      assert.match(err, /choose another name/)
    }
    assert.equal(machine.text("key.txt"), "old")
  })

  it("replaces a key only with --force or after a question", async () => {
    const machine = await withAccount()
    await machine.run("recovery", "create", "--out", "first.txt")
    const refused = await machine.run("recovery", "create", "--out", "second.txt")
    assert.equal(refused.status, 2)
    assert.match(refused.err, /already has a recovery key.*--force/)
    assert.ok(!machine.files.has("second.txt"))
    machine.answers = ["n"]
    assert.equal((await machine.run("recovery", "create")).status, 7)
    assert.equal((await machine.run("list", "--recovery-key-file", "first.txt")).status, 0)

    machine.answers = null
    const replaced = await machine.run("recovery", "create", "--force", "--out", "second.txt")
    assert.equal(replaced.status, 0)
    assert.match(replaced.err, /copies and backups.*old key/)
    const old = await machine.run("list", "--recovery-key-file", "first.txt")
    assert.equal(old.status, 5)
    assert.match(old.err, /does not open the vault/)
    assert.equal((await machine.run("list", "--recovery-key-file", "second.txt")).status, 0)
  })

  it("needs the passphrase, not the recovery key", async () => {
    const machine = await withKeyOnly()
    for (const word of ["create", "remove"]) {
      const { status, err } = await machine.run("recovery", word, "--recovery-key-file", "key.txt")
      assert.equal(status, 2)
      assert.match(err, /with the passphrase/)
    }
  })
})

describe("recovery remove", () => {
  it("removes the key, and says what it still opens", async () => {
    const machine = await withAccount()
    await machine.run("recovery", "create", "--out", "key.txt")
    const { status, err } = await machine.run("recovery", "remove")
    assert.equal(status, 0)
    assert.match(err, /was removed[^]*copies and backups/)
    assert.equal((await machine.run("list", "--recovery-key-file", "key.txt")).status, 7)
    const again = await machine.run("recovery", "remove")
    assert.equal(again.status, 0)
    assert.match(again.err, /has no recovery key/)
  })

  it("takes no options of create", async () => {
    const machine = await withAccount()
    for (const option of [["--force"], ["--out", "x"], ["--sheet", "x"]])
      assert.equal((await machine.run("recovery", "remove", ...option)).status, 2)
    assert.equal((await machine.run("recovery", "delete")).status, 2)
  })
})

describe("passwd with a recovery key", () => {
  it("sets a new passphrase without the old one", async () => {
    const machine = await withKeyOnly()
    machine.put("new", "staple battery horse correct\n")
    const ran = await machine.run("passwd", "--recovery-key-file", "key.txt", "--new-passphrase-file", "new")
    assert.equal(ran.status, 0, ran.err)
    assert.deepEqual(labels(await machine.run("list", "--json", "--passphrase-file", "new")), ["Contoso"])
    assert.equal((await machine.run("list", "--passphrase-file", "pw")).status, 5)
    assert.equal((await machine.run("list", "--recovery-key-file", "key.txt")).status, 0)
  })

  it("makes a lost identity.age anew, which every command names as the way back", async () => {
    const machine = await withKeyOnly()
    for (const name of machine.disk.files.keys()) if (name.endsWith("/identity.age")) machine.disk.files.delete(name)
    const list = await machine.run("list", "--json", "--recovery-key-file", "key.txt")
    assert.deepEqual([list.status, labels(list)], [0, ["Contoso"]])
    assert.match(list.err, /identity\.age is missing.*passwd --recovery-key-file/)
    machine.put("new", "staple battery horse correct\n")
    assert.equal((await machine.run("passwd", "--recovery-key-file", "key.txt", "--new-passphrase-file", "new")).status, 0)
    assert.deepEqual(labels(await machine.run("list", "--json", "--passphrase-file", "new")), ["Contoso"])
  })

  it("is named where the passphrase is wrong", async () => {
    const machine = await withKeyOnly()
    machine.put("wrong", "not this passphrase\n")
    const ran = await machine.run("list", "--passphrase-file", "wrong")
    assert.deepEqual([ran.status, ran.err.includes("is wrong; keyferry passwd --recovery-key-file F")], [5, true], ran.err)
  })

  it("makes a damaged identity.age anew, which every command names as the way back", async () => {
    const machine = await withKeyOnly()
    for (const name of machine.disk.files.keys()) if (name.endsWith("/identity.age")) machine.disk.files.set(name, Buffer.from("damaged"))
    machine.put("pw2", "any passphrase at all\n")
    assert.match((await machine.run("list", "--passphrase-file", "pw2")).err, /damaged.*passwd --recovery-key-file F/)
    machine.put("new", "staple battery horse correct\n")
    assert.equal((await machine.run("passwd", "--recovery-key-file", "key.txt", "--new-passphrase-file", "new")).status, 0)
    assert.deepEqual(labels(await machine.run("list", "--json", "--passphrase-file", "new")), ["Contoso"])
  })
})

describe("--recovery-key-file", () => {
  it("goes before a passphrase", async () => {
    const machine = await withKeyOnly()
    machine.put("bad", "not the passphrase")
    assert.equal((await machine.run("list", "--recovery-key-file", "key.txt", "--passphrase-file", "bad")).status, 0)
  })

  it("explains a file without a key and a mistyped key", async () => {
    const machine = await withKeyOnly()
    machine.put("none", "# nothing\n")
    machine.put("typo", machine.text("key.txt").replace(/.\n$/, "\n"))
    const none = await machine.run("list", "--recovery-key-file", "none")
    assert.equal(none.status, 5)
    assert.match(none.err, /no recovery key was found/)
    const typo = await machine.run("list", "--recovery-key-file", "typo")
    assert.equal(typo.status, 5)
    assert.match(typo.err, /typing error/)
  })

  it("is read from standard input for -", async () => {
    const machine = await withKeyOnly()
    machine.stdin = machine.files.get("key.txt")!
    assert.equal((await machine.run("list", "--recovery-key-file", "-")).status, 0)
  })

  it("needs a command", async () => {
    const machine = new Machine()
    const { status, err } = await machine.run("--recovery-key-file", "key.txt")
    assert.equal(status, 2)
    assert.match(err, /needs a command/)
  })
})
