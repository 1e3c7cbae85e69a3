import assert from "node:assert/strict"
import { execFileSync } from "node:child_process"
import { readFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { after, before, describe, it } from "node:test"
import { Secret } from "../../src/accounts/secret.ts"
import { stockOpen } from "../age/stock-age.ts"
import { Home, PASSPHRASE } from "./home.ts"
import { skipWithout } from "./programs.ts"
import { Session } from "./session.ts"
import { ACCOUNT_LIST, unlock } from "./steps.ts"

const ISSUERS = ["Harbour", "Lighthouse", "Anchor", "Compass"] as const
/** A URI whose secret is derived from the issuer. */
const uriOf = (issuer: string): string =>
  `otpauth://totp/${issuer}:ada?secret=${new Secret(Buffer.from(issuer.padEnd(20))).toBase32()}&issuer=${issuer}`

interface ExportedAccount {
  readonly issuer: string
  readonly note: string
  readonly trashedAt: string | null
}

describe("two copies of the program and a command on one vault", { skip: skipWithout("tmux") }, () => {
  const home = new Home()
  let a: Session
  let b: Session
  const accounts = async (): Promise<ExportedAccount[]> => {
    const args = ["export", "--to", "keyferry-json", "--plain", "--out", "-"]
    return (JSON.parse(await home.do(args)) as { accounts: ExportedAccount[] }).accounts
  }
  const labels = async (): Promise<string[]> =>
    (await accounts()).map(({ issuer, note }) => (note === "" ? issuer : `${issuer} (${note})`)).sort()
  const deleteAccount = async (session: Session, issuer: string): Promise<void> => {
    await session.moveTo(issuer)
    session.press("d")
    await session.expectScreen(`Deleted ${issuer}: ada`)
  }
  const writeNote = async (session: Session, issuer: string, text: string): Promise<void> => {
    await session.moveTo(issuer)
    session.press("e")
    await session.expectScreen("Groups")
    session.press("Tab", "Tab", "Tab", "Tab")
    session.type(text)
    await session.expectScreen(text)
    session.press("Tab", "Tab", "Enter")
    await session.expectScreen(ACCOUNT_LIST)
  }

  before(async () => {
    await home.withVault(ISSUERS.map(uriOf))
    a = new Session(home)
    b = new Session(home)
    await unlock(a)
    await unlock(b)
  })
  after(() => {
    a.close()
    b.close()
    home.remove()
  })

  it("merge removals and edits, and lose nothing else", async () => {
    // A deletes two accounts and a command adds one. B, which has read the vault before, edits one of the two and another one.
    await deleteAccount(a, "Harbour")
    await deleteAccount(a, "Lighthouse")
    await home.do(["add", "-"], { input: uriOf("Beacon") })
    await writeNote(b, "Harbour", "needed still")
    await b.expectScreen("Another program had changed the vault")
    assert.doesNotMatch(await b.expectScreen(/Beacon +ada/), /Lighthouse/)
    await writeNote(b, "Anchor", "of iron")
    assert.deepEqual(await labels(), ["Anchor (of iron)", "Beacon", "Compass", "Harbour (needed still)"])
    // A, which has read nothing of this, saves as well.
    await writeNote(a, "Compass", "north")
    await a.expectScreen(/Beacon +ada/)
    assert.deepEqual(await labels(), ["Anchor (of iron)", "Beacon", "Compass (north)", "Harbour (needed still)"])
  })
})

describe("a vault file that was replaced", { skip: skipWithout("tmux", "age", "age-keygen", "expect") }, () => {
  const home = new Home()
  const content = join(home.vault, "vault.age")
  let older: Buffer
  let newest: Buffer
  before(async () => {
    await home.withVault([uriOf("Harbour")])
    older = readFileSync(content)
    await home.do(["add", "-"], { input: uriOf("Lighthouse") })
    newest = readFileSync(content)
  })
  after(() => {
    home.remove()
  })

  it("by an older version is noticed by the command line and the screen, and opens only on confirmation", async () => {
    writeFileSync(content, older)
    const { status, out, err } = await home.run(["list"])
    assert.deepEqual([status, out], [7, ""])
    assert.match(err, /older/)
    const session = new Session(home)
    try {
      await session.expectScreen("The vault is locked")
      session.enter(PASSPHRASE)
      const question = await session.expectScreen("Open it anyway?")
      assert.match(question, /older than the one last opened here/)
      session.press("Enter")
      await session.expectScreen("The vault is locked")
      session.enter(PASSPHRASE)
      await session.expectScreen("Open it anyway?")
      session.press("y")
      await session.expectScreen(/Harbour +ada/)
    } finally {
      session.close()
      writeFileSync(content, newest)
    }
    assert.match(await home.do(["list"]), /Lighthouse/)
  })

  it("by one that was encrypted without the identity is noticed", async () => {
    // An attacker may know the public recipient, but not the identity.
    const identity = stockOpen(readFileSync(join(home.vault, "identity.age")), PASSPHRASE)
    const recipient = execFileSync("age-keygen", ["-y"], { encoding: "utf8", input: identity }).trim()
    const forged = JSON.stringify({ version: 1, generation: 99, accounts: [], tombstones: [] })
    rmSync(content)
    execFileSync("age", ["-r", recipient, "-o", content], { input: forged })
    const { status, out, err } = await home.run(["list"])
    assert.deepEqual([status, out], [7, ""])
    assert.match(err, /not signed/)
    const session = new Session(home)
    try {
      await session.expectScreen("The vault is locked")
      session.enter(PASSPHRASE)
      const question = await session.expectScreen("Open it anyway?")
      assert.match(question, /Nothing proves that keyferry wrote this vault/)
      session.press("Escape")
      await session.expectScreen("The vault is locked")
    } finally {
      session.close()
      rmSync(content)
      writeFileSync(content, newest)
    }
    assert.match(await home.do(["list"]), /Lighthouse/)
  })
})
