import assert from "node:assert/strict"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, it } from "node:test"
import { setTimeout } from "node:timers/promises"
import { isDeepStrictEqual } from "node:util"
import { openWithPassphrase } from "../../src/age/age.ts"
import { decodeBech32 } from "../../src/age/bech32.ts"
import { Passphrase } from "../../src/base/passphrase.ts"
import { Home, PASSPHRASE } from "./home.ts"
import { countInMemory } from "./process-memory.ts"
import { Session } from "./session.ts"
import { ACCOUNT_LIST } from "./steps.ts"

const ENTRIES: readonly [way: string, enter: (session: Session) => void][] = [
  [
    "typed",
    (session) => {
      session.type(PASSPHRASE)
    },
  ],
  [
    "pasted",
    (session) => {
      session.paste(PASSPHRASE)
    },
  ],
]

async function unlockAndLock(session: Session, enter: (session: Session) => void): Promise<void> {
  enter(session)
  session.press("Enter")
  await session.expectScreen(ACCOUNT_LIST)
  session.press("L")
  await session.expectScreen("The vault is locked")
}

describe("the memory of the locked program", { skip: process.platform !== "linux" && "reads /proc" }, () => {
  for (const [way, enter] of ENTRIES) {
    it(`holds neither the passphrase, ${way}, nor the identity, after an unlock, a code and a save`, async (t) => {
      const home = await new Home().withVault([`otpauth://totp/Northwind:ann?secret=JBSWY3DPEHPK3PXPNB2HI4DTHIXS6ZLY&issuer=Northwind`])
      const file = await openWithPassphrase(readFileSync(join(home.vault, "identity.age")), Passphrase.of(PASSPHRASE))
      const identity = Buffer.from(file).toString().trim()
      const keyBytes = decodeBech32("AGE-SECRET-KEY-", Buffer.from(identity), 32)
      assert.ok(keyBytes !== null)
      const needles = {
        passphrase: Buffer.from(PASSPHRASE),
        passphraseAsUtf16: Buffer.from(PASSPHRASE, "utf16le"),
        identity: Buffer.from(identity),
        identityBytes: keyBytes,
      }
      const session = new Session(home)
      try {
        await session.expectScreen("The vault is locked")
        const pid = Number(session.variable("pane_pid"))
        enter(session)
        session.press("Enter")
        await session.expectScreen(ACCOUNT_LIST)
        // The collector may move it while the memory is read.
        let open = countInMemory(pid, needles)
        for (let tries = 0; tries < 20 && open?.identityBytes === 0; tries++) {
          await setTimeout(250)
          open = countInMemory(pid, needles)
        }
        if (open === null) {
          t.skip("the memory of another process may not be read here")
          return
        }
        assert.ok(open.identityBytes > 0, "the identity of an open vault is found")
        session.press("f")
        await session.expectScreen("*")
        session.press("r")
        session.press("L")
        await session.expectScreen("The vault is locked")
        const none = Object.fromEntries(Object.keys(needles).map((name) => [name, 0]))
        let last: unknown
        // What node itself has read from the terminal is sometimes left in memory that it has freed, which its next use overwrites.
        for (let locks = 0; locks < 3 && !isDeepStrictEqual(last, none); locks++) {
          if (locks > 0) await unlockAndLock(session, enter)
          for (let tries = 0; tries < 20; tries++) {
            await setTimeout(500)
            last = countInMemory(pid, needles)
            if (isDeepStrictEqual(last, none)) break
          }
        }
        assert.deepEqual(last, none)
        assert.equal(readFileSync(`/proc/${pid}/coredump_filter`, "utf8").trim(), "00000000", "a core dump holds no memory")
      } finally {
        session.close()
        home.remove()
      }
    })
  }
})
