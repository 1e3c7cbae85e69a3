import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { NOW } from "../vault/support.ts"
import { Machine } from "./machine.ts"

const DIRECTORY = "/home/user/.local/share/keyferry/vault"
const SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"

async function made(passphrase: string): Promise<Machine> {
  const machine = new Machine()
  machine.env["KEYFERRY_PASSPHRASE_FILE"] = machine.put("pw", `${passphrase}\n`)
  assert.equal((await machine.run("init")).status, 0)
  return machine
}
async function filled(): Promise<Machine> {
  const machine = await made("seven violet lanterns drift north")
  machine.put("uris", `otpauth://totp/Deno:mason?secret=${SECRET}\n`)
  assert.equal((await machine.run("import", "uris")).status, 0)
  return machine
}
interface FoundJson {
  readonly level: string
  readonly code: string
  readonly message: string
  readonly file?: string
}
async function findings(machine: Machine): Promise<{ readonly status: number; readonly codes: string[]; readonly found: FoundJson[] }> {
  const { status, json } = await machine.run("check", "--json")
  const found = json()["findings"] as FoundJson[]
  return { status, codes: found.map(({ code }) => code), found }
}

describe("check", () => {
  it("ends with 0 where there are notes at most, and says so", async () => {
    const { status, out, err } = await (await filled()).run("check")

    assert.equal(status, 0)
    assert.match(out, /^note: there is no recovery key: .*; keyferry recovery create makes one$/m)
    assert.match(out, /^note: the codes of 1 of 1 accounts were never compared .*\n {4}Deno: mason$/m)
    assert.match(out, /^note: keyferry 1\.0\.0 on node 20\.19\.0$/m)
    assert.equal(err, "keyferry: nothing is wrong\n")
  })

  it("gives level, code, message and what it is about as JSON, and no secret", async () => {
    const machine = await filled()
    const { out } = await machine.run("check", "--json")
    const { found } = await findings(machine)

    const [account] = (await machine.run("list", "--json")).json()["accounts"] as { id: string }[]
    assert.deepEqual(
      found.find(({ code }) => code === "never-verified"),
      {
        level: "note",
        code: "never-verified",
        message:
          "the codes of 1 of 1 accounts were never compared with another device; press m, then 6 in the full-screen program: compare codes",
        accounts: [{ id: account?.id, issuer: "Deno", name: "mason" }],
      },
    )
    assert.deepEqual(
      found.find(({ code }) => code === "programs"),
      { level: "note", code: "programs", message: "keyferry 1.0.0 on node 20.19.0" },
    )
    assert.ok(!out.includes(SECRET))
  })

  it("ends with 6 where a plain export still exists, and with 0 once it is gone", async () => {
    const machine = await filled()
    await machine.run("export", "--to", "otpauth-uri", "--out", "/tmp/out.txt")

    const { status, found } = await findings(machine)
    assert.equal(status, 6)
    assert.equal(found[0]?.level, "warning")
    assert.equal(found[0].code, "plain-export")
    assert.equal(found[0].file, "/tmp/out.txt")

    machine.files.delete("/tmp/out.txt")
    assert.equal((await findings(machine)).status, 0)
  })

  it("finds a conflict copy, and names its path", async () => {
    const machine = await filled()
    machine.disk.files.set(`${DIRECTORY}/vault (1).age`, Buffer.from("not read yet"))

    const { status, found } = await findings(machine)
    assert.equal(status, 6)
    assert.equal(found.find(({ code }) => code === "conflict-copy")?.file, `${DIRECTORY}/vault (1).age`)
  })

  it("does not ask to merge a copy that the vault holds already", async () => {
    const machine = await filled()
    machine.disk.files.set(`${DIRECTORY}/vault (1).age`, machine.disk.files.get(`${DIRECTORY}/vault.age`)!)

    const { status, codes } = await findings(machine)
    assert.equal(status, 0)
    assert.ok(codes.includes("conflict-copy-merged"))
  })

  it("says what opening found once, in the findings", async () => {
    const machine = await filled()
    machine.disk.files.set(`${DIRECTORY}/vault (1).age`, Buffer.from("not read yet"))
    machine.disk.problems = [{ kind: "others-read", name: "vault.age", isDirectory: false, mode: 0o644, owner: 0 }]

    const { err, json } = await machine.run("check", "--json")
    assert.equal(err, "")
    const found = json()["findings"] as FoundJson[]
    assert.equal(found.find(({ code }) => code === "access-others-read")?.file, `${DIRECTORY}/vault.age`)
    assert.ok(found.some(({ code }) => code === "conflict-copy"))
  })

  it("finds a passphrase that is easy to guess", async () => {
    const { status, codes } = await findings(await made("password"))
    assert.equal(status, 6)
    assert.equal(codes[0], "passphrase-weak")
  })

  it("finds a version that does not open", async () => {
    const machine = await filled()
    machine.disk.files.set(`${DIRECTORY}/versions/vault-1.age`, Buffer.from("damaged"))

    const { status, found } = await findings(machine)
    assert.equal(status, 6)
    assert.match(found.find(({ code }) => code === "version-unusable")?.message ?? "", /^version 2 cannot be used: this is not an age file/)
  })

  it("finds a clock that is behind the vault's files", async () => {
    const machine = await filled()
    machine.disk.modifiedMs = NOW + 600_000

    const { status, codes } = await findings(machine)
    assert.equal(status, 6)
    assert.ok(codes.includes("clock-behind"))
  })

  it("ends with 4 where the vault is damaged, and still looks at its files", async () => {
    const machine = await filled()
    machine.disk.files.set(`${DIRECTORY}/vault (1).age`, Buffer.from("not read yet"))
    machine.disk.files.set(`${DIRECTORY}/vault.age`, Buffer.from("damaged"))

    const { status, codes } = await findings(machine)
    assert.equal(status, 4)
    assert.deepEqual(codes.slice(0, 2), ["vault-unopened", "conflict-copy"])
  })

  it("ends with 5 for a wrong passphrase, and with 7 without a vault", async () => {
    const machine = await filled()
    machine.put("pw", "wrong\n")
    assert.equal((await machine.run("check")).status, 5)
    assert.equal((await machine.run("check", "--vault", "/elsewhere")).status, 7)
  })

  it("looks at the terminal only where the output goes to one", async () => {
    const machine = await filled()
    machine.env["TERM"] = "dumb"
    assert.ok(!(await findings(machine)).codes.includes("terminal-dumb"))

    machine.size = { columns: 80, rows: 24 }
    assert.ok((await findings(machine)).codes.includes("terminal-dumb"))
  })

  it("speaks Japanese", async () => {
    const { out } = await (await filled()).run("check", "--lang", "ja")

    assert.match(out, /^参考: 回復キーがありません。パスフレーズを忘れると開けなくなります。keyferry recovery create で作成できます$/m)
  })
})
