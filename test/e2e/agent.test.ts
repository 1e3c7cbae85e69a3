import assert from "node:assert/strict"
import { execFile, spawnSync } from "node:child_process"
import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync } from "node:fs"
import { connect } from "node:net"
import { dirname, join } from "node:path"
import { describe, it } from "node:test"
import type { TestContext } from "node:test"
import { setTimeout } from "node:timers/promises"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { HOTP, TOTP } from "otpauth"
import { openWithPassphrase } from "../../src/age/age.ts"
import { decodeBech32 } from "../../src/age/bech32.ts"
import { agentClient } from "../../src/agent/client.ts"
import { USUAL_LIMITS } from "../../src/agent/port.ts"
import { Passphrase } from "../../src/base/passphrase.ts"
import { Home, PASSPHRASE } from "./home.ts"
import { countInMemory } from "./process-memory.ts"

const SECRET = "JBSWY3DPEHPK3PXPNB2HI4DTHIXS6ZLY"
const TOTP_URI = `otpauth://totp/Northwind:ann?secret=${SECRET}&issuer=Northwind`
const HOTP_URI = `otpauth://hotp/Contoso:bob?secret=${SECRET}&issuer=Contoso&counter=5`
const CLIENT = fileURLToPath(new URL("./agent-client.ts", import.meta.url))
/** No passphrase is given, and there is no terminal to ask on. */
const SILENT = { env: { KEYFERRY_PASSPHRASE_FILE: "" } }
const isRoot = process.getuid?.() === 0

/** A home with a vault and an agent, which end with the test. */
async function unlocked(t: TestContext, options: { readonly start?: boolean } = {}): Promise<Home> {
  const home = new Home()
  t.after(async () => {
    await home.run(["agent", "stop"])
    home.remove()
  })
  await home.do(["init"])
  if (options.start === false) return home
  await home.do(["agent", "start"])
  // Through the agent, which spares the time of another scrypt.
  await home.do(["add", "-"], { input: [TOTP_URI, HOTP_URI].join("\n") })
  return home
}

const socketOf = (home: Home): string => join(home.path, ".local/state/keyferry/run/agent.sock")
const clientOf = (home: Home): ReturnType<typeof agentClient> => agentClient([socketOf(home)], () => Promise.reject(new Error("not here")))

async function pidOf(home: Home): Promise<number> {
  const status = await clientOf(home).status()
  assert.ok(status !== null)
  return status.pid
}

/** `AGE-SECRET-KEY-1…` */
async function identityOf(home: Home): Promise<Buffer> {
  const file = await openWithPassphrase(readFileSync(join(home.vault, "identity.age")), Passphrase.of(PASSPHRASE))
  return Buffer.from(Buffer.from(file).toString().trim())
}

function isRightTotp(code: string): boolean {
  const totp = new TOTP({ secret: SECRET })
  return [-30_000, 0].some((ms) => totp.generate({ timestamp: Date.now() + ms }) === code)
}

