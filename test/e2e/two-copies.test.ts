import assert from "node:assert/strict"
import { execFileSync } from "node:child_process"
import { readFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { after, before, describe, it } from "node:test"
import { Secret } from "../../src/accounts/secret.ts"
import { stockOpen } from "../age/stock-age.ts"
import { Home, PASSPHRASE } from "./home.ts"
import { Pane } from "./pane.ts"
import { without } from "./programs.ts"
import { unlock } from "./screens.ts"

const ISSUERS = ["Harbour", "Lighthouse", "Anchor", "Compass"] as const
/** Every issuer with a secret of its own. */
const uri = (issuer: string): string =>
  `otpauth://totp/${issuer}:ada?secret=${new Secret(Buffer.from(issuer.padEnd(20))).toBase32()}&issuer=${issuer}`

interface Record {
  readonly issuer: string
  readonly note: string
  readonly trashedAt: string | null
}

describe("two copies of the program and a command on one vault", { skip: without("tmux") }, () => {
  const home = new Home()
  const panes: Pane[] = []
  const accounts = async (): Promise<Record[]> => {
    const args = ["export", "--to", "keyferry-json", "--plain", "--out", "-"]
    return (JSON.parse(await home.do(args)) as { accounts: Record[] }).accounts
  }
  const labels = async (): Promise<string[]> =>
    (await accounts()).map(({ issuer, note }) => (note === "" ? issuer : `${issuer} (${note})`)).sort()
  /** With the chosen row on an account. */
  const choose = async (pane: Pane, issuer: string): Promise<void> => {
    await pane.press("/", /Enter keep/)
    pane.line(issuer.toLowerCase())
    await pane.until(/1 of \d+/)
  }
  const remove = async (pane: Pane, issuer: string): Promise<void> => {
    await choose(pane, issuer)
    await pane.press("d", /Yes|Delete/)
    await pane.press("y", /No account matches/)
    await pane.press("Escape", /order: /)
  }
  const note = async (pane: Pane, issuer: string, text: string): Promise<void> => {
    await choose(pane, issuer)
    await pane.press("e", /Groups/)
    pane.keys("Tab", "Tab", "Tab", "Tab")
    pane.type(text)
    await pane.until(new RegExp(text))
    pane.keys("Tab", "Tab")
    await pane.press("Enter", /1 of \d+/)
  }

  before(async () => {
    await home.withVault(ISSUERS.map(uri))
    for (let copy = 0; copy < 2; copy++) panes.push(new Pane({ env: home.env, directory: home.work }))
    for (const pane of panes) await unlock(pane)
  })
  after(() => {
    for (const pane of panes) pane.close()
    home.remove()
  })

  it("bring their changes together by the rules, and lose nothing else", async () => {
    const [a, b] = panes
    assert.ok(a !== undefined && b !== undefined)
    // A deletes two; a third program adds; B, opened before all that, edits one of the two and another one.
    await remove(a, "Harbour")
    await remove(a, "Lighthouse")
    await home.do(["add", "-"], { input: uri("Beacon") })
    await note(b, "Harbour", "needed still")
    await b.until(/Another program had changed the vault/)
    await b.press("Escape", /Beacon: ada/)
    assert.doesNotMatch(b.screen(), /Lighthouse/)
    await note(b, "Anchor", "of iron")
    await b.press("Escape", /order: /)
    assert.deepEqual(await labels(), ["Anchor (of iron)", "Beacon", "Compass", "Harbour (needed still)"])
    // A, which knows nothing of this, saves as well.
    await note(a, "Compass", "north")
    await a.press("Escape", /Beacon: ada/)
    assert.deepEqual(await labels(), ["Anchor (of iron)", "Beacon", "Compass (north)", "Harbour (needed still)"])
  })
})

describe("a vault that somebody has put there", { skip: without("tmux", "age", "age-keygen", "expect") }, () => {
  const home = new Home()
  const content = join(home.vault, "vault.age")
  let older: Buffer
  let newest: Buffer
  before(async () => {
    await home.withVault([uri("Harbour")])
    older = readFileSync(content)
    await home.do(["add", "-"], { input: uri("Lighthouse") })
    newest = readFileSync(content)
  })
  after(() => {
    home.remove()
  })

  it("in an older version is noticed by the command line and on the screen, and opens only when that is wanted", async () => {
    writeFileSync(content, older)
    const { status, out, err } = await home.run(["list"])
    assert.deepEqual([status, out], [7, ""])
    assert.match(err, /older/)
    const pane = new Pane({ env: home.env, directory: home.work })
    try {
      await pane.until(/The vault is locked/)
      pane.line(PASSPHRASE)
      const asked = await pane.until(/Open it all the same\?/)
      assert.match(asked, /older than the one last opened here/)
      await pane.press("Enter", /The vault is locked/)
      pane.line(PASSPHRASE)
      await pane.until(/Open it all the same\?/)
      await pane.press("y", /Harbour: ada/)
    } finally {
      pane.close()
      writeFileSync(content, newest)
    }
    assert.match(await home.do(["list"]), /Lighthouse/)
  })

  it("made with the public recipient alone is noticed", async () => {
    // Who has seen the vault opened once may know the recipient; the key stays where it is.
    const identity = stockOpen(readFileSync(join(home.vault, "identity.age")), PASSPHRASE)
    const recipient = execFileSync("age-keygen", ["-y"], { encoding: "utf8", input: identity }).trim()
    const forged = JSON.stringify({ version: 1, generation: 99, accounts: [], tombstones: [] })
    rmSync(content)
    execFileSync("age", ["-r", recipient, "-o", content], { input: forged })
    const { status, out, err } = await home.run(["list"])
    assert.deepEqual([status, out], [7, ""])
    assert.match(err, /not signed/)
    const pane = new Pane({ env: home.env, directory: home.work })
    try {
      await pane.until(/The vault is locked/)
      pane.line(PASSPHRASE)
      const asked = await pane.until(/Open it all the same\?/)
      assert.match(asked, /no proof that keyferry wrote it/)
      await pane.press("Escape", /The vault is locked/)
    } finally {
      pane.close()
      rmSync(content)
      writeFileSync(content, newest)
    }
    assert.match(await home.do(["list"]), /Lighthouse/)
  })
})
