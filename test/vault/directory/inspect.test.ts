import assert from "node:assert/strict"
import { spawnSync } from "node:child_process"
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { after, beforeEach, describe, it } from "node:test"
import { format } from "../../../src/base/language.ts"
import { Passphrase } from "../../../src/base/passphrase.ts"
import { currentProcess } from "../../../src/platform/files/process-name.ts"
import { vaultFiles } from "../../../src/platform/files/vault-files.ts"
import { accessMessages } from "../../../src/vault/directory/access-messages.ts"
import { NOTHING_UNUSUAL } from "../../../src/vault/directory/report.ts"
import type { AccessProblem } from "../../../src/vault/directory/report.ts"
import { createVault } from "../../../src/vault/vault.ts"
import { account, refuses, testPorts } from "../support.ts"

const root = mkdtempSync(join(tmpdir(), "keyferry-inspect-"))
after(() => {
  rmSync(root, { recursive: true })
})
let count = 0
let directory = ""
const at = (name: string) => join(directory, name)
const put = (name: string, text = "x") => {
  writeFileSync(at(name), text, { mode: 0o600 })
}
const inspect = () => vaultFiles.in(directory).inspect()
const isRoot = process.getuid?.() === 0

beforeEach(async () => {
  directory = join(root, `v${++count}`)
  const vault = await createVault(testPorts(vaultFiles), directory, Passphrase.of("p"))
  await vault.save([account("a")])
})

describe("inspecting a vault's directory", () => {
  it("finds nothing unusual in one that keyferry made", async () => {
    assert.deepEqual(await inspect(), NOTHING_UNUSUAL)
  })

  it("gives the newest time of the vault's own files, versions included", async () => {
    const newest = new Date("2040-01-02T03:04:05Z")
    utimesSync(at("versions/vault-1.age"), newest, newest)
    put("other.txt")
    utimesSync(at("other.txt"), new Date("2050-01-01T00:00:00Z"), new Date("2050-01-01T00:00:00Z"))

    assert.equal(await vaultFiles.in(directory).modifiedMs(), newest.getTime())
    assert.equal(await vaultFiles.in(at("missing")).modifiedMs(), null)
  })

  const modes: [name: string, mode: number, kind: AccessProblem["kind"]][] = [
    ["", 0o775, "others-write"],
    ["", 0o755, "others-read"],
    ["", 0o711, "others-read"],
    ["vault.age", 0o666, "others-write"],
    ["identity.age", 0o644, "others-read"],
    ["identity.age", 0o640, "others-read"],
    ["versions", 0o770, "others-write"],
    ["versions/vault-1.age", 0o604, "others-read"],
  ]
  for (const [name, mode, kind] of modes) {
    it(`reports ${name === "" ? "the directory" : name} with mode ${mode.toString(8)} as ${kind}`, async () => {
      chmodSync(at(name), mode)
      const { problems } = await inspect()
      assert.deepEqual(
        problems.map((problem) => [problem.name, problem.kind, problem.mode]),
        [[name, kind, mode]],
      )
    })
  }

  it("reports what belongs to another user", { skip: isRoot ? false : "needs root" }, async () => {
    for (const name of ["", "vault.age"]) chownSync(at(name), 65534, 65534)
    const { problems } = await inspect()
    assert.deepEqual(
      problems.map(({ name, kind, owner }) => [name, kind, owner]),
      [
        ["", "other-owner", 65534],
        ["vault.age", "other-owner", 65534],
      ],
    )
  })

  it("reports linked versions and files, also without a target", async () => {
    renameSync(at("versions"), join(root, `elsewhere${count}`))
    symlinkSync(join(root, `elsewhere${count}`), at("versions"))
    symlinkSync("nowhere", at("recovery.age"))
    const { problems } = await inspect()
    assert.deepEqual(
      problems.map(({ name, kind }) => [name, kind]),
      [
        ["recovery.age", "link"],
        ["versions", "link"],
      ],
    )
  })

  it("lists what a killed program left, unless a program is writing now; the next save removes it", async () => {
    const left = [
      "lock",
      "lock.guard",
      ".lock.0123456789abcdef.tmp",
      ".vault.age.0123456789abcdef.tmp",
      "versions/.vault-1.age.0123456789abcdef.tmp",
    ]
    const { pid } = spawnSync(process.execPath, ["-e", ""])
    const dead = JSON.stringify({ ...(await currentProcess()), pid, nonce: "0123456789abcdef" })
    for (const name of left) put(name, dead)
    put(".stfolder")
    assert.deepEqual([...(await inspect()).leftovers].sort(), [...left].sort())
    const release = await vaultFiles.in(directory).lock()
    assert.deepEqual((await inspect()).leftovers, [])
    await release()
    assert.deepEqual(
      left.filter((name) => existsSync(at(name))),
      [],
    )
    assert.deepEqual((await inspect()).leftovers, [])
  })

  it("lists conflict copies, which can be read and removed by name", async () => {
    const names = ["identity (conflicted copy 2026-01-02 030405).age", "vault.sync-conflict-20260102-030405-ABCDEFG.age"]
    for (const name of names) put(name, name)
    put("notes.txt")
    const files = vaultFiles.in(directory)
    assert.deepEqual(
      (await inspect()).conflictCopies.map(({ name }) => name),
      names,
    )
    for (const name of names) {
      assert.equal(Buffer.from((await files.read(name)) ?? []).toString(), name)
      await files.remove(name)
    }
    assert.deepEqual(await inspect(), NOTHING_UNUSUAL)
  })

  it("does not fail where there is no directory", async () => {
    assert.deepEqual(await vaultFiles.in(join(root, "none")).inspect(), NOTHING_UNUSUAL)
  })
})

describe("renaming a file aside", () => {
  it("keeps its bytes under a name with the time, and never replaces an earlier one", async () => {
    const files = vaultFiles.in(directory)
    const names: string[] = []
    for (const text of ["first", "second", "third"]) {
      put("vault.age", text)
      const name = await files.renameAside("vault.age")
      assert.match(name, /^vault\.age\.unreadable-\d{8}-\d{6}(-\d)?$/)
      assert.equal(readFileSync(at(name), "utf8"), text)
      assert.ok(!existsSync(at("vault.age")))
      names.push(name)
    }
    assert.equal(new Set(names).size, 3)
    assert.deepEqual((await inspect()).setAside, [...names].sort())
    assert.ok((await files.read(names[0]!)) !== null)
  })

  it("fails where the file is missing, and changes nothing", async () => {
    await refuses(vaultFiles.in(directory).renameAside("recovery.age"), "io")
    assert.deepEqual(readdirSync(directory).sort(), ["identity.age", "vault.age", "versions"])
  })
})

describe("the warnings about access", () => {
  const problem = (kind: AccessProblem["kind"], name: string): AccessProblem => ({
    kind,
    name,
    isDirectory: name === "",
    mode: 0o664,
    owner: 7,
  })

  it("name the first file of each kind and count the others", () => {
    const problems = [
      problem("others-read", ""),
      problem("others-write", "vault.age"),
      problem("others-write", "lock"),
      problem("link", "versions"),
    ]
    assert.deepEqual(
      accessMessages("/home/anna/vault/", problems).map((message) => format(message, "en")),
      [
        "other users can write to /home/anna/vault/vault.age (mode 0664); chmod 600 prevents that",
        "the same is true of 1 other file of the vault",
        "other users can read /home/anna/vault/ (mode 0664); chmod 700 prevents that",
        "/home/anna/vault/versions is a symbolic link, so what it holds is outside the vault's directory",
      ],
    )
  })
})
