// The commands about plugins, on a real disk.
import assert from "node:assert/strict"
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { after, describe, it } from "node:test"
import { pluginFiles } from "../../src/platform/plugins/plugin-files.ts"
import { PLUGINS, sampleOf, start } from "../plugins/support.ts"
import { Machine } from "./machine.ts"

const root = mkdtempSync(join(tmpdir(), "keyferry-plugins-"))
after(() => {
  rmSync(root, { recursive: true, force: true })
})

let n = 0
function machine(): { machine: Machine; file: string; directory: string } {
  const home = join(root, String(++n))
  mkdirSync(home, { mode: 0o700 })
  const directory = join(home, "plugins")
  const file = join(home, "kite.mjs")
  copyFileSync(join(PLUGINS, "kite-codes.mjs"), file)
  const machine = new Machine()
  machine.plugins = { files: pluginFiles(directory), start }
  machine.put("backup.kite", sampleOf("backup.kite"))
  machine.put("sealed.kite", sampleOf("sealed.kite"))
  machine.put("kite-pw", "kite password\n")
  return { machine, file, directory }
}

describe("plugins allow", () => {
  it("shows the plugin and asks; only yes allows it", async () => {
    const { machine: m, file } = machine()
    for (const answers of [null, ["n"], [""], ["yess"]]) {
      m.answers = answers
      const { status, err } = await m.run("plugins", "allow", file)
      assert.equal(status, 2)
      assert.match(err, /SHA-256: [0-9a-f]{64}\n/)
      for (const word of ["kite-codes", "Kite Codes", file, "bytes", "secrets included", "without access to the vault"])
        assert.ok(err.includes(word), word)
    }
    assert.deepEqual((await m.run("plugins", "list", "--json")).json(), { plugins: [] })
    m.answers = ["y"]
    const allowed = await m.run("plugins", "allow", file)
    assert.deepEqual([allowed.status, allowed.out], [0, ""])
    assert.equal(m.prompts.at(-1), "Allow it? [y/N] ")
  })
  it("refuses a file that is not a plugin, and shows the line that fails", async () => {
    const { machine: m, file } = machine()
    writeFileSync(file, "export default {\n  get id() {\n    throw new RangeError('x')\n  },\n}")
    assert.match((await m.run("plugins", "allow", file, "--yes")).err, /kite\.mjs: line 3: RangeError: x\n/)
    writeFileSync(file, "export default {\n  oh no\n}")
    const { status, err } = await m.run("plugins", "allow", file, "--yes")
    assert.equal(status, 4)
    assert.match(err, /SyntaxError: Unexpected identifier/)
  })
  it("refuses the id of a built-in format", async () => {
    const { machine: m, file } = machine()
    writeFileSync(file, Buffer.from(sampleOf("kite-codes.mjs")).toString().replace('"kite-codes"', '"aegis"'))
    assert.equal((await m.run("plugins", "allow", file, "--yes")).status, 2)
  })
})

