import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { openWithIdentity } from "../../../src/age/age.ts"
import { Passphrase } from "../../../src/base/passphrase.ts"
import { vaultWarningsOf, VAULT_TEXTS } from "../../../src/vault/errors.ts"
import { RECOVERY_TEXTS } from "../../../src/vault/recovery/recovery-file.ts"
import { openVault } from "../../../src/vault/vault.ts"
import type { MemoryFiles } from "../memory-files.ts"
import { assertSame, identityOf, jsonOf, refuses, testPorts } from "../support.ts"
import { a, b, c, DIR, IDENTITY, identityIn, makeKey, makeVault, names, RECOVERY } from "./support.ts"

describe("a recovery key", () => {
  it("opens the vault, which can then be changed", async () => {
    const { files, ports, key } = await makeVault()
    const vault = await openVault(ports, DIR, key)
    assert.equal(vault.openedWith, "recovery-key")
    assertSame(vault.accounts, [a, b])
    await vault.save([a, b, c])
    assertSame((await openVault(testPorts(files), DIR, Passphrase.of("first"))).accounts, [a, b, c])
    assert.deepEqual(vault.notices, [])
  })

  it("is kept in the content as its public half only", async () => {
    const { files, ports, recipient } = await makeVault()
    const json = await jsonOf(files.files.get(`${DIR}/vault.age`)!, await identityOf(files.files.get(IDENTITY)!, "first"))
    const { fileSha256, ...rest } = json["recovery"] as Record<string, unknown>
    assert.deepEqual(rest, { recipient, createdAt: new Date(ports.time).toISOString() })
    assert.match(String(fileSha256), /^[0-9a-f]{64}$/)
  })

  it("opens the vault after changes of the passphrase", async () => {
    const { files, ports, vault, key } = await makeVault()
    await vault.changePassphrase(Passphrase.of("first"), Passphrase.of("second"))
    await vault.changePassphrase(Passphrase.of("second"), Passphrase.of("third"))
    assertSame((await openVault(ports, DIR, key)).accounts, [a, b])
    assert.equal((await identityIn(files, key)).recipient, (await identityOf(files.files.get(IDENTITY)!, "third")).recipient)
  })

  it("of another vault is refused", async () => {
    const { ports } = await makeVault()
    const { key } = makeKey()
    assert.equal((await refuses(openVault(ports, DIR, key), "password-wrong")).sentence, RECOVERY_TEXTS.wrongKey)
  })

  it("does not open a vault that has none, a missing or a damaged recovery.age", async () => {
    const { files, ports, key } = await makeVault()
    const file = files.files.get(RECOVERY)!
    files.files.delete(RECOVERY)
    assert.equal((await refuses(openVault(ports, DIR, key), "vault-missing")).sentence, RECOVERY_TEXTS.fileMissing)
    files.files.set(RECOVERY, file.slice(0, -1))
    assert.equal((await refuses(openVault(ports, DIR, key), "format-damaged")).sentence, RECOVERY_TEXTS.fileDamaged)
    assert.equal((await refuses(openVault(ports, "/elsewhere", key), "vault-missing")).sentence, VAULT_TEXTS.missing)
  })

  it("does not open a vault.age of another state than recovery.age", async () => {
    const { files, ports, vault, key } = await makeVault()
    const old = files.files.get(RECOVERY)!
    await vault.changePassphrase(Passphrase.of("first"), Passphrase.of("second"))
    files.files.set(RECOVERY, old)
    assert.equal((await refuses(openVault(ports, DIR, key), "vault-refused")).sentence, RECOVERY_TEXTS.fileOld)
  })

  it("can only be made and removed with the passphrase", async () => {
    const { ports, vault } = await makeVault()
    const { recipient } = makeKey()
    await refuses(vault.setRecoveryKey(Passphrase.of("wrong"), recipient), "password-wrong")
    await refuses(vault.setRecoveryKey(Passphrase.of("wrong"), null), "password-wrong")
    assert.notEqual((await openVault(ports, DIR, Passphrase.of("first"))).recovery?.recipient, recipient)
  })
})

describe("a forgotten passphrase", () => {
  it("is replaced with the recovery key", async () => {
    const { files, ports, key } = await makeVault()
    const vault = await openVault(ports, DIR, key)
    const oldIdentity = await identityOf(files.files.get(IDENTITY)!, "first")
    assert.deepEqual(await vault.changePassphrase(null, Passphrase.of("second")), { unfinished: null })
    assert.equal(vault.openedWith, "passphrase")
    assertSame((await openVault(testPorts(files), DIR, Passphrase.of("second"))).accounts, [a, b])
    await refuses(openVault(testPorts(files), DIR, Passphrase.of("first")), "password-wrong")
    await assert.rejects(openWithIdentity(files.files.get(`${DIR}/vault.age`)!, oldIdentity))
    assertSame((await openVault(testPorts(files), DIR, key)).accounts, [a, b])
  })

  it("is replaced where identity.age is lost, too", async () => {
    const { files, ports, key } = await makeVault()
    files.files.delete(IDENTITY)
    const vault = await openVault(ports, DIR, key)
    await vault.save([a, b, c])
    await vault.changePassphrase(null, Passphrase.of("second"))
    assertSame((await openVault(testPorts(files), DIR, Passphrase.of("second"))).accounts, [a, b, c])
  })

  it("is not replaced where another program has changed it meanwhile", async () => {
    const { files, ports, vault, key } = await makeVault()
    const opened = await openVault(ports, DIR, key)
    await vault.changePassphrase(Passphrase.of("first"), Passphrase.of("second"))
    assert.equal(
      (await refuses(opened.changePassphrase(null, Passphrase.of("third")), "vault-refused")).sentence,
      VAULT_TEXTS.passphraseChanged,
    )
    assertSame((await openVault(testPorts(files), DIR, Passphrase.of("second"))).accounts, [a, b])
  })
})

