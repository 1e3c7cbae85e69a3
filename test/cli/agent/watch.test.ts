import assert from "node:assert/strict"
import { describe, it } from "node:test"
import type { ForwardNews, OpenQuestion } from "../../../src/agent/port.ts"
import { FakeAgent } from "../../agent/fake-agent.ts"
import { Machine } from "../machine.ts"

const ONE = { id: 1, name: "work", query: "git", labels: ["GitHub: alice"] }
const TWO = { id: 2, name: "work", query: "git", labels: ["GitHub: alice", "GitLab: alice"] }
const QUIET: ForwardNews = { forwards: [], entries: [], question: null }

/** What the agent hears where the user gives this answer. */
async function watched(question: OpenQuestion, answer: string) {
  const machine = new Machine()
  const agent = new FakeAgent(machine.disk)
  machine.agent = agent
  machine.answers = [answer]
  agent.coming.push(QUIET, { ...QUIET, question })
  const { status, err } = await machine.run("agent", "watch")
  return { status, err, decided: agent.decided, prompt: machine.prompts[0] }
}

describe("keyferry agent watch", () => {
  it("asks whether a host gets the code of an account, until the agent ends", async () => {
    const { status, err, decided, prompt } = await watched(ONE, "y")
    assert.equal(prompt, "work asks for the code of “GitHub: alice”. Give it? [y/N] ")
    assert.deepEqual(decided, [[1, 0]])
    assert.deepEqual([status, err], [7, "keyferry: waiting for requests; Ctrl-C ends\nkeyferry: the agent has ended\n"])
    for (const answer of ["", "n", "1"]) assert.deepEqual((await watched(ONE, answer)).decided, [[1, null]])
  })

  it("asks which of several accounts is meant", async () => {
    const { decided, prompt } = await watched(TWO, "2")
    assert.equal(
      prompt,
      "work asks for the code of “git”. Of which account?\n1  GitHub: alice\n2  GitLab: alice\naccount for work: 1 to 2, or nothing to refuse: ",
    )
    assert.deepEqual(decided, [[2, 1]])
    for (const answer of ["", "0", "3", "y"]) assert.deepEqual((await watched(TWO, answer)).decided, [[2, null]])
  })

  it("notes that an answer is too late", async () => {
    assert.match((await watched({ ...ONE, id: 9 }, "y")).err, /^keyferry: too late: the request has ended$/m)
  })

  it("does not stay at a question that has ended", async () => {
    const machine = new Machine()
    const agent = new FakeAgent(machine.disk)
    machine.agent = agent
    machine.answers = ["y"]
    machine.answerAfter = new Promise(() => undefined)
    const open = { ...QUIET, question: ONE }
    agent.coming.push(QUIET, open, open, { ...QUIET, question: TWO })
    assert.match((await machine.run("agent", "watch")).err, /^keyferry: the request has ended\nkeyferry: the agent has ended$/m)
    assert.deepEqual([machine.prompts.length, agent.decided], [1, []])
  })

  it("lists what was asked", async () => {
    const machine = new Machine()
    const agent = new FakeAgent(machine.disk)
    machine.agent = agent
    const entry = { seq: 1, atMs: 0, name: "work", about: "GitHub: alice", outcome: "given", count: 1 } as const
    agent.coming.push({ ...QUIET, entries: [entry, { ...entry, seq: 2, about: "", outcome: "busy", count: 3 }] })
    assert.match(
      (await machine.run("agent", "watch")).out,
      /work {2}GitHub: alice {2}given\n.*work {2}- {2}refused: too many requests \(3 times\)\n/,
    )
  })
})
