import { Passphrase } from "../../src/base/passphrase.ts"
import assert from "node:assert/strict"
import { spawn, spawnSync } from "node:child_process"
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { after, beforeEach, describe, it } from "node:test"
import { fileURLToPath } from "node:url"
import { seenGenerations } from "../../src/platform/files/seen-generations.ts"
import { vaultFiles } from "../../src/platform/files/vault-files.ts"
import { RECOVERY_TEXTS } from "../../src/vault/recovery/recovery-file.ts"
import { newRecoveryKey } from "../../src/vault/recovery/recovery-key.ts"
import { createVault, openVault } from "../../src/vault/vault.ts"
import { account, assertSame, refuses, testPorts, weak } from "./support.ts"

const saver = fileURLToPath(new URL("saver.ts", import.meta.url))
const root = mkdtempSync(join(tmpdir(), "keyferry-disk-"))
after(() => {
  rmSync(root, { recursive: true })
})
let count = 0
let directory = ""
beforeEach(() => {
  directory = join(root, `v${++count}`, "deep", "vault")
})
const ports = () => testPorts(vaultFiles)
const mode = (path: string) => (statSync(path).mode & 0o777).toString(8)
const utf8 = (text: string) => new TextEncoder().encode(text)

/** A file beyond the limit of a vault that takes no room. */
function writeSparse(path: string): void {
  writeFileSync(path, "")
  truncateSync(path, 2 ** 28 + 1)
}

/** Every path below, as `name mode`. */
function modes(path: string): string[] {
  return readdirSync(path, { recursive: true, encoding: "utf8" })
    .sort()
    .map((name) => `${name.replace(/\d+/, "N")} ${mode(join(path, name))}`)
}

