import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { Machine } from "./machine.ts"

const SECRETS = ["GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", "MFRGGZDFMZTWQ2LK", "NBSWY3DPEB3W64TM"]
const [RFC = "", OTHER = "", THIRD = ""] = SECRETS
const URIS = `otpauth://totp/GitHub:alice?secret=${RFC}&issuer=GitHub
otpauth://hotp/Bank:bob?secret=${OTHER}&issuer=Bank&counter=5
otpauth://totp/GitLab:alice?secret=${THIRD}&issuer=GitLab&algorithm=SHA256&digits=8
`

async function filled(): Promise<Machine> {
  const machine = await new Machine().withVault()
  machine.put("uris.txt", URIS)
  const { status } = await machine.run("import", "uris.txt")
  assert.equal(status, 0)
  return machine
}
const labels = async (machine: Machine): Promise<string[]> =>
  ((await machine.run("list", "--json")).json()["accounts"] as { issuer: string; name: string }[]).map(
    ({ issuer, name }) => `${issuer} ${name}`,
  )

describe("what others can reach", () => {
  it("is noted where it is a file with a secret, and the command is carried out", async () => {
    const machine = await filled()
    machine.exposed.set("pw", "others-read")
    const { status, err } = await machine.run("list")
    assert.equal(status, 0)
    assert.equal(err, "keyferry: pw holds a secret, and other users can read it; chmod 600 prevents that\n")
    machine.exposed.set("pw", "other-owner")
    assert.match((await machine.run("list", "--lang", "ja")).err, /pw には秘密の情報がありますが、所有者が別のユーザー/)
  })

  it("is noted where it is a file of the vault", async () => {
    const machine = await filled()
    machine.disk.problems = [{ kind: "others-write", name: "vault.age", isDirectory: false, mode: 0o666, owner: 0 }]
    const { status, err } = await machine.run("list")
    assert.equal(status, 0)
    assert.match(err, /^keyferry: other users can write to \S+\/vault\.age \(mode 0666\); chmod 600 prevents that\n$/)
  })
})

it("a save that the disk did not confirm is reported as saved, with a note", async () => {
  const machine = await filled()
  machine.disk.syncFailing.add("vault.age")
  const { status, out, err } = await machine.run("code", "Bank")
  assert.equal(status, 0)
  assert.match(out, /^\d{6}\n$/)
  assert.match(err, /^keyferry: the vault is saved, but the disk did not confirm it/)
})

