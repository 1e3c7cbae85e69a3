import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { Passphrase } from "../../../src/base/passphrase.ts"
import { newRecoveryKey } from "../../../src/vault/recovery/recovery-key.ts"
import { openVault } from "../../../src/vault/vault.ts"
import { MemoryFiles } from "../../vault/memory-files.ts"
import { PASSPHRASE, vaultRunner } from "./vault-runner.ts"

const NEXT = "gravel moth tundra blossom"

/** A vault with a recovery key, and the key. */
async function withKey() {
  const disk = new MemoryFiles()
  const { create, vault: ports } = vaultRunner(disk)
  await create()
  const { key, recipient } = newRecoveryKey()
  const opened = await openVault(ports, "/vault", Passphrase.of(PASSPHRASE))
  await opened.setRecoveryKey(Passphrase.of(PASSPHRASE), recipient)
  await opened.close()
  return { disk, key }
}

describe("opening a vault with its recovery key", () => {
  it("takes the key as typed, wipes it, and sets a new passphrase without the old one, also where identity.age is lost", async () => {
    const { disk, key } = await withKey()
    disk.files.delete("/vault/identity.age")
    const { ask } = vaultRunner(disk)
    const typed = Passphrase.of(key.toLowerCase().replace(/(.{6})/g, "$1 "))
    const { vault, notices } = await ask({ type: "recover-vault", key: typed, accept: [] }, "vault-opened")
    assert.equal(vault.recovered, true)
    assert.match(notices.map(({ sentence }) => sentence.en).join(), /identity\.age is missing/)
    assert.ok(typed.bytes.every((byte) => byte === 0))
    const changed = await ask({ type: "change-passphrase", current: null, next: Passphrase.of(NEXT) }, "passphrase-changed")
    assert.deepEqual([changed.unfinished, changed.vault.recovered], [null, false])
    const again = vaultRunner(disk)
    const reopened = await again.ask({ type: "open-vault", passphrase: Passphrase.of(NEXT), accept: [] }, "vault-opened")
    assert.equal(reopened.vault.recovered, false)
  })

  it("reads the key from its file, too", async () => {
    const { disk, key } = await withKey()
    const read: string[] = []
    const files = {
      absolute: (path: string) => path.replace("~", "/home/alice"),
      read: (path: string) => (read.push(path), Promise.resolve(new TextEncoder().encode(`# a comment\n${key}\n`))),
    }
    const { ask } = vaultRunner(disk, { files: files as never })
    await ask({ type: "recover-vault", key: Passphrase.of(" ~/recovery.txt "), accept: [] }, "vault-opened")
    assert.deepEqual(read, ["/home/alice/recovery.txt"])
  })

  it("tells a mistyped key from another vault's, and never takes either for a path", async () => {
    const { disk, key } = await withKey()
    const { ask } = vaultRunner(disk)
    const reason = async (text: string) => {
      const { code, message } = await ask({ type: "recover-vault", key: Passphrase.of(text), accept: [] }, "failed")
      return [code, message.sentence.en.split(":")[0]]
    }
    const last = key.endsWith("Q") ? "P" : "Q"
    assert.deepEqual(await reason(key.slice(0, -1) + last), ["password-wrong", "the recovery key has a typing error"])
    assert.deepEqual(await reason(key.replace("KEY-1", "KEY-L")), ["password-wrong", "no recovery key was found"])
    const other = newRecoveryKey().key
    assert.deepEqual(await reason(other), ["password-wrong", "this recovery key does not open the vault"])
  })

  it("is needed for a change without the current passphrase", async () => {
    const { disk } = await withKey()
    const { ask, open } = vaultRunner(disk)
    await open()
    const { code } = await ask({ type: "change-passphrase", current: null, next: Passphrase.of(NEXT) }, "failed")
    assert.equal(code, "password-needed")
    await vaultRunner(disk).open()
  })
})
