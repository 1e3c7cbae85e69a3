import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { newIdentity, openWithIdentity, recipientOf, sealForIdentity, sealWithPassphrase } from "../../src/age/age.ts"
import { openBackup, sealBackup } from "../../src/vault/backup.ts"
import { emptyContent, encodeContent } from "../../src/vault/codec.ts"
import { vaultWarningsOf } from "../../src/vault/errors.ts"
import { macKeyOf, vaultIdOf } from "../../src/vault/mac.ts"
import { createVault, openVault, vaultExists } from "../../src/vault/vault.ts"
import type { Vault } from "../../src/vault/vault.ts"
import { MemoryFiles } from "./memory-files.ts"
import { DAY, NOW, account, assertSame, identityOf, jsonOf, plain, refuses, testPorts, weak } from "./support.ts"
import type { TestPorts } from "./support.ts"

const DIR = "/v"
const utf8 = (value: unknown) => new TextEncoder().encode(typeof value === "string" ? value : JSON.stringify(value))
const [a, b, c] = [account("a"), account("b"), account("c")]

async function started(): Promise<{ files: MemoryFiles; ports: TestPorts; vault: Vault }> {
  const files = new MemoryFiles()
  const ports = testPorts(files)
  const vault = await createVault(ports, DIR, "first")
  await vault.save([a, b])
  return { files, ports, vault }
}
const file = (files: MemoryFiles, name: string) => files.files.get(`${DIR}/${name}`)!
const put = (files: MemoryFiles, name: string, bytes: Uint8Array) => files.files.set(`${DIR}/${name}`, bytes)

