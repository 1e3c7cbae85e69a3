import assert from "node:assert/strict"
import { readFileSync, renameSync, statSync } from "node:fs"
import { join } from "node:path"
import { after, afterEach, before, beforeEach, describe, it } from "node:test"
import { Home } from "./home.ts"
import { MAIN, SAMPLES, skipWithout } from "./programs.ts"
import type { Session } from "./session.ts"
import { ShellSession } from "./shell.ts"
import { SshHost } from "./ssh-host.ts"
import { ACCOUNT_LIST, createVault, filterAccounts, unlock } from "./steps.ts"

const PROGRAM = `${process.execPath} ${MAIN} --lang en`
const LINKS = [
  "otpauth://totp/Harbour:ada?secret=JBSWY3DPEHPK3PXP&issuer=Harbour",
  "otpauth://totp/Lighthouse:ada?secret=KRSXG5DPNZSWG33OMRSA&issuer=Lighthouse&algorithm=SHA256&digits=8",
  "otpauth://hotp/Quay:ada?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Quay&counter=7",
] as const
/** In the order in which the file picker shows them. */
const FILES = ["aegis/encrypted.json", "qr-image/one.png", "proton/plain.json"] as const
const FILE_PASSWORD = "correct horse"
const EXPORT_PASSWORD = "another horse, another staple"

describe("the program in a terminal of 80x24", { skip: skipWithout("tmux", "bash", "ps") }, () => {
  let home: Home
  let shell: ShellSession
  beforeEach(() => {
    home = new Home()
    shell = new ShellSession(home)
  })
  afterEach(() => {
    shell.close()
    home.remove()
  })

  it("makes a vault, adds, imports, copies, exports, locks, imports back, and leaves the terminal as it was", async () => {
    home.take(...FILES)
    const before = await shell.terminalState()
    shell.enter(PROGRAM)
    await playFirstSession(shell, home)
    await shell.expectPrompt()
    assert.equal(await shell.exitStatus(), 0)
    assert.deepEqual(await shell.terminalState(), before)
  })

  const endings: [name: string, end: () => void, status: number][] = [
    ["Ctrl-C", () => { shell.press("C-c") }, 0], // prettier-ignore
    ["kill -TERM", () => process.kill(shell.childProcess(), "SIGTERM"), 143],
    ["kill -HUP", () => process.kill(shell.childProcess(), "SIGHUP"), 129],
  ]
  for (const [name, end, status] of endings) {
    it(`leaves the terminal as it was on ${name} while a passphrase is typed`, async () => {
      const before = await shell.terminalState()
      shell.enter(PROGRAM)
      await shell.expectScreen("New passphrase")
      assert.equal(shell.variable("alternate_on"), "1")
      shell.type("half of a")
      await shell.expectScreen(/\*{3}|•{3}/)
      end()
      await shell.expectPrompt()
      assert.equal(await shell.exitStatus(), status)
      assert.deepEqual(await shell.terminalState(), before)
    })
  }

  it("locks on Ctrl-Z, leaves the terminal as it was meanwhile, and unlocks after fg", async () => {
    await home.withVault([LINKS[0]])
    const before = await shell.terminalState()
    shell.enter(PROGRAM)
    await unlock(shell)
    await shell.expectScreen(/Harbour +ada/)
    shell.press("C-z")
    await shell.expectPrompt()
    await shell.expectScreen("Stopped")
    assert.deepEqual(await shell.terminalState(), before)
    shell.enter("clear; fg")
    const locked = await shell.expectScreen("The vault is locked")
    assert.doesNotMatch(locked, /Harbour/)
    await unlock(shell)
    shell.press("q")
    await shell.expectPrompt()
    assert.deepEqual(await shell.terminalState(), before)
  })
})

describe("the program over ssh, with LANG=C", { skip: skipWithout("tmux", "bash", "ps", "ssh", "ssh-keygen", "sshd") }, () => {
  let home: Home
  let host: SshHost
  let shell: ShellSession
  before(() => {
    home = new Home()
    host = new SshHost()
    shell = new ShellSession(home)
  })
  after(() => {
    shell.close()
    host.remove()
    home.remove()
  })

  it("plays the same session, copies through the connection, and leaves the terminal as it was", async () => {
    home.take(...FILES)
    const there = `cd ${home.work} && exec env -u LC_ALL LANG=C HOME=${home.path} KEYFERRY_VAULT=${home.vault} ${PROGRAM}`
    const before = await shell.terminalState()
    shell.enter(["ssh", ...host.argumentsFor(`'${there}'`)].join(" "))
    await playFirstSession(shell, home)
    await shell.expectPrompt()
    assert.equal(await shell.exitStatus(), 0)
    assert.deepEqual(await shell.terminalState(), before)
  })
})

/** The first session of a new user, from an empty machine to `q`. */
async function playFirstSession(session: Session, home: Home): Promise<void> {
  await createVault(session)
  await pasteThreeLinks(session)
  const count = 3 + (await importFiles(session))
  await copyCode(session)
  const file = await exportAll(session, home, count)
  session.press("L")
  assert.doesNotMatch(await session.expectScreen("The vault is locked"), /Harbour/, "a locked vault shows no account")
  await unlock(session)
  await importBack(session, file, count)
  session.press("q")
}