describe("replacing or removing a recovery key", () => {
  it("gives the vault a new identity, so that the old key opens nothing new with old copies", async () => {
    for (const replaces of [true, false]) {
      const { files, ports, vault, key } = await makeVault()
      const old = files.copy()
      const next = makeKey()
      assert.deepEqual(await vault.setRecoveryKey(Passphrase.of("first"), replaces ? next.recipient : null), {
        unfinished: null,
        inForce: true,
      })
      const oldIdentity = await identityIn(old, key)
      for (const name of ["vault.age", "versions/vault-1.age", "versions/vault-2.age"])
        await assert.rejects(openWithIdentity(files.files.get(`${DIR}/${name}`)!, oldIdentity), name)
      assertSame((await openVault(testPorts(files), DIR, Passphrase.of("first"))).accounts, [a, b])
      assert.equal(files.files.has(RECOVERY), replaces)
      await refuses(openVault(testPorts(files), DIR, key), replaces ? "password-wrong" : "vault-missing")
      if (replaces) assertSame((await openVault(testPorts(files), DIR, next.key)).accounts, [a, b])
      // The old files, put back where this program has seen the new ones, are noticed.
      for (const [name, bytes] of old.files) files.files.set(name, bytes)
      assert.deepEqual(vaultWarningsOf(await refuses(openVault(ports, DIR, key), "vault-refused")), ["older"])
    }
  })

  it("can be repeated", async () => {
    const { files, vault } = await makeVault()
    await vault.setRecoveryKey(Passphrase.of("first"), null)
    assert.deepEqual(await vault.setRecoveryKey(Passphrase.of("first"), null), { unfinished: null, inForce: true })
    const { key, recipient } = makeKey()
    await vault.setRecoveryKey(Passphrase.of("first"), recipient)
    assertSame((await openVault(testPorts(files), DIR, key)).accounts, [a, b])
  })
})

describe("opening with the passphrase", () => {
  it("makes a missing or altered recovery.age anew, and says so once", async () => {
    for (const alter of [
      (files: MemoryFiles) => void files.files.delete(RECOVERY),
      (files: MemoryFiles) => void files.files.set(RECOVERY, new Uint8Array(9)),
    ]) {
      const { files, ports, key } = await makeVault()
      alter(files)
      const vault = await openVault(ports, DIR, Passphrase.of("first"))
      assert.deepEqual(
        vault.notices.map(({ sentence }) => sentence),
        [RECOVERY_TEXTS.remade],
      )
      assertSame((await openVault(ports, DIR, key)).accounts, [a, b])
      assert.deepEqual((await openVault(ports, DIR, Passphrase.of("first"))).notices, [])
      // The copies of the versions are not pushed out by it.
      assert.deepEqual(names(files), ["identity.age", "recovery.age", "vault.age", "versions/vault-1.age", "versions/vault-2.age"])
    }
  })

  it("opens nevertheless where the disk is full, and says that the key may not work", async () => {
    const { files, ports } = await makeVault()
    files.files.delete(RECOVERY)
    files.full = true
    const vault = await openVault(ports, DIR, Passphrase.of("first"))
    assert.deepEqual(
      vault.notices.map(({ sentence }) => sentence),
      [RECOVERY_TEXTS.notRemade],
    )
  })

  it("opens nevertheless where recovery.age cannot be read, and makes it anew", async () => {
    const { files, ports, key } = await makeVault()
    files.unreadable.add("recovery.age")
    await refuses(openVault(ports, DIR, Passphrase.of("typo")), "password-wrong")
    const vault = await openVault(ports, DIR, Passphrase.of("first"))
    assert.deepEqual(
      vault.notices.map(({ sentence }) => sentence),
      [RECOVERY_TEXTS.remade],
    )
    files.unreadable.clear()
    assertSame((await openVault(ports, DIR, key)).accounts, [a, b])
  })

  it("says that the key may not work where recovery.age can neither be read nor replaced", async () => {
    const { files, ports } = await makeVault()
    files.unreadable.add("recovery.age")
    files.full = true
    const { notices } = await openVault(ports, DIR, Passphrase.of("first"))
    assert.deepEqual(
      notices.map(({ sentence }) => sentence),
      [RECOVERY_TEXTS.notRemade],
    )
  })

  it("reports a recovery.age that the content does not know, and neither uses nor deletes it", async () => {
    const { files, ports, vault, key } = await makeVault()
    const foreign = files.files.get(RECOVERY)!
    await vault.setRecoveryKey(Passphrase.of("first"), null)
    files.files.set(RECOVERY, foreign)
    const opened = await openVault(ports, DIR, Passphrase.of("first"))
    assert.deepEqual(
      opened.notices.map(({ sentence }) => sentence),
      [RECOVERY_TEXTS.unknown],
    )
    await opened.changePassphrase(Passphrase.of("first"), Passphrase.of("second"))
    assert.deepEqual(files.files.get(RECOVERY), foreign)
    await refuses(openVault(ports, DIR, key), "vault-refused")
    await opened.setRecoveryKey(Passphrase.of("second"), null)
    assert.ok(!files.files.has(RECOVERY))
  })
})
