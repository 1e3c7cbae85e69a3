import assert from "node:assert/strict"
import { cpSync, mkdtempSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { after, describe, it } from "node:test"
import { HeldVault } from "../../src/agent/held-vault.ts"
import type { Reply } from "../../src/agent/protocol.ts"
import { Passphrase } from "../../src/base/passphrase.ts"
import { vaultFiles } from "../../src/platform/files/vault-files.ts"
import { createVault, openVault } from "../../src/vault/vault.ts"
import { account, identityOf, NOW, testPorts } from "../vault/support.ts"

const root = mkdtempSync(join(tmpdir(), "keyferry-held-"))
after(() => {
  rmSync(root, { recursive: true })
})
const [here, elsewhere] = [join(root, "here"), join(root, "elsewhere")]
const file = (directory: string) => join(directory, "vault.age")
const passphrase = () => Passphrase.of("p")
const ports = () => testPorts(vaultFiles)

/** Renames an account of a vault, as another program does. */
async function rename(directory: string, id: string, name: string): Promise<void> {
  const vault = await openVault(ports(), directory, passphrase())
  await vault.save(vault.accounts.map((one) => (one.id === id ? { ...one, name, updatedAt: NOW } : one)))
  await vault.close()
}

async function ask(held: HeldVault): Promise<Reply> {
  return (await held.answer({ type: "labels", directory: here }, new Uint8Array())).reply
}

/** A file time in whole seconds, which is kept without rounding. */
const TIME_S = NOW / 1000

/** Calls `change`, after which `vault.age` has the size and the time of before. */
function unnoticeably(change: () => void): void {
  const { size } = statSync(file(here))
  change()
  utimesSync(file(here), TIME_S, TIME_S)
  assert.equal(statSync(file(here)).size, size)
}

describe("the vault that the agent holds", () => {
  it("is read again where its file has changed, though not in size or time", async () => {
    const made = await createVault(ports(), here, passphrase())
    await made.save([account("a", { name: "one" }), account("b", { name: "one" })])
    await made.close()
    cpSync(here, elsewhere, { recursive: true })
    await rename(here, "a", "two")
    await rename(elsewhere, "b", "two")
    utimesSync(file(here), TIME_S, TIME_S)
    const identity = await identityOf(readFileSync(join(here, "identity.age")), "p")
    const held = await HeldVault.open(ports(), here, identity.toText())
    const before = { ok: true, result: ["Issuer a: two", "Issuer b: one"] }
    assert.deepEqual(await ask(held), before)

    const bytes = readFileSync(file(here))
    const damaged = Buffer.from(bytes)
    damaged[damaged.length - 1] = (damaged.at(-1) ?? 0) ^ 1
    unnoticeably(() => {
      writeFileSync(file(here), damaged)
    })
    assert.equal((await ask(held)).ok, false)
    unnoticeably(() => {
      writeFileSync(file(here), bytes)
    })
    assert.deepEqual(await ask(held), before)

    unnoticeably(() => {
      renameSync(file(elsewhere), file(here))
    })
    assert.deepEqual(await ask(held), { ok: true, result: ["Issuer a: two", "Issuer b: two"] })
    await held.close()
  })
})
