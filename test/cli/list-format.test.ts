import assert from "node:assert/strict"
import { it } from "node:test"
import { Machine } from "./machine.ts"

const RFC = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
const URIS = [
  `otpauth://totp/GitHub:alice?secret=${RFC}&issuer=GitHub`,
  `otpauth://hotp/Bank:bob?secret=${RFC}&issuer=Bank&counter=5`,
].join("\n")

async function filled(): Promise<Machine> {
  const machine = await new Machine().withVault()
  machine.stdin = Buffer.from(URIS)
  await machine.run("add", "-")
  // RFC 4226, appendix D: counter 1 has the code 287082.
  machine.vault.time = 59_000
  return machine
}

it("prints a line for each account, with its values and escapes", async () => {
  const machine = await filled()
  await machine.run("edit", "bank", "--group", "money", "--group", "home")
  const { status, out } = await machine.run("list", "--format", String.raw`{label}\t{issuer}/{name} {kind} [{groups}] {code}\n \{\\}`)
  assert.equal(status, 0)
  assert.equal(out, "GitHub: alice\tGitHub/alice totp [] 287082\n {\\}\nBank: bob\tBank/bob hotp [money,home] \n {\\}\n")
})

it("prints an id that selects the account again", async () => {
  const machine = await filled()
  const [line = ""] = (await machine.run("list", "github", "--format", "{id}")).out.split("\n")
  assert.equal((await machine.run("code", line)).out, "287082\n")
})

it("keeps an account on one line, without what a terminal obeys", async () => {
  const machine = await filled()
  await machine.run("edit", "bank", "--name", "bob\tx\nGitHub: \u001b[2Jeve")
  assert.equal((await machine.run("list", "bank", "--format", "{name}|{label}")).out, "bob x GitHub: [2Jeve|Bank: bob x GitHub: [2Jeve\n")
})

it("leaves the code empty where none can be made", async () => {
  const machine = await filled()
  machine.put("secret", "short\n")
  await machine.run("add", "--secret-file", "secret", "--kind", "motp", "--name", "pinless")
  const { status, out } = await machine.run("list", "pinless", "--format", "<{code}>")
  assert.deepEqual([status, out], [0, "<>\n"])
})

for (const template of ["{secret}", "{pin}", "{note}", "{}", "{Id}", "{id", "{{id}}"])
  it(`refuses the placeholder in ${template}, and names those that it knows`, async () => {
    const { status, out, err } = await (await filled()).run("list", "--format", template)
    assert.deepEqual([status, out], [2, ""])
    assert.match(err, /\{id\} \{issuer\} \{name\} \{label\} \{kind\} \{groups\} \{code\}/)
  })

for (const template of [String.raw`\x`, "{id}\\"])
  it(`refuses the escape in ${template}`, async () => {
    const { status, err } = await (await filled()).run("list", "--format", template)
    assert.equal(status, 2)
    assert.match(err, /\\t \(tab\), \\n \(new line\)/)
  })

it("refuses --json with --format", async () => {
  assert.match((await (await filled()).run("list", "--format", "{id}", "--json")).err, /cannot be used together/)
})
