import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { findAccounts } from "../../../src/accounts/find/find.ts"
import { makeDraft } from "../../../src/accounts/account.ts"
import type { Account } from "../../../src/accounts/account.ts"
import { Secret } from "../../../src/accounts/secret.ts"
import { MemoryFiles } from "../../vault/memory-files.ts"
import { vaultRunner } from "./vault-runner.ts"

/** Counts how often a list is gone through to prepare its search. */
function countPreparations(accounts: readonly Account[]): { count: number } {
  const seen = { count: 0 }
  const filter = accounts.filter.bind(accounts)
  Object.defineProperty(accounts, "filter", {
    value: (test: (account: Account) => boolean) => {
      seen.count++
      return filter(test)
    },
  })
  return seen
}

describe("the search of an open vault", () => {
  const draft = makeDraft({ kind: "totp", issuer: "Example", name: "ada", secret: new Secret(Buffer.from("0123456789")) })

  it("is prepared soon after each change, so that the first letter of a search does not wait", async (t) => {
    const { create, ask } = vaultRunner(new MemoryFiles())
    await create()
    t.mock.timers.enable({ apis: ["setTimeout"] })
    const { vault } = await ask({ type: "add-drafts", drafts: [draft] }, "vault-saved")
    const seen = countPreparations(vault.accounts)
    t.mock.timers.tick(1000)
    assert.equal(seen.count, 1)
    assert.equal(findAccounts(vault.accounts, "exa", () => false).length, 1)
    assert.equal(seen.count, 1)
  })

  it("is not prepared once the vault is locked", async (t) => {
    const { create, ask } = vaultRunner(new MemoryFiles())
    await create()
    t.mock.timers.enable({ apis: ["setTimeout"] })
    const { vault } = await ask({ type: "add-drafts", drafts: [draft] }, "vault-saved")
    const seen = countPreparations(vault.accounts)
    await ask({ type: "lock-vault" }, "vault-locked")
    t.mock.timers.tick(1000)
    assert.equal(seen.count, 0)
  })
})
