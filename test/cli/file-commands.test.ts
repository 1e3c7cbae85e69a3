import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { qrPng } from "../../src/qr/draw/png-svg.ts"
import { Machine } from "./machine.ts"

const RFC = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
const OTHER = "MFRGGZDFMZTWQ2LK"
const ALICE = `otpauth://totp/GitHub:alice?secret=${RFC}&issuer=GitHub`
const BOB = `otpauth://hotp/Bank:bob?secret=${OTHER}&issuer=Bank&counter=5`
const BAD = "otpauth://totp/Broken:x?secret=0189&issuer=Broken"

function withFiles(): Machine {
  const machine = new Machine()
  machine.put("two.txt", `${ALICE}\n${BOB}\n`)
  machine.put("half.txt", `${ALICE}\n${BAD}\n`)
  machine.put("bad.txt", `${BAD}\n`)
  machine.put("unknown.bin", Uint8Array.of(0, 1, 2, 3, 250, 251))
  machine.put("empty", "")
  machine.put("pw", "export password\n")
  machine.put("wrong", "not it\n")
  return machine
}
/** Made once: its scrypt is the real one. */
let locked: Uint8Array | undefined
async function withLocked(): Promise<Machine> {
  const machine = withFiles()
  if (locked === undefined) {
    const { status } = await machine.run("convert", "two.txt", "--to", "keyferry-json", "--out", "locked.json", "--out-password-file", "pw")
    assert.equal(status, 0)
    locked = machine.files.get("locked.json")
  } else machine.put("locked.json", locked)
  return machine
}