describe("a vault on the disk", () => {
  for (const umask of [0o000, 0o022, 0o077, 0o777]) {
    it(`is 0700 and 0600 with the umask ${umask.toString(8).padStart(3, "0")}`, async () => {
      const before = process.umask(umask)
      try {
        const vault = await createVault(ports(), directory, Passphrase.of("p"))
        await vault.save([account("a")])
      } finally {
        process.umask(before)
      }
      assert.deepEqual(modes(directory), ["identity.age 600", "vault.age 600", "versions 700", "versions/vault-N.age 600"])
      assert.equal(mode(directory), "700")
      assert.equal(mode(join(directory, "..")), "700")
    })
  }

  it("uses an existing empty directory, and sets its mode to 0700", async () => {
    mkdirSync(directory, { recursive: true })
    chmodSync(directory, 0o755)
    await createVault(ports(), directory, Passphrase.of("p"))
    assert.equal(mode(directory), "700")
  })

  it("opens beside a copy that is larger than any vault", async () => {
    const vault = await createVault(ports(), directory, Passphrase.of("p"))
    await vault.save([account("a")])
    const copy = join(directory, "vault (1).age")
    writeSparse(copy)
    const opened = await openVault(ports(), directory, Passphrase.of("p"))
    assert.deepEqual(opened.copies.unmerged, ["vault (1).age"])
    assertSame(opened.accounts, [account("a")])
  })

  it("opens beside a recovery.age that is a directory, a link or larger than any vault, and keeps that under another name", async () => {
    const vault = await createVault(ports(), directory, Passphrase.of("p"))
    await vault.setRecoveryKey(Passphrase.of("p"), newRecoveryKey().recipient)
    const file = join(directory, "recovery.age")
    const put = {
      directory: () => {
        mkdirSync(file)
      },
      link: () => {
        symlinkSync("/dev/null", file)
      },
      large: () => {
        writeSparse(file)
      },
    }
    for (const [kind, make] of Object.entries(put)) {
      rmSync(file, { recursive: true })
      make()
      await refuses(openVault(ports(), directory, Passphrase.of("typo")), "password-wrong")
      const opened = await openVault(ports(), directory, Passphrase.of("p"))
      assert.deepEqual(
        opened.notices.map(({ sentence }) => sentence),
        [RECOVERY_TEXTS.remade],
        kind,
      )
      const [aside = ""] = readdirSync(directory).filter((name) => name.startsWith("recovery.age.unreadable-"))
      rmSync(join(directory, aside), { recursive: true })
      assert.ok(statSync(file).isFile())
    }
  })

  it("does not change the mode of a directory that holds other files", async () => {
    mkdirSync(directory, { recursive: true })
    writeFileSync(join(directory, "notes"), "")
    chmodSync(directory, 0o755)
    await createVault(ports(), directory, Passphrase.of("p"))
    assert.equal(mode(directory), "755")
  })

  it("is neither made nor opened in a directory that others can write to", async () => {
    mkdirSync(directory, { recursive: true })
    writeFileSync(join(directory, "notes"), "")
    chmodSync(directory, 0o777)
    await refuses(createVault(ports(), directory, Passphrase.of("p")), "vault-refused")
    chmodSync(directory, 0o700)
    await createVault(ports(), directory, Passphrase.of("p"))
    chmodSync(directory, 0o707)
    await refuses(openVault(ports(), directory, Passphrase.of("p")), "vault-refused")
  })

  it("opens through a symbolic link to a directory of the same user", async () => {
    await createVault(ports(), directory, Passphrase.of("p"))
    const link = join(root, `link${count}`)
    symlinkSync(directory, link)
    assert.deepEqual((await openVault(ports(), link, Passphrase.of("p"))).accounts, [])
  })

  it("does not open through a link to a directory of another user", { skip: process.getuid?.() !== 0 ? "needs root" : false }, async () => {
    await createVault(ports(), directory, Passphrase.of("p"))
    const link = join(root, `link${count}`)
    symlinkSync(directory, link)
    spawnSync("chown", ["65534", directory])
    await refuses(openVault(ports(), link, Passphrase.of("p")), "vault-refused")
    spawnSync("chown", ["0", directory])
  })

  it("is refused where its directory is a file, or one of its files is a link", async () => {
    mkdirSync(join(directory, ".."), { recursive: true })
    writeFileSync(directory, "")
    await refuses(openVault(ports(), directory, Passphrase.of("p")), "vault-refused")
    rmSync(directory)
    await createVault(ports(), directory, Passphrase.of("p"))
    rmSync(join(directory, "identity.age"))
    symlinkSync("/dev/zero", join(directory, "identity.age"))
    await refuses(openVault(ports(), directory, Passphrase.of("p")), "io")
  })

  it("removes the temporary files that a crashed program left, and no other files", async () => {
    const vault = await createVault(ports(), directory, Passphrase.of("p"))
    await vault.save([account("a")])
    const left = [join(directory, ".vault.age.0123456789abcdef.tmp"), join(directory, "versions", ".vault-1.age.0123456789abcdef.tmp")]
    for (const path of left) writeFileSync(path, "half")
    writeFileSync(join(directory, ".stfolder"), "")
    await vault.save([])
    assert.deepEqual(left.map(existsSync), [false, false])
    assert.ok(existsSync(join(directory, ".stfolder")))
    assert.ok(!existsSync(join(directory, "lock")))
  })
})

describe("the lock", () => {
  it("has one holder at a time, and the others wait", async () => {
    await createVault(ports(), directory, Passphrase.of("p"))
    let inside = 0
    let most = 0
    const once = async () => {
      const release = await vaultFiles.in(directory).lock()
      most = Math.max(most, ++inside)
      await new Promise((resolve) => setTimeout(resolve, 5))
      inside--
      await release()
    }
    await Promise.all(Array.from({ length: 8 }, once))
    assert.equal(most, 1)
    assert.deepEqual(readdirSync(directory).sort(), ["identity.age", "vault.age"])
  })

  it("that another program has taken over stops the next write, which changes nothing", async () => {
    await createVault(ports(), directory, Passphrase.of("p"))
    const files = vaultFiles.in(directory)
    const release = await files.lock()
    await files.write("vault.age", utf8("first"))
    writeFileSync(join(directory, "lock"), "of another program")
    const error = await refuses(files.write("vault.age", utf8("second")), "vault-busy")
    assert.match(error.message, /taken over/)
    assert.equal(readFileSync(join(directory, "vault.age"), "utf8"), "first")
    await release()
    assert.equal(readFileSync(join(directory, "lock"), "utf8"), "of another program")
    assert.deepEqual(readdirSync(directory).sort(), ["identity.age", "lock", "vault.age"])
  })

  it("that cannot be removed when it is released does not make a save fail", async () => {
    const vault = await createVault(ports(), directory, Passphrase.of("p"))
    const release = await vaultFiles.in(directory).lock()
    rmSync(join(directory, "lock"))
    mkdirSync(join(directory, "lock"))
    await release()
    rmSync(join(directory, "lock"), { recursive: true })
    await vault.save([account("a")])
  })
})

