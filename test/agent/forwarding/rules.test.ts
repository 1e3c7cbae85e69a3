import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { formatAnswer } from "../../../src/agent/forwarding/line.ts"
import { ALLOWED_MS, Forwarding } from "../../../src/agent/forwarding/rules.ts"
import { FakeNearSide } from "./fake-near-side.ts"

const DENIED = "error denied denied: nothing was given"

class Host {
  readonly near = new FakeNearSide()
  readonly forwarding = new Forwarding("work", this.near)

  /** What the host gets. The time goes on by a second, so that it never asks too often. */
  async ask(query: string | null, signal = new AbortController().signal): Promise<string> {
    this.near.nowMs += 1000
    return formatAnswer(await this.forwarding.answer(query, signal)).trimEnd()
  }
}

describe("a host that asks for codes", () => {
  it("gets a code after the user has confirmed, once for the account", async () => {
    const host = new Host()
    assert.equal(await host.ask("github"), "ok github0 29 GitHub: alice")
    host.near.nowMs = 30_000
    assert.equal(await host.ask("github"), "ok github1 29 GitHub: alice")
    assert.deepEqual(host.near.asked, [{ name: "work", query: "github", labels: ["GitHub: alice"] }])
    assert.deepEqual(host.near.logged, ["GitHub: alice given", "GitHub: alice given"])
  })

  it("is asked about again after an hour, and after a lock", async () => {
    const host = new Host()
    await host.ask("github")
    host.near.nowMs += ALLOWED_MS
    await host.ask("github")
    assert.equal(host.near.asked.length, 2)
    host.near.unlocked = {}
    await host.ask("github")
    assert.equal(host.near.asked.length, 3)
  })

  it("gets no code twice", async () => {
    const host = new Host()
    await host.ask("github")
    assert.equal(await host.ask("github"), "error wait the present code was given already; ask again in 28 s")
    assert.equal(host.near.taken, 1)
  })

  it("is asked about for each code that is spent", async () => {
    const host = new Host()
    assert.equal(await host.ask("bank"), "ok bank0 0 Bank: alice")
    assert.equal(await host.ask("bank"), "ok bank1 0 Bank: alice")
    host.near.decision = "no"
    assert.equal(await host.ask("bank"), DENIED)
    assert.equal(host.near.asked.length, 3)
  })

  it("learns the same from a refusal, an account that there is not, a choice among several, and where no one can be asked", async () => {
    const host = new Host()
    host.near.decision = "no"
    assert.equal(await host.ask("github"), DENIED)
    assert.equal(await host.ask("nothing"), DENIED)
    assert.equal(await host.ask("git"), DENIED)
    host.near.decision = "unasked"
    assert.equal(await host.ask("gitlab"), DENIED)
    assert.deepEqual(host.near.logged, ["GitHub: alice refused", "nothing none", "git refused", "GitLab: alice unasked"])
  })

  it("gets the code of the account that the user chooses where several match", async () => {
    const host = new Host()
    host.near.decision = 1
    assert.equal(await host.ask("git"), "ok gitlab0 29 GitLab: alice")
    assert.deepEqual(host.near.asked, [{ name: "work", query: "git", labels: ["GitHub: alice", "GitLab: alice"] }])
    assert.deepEqual(host.near.logged, ["GitLab: alice given"])
    assert.match(await host.ask("gitlab"), /^error wait /, "the account was confirmed")
    assert.equal(host.near.asked.length, 1)
    host.near.decision = "no"
    assert.equal(await host.ask("github"), DENIED)
  })

  it("gets nothing where the user chooses none of several, which holds for each of them", async () => {
    const host = new Host()
    host.near.decision = "no"
    assert.equal(await host.ask("git"), DENIED)
    for (const query of ["git", "github", "gitlab", "alice"]) assert.equal(await host.ask(query), DENIED)
    assert.equal(host.near.asked.length, 1)
    host.near.nowMs += 30_000
    host.near.decision = 7
    assert.equal(await host.ask("git"), DENIED, "there is no such choice")
    assert.equal(host.near.taken, 0)
  })

  it("does not make the user choose from more than nine", async () => {
    const host = new Host()
    const accounts = Array.from({ length: 10 }, (_, index) => ({ id: `x${index}`, label: `Many ${index}`, isCounted: false }))
    host.near.accounts = accounts
    assert.equal(await host.ask("many"), DENIED)
    assert.deepEqual([host.near.asked.length, host.near.logged], [0, ["many many"]])
    host.near.accounts = accounts.slice(1)
    host.near.decision = 8
    assert.equal(await host.ask("many"), "ok x90 28 Many 9")
  })

  it("gets the labels of several accounts only if it may have all of them", async () => {
    const host = new Host()
    await host.ask("github")
    await host.ask("gitlab")
    assert.equal(await host.ask("git"), "error many several accounts match: GitHub: alice, GitLab: alice")
    host.near.decision = "no"
    assert.equal(await host.ask("alice"), DENIED)
  })

  it("does not reach the user again at once after a refusal", async () => {
    const host = new Host()
    host.near.decision = "no"
    await host.ask("github")
    assert.equal(await host.ask("github"), DENIED)
    assert.equal(host.near.asked.length, 1)
    host.near.nowMs += 30_000
    await host.ask("github")
    assert.equal(host.near.asked.length, 2)
  })

  it("is told that the vault is locked, also if it was locked while the user thought", async () => {
    const host = new Host()
    host.near.meanwhile = () => (host.near.unlocked = null)
    assert.match(await host.ask("github"), /^error locked /)
    assert.match(await host.ask("github"), /^error locked /)
    host.near.unlocked = {}
    host.near.meanwhile = () => (host.near.unlocked = {})
    assert.match(await host.ask("github"), /^error locked /)
    assert.equal(host.near.taken, 0)
  })

  it("gets nothing, and reaches nobody, once it is gone", async () => {
    const host = new Host()
    const gone = new AbortController()
    host.near.meanwhile = () => {
      gone.abort()
    }
    await host.ask("bank", gone.signal)
    await host.ask("bank", gone.signal)
    assert.equal(host.near.asked.length, 1)
    assert.equal(host.near.taken, 0)
    assert.deepEqual(host.near.logged, ["Bank: alice withdrawn", "bank withdrawn"])
  })

  it("is refused when it asks without end, or sends no request", async () => {
    const { near, forwarding } = new Host()
    const answers = await Promise.all(Array.from({ length: 100 }, () => forwarding.answer("none", new AbortController().signal)))
    const busy = answers.filter((answer) => answer.type === "error" && answer.word === "busy")
    assert.equal(busy.length, 95)
    near.nowMs += 1000
    assert.match(formatAnswer(await forwarding.answer(null, new AbortController().signal)), /^error usage /)
  })

  it("hears nothing of what failed", async () => {
    const host = new Host()
    host.near.take = () => Promise.reject(new Error("secret"))
    assert.equal(await host.ask("github"), "error failed the code could not be made")
    host.near.take = () => Promise.resolve({ code: "123456", validForMs: null })
    assert.match(await host.ask("github"), /^ok /, "the next request is answered")
  })
})
