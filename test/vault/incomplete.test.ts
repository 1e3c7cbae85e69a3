import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { Passphrase } from "../../src/base/passphrase.ts"
import { VAULT_TEXTS } from "../../src/vault/errors.ts"
import { openVault } from "../../src/vault/vault.ts"
import { checkCreatable, createVault } from "../../src/vault/vault.ts"
import { openForRepair, replaceDamagedContent, restoreInto } from "../../src/vault/repair.ts"
import { newestReadable } from "../../src/vault/making/way-back.ts"
import { MemoryFiles } from "./memory-files.ts"
import { NOW, account, assertSame, refuses, testPorts } from "./support.ts"

const DIR = "/v"
const [a, b, c] = [account("a"), account("b"), account("c")]
const garbage = new TextEncoder().encode("not a vault")

/** A vault of generation 4 that holds a, b and c; its versions hold nothing, a, and a with b. */
async function filled() {
  const files = new MemoryFiles()
  const vault = await createVault(testPorts(files), DIR, Passphrase.of("p"))
  for (const accounts of [[a], [a, b], [a, b, c]]) await vault.save(accounts)
  return { files, content: vault.content, ports: () => testPorts(files) }
}
const remove = (files: MemoryFiles, name: string) => {
  for (const path of [...files.files.keys()]) if (path.startsWith(`${DIR}/${name}`)) files.files.delete(path)
}
const put = (files: MemoryFiles, name: string, bytes: Uint8Array) => files.files.set(`${DIR}/${name}`, bytes)
const snapshot = (files: MemoryFiles) => [...files.files].map(([name, bytes]) => [name, Buffer.from(bytes).toString("hex")])

describe("a vault without vault.age", () => {
  it("is not opened, and nothing is written, though it was never seen here and has no versions", async () => {
    const { files, ports } = await filled()
    remove(files, "vault.age")
    remove(files, "versions")
    const before = snapshot(files)
    const error = await refuses(openVault(ports(), DIR, Passphrase.of("p")), "vault-missing")
    assert.match(error.message, /vault\.age is missing.*keyferry restore FILE.*keyferry init/)
    assert.deepEqual(snapshot(files), before)
  })

  it("names the newest version that opens", async () => {
    const { files, ports } = await filled()
    remove(files, "vault.age")
    put(files, "versions/vault-3.age", garbage)
    const error = await refuses(openVault(ports(), DIR, Passphrase.of("p")), "vault-missing")
    assert.match(error.message, /keyferry versions restore 3 .*\(2026-01-02 03:04 UTC\), keyferry restore FILE a backup/)
  })

  it("is completed by a new creation with its passphrase, unless it has versions or a recovery file", async () => {
    const { files, ports } = await filled()
    remove(files, "vault.age")
    await refuses(createVault(ports(), DIR, Passphrase.of("p")), "vault-missing")
    remove(files, "versions")
    put(files, "recovery.age", garbage)
    await refuses(createVault(ports(), DIR, Passphrase.of("p")), "vault-missing")
    remove(files, "recovery.age")
    await refuses(createVault(ports(), DIR, Passphrase.of("q")), "password-wrong")
    assert.equal(await checkCreatable(ports(), DIR), "no-content")
    await createVault(ports(), DIR, Passphrase.of("p"))
    assert.deepEqual((await openVault(ports(), DIR, Passphrase.of("p"))).accounts, [])
  })

  it("does not count as an old copy once it is completed", async () => {
    const { files } = await filled()
    const ports = testPorts(files)
    const vault = await openVault(ports, DIR, Passphrase.of("p"))
    remove(files, "vault.age")
    remove(files, "versions")
    await createVault(ports, DIR, Passphrase.of("p"))
    assert.ok((await openVault(ports, DIR, Passphrase.of("p"))).content.generation > vault.content.generation)
  })

  it("takes the content of a backup, and keeps its versions", async () => {
    const { files, content, ports } = await filled()
    remove(files, "vault.age")
    const { how, setAside } = await restoreInto(ports(), DIR, Passphrase.of("p"), content)
    assert.deepEqual([how, setAside], ["restored", []])
    const vault = await openVault(ports(), DIR, Passphrase.of("p"))
    assertSame(vault.accounts, [a, b, c])
    await refuses(restoreInto(testPorts(files), DIR, Passphrase.of("q"), content), "password-wrong")
    assert.ok(files.files.has(`${DIR}/versions/vault-3.age`))
  })

  it("is incomplete for a program that has it open, too", async () => {
    const { files, ports } = await filled()
    const vault = await openVault(ports(), DIR, Passphrase.of("p"))
    remove(files, "vault.age")
    assert.match((await refuses(vault.reload(), "vault-missing")).message, /keyferry versions restore 2/)
  })
})