describe("an allowed plugin", () => {
  it("is listed, marked, and reads and writes like any format, until a byte of it changes", async () => {
    const { machine: m, file, directory } = machine()
    assert.equal((await m.run("inspect", "backup.kite")).status, 3)
    assert.equal((await m.run("plugins", "allow", file, "--yes")).status, 0)
    assert.match((await m.run("plugins", "list")).out, /^kite-codes +Kite Codes +kite-codes\.mjs +allowed$/m)
    assert.match((await m.run("formats")).out, /^kite-codes +Kite Codes \(plugin\) +yes +yes +yes +kite$/m)
    const { formats } = (await m.run("formats", "--json")).json() as { formats: { id: string; plugin?: boolean }[] }
    assert.deepEqual(
      formats.filter(({ plugin }) => plugin === true).map(({ id }) => id),
      ["kite-codes"],
    )
    assert.match((await m.run("formats", "kite-codes")).out, /Menu > Backup/)
    const read = await m.run("inspect", "backup.kite", "--json")
    assert.equal(read.status, 0)
    assert.equal((read.json()["accounts"] as unknown[]).length, 3)
    assert.equal((await m.run("inspect", "sealed.kite", "--password-file", "kite-pw")).status, 0)
    m.put("no-pw", "no\n")
    assert.equal((await m.run("inspect", "sealed.kite", "--password-file", "no-pw")).status, 5)
    const args = ["--to", "kite-codes", "--out", "out.kite", "--out-password-file", "kite-pw"]
    assert.equal((await m.run("convert", "backup.kite", ...args)).status, 0)
    assert.equal((await m.run("inspect", "out.kite", "--password-file", "kite-pw")).out.split("\n").length, 6)

    writeFileSync(join(directory, "kite-codes.mjs"), " ", { flag: "a" })
    const changed = await m.run("inspect", "backup.kite")
    assert.equal(changed.status, 3)
    assert.match(changed.err, /the plugin kite-codes is not used: its file has changed.*allow it again/)
    assert.match((await m.run("plugins", "list")).out, /changed since it was allowed/)
    assert.equal((await m.run("convert", "backup.kite", ...args, "--force")).status, 2)
    m.answers = ["y"]
    const again = await m.run("plugins", "allow", join(directory, "kite-codes.mjs"))
    assert.match(again.err, /Kite Codes[^]*is allowed/)
    assert.equal((await m.run("inspect", "backup.kite")).status, 0)
    assert.equal((await m.run("plugins", "remove", "kite-codes")).status, 0)
    assert.equal((await m.run("inspect", "backup.kite")).status, 3)
    assert.equal((await m.run("plugins", "remove", "kite-codes")).status, 2)
  })
  it("is imported from into the vault", async () => {
    const { machine: m, file } = machine()
    await m.withVault()
    await m.run("plugins", "allow", file, "--yes")
    assert.equal((await m.run("import", "backup.kite")).out, "3 new, 0 already there, 0 already there under another name, 0 skipped\n")
    assert.equal((await m.run("export", "--to", "kite-codes", "--out", "all.kite", "--plain")).status, 0)
    assert.ok(m.text("all.kite").includes("kite-codes"))
  })
})

describe("plugins check", () => {
  it("lists which checks pass and which fail", async () => {
    const { machine: m } = machine()
    const plugin = m.put("kite.mjs", sampleOf("kite-codes.mjs"))
    const good = await m.run("plugins", "check", plugin, "backup.kite", "sealed.kite", "--password-file", "kite-pw")
    assert.deepEqual([good.status, good.err], [0, "keyferry: all checks passed\n"])
    assert.ok(good.out.split("\n").every((line) => line === "" || line.startsWith("ok  ")))
    m.put("bad.mjs", Buffer.from(sampleOf("kite-codes.mjs")).toString().replace("json?.app", "json.app"))
    const bad = await m.run("plugins", "check", "bad.mjs", "--json")
    assert.equal(bad.status, 4)
    const { checks } = bad.json() as { checks: { check: string; ok: boolean; problems: string[] }[] }
    assert.ok(checks.some(({ ok, problems }) => !ok && problems.some((problem) => /threw TypeError in line \d+/.test(problem))))
  })
})

describe("the words after plugins", () => {
  const wrong: [name: string, args: string[]][] = [
    ["none", []],
    ["an unknown one", ["frobnicate"]],
    ["one that every object has", ["constructor"]],
    ["allow without a file", ["allow"]],
    ["list with a file", ["list", "x"]],
    ["remove with two", ["remove", "a", "b"]],
    ["list with --yes", ["list", "--yes"]],
  ]
  for (const [name, args] of wrong) {
    it(`are refused with status 2: ${name}`, async () => {
      assert.equal((await machine().machine.run("plugins", ...args)).status, 2)
    })
  }
})