describe("inspect", () => {
  it("prints the accounts of a file", async () => {
    const { status, json } = await withFiles().run("inspect", "two.txt", "--json", "--show-secrets")
    assert.equal(status, 0)
    const common = { algorithm: "SHA1", digits: 6, pin: null, note: "", groups: [], favorite: false, trashed: false }
    assert.deepEqual(json(), {
      files: [{ file: "two.txt", format: "otpauth-uri", protected: false }],
      accounts: [
        { kind: "totp", issuer: "GitHub", name: "alice", secret: RFC, period: 30, counter: null, ...common },
        { kind: "hotp", issuer: "Bank", name: "bob", secret: OTHER, period: null, counter: 5, ...common },
      ],
      issues: [],
    })
  })

  it("prints secrets and PINs only with --show-secrets", async () => {
    for (const args of [["--json"], []]) {
      const { out, err } = await withFiles().run("inspect", "two.txt", ...args)
      assert.equal((out + err).includes(RFC), false)
      assert.equal((out + err).includes('"pin"'), false)
    }
    assert.ok((await withFiles().run("inspect", "two.txt", "--show-secrets")).out.includes(RFC))
  })

  it("reports a record that cannot be read by place, code and reason, never by its content", async () => {
    const { status, json, err } = await withFiles().run("inspect", "half.txt", "--json")
    assert.equal(status, 6)
    const { issues, accounts } = json() as { issues: Record<string, unknown>[]; accounts: unknown[] }
    assert.equal(accounts.length, 1)
    assert.deepEqual(Object.keys(issues[0] ?? {}), ["file", "at", "code", "reason"])
    assert.deepEqual([issues[0]?.["file"], issues[0]?.["at"], issues[0]?.["code"]], ["half.txt", 2, "record-malformed"])
    assert.equal(/0189|Broken/.test(err + String(issues[0]?.["reason"])), false)
  })

  const statuses: [name: string, files: string[], status: number][] = [
    ["a whole file", ["two.txt"], 0],
    ["a file with a broken record", ["half.txt"], 6],
    ["a file of which nothing can be read", ["bad.txt"], 4],
    ["an unknown format", ["unknown.bin"], 3],
    ["an empty file", ["empty"], 4],
    ["a missing file", ["nowhere"], 1],
    ["a locked file and no terminal", ["locked.json"], 5],
    ["whole and broken records", ["two.txt", "half.txt"], 6],
    ["3 beats 6", ["half.txt", "unknown.bin"], 3],
    ["4 beats 3", ["unknown.bin", "bad.txt", "two.txt"], 4],
    ["5 beats 4", ["bad.txt", "locked.json", "two.txt"], 5],
    ["1 beats 5", ["locked.json", "nowhere", "two.txt"], 1],
  ]
  for (const [name, files, status] of statuses) {
    it(`ends with ${status}, and prints what was read: ${name}`, async () => {
      const ran = await (await withLocked()).run("inspect", ...files, "--json")
      assert.equal(ran.status, status)
      const preview = ran.json()["files"] as { file: string }[]
      assert.deepEqual(preview.map(({ file }) => file), files.filter((file) => file !== "nowhere")) // prettier-ignore
      assert.equal(
        (ran.json()["accounts"] as unknown[]).length,
        files.filter((file) => file === "two.txt").length * 2 + (files.includes("half.txt") ? 1 : 0),
      )
      if (status !== 0) assert.match(ran.err, /^keyferry: /)
    })
  }

  it("opens a locked file with a password from a file or the terminal", async () => {
    const machine = await withLocked()
    const ran = await machine.run("inspect", "locked.json", "--json", "--password-file", "pw")
    assert.deepEqual([ran.status, ran.json()["files"]], [0, [{ file: "locked.json", format: "keyferry-json", protected: true }]])
    assert.equal((await machine.run("inspect", "locked.json", "--password-file", "wrong")).status, 5)
    machine.answers = ["no", "export password"]
    assert.equal((await machine.run("inspect", "locked.json")).status, 0)
    assert.match(machine.prompts[0] ?? "", /locked\.json/)
  })

  it("reads standard input, which may be a picture", async () => {
    const machine = withFiles()
    machine.stdin = await qrPng(ALICE)
    const { json, status } = await machine.run("inspect", "-", "--json")
    assert.deepEqual([status, json()["files"]], [0, [{ file: "-", format: "otpauth-uri", protected: false }]])
  })

  it("names the formats without a signature that an unrecognised file could be in, and tries a given password on them", async () => {
    const machine = withFiles()
    machine.put(
      "noise.bin",
      Uint8Array.from({ length: 300 }, (_, n) => (n * n * 31 + n * 7) % 251),
    )
    machine.put("noise.txt", `${Buffer.from(machine.files.get("noise.bin")!.subarray(0, 96)).toString("base64")}\n`)
    const bare = await machine.run("inspect", "noise.bin", "--json")
    assert.deepEqual([bare.status, bare.json()["files"]], [3, [{ file: "noise.bin", format: null, protected: false }]])
    assert.match(bare.err, /not recognised\. If it is one of these, give its password: andOTP, OTPClient/)
    assert.equal((await machine.run("inspect", "noise.bin")).out, "noise.bin: not recognised\n")
    assert.match((await machine.run("inspect", "noise.txt")).err, /TOTP Authenticator/)
    const tried = await machine.run("inspect", "noise.bin", "--password-file", "pw")
    assert.equal(tried.status, 5)
    assert.match(tried.err, /none of the formats without a signature opens with this password/)
  })

  it("prints Japanese with --lang ja", async () => {
    assert.match((await withFiles().run("inspect", "unknown.bin", "--lang", "ja")).err, /対応していない形式です/)
    const machine = withFiles()
    machine.env["LANG"] = "ja_JP.UTF-8"
    assert.match((await machine.run("inspect", "unknown.bin")).err, /対応していない形式です/)
    machine.env["TERM"] = "linux"
    assert.match((await machine.run("inspect", "unknown.bin")).err, /not recognised/)
  })

  it("sanitizes text from files for the terminal", async () => {
    const machine = withFiles()
    machine.put("evil.txt", `otpauth://totp/Evil:x%1B%5D0;pwned%07%C2%9B2J?secret=${RFC}&issuer=Evil%E2%80%AE`)
    const { out } = await machine.run("inspect", "evil.txt")
    assert.equal(/[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]/.test(out), false)
  })
})

