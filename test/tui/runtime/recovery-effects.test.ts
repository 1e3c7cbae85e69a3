import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { AppError } from "../../../src/base/errors.ts"
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
    assert.deepEqual(await reason(key.replace("KEY-1", "KEY-/")), ["password-wrong", "no recovery key was found"])
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

describe("making and removing a recovery key", () => {
  const RIGHT = () => Passphrase.of(PASSPHRASE)

  it("writes nothing before it is set; then the key opens the vault until it is removed", async () => {
    const disk = new MemoryFiles()
    const { ask, create } = vaultRunner(disk)
    assert.equal((await create()).vault.recovery, null)
    const before = disk.operations
    const size = { columns: 43, rows: 22 }
    const made = await ask({ type: "make-recovery-key", passphrase: RIGHT(), size }, "recovery-key-made")
    assert.equal(disk.operations, before)
    assert.ok(made.drawing !== null && made.drawing.columns <= 43 && made.drawing.rows.length <= 22)
    const set = await ask({ type: "set-recovery-key", passphrase: RIGHT(), recipient: made.recipient }, "recovery-key-set")
    assert.deepEqual([set.inForce, set.unfinished, typeof set.vault.recovery?.createdAt], [true, null, "number"])
    await vaultRunner(disk).ask({ type: "recover-vault", key: Passphrase.of(made.key), accept: [] }, "vault-opened")
    const removed = await ask({ type: "set-recovery-key", passphrase: RIGHT(), recipient: null }, "recovery-key-set")
    assert.deepEqual([removed.inForce, removed.vault.recovery], [true, null])
    await vaultRunner(disk).ask({ type: "recover-vault", key: Passphrase.of(made.key), accept: [] }, "failed")
  })

  it("is recommended when a vault without one opens, and not where there is one", async () => {
    const disk = new MemoryFiles()
    assert.deepEqual((await vaultRunner(disk).create()).notices, [])
    const [notice, ...others] = (await vaultRunner(disk).open()).notices
    assert.match(notice?.sentence.en ?? "", /no recovery key .* settings can make one/)
    assert.deepEqual(others, [])
    assert.deepEqual((await vaultRunner((await withKey()).disk).open()).notices, [])
  })

  it("asks for the right passphrase", async () => {
    const { ask, create } = vaultRunner(new MemoryFiles())
    await create()
    const wrong = () => Passphrase.of("wrong one")
    const size = { columns: 43, rows: 22 }
    assert.equal((await ask({ type: "make-recovery-key", passphrase: wrong(), size }, "failed")).code, "password-wrong")
    assert.equal((await ask({ type: "set-recovery-key", passphrase: wrong(), recipient: null }, "failed")).code, "password-wrong")
  })

  it("saves the sheet, never over another file", async () => {
    const written: { path: string; text: string; overwrite: boolean }[] = []
    const taken = new Set(["/home/al.ice/sheet.html", "/home/al.ice/sheet-2.html"])
    const files = {
      absolute: (path: string) => path,
      write: (path: string, bytes: Uint8Array, { overwrite }: { overwrite: boolean }) => {
        if (taken.has(path)) return Promise.reject(new AppError("file-exists", { en: "taken", ja: "taken" }))
        written.push({ path, text: new TextDecoder().decode(bytes), overwrite })
        return Promise.resolve()
      },
    }
    const { ask, create } = vaultRunner(new MemoryFiles(), { files: files as never })
    await create()
    const { key } = newRecoveryKey()
    const typed = Passphrase.of(key)
    await ask({ type: "save-recovery-sheet", key: typed, path: "/home/alice/sheet.html", lang: "en" }, "recovery-sheet-saved")
    assert.deepEqual([written[0]?.path, written[0]?.overwrite], ["/home/alice/sheet.html", false])
    assert.ok(written[0]?.text.includes(key.slice(16, 22)))
    assert.ok(typed.bytes.every((byte) => byte === 0))
    const another = { type: "save-recovery-sheet", key: Passphrase.of(key), path: "/home/al.ice/sheet.html", lang: "en" } as const
    assert.equal((await ask(another, "recovery-sheet-saved")).path, "/home/al.ice/sheet-3.html")
    assert.deepEqual([written[1]?.path, written[1]?.overwrite], ["/home/al.ice/sheet-3.html", false])
  })
})
