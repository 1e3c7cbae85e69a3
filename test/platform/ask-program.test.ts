import assert from "node:assert/strict"
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setImmediate } from "node:timers/promises"
import { after, describe, it } from "node:test"
import { askBy } from "../../src/platform/ask-program.ts"

const directory = mkdtempSync(join(tmpdir(), "keyferry-ask-"))
after(() => {
  rmSync(directory, { recursive: true })
})
const ONE = { name: "work", query: "git", labels: ["GitHub: alice"] }
const TWO = { name: "work", query: "git", labels: ["GitHub: alice", "GitLab:\u001b[2J alice"] }

/** What is decided, and what the program was given. */
async function asked(question: typeof ONE, line: string, signal = new AbortController().signal) {
  const [program, seen] = [join(directory, "ask"), join(directory, "seen")]
  writeFileSync(program, `#!/bin/sh\nprintf '%s|%s' "$SSH_ASKPASS_PROMPT" "$1" >'${seen}'\n${line}\n`, { mode: 0o700 })
  const decision = await askBy({ program, env: {} }, "en")(question, signal)
  return { decision, seen: readFileSync(seen, "utf8") }
}

describe("a program that asks the user", () => {
  it("answers yes or no about one account by its exit status", async () => {
    assert.deepEqual(await asked(ONE, "exit 0"), { decision: 0, seen: "confirm|work asks for the code of “GitHub: alice”. Give it?" })
    assert.equal((await asked(ONE, "exit 1")).decision, "no")
  })

  it("prints the number of one of several accounts", async () => {
    assert.deepEqual(await asked(TWO, "echo ' ２ '"), {
      decision: 1,
      seen: "|work asks for the code of “git”. Of which account?\n1  GitHub: alice\n2  GitLab:[2J alice\naccount for work: 1 to 2, or nothing to refuse:",
    })
    for (const line of ["echo", "echo 0", "echo 3", "echo 12", "echo yes", "echo 1; exit 1", "yes 1 | head -c 100000", "true"])
      assert.equal((await asked(TWO, line)).decision, "no", line)
  })

  it("is not waited for beyond its end", async () => {
    const pipes = (): number => process.getActiveResourcesInfo().filter((name) => name === "PipeWrap").length
    const before = pipes()
    assert.equal((await asked(TWO, "echo 1; sleep 60 &")).decision, 0)
    // A pipe is closed a few turns later.
    for (let turn = 0; turn < 1000 && pipes() > before; turn++) await setImmediate()
    assert.equal(pipes(), before)
  })

  it("is ended with the request", async () => {
    const ended = new AbortController()
    const asking = asked(TWO, "exec sleep 60", ended.signal)
    setTimeout(() => {
      ended.abort()
    }, 300)
    assert.equal((await asking).decision, "no")
  })

  it("does not ask where it cannot be started", async () => {
    const ask = askBy({ program: join(directory, "none"), env: {} }, "en")
    for (const question of [ONE, TWO]) assert.equal(await ask(question, new AbortController().signal), "unasked")
  })
})