describe("the vault's passphrase", () => {
  it("comes from a file, a command, the environment, or the terminal", async () => {
    const machine = await new Machine().withVault()
    const ways: [string[], Record<string, string>, string[] | null][] = [
      [["--passphrase-file", "pw"], {}, null],
      [["--passphrase-command", "echo correct horse battery staple"], {}, null],
      [[], { KEYFERRY_PASSPHRASE_FILE: "pw" }, null],
      [[], {}, ["correct horse battery staple"]],
    ]
    for (const [args, env, answers] of ways) {
      delete machine.env["KEYFERRY_PASSPHRASE_FILE"]
      Object.assign(machine.env, env)
      machine.answers = answers
      assert.equal((await machine.run("list", ...args)).status, 0, JSON.stringify(args))
    }
  })

  it("is asked for up to three times", async () => {
    const machine = await new Machine().withVault()
    delete machine.env["KEYFERRY_PASSPHRASE_FILE"]
    machine.answers = ["a", "b", "correct horse battery staple"]
    assert.equal((await machine.run("list")).status, 0)
    machine.answers = ["a", "b", "c", "correct horse battery staple"]
    assert.equal((await machine.run("list")).status, 5)
    assert.deepEqual(machine.answers, ["correct horse battery staple"])
  })

  const failures: [name: string, prepare: (machine: Machine) => void, args: string[], status: number][] = [
    ["a wrong one", (machine) => machine.put("pw", "nonsense"), ["list"], 5],
    ["none, and no terminal", (machine) => delete machine.env["KEYFERRY_PASSPHRASE_FILE"], ["list"], 5],
    ["a file that is not there", (machine) => machine.files.delete("pw"), ["list"], 1],
    ["two ways at once", () => undefined, ["list", "--passphrase-file", "pw", "--passphrase-command", "echo x"], 2],
    ["no vault", () => undefined, ["list", "--vault", "/elsewhere"], 7],
    ["a vault in the way of a new one", () => undefined, ["init"], 7],
  ]
  for (const [name, prepare, args, status] of failures) {
    it(`fails with ${name}: status ${status}`, async () => {
      const machine = await new Machine().withVault()
      prepare(machine)
      const ran = await machine.run(...args)
      assert.equal(ran.status, status)
      assert.match(ran.err, /^keyferry: .+\n$/)
      assert.equal(ran.out, "")
    })
  }

  it("is asked for twice when a vault is made, and must be long enough", async () => {
    const cases: [string[], number][] = [
      [["long enough", "long enough"], 0],
      [["long enough", "other one"], 5],
      [["short", "short"], 5],
      [["", ""], 5],
    ]
    for (const [answers, status] of cases) {
      const machine = new Machine()
      machine.answers = [...answers]
      assert.equal((await machine.run("init")).status, status, answers.join())
    }
  })

  it("that is weak is reported, also in a script", async () => {
    const machine = new Machine()
    machine.put("pw", "x")
    const { status, err } = await machine.run("init", "--passphrase-file", "pw")
    assert.equal(status, 0)
    assert.match(err, /the passphrase is too short.+change it with keyferry passwd/)
  })

  it("that is weak is reported to whoever types it, and not to scripts each time", async () => {
    const machine = new Machine()
    machine.put("pw", "x")
    await machine.run("init", "--passphrase-file", "pw")
    machine.answers = ["x"]
    assert.match((await machine.run("list")).err, /change it with keyferry passwd/)
    assert.equal((await machine.run("list", "--passphrase-file", "pw")).err, "")
  })

  it("finds the vault by --vault, the environment, or the data directory", async () => {
    const machine = new Machine()
    machine.put("pw", "correct horse battery staple")
    machine.env["KEYFERRY_PASSPHRASE_FILE"] = "pw"
    assert.match((await machine.run("init")).err, /\/home\/user\/\.local\/share\/keyferry\/vault\n/)
    machine.env["XDG_DATA_HOME"] = "/data"
    assert.match((await machine.run("init")).err, /in \/data\/keyferry\/vault\n/)
    machine.env["KEYFERRY_VAULT"] = "/env"
    assert.match((await machine.run("init")).err, /in \/env\n/)
    assert.match((await machine.run("--vault", "/named", "init")).err, /in \/named\n/)
  })
})

describe("list", () => {
  it("prints a table without secrets", async () => {
    const { out } = await (await filled()).run("list")
    assert.match(
      out,
      /^KIND +ISSUER +NAME +SETTINGS +GROUPS\nTOTP +GitHub +alice +SHA1, 6 digits, 30 s\nHOTP +Bank +bob +SHA1, 6 digits, counter 5\n/,
    )
    for (const secret of SECRETS) assert.equal(out.includes(secret), false)
  })

  it("prints JSON with ids and without secrets", async () => {
    const { accounts } = (await (await filled()).run("list", "gitlab", "--json")).json() as { accounts: Record<string, unknown>[] }
    assert.equal(accounts.length, 1)
    const { id, kind, issuer, name, algorithm, digits, period, counter, note, groups, favorite, trashed } = accounts[0] ?? {}
    assert.match(String(id), /^[0-9a-f-]{36}$/)
    assert.deepEqual(
      [kind, issuer, name, algorithm, digits, period, counter, note, groups, favorite, trashed],
      ["totp", "GitLab", "alice", "SHA256", 8, 30, null, "", [], false, false],
    )
    assert.deepEqual(["secret" in (accounts[0] ?? {}), "pin" in (accounts[0] ?? {})], [false, false])
  })

  it("ends with 8 when a query matches nothing", async () => {
    const ran = await (await filled()).run("list", "nobody", "--json")
    assert.equal(ran.status, 8)
    assert.deepEqual(ran.json(), { accounts: [] })
  })
})

