import assert from "node:assert/strict"
import { execFileSync } from "node:child_process"
import { join } from "node:path"
import { describe, it } from "node:test"
import { Home, PASSPHRASE } from "./home.ts"
import { MAIN, skipWithout } from "./programs.ts"
import { Session } from "./session.ts"
import { ShellSession } from "./shell.ts"
import { ACCOUNT_LIST } from "./steps.ts"

const LINK = "otpauth://totp/Harbour:ada?secret=JBSWY3DPEHPK3PXP&issuer=Harbour"
const PROGRAM = `${process.execPath} ${MAIN} --lang en`

describe("a recovery key written down from the terminal", { skip: skipWithout("tmux", "bash", "ps", "age") }, () => {
  it("is verified, stays out of the scrollback, and opens the vault with stock age", async () => {
    const home = new Home()
    const shell = new ShellSession(home)
    try {
      await home.do(["init"])
      await home.do(["add", "--uri-file", home.put("link", LINK)])
      shell.enter(`${PROGRAM} recovery create`)
      const screen = await shell.expectScreen("last group of the key")
      const rows = screen.split("\n")
      const first = rows.findIndex((row) => row.includes("AGE-SECRET-KEY-1"))
      // The text stands beside the QR code, which ends two cells before it.
      const column = rows[first]!.indexOf("AGE-SECRET-KEY-1")
      const lines = rows.slice(first, first + 3).map((row) => row.slice(column).trim())
      const key = lines.join("").replaceAll(" ", "")
      assert.match(key, /^AGE-SECRET-KEY-1[0-9A-Z]{58}$/)

      shell.enter("oops")
      await shell.expectScreen("not the last group")
      shell.enter(lines[2]!.split(" ").at(-1)!.toLowerCase())
      const afterwards = await shell.expectScreen("the recovery key opens the vault")
      await shell.expectPrompt()
      for (const group of lines.join(" ").split(" ")) assert.ok(!afterwards.includes(group), "the key is still on the screen")
      assert.equal(shell.variable("history_size"), "0")

      const keyFile = home.put("recovery.txt", key)
      const identity = home.put("identity.txt", execFileSync("age", ["-d", "-i", keyFile, join(home.vault, "recovery.age")]))
      const json = execFileSync("age", ["-d", "-i", identity, join(home.vault, "vault.age")], { encoding: "utf8" })
      assert.match(json, /"issuer":"Harbour"/)
      const passphrase = home.put("new", "seven quiet lanterns over Kobe\n")
      await home.do(["passwd", "--recovery-key-file", keyFile, "--new-passphrase-file", passphrase])
      assert.match(await home.do(["list", "--passphrase-file", passphrase]), /Harbour/)
    } finally {
      shell.close()
      home.remove()
    }
  })
})

describe("a forgotten passphrase on the screen", { skip: skipWithout("tmux") }, () => {
  const NEXT = "seven quiet lanterns over Kobe"
  const LATER = "four calm rivers under Oslo"
  const setPassphrase = async (session: Session, passphrase: string): Promise<void> => {
    await session.expectScreen("Choose a new passphrase")
    session.enter(passphrase)
    session.enter(passphrase)
    await session.expectScreen("▌ [ Set it ]")
    session.press("Enter")
    await session.expectScreen("The passphrase is changed.")
    await session.expectScreen(/Harbour +ada/)
  }
  const lock = async (session: Session): Promise<void> => {
    session.press("L")
    await session.expectScreen("The vault is locked")
  }

  it("is replaced with the recovery key, typed or from its file, and the new one opens the vault", async () => {
    const home = new Home()
    await home.withVault([LINK])
    await home.do(["recovery", "create", "--out", "key.txt"])
    const key = /AGE-SECRET-KEY-1[0-9A-Z]+/.exec(home.read("key.txt"))?.[0] ?? ""
    const session = new Session(home)
    try {
      await session.expectScreen("The vault is locked")
      session.enter("not the passphrase")
      await session.expectScreen("That is not the passphrase")
      session.press("F2")
      await session.expectScreen("Use the recovery key")
      session.enter(key.slice(0, -1))
      await session.expectScreen("has a typing error")
      session.press("C-u")
      session.enter(key.toLowerCase().replace(/.{6}/g, "$& "))
      await setPassphrase(session, NEXT)

      await lock(session)
      session.enter(PASSPHRASE)
      await session.expectScreen("That is not the passphrase")
      session.enter(NEXT)
      await session.expectScreen(ACCOUNT_LIST)

      await lock(session)
      session.press("F2")
      await session.expectScreen("Use the recovery key")
      session.enter("./missing.txt")
      await session.expectScreen("no such file")
      session.press("C-u")
      session.enter("./key.txt")
      await setPassphrase(session, LATER)
      session.press("q")
      await session.expectExit(0)
      assert.match(await home.do(["list", "--passphrase-file", home.put("later", `${LATER}\n`)]), /Harbour/)
    } finally {
      session.close()
      home.remove()
    }
  })
})