describe("a vault", () => {
  it("gives back what was saved, to the next program that opens it", async () => {
    const { ports } = await started()
    const again = await openVault(ports, DIR, "first")
    assertSame(again.accounts, [a, b])
    assert.equal(again.readOnly, null)
    assert.equal(again.directory, DIR)
  })

  it("is empty when it is new", async () => {
    const ports = testPorts()
    assert.equal(await vaultExists(ports, DIR), false)
    assert.deepEqual((await createVault(ports, DIR, "p")).accounts, [])
    assert.equal(await vaultExists(ports, DIR), true)
  })

  it("can start with a backup's content, trash and tombstones included", async () => {
    const { vault } = await started()
    await vault.save([a, { ...c, trashedAt: NOW }])
    const content = await openBackup(await sealBackup(vault.content, "paper", weak), "paper")
    const ports = testPorts()
    await createVault(ports, DIR, "other", { content })
    const again = await openVault(ports, DIR, "other")
    assertSame(again.accounts, [a, { ...c, trashedAt: NOW }])
    assert.deepEqual(again.content.tombstones, [{ id: "b", at: NOW }])
  })

  it("is missing, there already, or opened by another passphrase, each with its own code", async () => {
    const { files, ports } = await started()
    await refuses(openVault(ports, "/elsewhere", "first"), "vault-missing")
    await refuses(openVault(ports, DIR, "second"), "password-wrong")
    await refuses(openVault(ports, DIR, ""), "password-wrong")
    await refuses(createVault(ports, DIR, "first"), "vault-exists")
    await refuses(createVault(testPorts(), DIR, ""), "password-needed")
    for (const left of ["vault.age", "versions/vault-1.age"]) {
      const some = new MemoryFiles()
      some.directories.add(DIR)
      put(some, left, file(files, left))
      await refuses(createVault(testPorts(some), DIR, "p"), "vault-exists", left)
    }
  })

  it("opens with its passphrase in whichever form it is typed", async () => {
    const ports = testPorts()
    await createVault(ports, DIR, "e\u0301ガ")
    await openVault(ports, DIR, "éガ")
    await openVault(ports, DIR, "e\u0301カ\u3099")
    const { files } = await started()
    put(files, "identity.age", await sealWithPassphrase(utf8(await identityOf(file(files, "identity.age"), "first")), "e\u0301", weak))
    await openVault(testPorts(files), DIR, "e\u0301")
  })

  it("checks a passphrase", async () => {
    const { vault } = await started()
    assert.equal(await vault.checkPassphrase("first"), true)
    assert.equal(await vault.checkPassphrase("second"), false)
    await refuses(vault.checkPassphrase("first", { signal: AbortSignal.abort() }), "interrupted")
  })

  it("does no more scrypt work than maxLogN allows", async () => {
    const { files, ports } = await started()
    put(files, "identity.age", await sealWithPassphrase(utf8(await newIdentity()), "first", { logN: 5, weakForTests: true }))
    await refuses(openVault(ports, DIR, "first", { maxLogN: 4 }), "limit-exceeded")
  })

  it("does nothing any more once it is closed", async () => {
    const { files, vault } = await started()
    const saving = vault.save([a, b, c])
    await vault.close()
    assertSame((await saving).accounts, [a, b, c])
    assert.deepEqual(vault.accounts, [])
    for (const work of [vault.save([a]), vault.reload(), vault.changePassphrase("first", "x"), vault.checkPassphrase("first")]) {
      await refuses(work, "vault-refused")
    }
    assertSame((await openVault(testPorts(files), DIR, "first")).accounts, [a, b, c])
  })

  it("never holds its recipient in clear", async () => {
    const { files, ports } = await started()
    const recipient = await recipientOf(await identityOf(file(files, "identity.age"), "first"))
    const everything =
      [...files.files.values()].map((bytes) => Buffer.from(bytes).toString("latin1")).join() + JSON.stringify([...ports.seen.map])
    assert.ok(!everything.includes(recipient.slice(4, 24)))
  })

  it("saves nothing when nothing changed", async () => {
    const { files, vault } = await started()
    const before = files.operations
    await vault.save([b, a])
    assert.equal(files.operations, before)
  })

  it("does not pass for an empty one when its content was deleted", async () => {
    const { files, ports } = await started()
    files.files.delete(`${DIR}/vault.age`)
    await refuses(openVault(ports, DIR, "first"), "vault-missing")
    await refuses(openVault(testPorts(files), DIR, "first"), "vault-missing")
  })

  it("removes what has lain in the trash for its time", async () => {
    const { ports, vault } = await started()
    await vault.save([a, { ...b, trashedAt: NOW }])
    ports.time = NOW + 29 * DAY
    assert.equal((await vault.save([{ ...a, note: "x" }, ...vault.accounts.slice(1)])).accounts.length, 2)
    ports.time = NOW + 31 * DAY
    const { accounts } = await vault.save([{ ...a, note: "y" }, ...vault.accounts.slice(1)])
    assertSame(accounts, [{ ...a, note: "y" }])
    assert.deepEqual(vault.content.tombstones, [{ id: "b", at: ports.time }])
  })
})

describe("the last ten versions", () => {
  it("are kept, as they were", async () => {
    const { files, ports, vault } = await started()
    for (let i = 1; i <= 14; i++) await vault.save([{ ...a, note: `n${i}` }])
    const names = [...files.files.keys()].filter((name) => name.includes("/versions/"))
    const generations = names.map((name) => Number(/(\d+)\.age$/.exec(name)?.[1])).sort((x, y) => x - y)
    assert.equal(vault.content.generation, 16)
    assert.deepEqual(generations, [6, 7, 8, 9, 10, 11, 12, 13, 14, 15])
    const identity = await identityOf(file(files, "identity.age"), "first")
    const json = await jsonOf(file(files, "versions/vault-15.age"), identity)
    assert.equal((json["accounts"] as { note: string }[])[0]?.note, "n13")

    put(files, "vault.age", file(files, "versions/vault-9.age"))
    const older = await openVault(testPorts(files), DIR, "first")
    assert.equal(older.accounts[0]?.note, "n7")
    await refuses(openVault(ports, DIR, "first"), "vault-refused")
  })

  it("are of changes, not of codes that were used", async () => {
    const { files, vault } = await started()
    const kept = (): string[] => [...files.files.keys()].filter((name) => name.includes("/versions/")).sort()
    const hotp = account("h", { kind: "hotp" })
    await vault.save([a, hotp])
    const before = kept()
    for (let i = 1; i <= 12; i++)
      await vault.save([
        { ...a, usedAt: NOW + i },
        { ...hotp, counter: i, usedAt: NOW + i, updatedAt: NOW + i },
      ])
    assert.deepEqual(kept(), before)
    assert.equal((await openVault(testPorts(files), DIR, "first")).accounts[1]?.counter, 12)

    await vault.save([{ ...a, note: "changed" }, ...vault.accounts.slice(1)])
    assert.equal(kept().length, before.length + 1)
    await vault.save([{ ...a, note: "changed" }])
    assert.equal(kept().length, before.length + 2)
  })
})

