import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { Machine } from "./machine.ts"

const SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"

/** A vault to which GitHub and then GitLab were added. */
async function filled(): Promise<Machine> {
  const machine = await new Machine().withVault()
  machine.put("secret", SECRET)
  for (const issuer of ["GitHub", "GitLab"]) {
    assert.equal((await machine.run("add", "--issuer", issuer, "--secret-file", "secret")).status, 0)
  }
  return machine
}
const issuers = async (machine: Machine) =>
  ((await machine.run("list", "--json")).json()["accounts"] as { issuer: string }[]).map(({ issuer }) => issuer)

describe("versions", () => {
  it("lists the present content and the kept versions", async () => {
    const machine = await filled()
    const { status, out } = await machine.run("versions")
    assert.equal(status, 0)
    assert.match(out, /^N +SAVED +ACCOUNTS +GENERATION +STATE\n1 +2026-01-02 03:04Z +2 +3 +current\n2 +2026-01-02 03:04Z +1 +2\n3 /)
    const savedAt = "2026-01-02T03:04:05.000Z"
    assert.deepEqual((await machine.run("versions", "list", "--json")).json(), {
      versions: [
        { n: 1, generation: 3, savedAt, accounts: 2, current: true },
        { n: 2, generation: 2, savedAt, accounts: 1, current: false },
        { n: 3, generation: 1, savedAt, accounts: 0, current: false },
      ],
    })
  })

  it("lists a version that cannot be used, with the reason", async () => {
    const machine = await filled()
    const name = [...machine.disk.files.keys()].find((one) => one.endsWith("/vault-2.age"))!
    machine.disk.files.set(name, Buffer.from("damaged"))
    assert.match((await machine.run("versions")).out, /^2 +- +- +2 +cannot be used: this is not an age file/m)
    assert.equal((await machine.run("versions", "show", "2")).status, 4)
    assert.equal((await machine.run("versions", "restore", "3")).status, 0)
  })

  it("shows a version's accounts, what changed in it, and what restoring it would change, without secrets", async () => {
    const machine = await filled()
    const { status, out } = await machine.run("versions", "show", "2")
    assert.equal(status, 0)
    assert.match(
      out,
      /GitHub.+\n\nchanged against the version before it:\n {2}\+ GitHub\n\nrestoring it would change:\n {2}~ GitLab: in the trash or not\n$/,
    )
    const json = (await machine.run("versions", "show", "2", "--json")).json() as Record<string, { change: string; fields: string[] }[]>
    assert.deepEqual(
      [json["changes"], json["restoring"]].map((changes) => changes?.map(({ change, fields }) => [change, ...fields])),
      [[["added"]], [["changed", "trashed"]]],
    )
    assert.doesNotMatch(out + JSON.stringify(json), new RegExp(SECRET.slice(0, 16)))
  })

  it("restores a version without a terminal, and back again", async () => {
    const machine = await filled()
    const { status, out, err } = await machine.run("versions", "restore", "2")
    assert.deepEqual([status, out], [0, "~ GitLab: in the trash or not\n"])
    assert.match(err, /restored version 2; the state before is kept as a version/)
    assert.deepEqual(await issuers(machine), ["GitHub"])
    assert.deepEqual((await machine.run("versions", "restore", "2", "--json")).json()["generation"], 5)
    assert.deepEqual(await issuers(machine), ["GitHub", "GitLab"])
    assert.match((await machine.run("versions", "restore", "1")).err, /nothing was changed/)
  })

  it("restores one account of a version", async () => {
    const machine = await filled()
    await machine.run("versions", "restore", "3")
    assert.deepEqual(await issuers(machine), [])
    assert.equal((await machine.run("versions", "restore", "2", "lab")).status, 0)
    assert.deepEqual(await issuers(machine), ["GitLab"])
    assert.equal((await machine.run("versions", "restore", "2", "bank")).status, 8)
  })

  const refused: [args: string[], status: number][] = [
    [["show"], 2],
    [["show", "x"], 2],
    [["show", "0"], 2],
    [["show", "1", "more"], 2],
    [["list", "1"], 2],
    [["drop", "1"], 2],
    [["show", "4"], 8],
    [["restore", "9"], 8],
  ]
  for (const [args, status] of refused) {
    it(`ends with ${status} for ${args.join(" ")}`, async () => {
      assert.equal((await (await filled()).run("versions", ...args)).status, status)
    })
  }
})
