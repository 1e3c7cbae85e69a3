import assert from "node:assert/strict"
import { chmodSync, copyFileSync, existsSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, it } from "node:test"
import { Secret } from "../../src/accounts/secret.ts"
import { Home } from "./home.ts"
import { skipWithout } from "./programs.ts"
import { Session } from "./session.ts"
import { unlock } from "./steps.ts"

const COPY = "vault.sync-conflict-20261127-101112-ABCDEFG.age"
const LEFTOVER = ".vault.age.0123456789abcdef.tmp"
const uriOf = (issuer: string): string =>
  `otpauth://totp/${issuer}:ada?secret=${new Secret(Buffer.from(issuer.padEnd(20))).toBase32()}&issuer=${issuer}`

describe("the check on the screen", { skip: skipWithout("tmux") }, () => {
  it("finds what is wrong with the files of the vault, leads to what mends it, and finds nothing afterwards", async () => {
    const home = new Home()
    const [content, copy] = [join(home.vault, "vault.age"), join(home.vault, COPY)]
    await home.withVault([uriOf("Harbour")])
    const session = new Session(home)
    try {
      await unlock(session)
      // Meanwhile another machine adds an account, and the synchronisation puts its file beside this one.
      const start = join(home.work, "start.age")
      copyFileSync(content, start)
      await home.do(["add", "-"], { input: uriOf("Beacon") })
      copyFileSync(content, copy)
      copyFileSync(start, content)
      rmSync(join(home.path, ".local/state/keyferry"), { recursive: true, force: true })
      writeFileSync(join(home.vault, LEFTOVER), "", { mode: 0o600 })
      chmodSync(content, 0o644)

      session.press(",")
      await session.choose("Check")
      await session.expectScreen(/0 errors, 2 warnings/)
      await session.expectScreen(/note +a program that was killed left \.vault\.age\.0123456789abcdef\.tmp/)
      const first = await session.expectScreen(/Other users can read .*vault\.age/)
      assert.match(first, /chmod\s+600\s+prevents\s+that/)

      chmodSync(content, 0o600)
      session.press("r")
      await session.expectScreen(/0 errors, 1 warning,/)
      session.press("Enter")
      await session.expectScreen(/vault\.sync-conflict.*can be merged/)
      session.press("Enter")
      await session.expectScreen(/new +Beacon: ada/)
      session.press("y")
      await session.expectScreen("Merged. The vault was saved and read back.")
      session.press("y")
      await session.expectScreen("There are no copies of the vault")
      assert.ok(!existsSync(copy))
      session.press("Escape")
      await session.expectScreen("keyferry  Check")
      session.press("r")
      const last = await session.expectScreen("Nothing is wrong. 0 errors, 0 warnings")
      assert.doesNotMatch(last, /vault\.sync-conflict|a program that was killed/)
    } finally {
      session.close()
      home.remove()
    }
  })
})