describe("two programs on one vault", () => {
  it("add what each has added", async () => {
    const { ports, vault } = await started()
    const other = await openVault(ports, DIR, "first")
    assert.deepEqual(await vault.save([a, b, c]).then(({ merged }) => merged), false)
    const saved = await other.save([...other.accounts, account("d")])
    assert.equal(saved.merged, true)
    assertSame(saved.accounts, [a, b, c, account("d")])
    const reloaded = await vault.reload()
    assert.equal(reloaded.changed, true)
    assertSame(reloaded.accounts, [a, b, c, account("d")])
    assert.equal((await vault.reload()).changed, false)
  })

  it("remove and edit by the rules, and lose nothing else", async () => {
    const { ports, vault: first } = await started()
    const [second, third] = [await openVault(ports, DIR, "first"), await openVault(ports, DIR, "first")]
    await first.save([b]) // removes a
    await second.save([a, { ...b, note: "second", updatedAt: NOW - 5 }])
    const { accounts } = await third.save([
      { ...a, note: "third", updatedAt: NOW },
      { ...b, note: "third", updatedAt: NOW },
    ])
    const copy = accounts.find(({ id }) => id !== "a" && id !== "b")!
    assertSame(accounts, [
      { ...a, note: "third", updatedAt: NOW },
      { ...b, note: "third", updatedAt: NOW },
      { ...b, note: "second", updatedAt: NOW - 5, id: copy.id, trashedAt: NOW },
    ])
    assertSame((await openVault(ports, DIR, "first")).accounts, accounts)
  })

  it("both come through when they save at the same moment, ten times over", async () => {
    const { ports, vault } = await started()
    const other = await openVault(ports, DIR, "first")
    const mine = Array.from({ length: 10 }, (_, i) => account(`mine-${i}`))
    const theirs = Array.from({ length: 10 }, (_, i) => account(`theirs-${i}`))
    await Promise.all(
      mine.map((one, i) => Promise.all([vault.save([...vault.accounts, one]), other.save([...other.accounts, theirs[i]!])])),
    )
    assertSame((await openVault(ports, DIR, "first")).accounts, [a, b, ...mine, ...theirs])
  })

  it("a save asked for before an earlier one was done does not undo it", async () => {
    const { vault } = await started()
    await Promise.all([vault.save([a, b, c]), vault.save([{ ...a, note: "x" }, b])])
    assertSame(vault.accounts, [{ ...a, note: "x" }, b, c])
  })

  it("one whose passphrase was changed by the other does not write", async () => {
    const { files, ports, vault } = await started()
    const other = await openVault(ports, DIR, "first")
    await other.changePassphrase("first", "second")
    const before = file(files, "vault.age")
    await refuses(vault.save([a]), "vault-refused")
    await refuses(vault.reload(), "vault-refused")
    assert.deepEqual(file(files, "vault.age"), before)
    await other.save([a, b, c])
    assertSame((await openVault(ports, DIR, "second")).accounts, [a, b, c])
  })

  it("what the other deleted from the disk is written again", async () => {
    const { files, ports, vault } = await started()
    files.files.delete(`${DIR}/vault.age`)
    await refuses(vault.reload(), "vault-missing")
    await vault.save([a, b, c])
    assertSame((await openVault(ports, DIR, "first")).accounts, [a, b, c])
  })
})

