import assert from "node:assert/strict"
import { randomBytes } from "node:crypto"
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { connect } from "node:net"
import { join } from "node:path"
import { describe, it } from "node:test"
import { setTimeout } from "node:timers/promises"
import { agentClient } from "../../src/agent/client.ts"
import { Home } from "./home.ts"

const URIS = [
  "otpauth://totp/Bank:alice?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Bank",
  "otpauth://hotp/GitHub:alice?secret=JBSWY3DPEHPK3PXP&issuer=GitHub&counter=0",
]
/** A host's requests in all: 1,000,000 take about ten minutes. */
const REQUESTS = Number(process.env["KEYFERRY_FLOOD"] ?? 3000)
const CLIENTS = 8
const PERIOD_MS = 30_000
/** Far more than the agent needs for the requests of 8 clients, and far less than it would for those of 1,000,000. */
const MAX_GROWTH_KIB = 100 * 1024
const MAX_OWNER_WAIT_MS = 5000

/** What a host may get, with # for a number. `""`: the connection ended without an answer. */
const ANSWERS = [
  "",
  "ok # # Bank: alice\n",
  "error busy too many requests; ask again in a few seconds\n",
  "error denied denied: nothing was given\n",
  "error usage the request is not understood\n",
  "error wait the present code was given already; ask again in # s\n",
]

interface Bytes {
  readonly sent: string | Uint8Array
  /** Whether the client then closes its side: an unfinished request would hold one of the connections for seconds. */
  readonly ends?: boolean
}

/** What a hostile host sends: half of all requests are the first, a quarter the second, and so on. */
const HOSTILE: readonly (() => Bytes)[] = [
  () => ({ sent: "code bank\n" }),
  () => ({ sent: `${randomBytes(20).toString("hex")}\n` }),
  () => ({ sent: "code github\n" }),
  () => ({ sent: randomBytes(100), ends: true }),
  () => ({ sent: "code a\n" }),
  () => ({ sent: Buffer.from("ffffffff7fffffff", "hex"), ends: true }),
  () => ({ sent: `\0\0\0\x20\0\0\0\x1c{"type":"labels","directory":"/"}\n` }),
  () => ({ sent: "code bank\n", ends: true }),
  () => ({ sent: `code ${"a".repeat(100_000)}\n` }),
  () => ({ sent: Buffer.alloc(1 << 20, 0x61) }),
]

/** @param at - The request's number, from 1. */
function hostile(at: number): Bytes {
  const twos = 31 - Math.clz32(at & -at)
  return HOSTILE[Math.min(twos, HOSTILE.length - 1)]?.() ?? { sent: "" }
}

/** All that comes back after these bytes were sent. */
function exchange(path: string, { sent, ends = false }: Bytes): Promise<string> {
  return new Promise((resolve) => {
    let got = ""
    const socket = connect(path, () => (ends ? socket.end(sent) : socket.write(sent)))
    socket.on("data", (chunk) => (got += chunk.toString("latin1")))
    socket.on("error", () => undefined)
    socket.on("close", () => {
      resolve(got)
    })
  })
}

/** What a process has of the machine. */
function usage(pid: number): { readonly residentKib: number; readonly descriptors: number } {
  const residentKib = Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1])
  return { residentKib, descriptors: readdirSync(`/proc/${pid}/fd`).length }
}

describe("the agent, while a host floods its forwarded socket", { skip: process.platform !== "linux" && "reads /proc" }, () => {
  it("gives confirmed codes alone, one in each period, answers its owner, and grows no larger", async (t) => {
    const home = new Home()
    const near = join(home.path, "near", "work.sock")
    const env = { XDG_RUNTIME_DIR: join(home.path, "run"), DISPLAY: ":0", SSH_ASKPASS: join(home.path, "ask") }
    t.after(async () => {
      await home.run(["agent", "stop"], { env })
      home.remove()
    })
    mkdirSync(env.XDG_RUNTIME_DIR, { mode: 0o700 })
    await home.withVault(URIS)
    // Of a choice among several accounts, the first line names none.
    const note = `echo "$1" | head -n 1 >>'${home.path}/asked'`
    writeFileSync(env.SSH_ASKPASS, `#!/bin/sh\n${note}\ncase $1 in *Bank*) exit 0 ;; *) exit 1 ;; esac\n`, { mode: 0o700 })
    const start = await home.run(["agent", "start", "--timeout", "480", "--forward", `work=${near}`], { env })
    assert.equal(start.status, 0, start.err)
    const owner = agentClient([join(env.XDG_RUNTIME_DIR, "keyferry", "agent.sock")], () => Promise.reject(new Error("not here")))
    const pid = (await owner.status())?.pid ?? 0

    const startedMs = performance.now()
    const codes = [await exchange(near, { sent: "code bank\n" })]
    assert.match(codes[0] ?? "", /^ok /)
    const got = new Map<string, number>()
    let at = 0
    const client = async (): Promise<void> => {
      while (at < REQUESTS) {
        const answer = await exchange(near, hostile(++at))
        const shape = answer.replace(/\b\d+\b/g, "#")
        got.set(shape, (got.get(shape) ?? 0) + 1)
        if (answer.startsWith("ok ")) codes.push(answer)
      }
    }
    const waits: number[] = []
    const watch = async (signal: AbortSignal): Promise<void> => {
      while (!signal.aborted) {
        const askedMs = performance.now()
        assert.equal((await owner.status())?.vaults.length, 1)
        waits.push(performance.now() - askedMs)
        await setTimeout(200)
      }
    }
    // What it needs for such requests at all.
    for (let warm = 0; warm < 50; warm++) await exchange(near, hostile(2))
    const before = usage(pid)
    const flooded = new AbortController()
    const watching = watch(flooded.signal)
    await Promise.all(Array.from({ length: CLIENTS }, client))
    const tookMs = performance.now() - startedMs
    flooded.abort()
    await watching
    const after = usage(pid)
    t.diagnostic(`${REQUESTS} requests in ${Math.round(tookMs / 1000)} s; the owner waited ${Math.round(Math.max(...waits))} ms at most`)
    t.diagnostic(`memory of the agent: ${before.residentKib} KiB before, ${after.residentKib} KiB after`)
    for (const [shape, count] of got) t.diagnostic(`${count}: ${shape === "" ? "(nothing)" : shape.trim()}`)

    assert.deepEqual([...got.keys()].filter((shape) => !ANSWERS.includes(shape)).sort(), [])
    const periods = Math.ceil(tookMs / PERIOD_MS) + 1
    assert.ok(codes.length <= periods, `${codes.length} codes in ${periods} periods`)
    const asked = readFileSync(join(home.path, "asked"), "utf8").trim().split("\n")
    assert.equal(asked.filter((question) => question.includes("Bank")).length, 1)
    assert.ok(asked.length <= 1 + periods, `${asked.length} questions`)
    assert.ok(Math.max(...waits) < MAX_OWNER_WAIT_MS)
    assert.ok(after.residentKib - before.residentKib < MAX_GROWTH_KIB)
    assert.ok(after.descriptors <= before.descriptors + CLIENTS, `${before.descriptors} and ${after.descriptors} descriptors`)
    assert.match(await home.do(["list", "--json"]), /"counter": ?0\b/)
  })
})