describe("code", () => {
  it("prints the code alone", async () => {
    const machine = await filled()
    machine.vault.time = 59_000
    // RFC 6238, appendix B: 94287082 at 59 s, of which six digits.
    assert.equal((await machine.run("code", "github")).out, "287082\n")
    const { id: _, ...rest } = (await machine.run("code", "github", "alice", "--json")).json()
    // The next one: step 2 of the same secret, as RFC 4226, appendix D lists it.
    assert.deepEqual(rest, { issuer: "GitHub", name: "alice", code: "287082", validForS: 1, nextCode: "359152" })
    const counted = (await machine.run("code", "bank", "--json")).json()
    assert.deepEqual([counted["validForS"], counted["nextCode"]], [null, null])
  })

  it("prefers an exact issuer to a partial match", async () => {
    const machine = await filled()
    machine.stdin = Buffer.from(`otpauth://totp/GitHub%20Enterprise:carol?secret=${RFC}&issuer=GitHub%20Enterprise`)
    await machine.run("add", "-")
    assert.equal((await machine.run("code", "github")).status, 0)
  })

  it("lists the candidates on standard error where several match, and prints no code", async () => {
    const ran = await (await filled()).run("code", "alice")
    assert.deepEqual([ran.status, ran.out], [8, ""])
    assert.match(ran.err, /GitHub: alice[^]+GitLab: alice/)
    assert.equal((await (await filled()).run("code", "nobody")).status, 8)
  })

  it("advances a HOTP counter, except with --peek", async () => {
    const machine = await filled()
    const peeked = (await machine.run("code", "bank", "--peek")).out
    const first = (await machine.run("code", "bank")).out
    const second = (await machine.run("code", "bank")).out
    assert.equal(first, peeked)
    assert.notEqual(second, first)
    assert.match((await machine.run("list", "bank")).out, /counter 7/)
  })

  it("prints no HOTP code where the new counter cannot be saved", async () => {
    const machine = await filled()
    ;(machine.vault.files as unknown as { full: boolean }).full = true
    const ran = await machine.run("code", "bank")
    assert.deepEqual([ran.status, ran.out], [1, ""])
  })

  it("also sends the code to the clipboard with --copy", async () => {
    const machine = await filled()
    const { out } = await machine.run("code", "github", "--copy")
    assert.deepEqual(machine.clipboard, [out.trim()])
  })
})

describe("add", () => {
  it("reads URIs from standard input or a file, or the fields from options", async () => {
    const machine = await new Machine().withVault()
    machine.stdin = Buffer.from(URIS)
    assert.equal((await machine.run("add", "-")).status, 0)
    machine.put("one", `otpauth://totp/Acme:dave?secret=${RFC}&issuer=Acme\r\nsecond line`)
    assert.equal((await machine.run("add", "--uri-file", "one")).status, 0)
    machine.put("secret", `${OTHER.toLowerCase()}\n`)
    const spelled = ["--issuer", "Spelled", "--name", "erin", "--kind", "hotp", "--counter", "7", "--algorithm", "SHA512", "--digits", "7", "--group", "a", "--group", "b", "--favorite", "--note", "n"] // prettier-ignore
    assert.equal((await machine.run("add", "--secret-file", "secret", ...spelled)).status, 0)
    assert.deepEqual(await labels(machine), ["GitHub alice", "Bank bob", "GitLab alice", "Acme dave", "Spelled erin"])
    const { accounts } = (await machine.run("list", "spelled", "--json")).json() as { accounts: Record<string, unknown>[] }
    const { kind, counter, algorithm, digits, groups, favorite, note } = accounts[0] ?? {}
    assert.deepEqual([kind, counter, algorithm, digits, groups, favorite, note], ["hotp", 7, "SHA512", 7, ["a", "b"], true, "n"])
  })

  it("does not add an account that is already there", async () => {
    const machine = await filled()
    machine.put("one", URIS)
    const { status, err } = await machine.run("add", "--uri-file", "one")
    assert.equal(status, 0)
    assert.match(err, /GitHub: alice: already there/)
    assert.equal((await labels(machine)).length, 3)
  })

  const wrong: [name: string, args: string[], status: number][] = [
    ["nothing", [], 2],
    ["two things at once", ["-", "--uri-file", "one"], 2],
    ["an operand other than a dash", ["account"], 2],
    ["no name at all", ["--secret-file", "secret"], 2],
    ["an option that its kind fixes", ["--secret-file", "secret", "--name", "x", "--kind", "steam", "--digits", "6"], 2],
    ["a number out of range", ["--secret-file", "secret", "--name", "x", "--digits", "11"], 2],
    ["a number that is none", ["--secret-file", "secret", "--name", "x", "--period", "0x1e"], 2],
    ["a secret that is not base32", ["--secret-file", "pw2", "--name", "x"], 4],
    ["an unknown kind", ["--secret-file", "secret", "--name", "x", "--kind", "otp"], 2],
  ]
  for (const [name, args, status] of wrong) {
    it(`refuses ${name}`, async () => {
      const machine = await filled()
      machine.put("one", URIS)
      machine.put("secret", OTHER)
      machine.put("pw2", "0189")
      assert.equal((await machine.run("add", ...args)).status, status)
      assert.equal((await labels(machine)).length, 3)
    })
  }
})