describe("the agent", { skip: process.platform === "win32" && "sockets of Unix" }, () => {
  it("spares the passphrase to what reads and changes the vault, and not to what gives secrets away", async (t) => {
    const home = await unlocked(t)
    assert.ok(isRightTotp((await home.run(["code", "northwind"], SILENT)).out.trim()))
    const works = [["list"], ["list", "--json"], ["code", "contoso"], ["edit", "ann", "--note", "x"], ["versions", "list"]]
    for (const args of works) assert.equal((await home.run(args, SILENT)).status, 0, args.join(" "))
    assert.equal((await home.run(["add", "-"], { ...SILENT, input: "otpauth://totp/C:c?secret=MZXW6YTBOI&issuer=C" })).status, 0)
    assert.match((await home.run(["list"], SILENT)).out, /Northwind[^]*\bC\b/)
    const asks = [
      ["export", "--to", "keyferry-json", "--plain", "--out", "x.json"],
      ["qr", "northwind"],
      ["backup", "--out", "x.age"],
      ["passwd"],
      ["recovery", "create"],
    ]
    for (const args of asks) assert.equal((await home.run(args, SILENT)).status, 5, args.join(" "))
    await home.do(["lock"])
    assert.equal((await home.run(["code", "northwind"], SILENT)).status, 5)
  })

  it("gives 1,000 codes to 8 processes while it locks and unlocks: none wrong, no counter twice", async (t) => {
    const home = await unlocked(t)
    const agent = clientOf(home)
    const identity = await identityOf(home)
    const runOne = async (query: string, count: number): Promise<string[]> => {
      const args = ["--import", "tsx", CLIENT, socketOf(home), home.vault, query, String(count)]
      const { stdout } = await promisify(execFile)(process.execPath, args)
      return JSON.parse(stdout) as string[]
    }
    const taking = new AbortController()
    let locks = 0
    const locking = (async () => {
      for (; !taking.signal.aborted; locks++) {
        await setTimeout(1000)
        await agent.lock(home.vault)
        await setTimeout(20)
        await agent.unlock(home.vault, Uint8Array.from(identity), USUAL_LIMITS)
      }
    })()
    const took = await Promise.all([
      ...Array.from({ length: 4 }, () => runOne("contoso", 25)),
      ...Array.from({ length: 4 }, () => runOne("northwind", 225)),
    ])
    taking.abort()
    await locking
    assert.ok(locks > 0, "it was locked while it was asked")
    const counted = took.slice(0, 4).flat()
    const list = JSON.parse(await home.do(["list", "--json"])) as { accounts: { kind: string; counter: number }[] }
    const next = list.accounts.find(({ kind }) => kind === "hotp")?.counter ?? 0
    const hotp = new HOTP({ secret: SECRET })
    const possible = Array.from({ length: next - 5 }, (_, index) => hotp.generate({ counter: 5 + index }))
    // A code may be lost where the vault is locked before it is delivered; none may come twice.
    for (const code of counted) {
      const at = possible.indexOf(code)
      assert.ok(at >= 0, "a code that no counter gives any more")
      possible.splice(at, 1)
    }
    assert.equal(counted.length, 100)
    const last = took.slice(4).flat()
    assert.equal(last.length, 900)
    assert.ok(last.every((code) => /^\d{6}$/.test(code)) && last.slice(-1).every(isRightTotp))
  })

  it("holds nothing of the vault in its memory once it has locked", { skip: process.platform !== "linux" && "reads /proc" }, async (t) => {
    const home = await unlocked(t)
    const identity = await identityOf(home)
    const keyBytes = decodeBech32("AGE-SECRET-KEY-", identity, 32)
    assert.ok(keyBytes !== null)
    const needles = { identity, keyBytes, secret: Buffer.from(SECRET), passphrase: Buffer.from(PASSPHRASE) }
    await home.do(["code", "northwind"])
    await home.do(["edit", "ann", "--note", "y"])
    const pid = await pidOf(home)
    const open = countInMemory(pid, needles)
    if (open === null) {
      t.skip("the memory of another process may not be read here")
      return
    }
    assert.ok(open.keyBytes > 0, "the test finds what is there")
    await home.do(["lock"])
    const locked = countInMemory(pid, needles)
    assert.deepEqual(locked, { identity: 0, keyBytes: 0, secret: 0, passphrase: 0 })
    assert.equal(readFileSync(`/proc/${pid}/coredump_filter`, "utf8").trim(), "00000000")
    const environment = readFileSync(`/proc/${pid}/environ`, "utf8")
    assert.doesNotMatch(environment, /NODE_OPTIONS|PASSPHRASE/)
  })

  it("is replaced where it was killed, and its socket is left behind", async (t) => {
    const home = await unlocked(t)
    const pid = await pidOf(home)
    process.kill(pid, "SIGKILL")
    await setTimeout(100)
    assert.ok(existsSync(socketOf(home)))
    assert.equal((await home.run(["code", "northwind"], SILENT)).status, 5)
    await home.do(["agent", "start"])
    assert.notEqual(await pidOf(home), pid)
    assert.ok(isRightTotp((await home.run(["code", "northwind"], SILENT)).out.trim()))
  })

  it("removes its socket at the end, and ends where another has taken its place", async (t) => {
    const home = await unlocked(t)
    await home.do(["agent", "stop"])
    assert.ok(!existsSync(socketOf(home)), "before the command ends")
    await home.do(["agent", "start"])
    const pid = await pidOf(home)
    spawnSync("rm", [socketOf(home)])
    await assert.doesNotReject(async () => {
      for (let tries = 0; isRunning(pid); tries++) {
        if (tries > 100) throw new Error("it still runs")
        await setTimeout(100)
      }
    })
  })

  it("does not let node's debugger be opened", async (t) => {
    const home = await unlocked(t)
    const pid = await pidOf(home)
    process.kill(pid, "SIGUSR1")
    await setTimeout(300)
    assert.equal(await pidOf(home), pid)
    if (process.platform === "linux") assert.ok(!readFileSync(`/proc/${pid}/net/tcp`, "utf8").includes("0100007F:240D"), "port 9229")
  })

  it("is not asked where its directory is not the user's alone", async (t) => {
    const home = await unlocked(t)
    chmodSync(dirname(socketOf(home)), 0o755)
    assert.equal((await home.run(["code", "northwind"], SILENT)).status, 5)
    chmodSync(dirname(socketOf(home)), 0o700)
  })

  it("makes no socket in a directory of another user", { skip: !isRoot && "needs root" }, async (t) => {
    const home = await unlocked(t, { start: false })
    const runtime = join(home.path, "runtime")
    mkdirSync(join(runtime, "keyferry"), { recursive: true, mode: 0o700 })
    chownSync(join(runtime, "keyferry"), 65534, 65534)
    const { status } = await home.run(["agent", "start"], { env: { XDG_RUNTIME_DIR: runtime } })
    assert.equal(status, 0)
    assert.ok(!existsSync(join(runtime, "keyferry", "agent.sock")))
    assert.ok(existsSync(socketOf(home)))
  })

  it("cannot be reached by another user", { skip: !isRoot && "needs root" }, async (t) => {
    const home = await unlocked(t)
    const script = `require("node:net").connect(${JSON.stringify(socketOf(home))}).on("error", (e) => console.log(e.code)).on("connect", () => console.log("connected"))`
    for (const path of [home.path]) chmodSync(path, 0o755)
    const { stdout } = spawnSync(process.execPath, ["-e", script], { uid: 65534, gid: 65534, encoding: "utf8", cwd: "/" })
    assert.equal(stdout.trim(), "EACCES")
  })

  it("asks again where the passphrase was changed meanwhile", async (t) => {
    const home = await unlocked(t)
    await home.do(["passwd", "--new-passphrase-file", home.put("next", "another long passphrase\n")])
    const { status, err } = await home.run(["code", "northwind"], SILENT)
    assert.equal(status, 5)
    assert.match(err, /passphrase was changed/)
    assert.equal((await home.run(["code", "northwind"], { env: { KEYFERRY_PASSPHRASE_FILE: join(home.path, "next") } })).status, 0)
  })

  it("ends a connection that sends what is no request", async (t) => {
    const home = await unlocked(t)
    for (const bytes of [
      Buffer.alloc(64, 0xff),
      Buffer.from("GET / HTTP/1.1\r\n\r\n"),
      Buffer.from([0, 0, 0, 6, 0, 0, 0, 2, 0x7b, 0x7d]),
    ]) {
      await new Promise<void>((resolve, reject) => {
        const socket = connect(socketOf(home), () => socket.end(bytes))
        socket.on("error", reject)
        socket.on("close", () => {
          resolve()
        })
        socket.resume()
      })
    }
    assert.ok(isRightTotp((await home.run(["code", "northwind"], SILENT)).out.trim()))
  })
})

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