describe("a vault with a damaged vault.age", () => {
  const damages: [name: string, damage: (files: MemoryFiles) => Promise<void>][] = [
    ["no age file", (files) => Promise.resolve(void put(files, "vault.age", garbage))],
    [
      "of another vault",
      async (files) => {
        const other = new MemoryFiles()
        await createVault(testPorts(other), DIR, Passphrase.of("other"))
        put(files, "vault.age", other.files.get(`${DIR}/vault.age`)!)
      },
    ],
    [
      "cut off",
      (files) => {
        const whole = files.files.get(`${DIR}/vault.age`)!
        return Promise.resolve(void put(files, "vault.age", whole.subarray(0, whole.length - 10)))
      },
    ],
  ]
  for (const [name, damage] of damages) {
    it(`(${name}) names the way back, and a version or a backup brings it back`, async () => {
      for (const source of ["version", "backup"] as const) {
        const { files, content, ports } = await filled()
        await damage(files)
        const broken = files.files.get(`${DIR}/vault.age`)!
        const error = await openVault(ports(), DIR, Passphrase.of("p")).catch((e: unknown) => e)
        assert.match(String(error), /keyferry versions restore 2 .*, keyferry restore FILE a backup/)
        if (source === "version") {
          const { identity } = await openForRepair(ports(), DIR, Passphrase.of("p"))
          const newest = await newestReadable(files.in(DIR), identity)
          assert.ok(newest !== null)
          await replaceDamagedContent(ports(), DIR, identity, newest.content, "version")
        } else assert.equal((await restoreInto(ports(), DIR, Passphrase.of("p"), content)).how, "restored")
        assertSame((await openVault(ports(), DIR, Passphrase.of("p"))).accounts, source === "version" ? [a, b] : [a, b, c])
        assert.deepEqual(files.files.get(`${DIR}/vault.age.unreadable-20260102-030405`), broken)
      }
    })
  }

  it("is not put aside where another program has changed the passphrase meanwhile", async () => {
    const { files, content, ports } = await filled()
    const { identity } = await openForRepair(ports(), DIR, Passphrase.of("p"))
    await (await openVault(ports(), DIR, Passphrase.of("p"))).changePassphrase(null, Passphrase.of("q"))
    const before = snapshot(files)
    const error = await refuses(replaceDamagedContent(ports(), DIR, identity, content, "backup"), "vault-refused")
    assert.equal(error.sentence, VAULT_TEXTS.passphraseChanged)
    assert.deepEqual(snapshot(files), before)
  })

  it("is not replaced where it opens after all", async () => {
    const { content, ports } = await filled()
    const { identity, damage } = await openForRepair(ports(), DIR, Passphrase.of("p"))
    assert.equal(damage, null)
    await refuses(replaceDamagedContent(ports(), DIR, identity, content, "backup"), "vault-exists")
    const { vault, how } = await restoreInto(ports(), DIR, Passphrase.of("p"), { ...content, accounts: [] })
    assert.equal(how, "opened")
    assertSame(vault.accounts, [a, b, c])
  })
})

describe("a vault without identity.age", () => {
  for (const [name, lose] of [
    ["lost", (files: MemoryFiles) => files.files.delete(`${DIR}/identity.age`)],
    ["empty", (files: MemoryFiles) => put(files, "identity.age", new Uint8Array())],
  ] as const) {
    it(`(${name}) is not opened or made, and a backup makes a new one that keeps the old files`, async () => {
      const { files, content, ports } = await filled()
      lose(files)
      const before = snapshot(files)
      for (const work of [() => openVault(ports(), DIR, Passphrase.of("p")), () => createVault(ports(), DIR, Passphrase.of("p"))]) {
        const error: unknown = await work().catch((e: unknown) => e)
        assert.match(String(error), /identity\.age .*keyferry restore FILE makes a new vault/)
      }
      assert.deepEqual(snapshot(files), before)
      const { how, setAside } = await restoreInto(ports(), DIR, Passphrase.of("new"), content)
      assert.equal(how, "restored")
      assert.deepEqual(
        setAside.map(({ name: old }) => old).filter((old) => old !== "identity.age"),
        ["vault.age", "versions"],
      )
      assertSame((await openVault(ports(), DIR, Passphrase.of("new"))).accounts, [a, b, c])
      for (const [path, hex] of before.filter(([path]) => !path!.endsWith("/lock"))) {
        const keptAs = path!.replace(/^\/v\/([^/]+)/, "/v/$1.unreadable-20260102-030405")
        assert.equal(Buffer.from(files.files.get(keptAs) ?? []).toString("hex"), hex, keptAs)
      }
    })
  }

  it("is restored by repeating a restore that was cut off anywhere", async () => {
    const { files: start, content } = await filled()
    remove(start, "identity.age")
    const whole = start.copy()
    await restoreInto(testPorts(whole), DIR, Passphrase.of("new"), content)
    for (let at = 0; at < whole.operations; at++) {
      const files = start.copy()
      files.cutAfter(at)
      await refuses(restoreInto(testPorts(files), DIR, Passphrase.of("new"), content), "io", `before operation ${at}`)
      files.restart()
      await restoreInto(testPorts(files), DIR, Passphrase.of("new"), content)
      assertSame((await openVault(testPorts(files), DIR, Passphrase.of("new"))).accounts, [a, b, c])
    }
  })
})

describe("an empty directory", () => {
  it("holds no vault, and only a new creation or a backup makes one", async () => {
    const { content } = await filled()
    const ports = testPorts()
    await refuses(openVault(ports, DIR, Passphrase.of("p")), "vault-missing")
    await refuses(openForRepair(ports, DIR, Passphrase.of("p")), "vault-missing")
    assert.equal((await restoreInto(ports, DIR, Passphrase.of("p"), content)).how, "restored")
    const vault = await openVault(ports, DIR, Passphrase.of("p"))
    assertSame(vault.accounts, [a, b, c])
    assert.equal(vault.content.savedAt, NOW)
  })
})