describe("convert and export", () => {
  it("write a file that can be read back, protected or not", async () => {
    const machine = await withLocked()
    assert.equal(machine.text("locked.json").includes(RFC), false)
    const ran = await machine.run("convert", "locked.json", "--password-file", "pw", "--to", "otpauth-uri", "--out", "-")
    assert.equal(ran.status, 0)
    assert.equal(ran.out.split("\n").filter((line) => line.startsWith("otpauth://")).length, 2)
    assert.match(ran.err, /not protected/)
  })

  const refusals: [name: string, args: string[], status: number][] = [
    ["no target format", ["--out", "x"], 2],
    ["no target file", ["--to", "otpauth-uri"], 2],
    ["an unknown format", ["--to", "nothing", "--out", "x"], 2],
    ["a format that can be protected, with neither a password nor --plain", ["--to", "keyferry-json", "--out", "x"], 5],
    ["both", ["--to", "keyferry-json", "--out", "x", "--plain", "--out-password-file", "pw"], 2],
    ["a password where there is none", ["--to", "otpauth-uri", "--out", "x", "--out-password-file", "pw"], 2],
    ["a file that is there", ["--to", "otpauth-uri", "--out", "two.txt"], 2],
    ["standard input for two things", ["--to", "keyferry-json", "--out", "x", "--out-password-file", "-", "--password-file", "-"], 2],
    ["an empty password", ["--to", "keyferry-json", "--out", "x", "--out-password-file", "empty"], 5],
  ]
  for (const [name, args, status] of refusals) {
    it(`refuse ${name}: status ${status}, nothing written`, async () => {
      const machine = withFiles()
      const before = [...machine.files.keys()]
      const ran = await machine.run("convert", "two.txt", ...args)
      assert.equal(ran.status, status)
      assert.match(ran.err, /^keyferry: .+\n$/)
      assert.deepEqual([...machine.files.keys()], before)
      assert.equal(machine.text("two.txt").startsWith("otpauth://"), true)
    })
  }

  it("replace a file with --force, ask twice for a password, and list what was left out", async () => {
    const machine = withFiles()
    machine.answers = ["new password", "new password"]
    assert.equal((await machine.run("convert", "two.txt", "--to", "aegis", "--out", "two.txt", "--force")).status, 0)
    machine.put("long.txt", `${ALICE}\notpauth://totp/Long:x?secret=${RFC}&digits=10&period=7`)
    const ran = await machine.run("convert", "long.txt", "--to", "google-migration", "--out", "g.txt")
    assert.equal(ran.status, 6)
    assert.match(ran.err, /Long: x: left out: /)
    assert.match(machine.text("g.txt"), /^otpauth-migration:/)
  })

  it("write the accounts that match any of the queries, and end with 8 where none matches", async () => {
    const machine = await withFiles().withVault()
    await machine.run("import", "two.txt")
    assert.equal((await machine.run("export", "--to", "otpauth-uri", "--out", "one.txt", "bank")).status, 0)
    assert.equal(machine.text("one.txt").trim().split("\n").length, 1)
    assert.equal((await machine.run("export", "--to", "otpauth-uri", "--out", "both.txt", "bank", "alice")).status, 0)
    assert.equal(machine.text("both.txt").trim().split("\n").length, 2)
    assert.equal((await machine.run("export", "--to", "otpauth-uri", "--out", "none.txt", "nobody")).status, 8)
    assert.equal(machine.files.has("none.txt"), false)
  })

  it("make a protected file whose import finds only duplicates", async () => {
    const machine = await withFiles().withVault()
    machine.put("epw", "a password for the file")
    await machine.run("import", "two.txt")
    assert.equal((await machine.run("export", "--to", "keyferry-json", "--out", "e.json", "--password-file", "epw")).status, 0)
    const { status, json } = await machine.run("import", "e.json", "--password-file", "epw", "--json")
    assert.deepEqual([status, json()["new"], json()["present"]], [0, 0, 2])
  })
})

describe("import", () => {
  it("prints numbers that add up, and changes nothing with --dry-run", async () => {
    const machine = await withFiles().withVault()
    const dry = await machine.run("import", "half.txt", "two.txt", "--dry-run", "--json")
    assert.equal(dry.status, 6)
    const { files, accounts, issues, ...numbers } = dry.json() as { files: unknown[]; accounts: unknown[]; issues: unknown[] }
    assert.deepEqual(numbers, { new: 2, present: 1, renamed: 0, skipped: 1 })
    assert.deepEqual([files.length, accounts.length, issues.length], [2, 3, 1])
    assert.deepEqual((await machine.run("list", "--json")).json(), { accounts: [] })
    const real = await machine.run("import", "half.txt", "two.txt", "--json")
    assert.deepEqual(Object.keys(real.json()), ["files", "new", "present", "renamed", "skipped", "issues"])
    assert.equal(((await machine.run("list", "--json")).json()["accounts"] as unknown[]).length, 2)
  })

  it("needs no passphrase where nothing can be read", async () => {
    const machine = await withFiles().withVault()
    delete machine.env["KEYFERRY_PASSPHRASE_FILE"]
    assert.equal((await machine.run("import", "unknown.bin")).status, 3)
  })

  it("keeps both accounts where one was enrolled again with a new secret", async () => {
    const machine = await withFiles().withVault()
    await machine.run("import", "two.txt")
    machine.put("old.txt", `otpauth://totp/GitHub:alice?secret=${OTHER}&issuer=GitHub`)
    const { err } = await machine.run("import", "old.txt")
    assert.match(err, /both are kept/)
    assert.equal(((await machine.run("list", "github", "--json")).json()["accounts"] as unknown[]).length, 2)
  })
})

