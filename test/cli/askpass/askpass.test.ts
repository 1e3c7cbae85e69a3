import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { FakeAgent } from "../../agent/fake-agent.ts"
import { Machine } from "../machine.ts"
import type { Ran } from "../machine.ts"

const URIS = [
  "otpauth://totp/Example:ada?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Example",
  "otpauth://totp/Other:ada?secret=JBSWY3DPEHPK3PXP&issuer=Other",
  "otpauth://hotp/Counted:ada?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Counted&counter=1",
]
const PROMPT = "(ada@example.org) Verification code: "
/** RFC 6238: the codes of the first URI at 59 s, and in the period after. */
const [NOW_MS, CODE, NEXT_CODE] = [59_000, "287082\n", "359152\n"]
const REFUSED = { status: 7, out: "", err: "keyferry: not a prompt for a verification code: nothing was given\n" }

async function withAccounts(): Promise<Machine> {
  const machine = await new Machine().withVault()
  machine.put("uris", URIS.join("\n"))
  machine.stdin = Buffer.from(URIS.join("\n"))
  assert.equal((await machine.run("add", "-")).status, 0)
  machine.vault.time = NOW_MS
  return machine
}

async function listing(host: string, query = "example"): Promise<Machine> {
  const machine = await withAccounts()
  assert.equal((await machine.run("askpass", "--allow", host, query)).status, 0)
  return machine
}

const rest = ({ status, out, err }: Ran) => ({ status, out, err })