describe("a vault that somebody else has written", () => {
  async function forge(json: (root: Record<string, unknown>) => unknown) {
    const { files, ports, vault } = await started()
    const identity = await identityOf(file(files, "identity.age"), "first")
    const root = await jsonOf(file(files, "vault.age"), identity)
    put(files, "vault.age", await sealForIdentity(utf8(json(root)), identity))
    return { files, ports, vault }
  }
  const unsigned = ({ mac: _, ...root }: Record<string, unknown>) => root

  it("is refused for good when it carries another's signature", async () => {
    const { ports, vault } = await forge((root) => ({ ...root, generation: 99 }))
    const error = await refuses(openVault(ports, DIR, "first", { accept: ["unsigned", "older"] }), "vault-refused")
    assert.deepEqual(vaultWarningsOf(error), [])
    await refuses(vault.save([a]), "vault-refused")
    await refuses(vault.reload(), "vault-refused")
  })

  it("needs consent once when it has no signature", async () => {
    const { files, ports, vault } = await forge((root) => ({ ...unsigned(root), accounts: [plain(c)] }))
    const error = await refuses(openVault(ports, DIR, "first"), "vault-refused")
    assert.deepEqual(vaultWarningsOf(error), ["unsigned"])
    await refuses(openVault(ports, DIR, "first", { accept: ["older"] }), "vault-refused")
    await refuses(vault.save([a]), "vault-refused")
    assertSame((await openVault(ports, DIR, "first", { accept: ["unsigned"] })).accounts, [c])
    assertSame((await openVault(ports, DIR, "first")).accounts, [c])
    assert.ok(
      [...files.files.keys()].some((name) => name.endsWith("/vault-2.age")),
      "the unsigned one is kept as a version",
    )
  })

  it("needs consent once when it is older than the one seen here", async () => {
    const { files, ports, vault } = await started()
    const old = file(files, "vault.age")
    await vault.save([a, b, c])
    put(files, "vault.age", old)
    const error = await refuses(openVault(ports, DIR, "first"), "vault-refused")
    assert.deepEqual(vaultWarningsOf(error), ["older"])
    assert.deepEqual(vaultWarningsOf(await refuses(vault.save([a]), "vault-refused")), ["older"])
    assertSame((await openVault(ports, DIR, "first", { accept: ["older"] })).accounts, [a, b])
    const again = await openVault(ports, DIR, "first")
    await again.save([a])
    assertSame((await openVault(ports, DIR, "first")).accounts, [a])
  })

  it("a save after an older one was accepted goes beyond everything that was seen", async () => {
    const { files, ports, vault } = await started()
    const old = file(files, "vault.age")
    for (const note of ["1", "2", "3"]) await vault.save([{ ...a, note }])
    put(files, "vault.age", old)
    const accepted = await openVault(ports, DIR, "first", { accept: ["older"] })
    await accepted.save([c])
    assert.equal(accepted.content.generation, 6)
  })

  it("reports both warnings when it is unsigned and older", async () => {
    const { ports } = await forge((root) => ({ ...unsigned(root), generation: 1 }))
    const error = await refuses(openVault(ports, DIR, "first", { accept: ["older"] }), "vault-refused")
    assert.deepEqual(vaultWarningsOf(error), ["unsigned", "older"])
    await openVault(ports, DIR, "first", { accept: vaultWarningsOf(error) })
  })

  it("is refused when it is encrypted to our recipient but signed with another key", async () => {
    const { files, ports } = await started()
    const identity = await identityOf(file(files, "identity.age"), "first")
    const forger = macKeyOf(await newIdentity())
    const forged = encodeContent({ ...emptyContent(), generation: 99, accounts: [c] }, [forger])
    put(files, "vault.age", await sealForIdentity(forged, identity))
    await refuses(openVault(ports, DIR, "first", { accept: ["unsigned", "older"] }), "vault-refused")
  })

  it("is refused when it is encrypted to another identity, or damaged", async () => {
    const { files, ports } = await started()
    const good = file(files, "vault.age")
    put(files, "vault.age", await sealForIdentity(utf8("{}"), await newIdentity()))
    await refuses(openVault(ports, DIR, "first"), "vault-refused")
    put(files, "vault.age", good.slice(0, -1))
    await refuses(openVault(ports, DIR, "first"), "format-damaged")
    put(files, "identity.age", await sealWithPassphrase(utf8("nothing of the kind"), "first", weak))
    await refuses(openVault(ports, DIR, "first"), "format-damaged")
    put(files, "identity.age", await sealWithPassphrase(utf8(`${await newIdentity()}\n${await newIdentity()}`), "first", weak))
    await refuses(openVault(ports, DIR, "first"), "format-damaged")
  })

  it("opens read-only when a newer program wrote it, and is left as it is", async () => {
    const { files, ports, vault } = await started()
    const identity = await identityOf(file(files, "identity.age"), "first")
    const root = { ...(await jsonOf(file(files, "vault.age"), identity)), version: 2, generation: 9, folders: ["x"] }
    const key = macKeyOf(identity)
    const { replaceSignature } = await import("../../src/vault/codec.ts")
    const { macOf } = await import("../../src/vault/mac.ts")
    const signed = replaceSignature(utf8({ ...root, mac: macOf(root, key) }), key, [key])
    const newer = await sealForIdentity(signed, identity)
    put(files, "vault.age", newer)

    const opened = await openVault(ports, DIR, "first")
    assert.notEqual(opened.readOnly, null)
    assertSame(opened.accounts, [a, b])
    await refuses(opened.save([a]), "vault-refused")
    await refuses(opened.changePassphrase("first", "second"), "vault-refused")
    await refuses(vault.save([a]), "vault-refused", "one that was open before")
    assert.notEqual(vault.readOnly, null)
    assert.deepEqual(file(files, "vault.age"), newer)
  })

  it("keeps records of an unknown kind", async () => {
    const { files, ports } = await forge((root) => ({
      ...unsigned(root),
      accounts: [plain(a), { id: "n", kind: "ocra", secret: "MZXW6YTB" }],
    }))
    const vault = await openVault(ports, DIR, "first", { accept: ["unsigned"] })
    assert.equal(vault.unreadableCount, 1)
    await vault.save([c])
    const json = await jsonOf(file(files, "vault.age"), await identityOf(file(files, "identity.age"), "first"))
    assert.deepEqual((json["accounts"] as unknown[])[1], { id: "n", kind: "ocra", secret: "MZXW6YTB" })
  })

  it("need not give its accounts ids and times, nor itself a generation", async () => {
    const { ports } = await forge(() => ({ version: 1, accounts: [{ issuer: "Hand", secret: "MZXW6YTB" }] }))
    const vault = await openVault(ports, DIR, "first", { accept: ["unsigned", "older"] })
    const again = await openVault(ports, DIR, "first")
    assert.equal(again.accounts[0]?.issuer, "Hand")
    assert.match(again.accounts[0].id, /^[0-9a-f-]{36}$/)
    assertSame(again.accounts, vault.accounts)
  })
})