describe("two programs", () => {
  it("lose nothing when each saves ten times at the same time", async () => {
    await createVault(ports(), directory, Passphrase.of("p"))
    const exits = ["x", "y"].map(
      (prefix) =>
        new Promise((resolve) => {
          const child = spawn(process.execPath, ["--import", "tsx", saver, directory, prefix], { stdio: "inherit" })
          child.on("exit", resolve)
        }),
    )
    assert.deepEqual(await Promise.all(exits), [0, 0])
    const expected = ["x", "y"].flatMap((prefix) => Array.from({ length: 10 }, (_, i) => account(`${prefix}${i}`)))
    const vault = await openVault(ports(), directory, Passphrase.of("p"))
    assertSame(vault.accounts, expected)
    assert.equal(vault.content.generation, 21)
  })
})

describe("the file of seen generations", () => {
  it("has mode 0600, and keeps the highest generation of each vault", async () => {
    const path = join(root, `state${count}`, "seen.json")
    const seen = seenGenerations(path)
    assert.equal(await seen.get("a"), null)
    await seen.set("a", 5)
    await seen.set("b", 1)
    await seen.set("a", 3)
    assert.equal(await seen.get("a"), 5, "a lower generation does not replace a higher one")
    await seen.set("a", 3, { lower: true })
    assert.deepEqual([await seen.lineage?.("a"), await seen.lineage?.("c")], [[], []])
    assert.deepEqual([await seen.get("a"), await seen.get("b"), await seen.get("__proto__")], [3, 1, null])
    assert.equal(mode(path), "600")
    assert.equal(readFileSync(path, "utf8"), '{"b":1,"a":3}\n')
    for (let i = 0; i < 3; i++) await seen.set(`v${i}`, i)
  })

  for (const [name, text] of [
    ["not JSON", "{"],
    ["empty", ""],
    ["a list", "[1]"],
    ["null", "null"],
    ["an object without numbers", '{"a":"5"}'],
  ] as const) {
    it(`counts as empty when it is ${name}, and is replaced by the next write`, async () => {
      const path = join(root, `seen${count}.json`)
      writeFileSync(path, text)
      const seen = seenGenerations(path)
      assert.equal(await seen.get("a"), null)
      await seen.set("a", 7)
      assert.equal(await seenGenerations(path).get("a"), 7)
    })
  }

  it("makes the next run of the program refuse an older vault", async () => {
    const withSeen = { ...ports(), seen: seenGenerations(join(root, `state${count}`, "seen.json")), scrypt: weak }
    const vault = await createVault(withSeen, directory, Passphrase.of("p"))
    const old = readFileSync(join(directory, "vault.age"))
    await vault.save([account("a")])
    writeFileSync(join(directory, "vault.age"), old)
    await refuses(openVault(withSeen, directory, Passphrase.of("p")), "vault-refused")
    assert.deepEqual((await openVault(withSeen, directory, Passphrase.of("p"), { accept: ["older"] })).accounts, [])
  })
})

it("a file name that no vault has throws TypeError", async () => {
  const files = vaultFiles.in(directory)
  for (const name of ["../x", "/etc/passwd", "a/b/c", ".hidden", "versions/../x", ""]) {
    await assert.rejects(files.write(name, utf8("x")), TypeError, name)
  }
})
