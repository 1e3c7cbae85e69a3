import assert from "node:assert/strict"
import { it } from "node:test"
import { Machine } from "./machine.ts"

// RFC 4226, appendix D: the codes of counters 0, 1 and 2.
const RFC = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
const CODES = ["755224", "287082", "359152"]
const URIS = [
  `otpauth://totp/GitHub:alice?secret=${RFC}&issuer=GitHub`,
  `otpauth://hotp/Bank:bob?secret=${RFC}&issuer=Bank&counter=5`,
].join("\n")

async function filled(): Promise<Machine> {
  const machine = await new Machine().withVault()
  machine.stdin = Buffer.from(URIS)
  await machine.run("add", "-")
  machine.vault.time = 28_000
  return machine
}

it("prints each code once on a pipe, until it is interrupted", async () => {
  const machine = await filled()
  machine.sleeps = 33
  const { status, out, err } = await machine.run("code", "github", "--watch")
  assert.deepEqual([status, out, err], [130, CODES.map((code) => `${code}\n`).join(""), ""])
})

it("prints one JSON object a line with --json", async () => {
  const machine = await filled()
  machine.sleeps = 4
  const { out } = await machine.run("code", "github", "--watch", "--json")
  const answers = out
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as { code: string; nextCode: string; validForS: number })
  assert.deepEqual(
    answers.map(({ code, nextCode, validForS }) => [code, nextCode, validForS]),
    [
      [CODES[0], CODES[1], 2],
      [CODES[1], CODES[2], 30],
    ],
  )
})

it("counts down on one line of a terminal, and erases it", async () => {
  const machine = await filled()
  machine.size = { columns: 80, rows: 24 }
  machine.sleeps = 3
  const { out } = await machine.run("code", "github", "--watch")
  assert.deepEqual(out.split("\r"), ["", "755224  2 s", "755224  1 s", "287082  30 s", " ".repeat(14), ""])
})

it("draws nothing wider than the terminal", async () => {
  const machine = await filled()
  machine.size = { columns: 12, rows: 24 }
  machine.sleeps = 1
  const lines = (await machine.run("code", "github", "--watch")).out.split("\r")
  assert.equal(Math.max(...lines.map(({ length }) => length)), 11)
})

it("shows the code of the time when the machine has slept", async () => {
  const machine = await filled()
  machine.sleeps = 2
  machine.sleepMs = 30_000
  assert.equal((await machine.run("code", "github", "--watch")).out, `${CODES[0] ?? ""}\n${CODES[1] ?? ""}\n`)
})

it("refuses a HOTP account, and takes no code of it", async () => {
  const machine = await filled()
  const { status, out, err } = await machine.run("code", "bank", "--watch")
  assert.deepEqual([status, out], [2, ""])
  assert.match(err, /each is used once/)
  assert.match((await machine.run("list", "bank")).out, /counter 5/)
})

for (const option of ["--copy", "--peek"])
  it(`refuses ${option} with --watch`, async () => {
    const { status, err } = await (await filled()).run("code", "github", "--watch", option)
    assert.equal(status, 2)
    assert.match(err, /cannot be used together/)
  })