/** Add one account by `a` and a paste, and the others by one paste of several lines. */
async function pasteThreeLinks(session: Session): Promise<void> {
  session.press("a")
  await session.expectScreen("link may be pasted")
  session.paste(LINKS[0])
  await session.expectScreen(/Harbour[^]*Code now {2}/)
  session.press("Tab", "Tab", "Tab", "Tab", "Tab", "Tab", "Enter")
  await session.expectScreen("[All 1]")
  session.paste(`${LINKS[1]}\n${LINKS[2]}\n`)
  await session.expectScreen("new 2")
  session.press("Enter")
  await session.expectScreen("2 accounts came in")
  await session.choose("Go to the accounts")
  await session.expectScreen("[All 3]")
}

/** Import all files at once through the file picker. @returns How many accounts were new. */
async function importFiles(session: Session): Promise<number> {
  await openFilePicker(session)
  for (const index of FILES.keys()) {
    session.press("Space")
    await session.expectScreen(`${index + 1} marked`)
  }
  session.press("Enter")
  await session.expectScreen("encrypted.json (Aegis) is locked")
  session.enter("not the password")
  await session.expectScreen(/wrong|not the|does not/i)
  session.press("C-u")
  session.enter(FILE_PASSWORD)
  await session.expectScreen(/\d+ of \d+ come (in|back)/)
  session.press("Enter")
  const { read, of } = resultNumbers(await session.expectScreen(/records:[^]*Delete\s+the files\?/))
  const inFiles = FILES.map(expectedAccounts).reduce((sum, each) => sum + each)
  assert.deepEqual([read, Object.values(of).reduce((sum, each) => sum + each)], [inFiles, inFiles], "the numbers add up")
  session.press("n")
  await session.expectScreen("Keep the phone")
  session.press("Escape")
  await session.expectScreen(`[All ${3 + of.new}]`)
  return of.new
}

async function copyCode(session: Session): Promise<void> {
  await filterAccounts(session, "Harbour")
  const before = codeOnScreen(session.screen())
  session.press("Enter")
  const after = codeOnScreen(await session.expectScreen("clipboard"))
  const copied = await session.expectClipboard(/^\d{6}$/)
  assert.ok([before, after].includes(copied), "the code on the screen is in the clipboard")
  session.press("Escape")
  await session.expectScreen("Lighthouse")
}

function codeOnScreen(screen: string): string {
  const [, first = "", last = ""] = /Harbour +ada +(\d{3}) (\d{3})/.exec(screen) ?? []
  return first + last
}

/** @returns The name of the file. */
async function exportAll(session: Session, home: Home, count: number): Promise<string> {
  session.press("m")
  await session.choose("Export to a file")
  await session.expectScreen(`${count} of ${count} ticked`)
  session.press("Enter")
  await session.expectScreen("type to find")
  session.press("Enter")
  await session.expectScreen(/Protect/i)
  session.press("Enter")
  await session.expectScreen("Once more")
  session.enter(EXPORT_PASSWORD)
  session.enter(EXPORT_PASSWORD)
  session.press("Space")
  await session.expectScreen("[x]")
  session.press("Tab", "Enter")
  await session.expectScreen("Save as:")
  session.press("Enter")
  const result = await session.expectScreen(/accounts written to[^]*Enter goes to the accounts/)
  assert.ok(result.includes(`${count} accounts written to`))
  const name = /~\/(\S+)/.exec(result)?.[1] ?? assert.fail("the file is named")
  // Exports are proposed in the home directory, while the file picker opens where the program was started.
  renameSync(join(home.path, name), join(home.work, name))
  assert.equal(statSync(join(home.work, name)).mode & 0o777, 0o600)
  const file = JSON.parse(home.read(name)) as Record<string, unknown>
  assert.deepEqual([file["format"], file["encryption"], file["accounts"]], ["keyferry", "age-scrypt", undefined])
  session.press("Enter")
  await session.expectScreen(ACCOUNT_LIST)
  return name
}

async function importBack(session: Session, file: string, count: number): Promise<void> {
  await openFilePicker(session)
  await session.choose(file)
  await session.expectScreen("is locked")
  session.enter(EXPORT_PASSWORD)
  await session.expectScreen(/\d+ of \d+ come (in|back)/)
  session.press("Enter")
  const { read, of } = resultNumbers(await session.expectScreen(/records:[^]*Delete\s+the file\?/))
  assert.deepEqual([read, of], [count, { new: 0, present: count, renamed: 0, repeated: 0, left: 0 }])
  session.press("n")
  await session.expectScreen("Keep the phone")
  session.press("Escape")
  await session.expectScreen(`[All ${count}]`)
}

async function openFilePicker(session: Session): Promise<void> {
  session.press("m")
  await session.choose("Import")
  await session.choose("Files")
  await session.expectScreen(/[34] entries/)
}

/** The numbers on the screen with an import's result. */
function resultNumbers(screen: string) {
  const number = (words: RegExp): number => Number(new RegExp(`(\\d+) ${words.source}`, "m").exec(screen)?.[1] ?? 0)
  return {
    read: number(/records:/),
    of: {
      new: number(/new$/),
      present: number(/already there$/),
      renamed: number(/already there under another name$/),
      repeated: number(/repeated in the files$/),
      left: number(/left out or not readable$/),
    },
  }
}

/** The number of accounts in a sample. */
function expectedAccounts(sample: string): number {
  const [folder = "", name = ""] = sample.split("/")
  const all = JSON.parse(readFileSync(join(SAMPLES, folder, "expected.json"), "utf8")) as { files: string[]; accounts?: unknown[] }[]
  const expected = all.find(({ files }) => files.length === 1 && files[0] === name)?.accounts
  return expected?.length ?? assert.fail(`there are no expected accounts for ${sample}`)
}