describe("backup and restore", () => {
  it("restore a whole vault into an empty directory, ids included", async () => {
    const machine = await filled()
    machine.put("bpw", "another passphrase here")
    assert.equal((await machine.run("backup", "--out", "b.age", "--backup-passphrase-file", "bpw")).status, 0)
    const before = (await machine.run("list", "--json")).json()
    const dry = await machine.run("restore", "b.age", "--backup-passphrase-file", "bpw", "--vault", "/new", "--dry-run", "--json")
    assert.deepEqual([dry.status, dry.json()["new"]], [0, 3])
    assert.equal((await machine.run("list", "--vault", "/new")).status, 7)
    const ran = await machine.run("restore", "b.age", "--backup-passphrase-file", "bpw", "--vault", "/new", "--json")
    assert.equal(ran.status, 0)
    assert.deepEqual(ran.json(), {
      files: [{ file: "b.age", format: "keyferry-backup", protected: true }],
      new: 3,
      present: 0,
      renamed: 0,
      skipped: 0,
      issues: [],
    })
    assert.deepEqual((await machine.run("list", "--vault", "/new", "--json")).json(), before)
  })

  it("keep the accounts that the vault already holds", async () => {
    const machine = await filled()
    machine.put("bpw", "another passphrase here")
    await machine.run("backup", "--out", "b.age", "--backup-passphrase-file", "bpw")
    machine.put("one", `otpauth://totp/Later:x?secret=${RFC}&issuer=Later&digits=7`)
    await machine.run("add", "--uri-file", "one")
    const ran = await machine.run("restore", "b.age", "--backup-passphrase-file", "bpw", "--json")
    const { new: added, present } = ran.json()
    assert.deepEqual([ran.status, added, present], [0, 0, 3])
    assert.deepEqual(await labels(machine), ["GitHub alice", "Bank bob", "GitLab alice", "Later x"])
  })

  it("end with 5 for a wrong passphrase, 4 for a file that is no backup, 2 for an existing file", async () => {
    const machine = await filled()
    machine.put("bpw", "another passphrase here")
    machine.put("wrong", "not this one")
    await machine.run("backup", "--out", "b.age", "--backup-passphrase-file", "bpw")
    assert.equal((await machine.run("restore", "b.age", "--backup-passphrase-file", "wrong")).status, 5)
    assert.equal((await machine.run("restore", "uris.txt", "--backup-passphrase-file", "bpw")).status, 4)
    assert.equal((await machine.run("backup", "--out", "b.age", "--backup-passphrase-file", "bpw")).status, 2)
    assert.equal((await machine.run("backup", "--out", "b.age", "--backup-passphrase-file", "bpw", "--force")).status, 0)
  })
})
