import assert from "node:assert/strict"
import { copyFileSync, existsSync, rmSync } from "node:fs"
import { join } from "node:path"
import { after, before, describe, it } from "node:test"
import { Secret } from "../../src/accounts/secret.ts"
import { Home, PASSPHRASE } from "./home.ts"
import { skipWithout } from "./programs.ts"
import { Session } from "./session.ts"
import { ACCOUNT_LIST, backToAccounts, unlock } from "./steps.ts"

const uriOf = (issuer: string): string =>
  `otpauth://totp/${issuer}:ada?secret=${new Secret(Buffer.from(issuer.padEnd(20))).toBase32()}&issuer=${issuer}`

describe("copies and versions of a vault on the screen", { skip: skipWithout("tmux") }, () => {
  const home = new Home()
  const content = join(home.vault, "vault.age")
  const copy = join(home.vault, "vault.sync-conflict-20261127-101112-ABCDEFG.age")
  let session: Session
  const labels = async (): Promise<string[]> => {
    const { accounts } = JSON.parse(await home.do(["list", "--json"])) as { accounts: { issuer: string; note: string }[] }
    return accounts.map(({ issuer, note }) => (note === "" ? issuer : `${issuer} (${note})`)).sort()
  }

  before(async () => {
    await home.withVault([uriOf("Harbour"), uriOf("Lighthouse")])
    // Another machine adds an account; this one, from the same state, changes another. The synchronisation keeps both files.
    const start = join(home.work, "start.age")
    copyFileSync(content, start)
    await home.do(["add", "-"], { input: uriOf("Beacon") })
    copyFileSync(content, copy)
    copyFileSync(start, content)
    rmSync(join(home.path, ".local/state/keyferry"), { recursive: true, force: true })
    await home.do(["edit", "Harbour", "--note", "pier 4"])
    session = new Session(home)
  })
  after(() => {
    session.close()
    home.remove()
  })

  it("offers to merge a conflict copy, merges it on consent, and deletes it on consent", async () => {
    assert.deepEqual(await labels(), ["Harbour (pier 4)", "Lighthouse"])
    await session.expectScreen("The vault is locked")
    session.enter(PASSPHRASE)
    await session.expectScreen(/vault\.sync-conflict.*can be merged/)
    session.press("Enter")
    await session.expectScreen(/new +Beacon: ada/)
    session.press("y")
    await session.expectScreen("Merged. The vault was saved and read back.")
    assert.deepEqual(await labels(), ["Beacon", "Harbour (pier 4)", "Lighthouse"])
    assert.ok(existsSync(copy))
    session.press("y")
    await session.expectScreen("There are no copies of the vault")
    assert.ok(!existsSync(copy))
    session.press("Escape")
    await session.expectScreen(ACCOUNT_LIST)
  })

  it("restores one account, and then all of an earlier version", async () => {
    await home.do(["edit", "Harbour", "--note", "wrong"])
    await home.do(["edit", "Lighthouse", "--trash"])
    session.press(",")
    await session.expectScreen("History")
    session.press("BTab", "Up", "Enter")
    await session.expectScreen(/Changed by its save: deleted Lighthouse: ada/)
    session.press("Down", "Down", "Enter")
    await session.expectScreen(/changed since +Harbour: ada +note/)
    await session.expectScreen(/deleted since +Lighthouse: ada/)
    await session.choose("Harbour")
    await session.expectScreen(/changes +Harbour: ada +note/)
    session.press("y")
    await session.expectScreen("The account is restored from version 3")
    assert.deepEqual(await labels(), ["Beacon", "Harbour (pier 4)"])
    session.press("Down", "Down", "Down", "Enter")
    await session.expectScreen(/deleted since +Lighthouse: ada/)
    session.press("a")
    await session.expectScreen(/comes back +Lighthouse: ada/)
    session.press("y")
    await session.expectScreen("Version 4 is restored")
    assert.deepEqual(await labels(), ["Beacon", "Harbour (pier 4)", "Lighthouse"])
    await backToAccounts(session)
    await session.expectScreen(/Lighthouse +ada/)
  })

  it("opens without the offer once nothing is left to merge", async () => {
    session.press("L")
    await unlock(session)
  })
})
