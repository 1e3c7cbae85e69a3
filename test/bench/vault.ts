import { scrypt } from "node:crypto"
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Passphrase } from "../../src/base/passphrase.ts"
import { clock } from "../../src/platform/clock.ts"
import { vaultFiles } from "../../src/platform/files/vault-files.ts"
import { random } from "../../src/platform/random.ts"
import type { VaultPorts } from "../../src/vault/ports.ts"
import { createVault, openVault } from "../../src/vault/vault.ts"
import { accountsOf } from "./accounts.ts"
import { timeInTurns } from "./measure.ts"
import type { Measured } from "./measure.ts"

const PASSPHRASE = "bench passphrase"

/** age's scrypt with N = 2^18, by node itself. */
function bareScrypt(): Promise<void> {
  return new Promise((resolve, reject) => {
    scrypt(PASSPHRASE, Buffer.alloc(43), 32, { N: 2 ** 18, r: 8, p: 1, maxmem: 2 ** 30 }, (error) => {
      if (error === null) resolve()
      else reject(error)
    })
  })
}

export async function* measureVault(): AsyncGenerator<Measured> {
  const home = mkdtempSync(join(tmpdir(), "keyferry-bench-"))
  const seen = new Map<string, number>()
  const ports: VaultPorts = {
    files: vaultFiles,
    clock,
    random,
    seen: { get: (id) => seen.get(id) ?? null, set: (id, generation) => void seen.set(id, generation) },
  }
  try {
    const directory = join(home, "vault")
    const accounts = accountsOf(1000)
    const made = await createVault(ports, directory, Passphrase.of(PASSPHRASE))
    await made.save(accounts)
    const opening = await timeInTurns(7, {
      bare: bareScrypt,
      open: async () => {
        await (await openVault(ports, directory, Passphrase.of(PASSPHRASE))).close()
      },
    })
    yield { what: "open a vault of 1,000 accounts", ms: opening.open, beside: "scrypt alone", besideMs: opening.bare, maxRatio: 1.5 }

    const bytes = readFileSync(join(directory, "vault.age"))
    let edits = 0
    const saving = await timeInTurns(15, {
      bare: () => {
        writeFileSync(join(home, "bare"), bytes, { flush: true })
      },
      save: () =>
        made.save(
          accounts.map((account, at) =>
            at === 0 ? { ...account, note: `edit ${++edits}`, updatedAt: account.updatedAt + edits } : account,
          ),
        ),
    })
    yield {
      what: "save one change among 1,000 accounts",
      ms: saving.save,
      beside: "write and fsync of as many bytes",
      besideMs: saving.bare,
      note: "two files and their directories, no scrypt",
    }
    await made.close()
  } finally {
    rmSync(home, { recursive: true, force: true })
  }
}