describe("a change of the passphrase", () => {
  it("makes a new identity, and the old one opens nothing any more", async () => {
    const { files, ports, vault } = await started()
    const old = await identityOf(file(files, "identity.age"), "first")
    const oldPair = [file(files, "identity.age"), file(files, "vault.age")] as const
    await vault.changePassphrase("first", "second")
    await vault.save([a, b, c])
    await refuses(openVault(ports, DIR, "first"), "password-wrong")
    assertSame((await openVault(ports, DIR, "second")).accounts, [a, b, c])
    assert.equal(await vault.checkPassphrase("second"), true)
    const contents = [...files.files].filter(([name]) => name.endsWith(".age") && !name.endsWith("identity.age"))
    assert.equal(contents.length, 4)
    const identity = await identityOf(file(files, "identity.age"), "second")
    for (const [name, bytes] of contents) {
      await refuses(openWithIdentity(bytes, old), "password-wrong", name)
      assert.ok((await jsonOf(bytes, identity))["mac"], name)
    }

    put(files, "identity.age", oldPair[0])
    put(files, "vault.age", oldPair[1])
    assert.deepEqual(vaultWarningsOf(await refuses(openVault(ports, DIR, "first"), "vault-refused")), ["older"])
  })

  it("wants the present passphrase, and a new one that is not empty", async () => {
    const { files, vault } = await started()
    const before = file(files, "identity.age")
    await refuses(vault.changePassphrase("wrong", "second"), "password-wrong")
    await refuses(vault.changePassphrase("first", ""), "password-needed")
    assert.deepEqual(file(files, "identity.age"), before)
  })

  it("takes along what another program has saved meanwhile", async () => {
    const { ports, vault } = await started()
    const other = await openVault(ports, DIR, "first")
    await other.save([a, b, c])
    await vault.changePassphrase("first", "second")
    assertSame((await openVault(ports, DIR, "second")).accounts, [a, b, c])
  })

  it("leaves versions alone that are not this vault's, and vouches for none that is unsigned", async () => {
    const { files, ports, vault } = await started()
    const identity = await identityOf(file(files, "identity.age"), "first")
    put(files, "versions/vault-0.age", utf8("not an age file"))
    put(files, "versions/vault-1.age", await sealForIdentity(encodeContent(emptyContent(), []), identity))
    await vault.changePassphrase("first", "second")
    assert.deepEqual(file(files, "versions/vault-0.age"), utf8("not an age file"))
    const next = await identityOf(file(files, "identity.age"), "second")
    assert.equal((await jsonOf(file(files, "versions/vault-1.age"), next))["mac"], undefined)
    await openVault(ports, DIR, "second")
  })
})