describe("keyferry askpass", () => {
  it("prints the code for a listed host, alone, without a question", async () => {
    const machine = await listing("example.org")
    assert.deepEqual(rest(await machine.run("askpass", PROMPT)), { status: 0, out: CODE, err: "" })
    assert.deepEqual(machine.prompts, [])
  })

  it("tells users of a host apart", async () => {
    const machine = await listing("Example.Org", "other")
    await machine.run("askpass", "--allow", "ada@EXAMPLE.ORG", "example")
    assert.equal((await machine.run("askpass", PROMPT)).out, CODE)
    const other = await machine.run("askpass", "(root@example.org) Verification code: ")
    assert.match(other.out, /^\d{6}\n$/)
    assert.notEqual(other.out, CODE)
  })

  it("asks on the terminal about a host that is not listed", async () => {
    const machine = await listing("other.example")
    machine.answers = ["example"]
    assert.deepEqual(rest(await machine.run("askpass", PROMPT)), { status: 0, out: CODE, err: "" })
    assert.deepEqual(machine.prompts, ["ada@example.org asks for a verification code. Of which account? (empty: none) "])
  })

  it("asks again where the answer matches no account or several, before the host learns of it", async () => {
    const machine = await withAccounts()
    machine.answers = ["nowhere", "ada", "example"]
    const { status, out, err } = await machine.run("askpass", PROMPT)
    assert.deepEqual([status, out, machine.prompts.length], [0, CODE, 3])
    assert.match(err, /^keyferry: no account matches\nkeyferry: candidate: /)
  })

  it("gives nothing where the answer is empty, matches none or several, or there is no terminal", async () => {
    const machine = await withAccounts()
    machine.answers = [" "]
    assert.deepEqual(rest(await machine.run("askpass", PROMPT)), { status: 7, out: "", err: "keyferry: nothing was given\n" })
    machine.answers = ["nowhere", "nowhere", "nowhere", "example"]
    assert.deepEqual(rest(await machine.run("askpass", PROMPT)), {
      status: 8,
      out: "",
      err: "keyferry: no account matches\n".repeat(3),
    })
    machine.answers = ["ada", "ada", "ada"]
    const several = await machine.run("askpass", PROMPT)
    assert.deepEqual([several.status, several.out], [8, ""])
    assert.match(several.err, /^keyferry: candidate: Other: ada$/m)
    machine.answers = null
    assert.deepEqual(rest(await machine.run("askpass", PROMPT)), {
      status: 7,
      out: "",
      err: "keyferry: ada@example.org is not listed, and there is no terminal to ask on: keyferry askpass --allow ada@example.org QUERY lists it\n",
    })
  })

  it("refuses everything else, even of a listed host", async () => {
    const machine = await listing("example.org")
    machine.answers = ["example"]
    assert.deepEqual(rest(await machine.run("askpass", "(ada@example.org) Password: ")), REFUSED)
    assert.deepEqual(rest(await machine.run("askpass", "Enter passphrase for key '/home/ada/.ssh/id': ")), REFUSED)
    for (const kind of ["confirm", "none"]) {
      machine.env["SSH_ASKPASS_PROMPT"] = kind
      assert.deepEqual(rest(await machine.run("askpass", PROMPT)), REFUSED)
    }
    assert.deepEqual(machine.prompts, [])
  })

  it("answers sudo, and no host of that name, by the entry sudo", async () => {
    const machine = await listing("sudo")
    machine.parentProgram = "sudo"
    assert.equal((await machine.run("askpass", "Verification code: ")).out, CODE)
    machine.parentProgram = "ssh"
    assert.deepEqual(rest(await machine.run("askpass", "Verification code: ")), {
      status: 7,
      out: "",
      err: "keyferry: the prompt names no host, and there is no terminal to ask on\n",
    })
    assert.equal((await machine.run("askpass", "(ada@sudo) Verification code: ")).status, 7)
  })

  it("waits for the next code where the present one was given already", async () => {
    const machine = await listing("example.org")
    assert.equal((await machine.run("askpass", PROMPT)).out, CODE)
    const second = await machine.run("askpass", PROMPT)
    assert.deepEqual(rest(second), {
      status: 0,
      out: NEXT_CODE,
      err: "keyferry: the present code was given already; waiting 1 s for the next one\n",
    })
    assert.equal(machine.vault.time, 60_000)
    machine.vault.time += 10_000
    const third = await machine.run("askpass", PROMPT)
    assert.match(third.err, /waiting 20 s/)
    assert.notEqual(third.out, NEXT_CODE)
    machine.vault.time += 30_000
    assert.equal((await machine.run("askpass", PROMPT)).err, "")
  })

  it("gives nothing where it is interrupted while it waits", async () => {
    const machine = await listing("example.org")
    await machine.run("askpass", PROMPT)
    machine.sleeps = 1
    const { status, out } = await machine.run("askpass", PROMPT)
    assert.deepEqual([status, out], [130, ""])
  })

  it("gives no code twice where several processes wait", async () => {
    const machine = await listing("example.org")
    await machine.run("askpass", PROMPT)
    const others: Promise<Ran>[] = []
    machine.duringSleep = () => {
      if (others.length === 0) others.push(machine.run("askpass", PROMPT))
    }
    assert.equal((await machine.run("askpass", PROMPT)).out, NEXT_CODE)
    const [other] = await Promise.all(others)
    assert.equal(other?.status, 0)
    assert.notEqual(other.out, NEXT_CODE)
    machine.given.forEach((untilMs, id) => machine.given.set(id, untilMs + 30_000))
    assert.deepEqual(rest(await machine.run("askpass", PROMPT)), {
      status: 7,
      out: "",
      err: "keyferry: the present code and the next one were given already: try again in 30 s\n",
    })
  })

  it("gives the next code to another process where the one that waited for it is interrupted", async () => {
    const machine = await listing("example.org")
    await machine.run("askpass", PROMPT)
    machine.sleeps = 1
    await machine.run("askpass", PROMPT)
    machine.vault.time = NOW_MS
    assert.equal((await machine.run("askpass", PROMPT)).out, NEXT_CODE)
  })

  it("gives no code that has expired while the machine was suspended", async () => {
    const machine = await listing("example.org")
    await machine.run("askpass", PROMPT)
    machine.sleepMs = 3_600_000
    const { status, out } = await machine.run("askpass", PROMPT)
    machine.sleepMs = 0
    assert.equal(status, 0)
    assert.notEqual(out, NEXT_CODE)
    machine.given.clear()
    assert.equal((await machine.run("askpass", PROMPT)).out, out)
  })

  it("gives nothing where the agent locks the vault while it waits", async () => {
    const machine = await listing("example.org")
    machine.env["KEYFERRY_PASSPHRASE_FILE"] = ""
    const agent = new FakeAgent(machine.disk)
    machine.agent = agent
    machine.answers = ["correct horse battery staple"]
    await machine.run("agent", "start")
    const answer = { id: "", issuer: "Example", name: "ada", code: "287082", validForMs: 1000, nextCode: "359152", nextValidForMs: 30_000 }
    const [host] = machine.settings.askpass
    Object.assign(agent, { code: () => Promise.resolve({ answer: { ...answer, id: host?.account ?? "" }, notices: [] }) })
    assert.equal((await machine.run("askpass", PROMPT)).out, CODE)
    machine.duringSleep = () => agent.lock(null)
    const { status, out, err } = await machine.run("askpass", PROMPT)
    assert.deepEqual([status, out], [7, ""])
    assert.match(err, /^keyferry: the vault was locked meanwhile: nothing was given$/m)
  })

  it("takes an account of the settings by its id alone", async () => {
    const machine = await withAccounts()
    machine.settings = { ...machine.settings, askpass: [{ host: "example.org", account: "example" }] }
    const { status, out } = await machine.run("askpass", PROMPT)
    assert.deepEqual([status, out], [8, ""])
  })

  it("passes Ctrl-C at a question on to the program that has asked", async () => {
    const machine = await withAccounts()
    machine.interruptsAnswer = true
    machine.answers = [""]
    const { status, out } = await machine.run("askpass", PROMPT)
    assert.deepEqual([status, out, machine.groupInterrupts], [130, "", 1])
    await machine.run("askpass", "--allow", "example.org", "example", "--passphrase-file", "")
    assert.equal(machine.groupInterrupts, 1)
  })

  it("takes each HOTP code once", async () => {
    const machine = await listing("example.org", "counted")
    assert.equal((await machine.run("askpass", PROMPT)).out, "287082\n")
    assert.equal((await machine.run("askpass", PROMPT)).out, "359152\n")
  })

  it("takes the code from the agent, which asks for no passphrase", async () => {
    const machine = await listing("example.org")
    machine.env["KEYFERRY_PASSPHRASE_FILE"] = ""
    const agent = new FakeAgent(machine.disk)
    machine.agent = agent
    machine.answers = ["correct horse battery staple"]
    assert.equal((await machine.run("agent", "start")).status, 0)
    machine.answers = null
    assert.deepEqual(rest(await machine.run("askpass", PROMPT)), { status: 0, out: CODE, err: "" })
  })

  it("needs the passphrase where the vault is locked", async () => {
    const machine = await listing("example.org")
    machine.env["KEYFERRY_PASSPHRASE_FILE"] = ""
    const { status, out } = await machine.run("askpass", PROMPT)
    assert.deepEqual([status, out], [5, ""])
    machine.answers = ["correct horse battery staple"]
    assert.equal((await machine.run("askpass", PROMPT)).out, CODE)
  })

  it("lists hosts by name and keeps no name of an account in the settings", async () => {
    const machine = await listing("example.org")
    await machine.run("askpass", "--allow", "sudo", "other")
    await machine.run("askpass", "--allow", "example.org", "other")
    assert.equal((await machine.run("askpass", "--list")).out, "sudo         Other: ada\nexample.org  Other: ada\n")
    assert.doesNotMatch(JSON.stringify(machine.settings.askpass), /Other|ada/i)
    await machine.run("edit", "other", "--trash")
    assert.match((await machine.run("askpass", "--list")).out, /^sudo {9}\(not in the vault\)$/m)
    assert.deepEqual(rest(await machine.run("askpass", PROMPT)), {
      status: 8,
      out: "",
      err: "keyferry: the account that is listed for example.org is not in the vault: list another with keyferry askpass --allow example.org QUERY\n",
    })
    assert.equal((await machine.run("askpass", "--remove", "EXAMPLE.org")).status, 0)
    assert.equal((await machine.run("askpass", "--remove", "example.org")).status, 8)
    assert.equal((await machine.run("askpass", "--remove", "sudo")).status, 0)
    assert.equal((await machine.run("askpass", "--list")).err, "keyferry: no host is listed\n")
  })

  it("needs a prompt, a name and an account", async () => {
    const machine = await withAccounts()
    const statuses: number[] = []
    for (const args of [
      [],
      ["--allow", "a b", "example"],
      ["--allow", "example.org"],
      ["--allow", "@", "example"],
      ["--list", "--remove", "x"],
    ])
      statuses.push((await machine.run("askpass", ...args)).status)
    assert.deepEqual(statuses, [2, 2, 2, 2, 2])
    assert.deepEqual(machine.settings.askpass, [])
  })
})
