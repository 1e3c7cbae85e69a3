import assert from "node:assert/strict"
import { describe, it } from "node:test"
import type { ReceiveState } from "../../src/receive/protocol.ts"
import { Machine } from "./machine.ts"

const RFC = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
const uri = (name: string): string => `otpauth://totp/GitHub:${name}?secret=${RFC}&issuer=GitHub`

/** A vault, and a browser that sends texts at once; the user presses Enter when they are there. */
const receiving = async (...texts: string[]): Promise<Machine> => browsing(await new Machine().withVault(), ...texts)

function browsing(machine: Machine, ...texts: string[]): Machine {
  machine.answers = [""]
  machine.answerAfter = new Promise((resolve) => {
    machine.receiver.onStart = ({ events }) => {
      events?.connected(true)
      for (const text of texts) events?.received({ type: "texts", texts: [text] })
      resolve()
    }
  })
  return machine
}

describe("receive", () => {
  it("prints the address, each thing that came, and imports it", async () => {
    const machine = await receiving(uri("alice"), uri("bob"))
    const { status, out, err } = await machine.run("receive")
    assert.equal(status, 0, err)
    assert.match(out, /^ {2}http:\/\/127\.0\.0\.1:49152\/token-of-the-test\/$/m)
    assert.match(out, /GitHub: alice \(new\)/)
    assert.match(out, /^2 new, 0 already there/m)
    assert.deepEqual(machine.receiver.reasons, ["done"])
  })

  it("prints the ssh line of this host, with its port", async () => {
    const machine = await receiving(uri("alice"))
    machine.sshHost = { user: "alice", name: "server", connection: "10.0.0.2 50000 10.0.0.1 2222" }
    const { out } = await machine.run("receive", "--port", "5000")
    assert.match(out, /^ {2}ssh -N -L 5000:127\.0\.0\.1:5000 -p 2222 alice@10\.0\.0\.1$/m)
  })

  it("prints one JSON object a line: the address, what came, the result", async () => {
    const { out } = await (await receiving(uri("alice"))).run("receive", "--json")
    const [first, account, last] = out
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as Record<string, unknown>)
    assert.equal(first?.["url"], "http://127.0.0.1:49152/token-of-the-test/")
    assert.deepEqual(account, { type: "account", label: "GitHub: alice", status: "new" })
    assert.equal(last?.["new"], 1)
  })

  it("says on the page what the vault has already", async () => {
    const machine = await receiving(uri("alice"))
    await machine.run("receive")
    const { out } = await browsing(machine, uri("alice")).run("receive")
    assert.match(out, /GitHub: alice \(already there\)/)
    assert.equal((machine.receiver.shown.at(-1) as ReceiveState).accounts[0]?.status, "present")
  })

  it("changes nothing with --dry-run", async () => {
    const machine = await receiving(uri("alice"))
    assert.match((await machine.run("receive", "--dry-run")).out, /^1 new/m)
    assert.doesNotMatch((await machine.run("list")).out, /alice/)
  })

  it("ends with 4 where nothing came", async () => {
    const { status, err } = await (await receiving()).run("receive")
    assert.equal(status, 4)
    assert.match(err, /nothing was received/)
  })

  it("without a terminal, imports once the page is not used any more", async () => {
    const machine = await receiving(uri("alice"))
    machine.answers = null
    machine.answerAfter = Promise.resolve()
    machine.receiver.onStart = ({ events }) => {
      events?.received({ type: "texts", texts: [uri("alice")] })
      events?.ended("idle")
    }
    const { status, out } = await machine.run("receive")
    assert.equal(status, 0)
    assert.match(out, /^1 new/m)
  })

  it("leaves the vault as it was where only broken files came, and says so without a word of their content", async () => {
    const machine = browsing(await new Machine().withVault())
    const before = new Map(machine.disk.files)
    machine.answerAfter = new Promise((resolve) => {
      machine.receiver.onStart = ({ events }) => {
        const broken = Buffer.concat([Buffer.from("89504e470d0a1a0a", "hex"), Buffer.from(uri("alice"))])
        events?.received({ type: "file", name: "\u001b[31mbroken.png", bytes: Uint8Array.from(broken) })
        events?.received({ type: "file", name: "zip", bytes: Uint8Array.from(Buffer.from("504b0304ffff", "hex")) })
        resolve()
      }
    })
    const { status, out, err } = await machine.run("receive")
    assert.equal(status, 4)
    assert.doesNotMatch(out + err, new RegExp(`${RFC}|\\u001b`))
    assert.match(err, /broken\.png/)
    assert.deepEqual(machine.disk.files, before)
  })

  it("reports a busy port", async () => {
    const machine = await receiving()
    machine.receiver.busyPort = 5000
    assert.equal((await machine.run("receive", "--port", "5000")).status, 1)
  })
})