describe("when the power goes", () => {
  /** Run it once to count its operations, then once for each of them, cut off there. */
  async function cutEverywhere(
    work: (files: MemoryFiles) => Promise<unknown>,
    start: MemoryFiles,
    check: (files: MemoryFiles, at: number) => Promise<void>,
  ) {
    const whole = start.copy()
    await work(whole)
    assert.ok(whole.operations >= 2, "nothing to cut")
    for (let at = 0; at < whole.operations; at++) {
      const files = start.copy()
      files.cutAfter(at)
      await refuses(work(files), "io", `cut off before operation ${at}`)
      files.restart()
      await check(files, at)
    }
  }

  it("during a creation, there is no vault or an empty one", async () => {
    await cutEverywhere(
      (files) => createVault(testPorts(files), DIR, "first"),
      new MemoryFiles(),
      async (files) => {
        const ports = testPorts(files)
        if (await vaultExists(ports, DIR)) assert.deepEqual((await openVault(ports, DIR, "first")).accounts, [])
        else await createVault(ports, DIR, "second")
      },
    )
  })

  it("during a save, the vault is as before or as after, and the next save works", async () => {
    const { files: start } = await started()
    await cutEverywhere(
      async (files) => {
        const vault = await openVault(testPorts(files), DIR, "first")
        await vault.save([a, b, c])
      },
      start,
      async (files) => {
        const vault = await openVault(testPorts(files), DIR, "first")
        assertSame(vault.accounts, [a, b])
        await vault.save([c])
      },
    )
  })

  it("during a change of the passphrase, the vault opens with one of the two, whole, and what was left is put right", async () => {
    const { files: start, vault } = await started()
    for (const note of ["1", "2"]) await vault.save([{ ...a, note }, b])
    const expected = vault.accounts
    const oldIdentity = await identityOf(file(start, "identity.age"), "first")
    const seen = new Set<string>()
    await cutEverywhere(
      async (files) => {
        const opened = await openVault(testPorts(files), DIR, "first")
        await opened.changePassphrase("first", "second")
      },
      start,
      async (files, at) => {
        const tries = await Promise.allSettled(["first", "second"].map((passphrase) => openVault(testPorts(files), DIR, passphrase)))
        const open = tries.flatMap((one, i) =>
          one.status === "fulfilled" ? [{ vault: one.value, passphrase: ["first", "second"][i]! }] : [],
        )
        assert.equal(open.length, 1, `before operation ${at}`)
        const { vault: opened, passphrase } = open[0]!
        seen.add(passphrase)
        assertSame(opened.accounts, expected)
        const identity = await identityOf(file(files, "identity.age"), passphrase)
        const versions = [...files.files.keys()].filter((name) => name.includes("/versions/"))
        assert.ok(versions.length >= 3)
        for (const name of [...versions, `${DIR}/vault.age`]) {
          const bytes = files.files.get(name)!
          assert.equal(typeof (await jsonOf(bytes, identity))["mac"], "string", `${name} before operation ${at}`)
          if (passphrase === "second") await refuses(openWithIdentity(bytes, oldIdentity), "password-wrong", name)
        }
        await opened.save([c])
        await opened.changePassphrase(passphrase, "third")
        assertSame((await openVault(testPorts(files), DIR, "third")).accounts, [c])
      },
    )
    assert.deepEqual([...seen], ["first", "second"])
  })

  it("while another program changes the passphrase, a program with the vault open writes nothing that only the old key opens", async () => {
    const { files: start } = await started()
    let swapped = 0
    for (let at = 0; ; at++) {
      const files = start.copy()
      const before = await openVault(testPorts(files), DIR, "first")
      const other = await openVault(testPorts(files), DIR, "first")
      files.cutAfter(at)
      const done = await other.changePassphrase("first", "second").then(
        () => true,
        () => false,
      )
      files.restart()
      const isSwapped = !Buffer.from(file(files, "identity.age")).equals(file(start, "identity.age"))
      if (isSwapped) {
        swapped++
        await refuses(before.save([c]), "vault-refused", `before operation ${at}`)
        assertSame((await openVault(testPorts(files), DIR, "second")).accounts, [a, b])
      } else {
        await before.save([c])
        assertSame((await openVault(testPorts(files), DIR, "first")).accounts, [c])
      }
      if (done) break
    }
    assert.ok(swapped >= 3)
  })

  it("a full disk refuses a save and leaves the vault as it was; later it works", async () => {
    const { files, ports, vault } = await started()
    files.full = true
    await refuses(vault.save([c]), "io")
    assertSame(vault.accounts, [a, b])
    files.full = false
    assertSame((await openVault(ports, DIR, "first")).accounts, [a, b])
    assertSame((await vault.save([c])).accounts, [c])
  })

  it("the vault opens although the seen generations cannot be read or written", async () => {
    const { files } = await started()
    const { AppError } = await import("../../src/base/errors.ts")
    const fail = () => {
      throw new AppError("io", { en: "no", ja: "no" })
    }
    const ports = { ...testPorts(files), seen: { get: fail, set: fail } }
    const vault = await openVault(ports, DIR, "first")
    await vault.save([c])
    assertSame((await openVault(ports, DIR, "first")).accounts, [c])
  })
})

describe("a backup", () => {
  it("holds everything and opens with its own passphrase", async () => {
    const { vault } = await started()
    await vault.save([a])
    const backup = await sealBackup(vault.content, "paper", weak)
    const content = await openBackup(backup, "paper")
    assertSame(content.accounts, [a])
    assert.deepEqual(content.tombstones, [{ id: "b", at: NOW }])
    await refuses(openBackup(backup, "first"), "password-wrong")
    await refuses(sealBackup(vault.content, ""), "password-needed")
    await refuses(openBackup(backup.slice(0, -1), "paper"), "format-damaged")
    await refuses(openBackup(utf8("{}"), "paper"), "format-damaged")
  })

  it("of a newer program is refused", async () => {
    await refuses(openBackup(await sealWithPassphrase(utf8({ version: 2, accounts: [] }), "p", weak), "p"), "format-version")
  })
})

it("a vault is remembered by an id that follows from its identity", async () => {
  const { files, ports } = await started()
  const recipient = await recipientOf(await identityOf(file(files, "identity.age"), "first"))
  assert.deepEqual([...ports.seen.map], [[vaultIdOf(recipient), 2]])
})
