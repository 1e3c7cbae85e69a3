import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { Machine } from "./machine.ts"

/** A vault with two accounts of GitHub and one of GitLab. */
async function filled(): Promise<Machine> {
  const machine = await new Machine().withVault()
  machine.put("secret", "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")
  for (const [issuer, name] of [
    ["GitHub", "alice"],
    ["GitHub", "bob"],
    ["GitLab", "alice"],
  ] as const) {
    const { status } = await machine.run("add", "--issuer", issuer, "--name", name, "--group", "work", "--secret-file", "secret")
    assert.equal(status, 0)
  }
  return machine
}
const accounts = async (machine: Machine) => (await machine.run("list", "--json")).json()["accounts"] as Record<string, unknown>[]

describe("edit", () => {
  it("changes the given fields of the one account that matches, and says which", async () => {
    const machine = await filled()
    const args = ["--issuer", "Forge", "--name", "lab", "--note", "moved", "--group", "home", "--group", "x", "--favorite"]
    const { status, out, err } = await machine.run("edit", "gitlab", ...args)
    assert.deepEqual([status, out], [0, ""])
    assert.equal(err, "keyferry: Forge: lab: changed: issuer, name, note, groups, favourite\n")
    const { issuer, name, note, groups, favorite } = (await accounts(machine)).find((one) => one["issuer"] === "Forge")!
    assert.deepEqual([issuer, name, note, groups, favorite], ["Forge", "lab", "moved", ["home", "x"], true])
  })

  it("removes a note, the groups and the favourite mark", async () => {
    const machine = await filled()
    await machine.run("edit", "gitlab", "--note", "n", "--favorite")
    assert.equal((await machine.run("edit", "gitlab", "--note", "", "--group", "", "--no-favorite")).status, 0)
    const { note, groups, favorite } = (await accounts(machine)).find((one) => one["issuer"] === "GitLab")!
    assert.deepEqual([note, groups, favorite], ["", [], false])
  })

  it("moves an account to the trash, and takes it out again by a query that matches only there", async () => {
    const machine = await filled()
    assert.match((await machine.run("edit", "github bob", "--trash")).err, /GitHub.*bob.*: moved to the trash/)
    assert.equal((await accounts(machine)).length, 2)
    assert.equal((await machine.run("edit", "gitlab", "--restore")).status, 8)
    assert.match((await machine.run("edit", "github", "--restore", "--note", "back")).err, /changed: note\n.+taken out of the trash/)
    assert.equal((await accounts(machine)).length, 3)
  })

  it("names the candidates where several match, and changes nothing", async () => {
    const machine = await filled()
    const { status, err } = await machine.run("edit", "github", "--note", "x")
    assert.equal(status, 8)
    assert.match(err, /candidate: GitHub.*alice.*\n.*candidate: GitHub.*bob/)
    assert.ok((await accounts(machine)).every(({ note }) => note === ""))
  })

  it("says that an account is so already", async () => {
    const machine = await filled()
    const { status, err } = await machine.run("edit", "gitlab", "--issuer", "GitLab", "--no-favorite")
    assert.equal(status, 0)
    assert.match(err, /nothing was changed/)
  })

  const refused: [name: string, args: string[], status: number][] = [
    ["no change", ["gitlab"], 2],
    ["no query", ["--note", "x"], 2],
    ["a favourite that is none", ["gitlab", "--favorite", "--no-favorite"], 2],
    ["both ways of the trash", ["gitlab", "--trash", "--restore"], 2],
    ["neither issuer nor name", ["gitlab", "--issuer", "", "--name", ""], 2],
    ["a text that is too long", ["gitlab", "--name", "x".repeat(2000)], 4],
    ["no match", ["bank", "--note", "x"], 8],
  ]
  for (const [name, args, status] of refused) {
    it(`ends with ${status} for ${name}`, async () => {
      assert.equal((await (await filled()).run("edit", ...args)).status, status)
    })
  }
})