describe("scan and qr", () => {
  it("print every text found, of any kind", async () => {
    const machine = withFiles()
    machine.put("a.png", await qrPng("https://example.org/"))
    machine.put("b.png", await qrPng(ALICE))
    const ran = await machine.run("scan", "a.png", "b.png", "--json")
    assert.deepEqual([ran.status, ran.json()], [0, { files: [{ file: "a.png", codes: [{ text: "https://example.org/" }] }, { file: "b.png", codes: [{ text: ALICE }] }] }]) // prettier-ignore
    assert.equal((await machine.run("scan", "two.txt")).status, 3)
    assert.equal((await machine.run("scan", "a.png")).out, "https://example.org/\n")
  })

  it("find codes in a picture given as base64 or as a data: URI", async () => {
    const machine = withFiles()
    const base64 = Buffer.from(await qrPng(ALICE)).toString("base64")
    machine.put("bare.txt", `${base64.replace(/(.{76})/g, "$1\r\n")}\n`)
    machine.put("uri.txt", `data:image/png;base64,${base64}`)
    machine.put("cut.txt", base64.slice(0, 100))
    for (const name of ["bare.txt", "uri.txt"]) {
      assert.equal((await machine.run("scan", name)).out, `${ALICE}\n`)
      const { status, json } = await machine.run("inspect", name, "--json")
      const { accounts } = json() as { accounts: { issuer: string }[] }
      assert.deepEqual([status, accounts.map(({ issuer }) => issuer)], [0, ["GitHub"]])
    }
    assert.equal((await machine.run("scan", "cut.txt")).status, 4)
  })

  it("write one picture per page that scans back to the account", async () => {
    const machine = await withFiles().withVault()
    await machine.run("import", "two.txt")
    const { status, json } = await machine.run("qr", "--png", "out", "--json")
    const { pages, verificationCode } = json() as { pages: { file: string; accounts: { issuer: string }[] }[]; verificationCode: unknown }
    assert.deepEqual([status, verificationCode], [0, null])
    assert.deepEqual(pages.map(({ file, accounts }) => [file, accounts.map(({ issuer }) => issuer)]), [["out/phone-01.png", ["GitHub"]], ["out/phone-02.png", ["Bank"]]]) // prettier-ignore
    const back = await machine.run("import", "out/phone-01.png", "out/phone-02.png", "--json")
    assert.deepEqual([back.json()["new"], back.json()["present"]], [0, 2])
    assert.equal((await machine.run("qr", "--png", "out")).status, 2)
    assert.equal((await machine.run("qr", "nobody", "--png", "other")).status, 8)
  })

  it("write one drawing per page, or a sheet for printing, and replace no existing file", async () => {
    const machine = await withFiles().withVault()
    await machine.run("import", "two.txt")
    const drawn = await machine.run("qr", "--svg", "out", "--json")
    assert.deepEqual((drawn.json()["pages"] as { file: string }[]).map(({ file }) => file), ["out/phone-01.svg", "out/phone-02.svg"]) // prettier-ignore
    assert.match(new TextDecoder().decode(machine.files.get("out/phone-01.svg")), /^<svg /)
    assert.equal((await machine.run("qr", "--sheet", "paper.html")).status, 0)
    const sheet = new TextDecoder().decode(machine.files.get("paper.html"))
    assert.match(sheet, /GitHub: alice[^]+Bank: bob/)
    assert.equal((await machine.run("qr", "--sheet", "paper.html")).status, 2)
    assert.equal((await machine.run("qr", "--sheet", "paper.html", "--force")).status, 0)
    assert.equal((await machine.run("qr", "--sheet", "a.html", "--png", "out2")).status, 2)
  })

  it("list what the scanning app cannot hold, on paper as on the screen", async () => {
    const machine = await withFiles().withVault()
    const noted = { issuer: "Noted", name: "n", secret: RFC, note: "a note" }
    const old = { kind: "motp", issuer: "Old", name: "o", secret: RFC, pin: "1234" }
    machine.put("all.json", JSON.stringify({ format: "keyferry", version: 1, accounts: [noted, old] }))
    await machine.run("import", "all.json")
    assert.match((await machine.run("qr", "--sheet", "paper.html")).err, /Noted: n: the note is left out/)
    const { status, json } = await machine.run("qr", "--to", "google", "--sheet", "google.html", "--json")
    const preview = (json()["losses"] as { issuer: string; grade: string }[]).map(({ issuer, grade }) => [issuer, grade])
    assert.deepEqual(preview.toSorted(), [["Noted", "lost"], ["Old", "lost"], ["Old", "refused"]]) // prettier-ignore
    assert.equal(status, 6)
  })

  it("draw pages for the terminal in black and white by index, one after the other", async () => {
    const machine = await withFiles().withVault()
    await machine.run("import", "two.txt")
    machine.size = { columns: 80, rows: 24 }
    machine.answers = [""]
    const { status, out, err } = await machine.run("qr")
    assert.equal(status, 0)
    assert.equal(out.includes(RFC) || err.includes(RFC), false)
    assert.match(out, /\x1b\[38;5;(16|231)m\x1b\[48;5;(16|231)m/)
    assert.match(err, /page 1 of 2: GitHub: alice[^]+page 2 of 2: Bank: bob/)
    assert.equal(machine.answers.length, 0)
    const ascii = await machine.run("qr", "--ascii", "github")
    assert.equal(/[^\x00-\x7f]/.test(ascii.out), false)
  })

  it("refuse what does not fit the window, with the reason", async () => {
    const machine = await withFiles().withVault()
    await machine.run("import", "two.txt")
    machine.size = { columns: 30, rows: 12 }
    const { status, err, out } = await machine.run("qr")
    assert.deepEqual([status, out], [4, ""])
    assert.match(err, /a window of 30x12 is\s+too small/)
    // The size that it names is enough, with the line above the code and the prompt below.
    const [, columns, rows] = /need\s+(\d+)x(\d+)/.exec(err) ?? []
    machine.size = { columns: Number(columns), rows: Number(rows) }
    machine.answers = [""]
    assert.equal((await machine.run("qr")).status, 0)
    machine.size = { ...machine.size, rows: machine.size.rows - 1 }
    assert.notEqual((await machine.run("qr")).status, 0)
  })
})

it("formats lists every format as JSON", async () => {
  const { formats } = (await new Machine().run("formats", "--json")).json() as { formats: Record<string, unknown>[] }
  assert.ok(formats.length >= 4)
  const keys = ["id", "title", "reads", "writes", "protects", "extensions", "keeps", "guide"]
  for (const format of formats) assert.deepEqual(Object.keys(format), format["id"] === "oneauth" ? [...keys, "experimental"] : keys)
  const { out } = await new Machine().run("formats")
  assert.equal(out.trim().split("\n").length, formats.length + 1)
})

it("formats shows how the export of one format is made and what the format keeps", async () => {
  const aegis = await new Machine().run("formats", "aegis")
  assert.equal(aegis.status, 0)
  assert.match(aegis.out, /^aegis: Aegis\n[^]+besides the code: .*groups/)
  assert.match((await new Machine().run("formats", "duo")).out, /does not write it/)
  assert.equal((await new Machine().run("formats", "no-such-app")).status, 2)
})

describe("a dry run of an export", () => {
  const GROUPED = "JBSWY3DPEHPK3PXP"
  const withLosses = async (): Promise<Machine> => {
    const machine = await withFiles().withVault()
    machine.put("secret", GROUPED)
    await machine.run("import", "two.txt")
    await machine.run("add", "--secret-file", "secret", "--issuer", "Grouped", "--name", "g", "--group", "Work", "--period", "45")
    return machine
  }

  it("lists for each account what would be lost or left out, and writes nothing", async () => {
    const machine = await withLosses()
    const before = [...machine.files.keys()]
    const { status, json } = await machine.run("export", "--to", "google-migration", "--dry-run", "--json")
    assert.equal(status, 6)
    const preview = json() as { written: number; refused: number; losses: { issuer: string; grade: string; reason: string }[] }
    assert.deepEqual([preview.written, preview.refused], [2, 1])
    assert.deepEqual(
      preview.losses.map(({ issuer, grade }) => [issuer, grade]),
      [
        ["Grouped", "refused"],
        ["Grouped", "lost"],
      ],
    )
    assert.match(preview.losses[0]?.reason ?? "", /45 s/)
    assert.deepEqual([...machine.files.keys()], before)
    assert.match((await machine.run("export", "--to", "aegis", "--dry-run")).out, /nothing is lost: 3 accounts/)
  })

  it("lists the same before the file is written", async () => {
    const machine = await withLosses()
    const { status, err } = await machine.run("export", "--to", "google-migration", "--out", "x.txt")
    assert.equal(status, 6)
    assert.match(err, /Grouped: g: left out[^]+wrote 2 accounts/)
  })

  it("works without a vault, on files", async () => {
    const { status, json } = await withFiles().run("convert", "two.txt", "--to", "proton", "--dry-run", "--json")
    assert.equal(status, 6)
    assert.deepEqual([json()["written"], json()["refused"]], [1, 1])
  })
})

it("JSON escapes what a terminal would obey or hide, and parses to the same value", async () => {
  const machine = new Machine()
  const issuer = "Evil\u009b31m\u202e\u200b\u007f end"
  machine.put("evil.txt", `otpauth://totp/x?secret=${RFC}&issuer=${encodeURIComponent(issuer)}`)
  const { out, json } = await machine.run("inspect", "evil.txt", "--json")
  assert.equal(/[\x7f-\x9f]|\p{Cf}/u.test(out), false)
  assert.equal((json()["accounts"] as { issuer: string }[])[0]?.issuer, issuer)
})

it("an empty file, directory or format name is an error, not the default", async () => {
  for (const args of [
    ["list", "--vault", ""],
    ["inspect", "two.txt", "--from="],
    ["convert", "two.txt", "--to", "aegis", "--out="],
  ]) {
    const { status, err } = await withFiles().run(...args)
    assert.equal(status, 2)
    assert.match(err, /needs a value/)
  }
})

it("standard input cannot hold both a file and the passphrase named by the environment", async () => {
  const machine = await withFiles().withVault()
  machine.env["KEYFERRY_PASSPHRASE_FILE"] = "-"
  machine.stdin = Buffer.from("correct horse battery staple\n")
  const { status, err } = await machine.run("add", "-")
  assert.equal(status, 2)
  assert.match(err, /more than once/)
})

describe("a format's name", () => {
  const titleOf = async (...args: string[]) => (await new Machine().run(...args)).out.split("\n", 1)[0]
  const names: [name: string, id: string][] = [
    ...(["google", "Google Auth", "gauth"] as const).map((name): [string, string] => [name, "google-migration"]),
    ["AUTHY", "authy"],
    ["Authy Desktop", "authy"],
    ["microsoft", "microsoft-authenticator"],
    ["bitwarden", "bitwarden"],
    ["apple", "apple-passwords"],
    ["iCloud Keychain", "apple-passwords"],
    ["authenticator pro", "stratum"],
  ]
  for (const [name, id] of names)
    it(`${name} shows ${id}`, async () => {
      assert.match((await titleOf("formats", name)) ?? "", new RegExp(`^${id}: `))
    })
  it("lists the formats where several match", async () => {
    const { status, out, err } = await new Machine().run("formats", "zoho")
    assert.deepEqual([status, out], [2, ""])
    assert.match(err, /^keyferry: oneauth: Zoho OneAuth[^\n]*\nkeyferry: zoho-vault: Zoho Vault\nkeyferry: several formats match/)
  })
  it("suggests the closest ids where none matches", async () => {
    for (const [name, ids] of [
      ["aeigs", "aegis"],
      ["googel", "google-authenticator, google-migration"],
    ] as const)
      // prettier-ignore
      assert.match((await new Machine().run("formats", name)).err, new RegExp(`unknown format; did you mean ${ids}\\?`))
    assert.match((await new Machine().run("formats", "xyzzy")).err, /unknown format; "keyferry formats" lists/)
  })
  it("must be an id for --to and --from, which suggest only what they can write or read", async () => {
    const machine = withFiles()
    const to = await machine.run("convert", "two.txt", "--to", "google", "--out", "x", "--plain")
    assert.equal(to.status, 2)
    assert.match(to.err, /did you mean google-migration\?/)
    const from = await machine.run("inspect", "two.txt", "--from", "2fa")
    assert.equal(from.status, 2)
    assert.match(from.err, /did you mean 2fas, 2fast, 2fauth, wuzf\?/)
    assert.equal((await machine.run("inspect", "two.txt", "--from", "xyzzy")).status, 2)
  })
  it("is never quoted in the error, since it may be a secret", async () => {
    assert.equal((await withFiles().run("inspect", "two.txt", "--from", OTHER)).err.includes(OTHER), false)
  })
})
