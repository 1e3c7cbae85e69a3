import assert from "node:assert/strict"
import { spawnSync } from "node:child_process"
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { after, describe, it } from "node:test"
import { toAccount } from "../../src/accounts/account.ts"
import type { Account, Draft } from "../../src/accounts/account.ts"
import { codeAt } from "../../src/accounts/codes.ts"
import { isAppError } from "../../src/base/errors.ts"
import type { Gpg } from "../../src/base/ports.ts"
import { hasCodeLine, placeOfEntry, writeEntries } from "../../src/formats/apps/pass/store-entry.ts"
import { handlerById } from "../../src/formats/lookup.ts"
import { HANDLERS } from "../../src/formats/registry.ts"
import { sniff } from "../../src/formats/sniff.ts"
import { writeStore } from "../../src/migrate/export/store.ts"
import { readNamedFiles } from "../../src/migrate/import/directory.ts"
import { openInputs } from "../../src/migrate/import/session.ts"
import { userFiles } from "../../src/platform/files/user-files.ts"
import { createGpg } from "../../src/platform/gpg.ts"
import { FAKE_KEY, OTHER_KEY, fakeGpg, fakeMessage, memoryStore } from "./fake-gpg.ts"
import { NOW_MS, background, seededRandom } from "./ports.ts"
import { readAll, textsOf } from "./reading.ts"
import { gpgHome, withoutPrograms } from "./real-gpg.ts"
import { SAMPLES, plain, samplesOf, whole } from "./samples.ts"
import { assertNoSecrets } from "./secrecy.ts"
import { VECTORS, madeUpSecret } from "./vectors.ts"

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text)
const SECRET = madeUpSecret("pass test")
const BASE32 = SECRET.toBase32()
const uri = (label = "GitHub:alice"): string => `otpauth://totp/${label}?secret=${BASE32}`
const entry = (within: string, text: string, key = "A") => ({ name: `/store/${within}`, within, bytes: fakeMessage(text, key) })
const context = (gpg: Gpg, more: object = {}) => ({ background, handlers: HANDLERS, nowMs: NOW_MS, gpg, ...more })
const labels = (drafts: readonly Draft[]): string[] =>
  drafts.map(({ issuer, name, groups }) => [issuer, name, ...groups.map((group) => `(${group})`)].join("|"))

function accountsOf(drafts: readonly Draft[]): Account[] {
  const random = seededRandom("pass")
  return drafts.map((draft, order) => toAccount(draft, { nowMs: NOW_MS, order, random, taken: () => false }))
}

describe("an entry of a password store", () => {
  const places: [name: string, path: string, within: string | undefined, want: string][] = [
    ["under the named directory", "/x/GitHub/alice.gpg", "GitHub/alice.gpg", "GitHub|alice|"],
    ["alone in the named directory", "/x/GitHub.gpg", "GitHub.gpg", "GitHub||"],
    ["deep in it", "/x/a", "Work/team/GitHub/alice.gpg", "GitHub|alice|Work/team"],
    ["named by itself", "/home/user/GitHub/alice.gpg", undefined, "alice||"],
    ["named by itself, in pass' own directory", "/home/user/.password-store/GitHub/alice.gpg", undefined, "GitHub|alice|"],
    ["in a part of pass' own directory", "/home/u/.password-store/Work/GitHub/alice.gpg", "GitHub/alice.gpg", "GitHub|alice|Work"],
    ["in gopass' own directory", "/home/u/.local/share/gopass/stores/root/GitHub/alice.gpg", "alice.gpg", "GitHub|alice|"],
    ["with a dot in its name", "/x/y", "example.com/alice@example.org.gpg", "example.com|alice@example.org|"],
  ]
  for (const [name, path, within, want] of places)
    it(`takes issuer and name from its path: ${name}`, () => {
      const { issuer, name: account, groups } = placeOfEntry(path, within)
      assert.equal([issuer, account, groups.join()].join("|"), want)
    })

  const readings: [name: string, text: string, want: string[]][] = [
    ["pass-otp's, behind a password", `hunter2\nuser: x\n${uri()}\n`, ["GitHub|alice"]],
    ["pass-otp's, alone", `${uri()}\n`, ["GitHub|alice"]],
    ["without a label", `hunter2\n${uri("")}\n`, ["Place|name"]],
    [
      "gopass' key with a secret, spaced and in lower case",
      `hunter2\ntotp: ${BASE32.toLowerCase().replace(/(.{4})/g, "$1 ")}\n`,
      ["Place|name"],
    ],
    ["gopass' key with a URI", `hunter2\ntotp: ${uri()}\n`, ["GitHub|alice"]],
    ["a URI that gopass has split as a key", `hunter2\notpauth: //totp/GitHub:alice?secret=${BASE32}\n`, ["GitHub|alice"]],
    ["YAML with quotes", `hunter2\n---\nuser: x\ntotp: "${BASE32}"\n`, ["Place|name"]],
    ["two codes", `hunter2\n${uri()}\n${uri("GitHub:backup")}\n`, ["GitHub|alice", "GitHub|backup"]],
    ["Windows line ends", `hunter2\r\n${uri()}\r\n`, ["GitHub|alice"]],
    ["a URI that pass-otp has incremented under bash 5.2", `otpauth://hotp/a:b?secret=${BASE32}&counter=7counter=8&issuer=a\n`, ["a|b"]],
    ["none", "hunter2\nuser: x\notp: see the phone\n", []],
    ["an empty file", "", []],
  ]
  for (const [name, text, want] of readings)
    it(`reads its codes: ${name}`, async () => {
      const outcome = await readAll([entry("Place/name.gpg", text), entry("z.gpg", uri("z:z"))], undefined, undefined, context(fakeGpg()))
      assert.ok(outcome.state === "read")
      assert.deepEqual(labels(outcome.read.drafts), [...want, "z|z"])
      assert.equal(outcome.read.withoutSecret, want.length === 0 ? 1 : 0)
    })

  it("is distinguished from a note that mentions codes", () => {
    for (const no of [
      "totp: on the phone",
      "otp: hello world this is it",
      "2fa: yes",
      "password: JBSWY3DPEHPK3PXP",
      "totp:",
      "key: abcdefgh",
    ])
      assert.equal(hasCodeLine(no), false, no)
    for (const yes of [`x\ntotp: ${BASE32}`, `x\nTOTP: "${uri()}"`, "x\notpauth: //hotp/a?secret=AA&counter=1"])
      assert.ok(hasCodeLine(yes), yes)
  })
  it("does not claim lists of URIs", () => {
    const pass = handlerById(HANDLERS, "pass")!
    for (const list of [
      `${uri()}\n`,
      `# mine\n${uri()}\n`,
      `${uri()}\nsome words\n`,
      `words\n${uri()}\n${uri("b")}\n`,
      `otpauth-migration://offline?data=AA\n`,
    ])
      assert.equal(pass.detect(sniff(utf8(list))), "no", list.slice(0, 10))
  })
})

describe("a password store", () => {
  const STORE = [
    entry("GitHub/alice.gpg", `hunter2\n${uri("")}\n`),
    entry("Email/web.gpg", "only a password\n"),
    entry("Work/AWS/root.gpg", `x\n${uri("AWS:root")}\n`),
  ]
  it("is opened without a passphrase where gpg needs none", async () => {
    const reading = await openInputs(STORE, context(fakeGpg()))
    const [file] = reading.files
    assert.ok(file?.outcome.state === "read" && reading.files.length === 1)
    assert.equal(file.format, "pass")
    assert.deepEqual(labels(file.outcome.records.map(({ draft }) => draft)), ["GitHub|alice", "AWS|root|(Work)"])
    assert.deepEqual([file.outcome.withoutSecret, file.outcome.issues.length], [1, 0])
    assert.deepEqual(
      reading.plan([]).rows.map(({ file: from }) => from),
      ["/store/GitHub/alice.gpg", "/store/Work/AWS/root.gpg"],
    )
  })
  it("asks for the key's passphrase once, and reports a wrong one", async () => {
    const gpg = fakeGpg({ A: "open" })
    const reading = await openInputs(STORE, context(gpg))
    assert.ok(reading.files[0]?.outcome.state === "locked" && reading.files[0].outcome.ask.needs === "passphrase")
    // Opening stops at the first entry that needs a passphrase.
    assert.ok(gpg.load.all <= 2)
    await assert.rejects(reading.unlock({ password: "wrong" }), (e) => isAppError(e, "password-wrong"))
    const open = await reading.unlock({ password: "open" })
    assert.ok(open.files[0]?.outcome.state === "read" && open.files[0].outcome.records.length === 2)
    assert.ok(open.files[0].protected)
  })
  it("reads the rest where some entries are damaged, for other keys, or for a key with another passphrase", async () => {
    const mixed = [...STORE, entry("b.gpg", uri("B:b"), "B"), entry("c.gpg", uri("C:c"), "?"), entry("d.gpg", uri("D:d"), "!")]
    const reading = await (await openInputs(mixed, context(fakeGpg({ A: "open", B: "other" })))).unlock({ password: "open" })
    const [file] = reading.files
    assert.ok(file?.outcome.state === "read")
    assert.equal(file.outcome.records.length, 2)
    assert.deepEqual(
      file.outcome.issues.map(({ file: name, code }) => `${name} ${code}`),
      ["/store/b.gpg record-locked", "/store/c.gpg record-locked", "/store/d.gpg record-malformed"],
    )
  })
  it("fails with a sentence where none can be opened, or there is no gpg", async () => {
    const foreign = await openInputs([entry("a.gpg", uri(), "?")], context(fakeGpg()))
    assert.ok(
      foreign.files[0]?.outcome.state === "failed" &&
        foreign.files[0].outcome.error.message.includes("secret part is not on this computer"),
    )
    const damaged = await openInputs([entry("a.gpg", uri(), "!")], context(fakeGpg()))
    assert.ok(damaged.files[0]?.outcome.state === "failed" && damaged.files[0].outcome.error.code === "format-damaged")
    const without = await openInputs(STORE, { background, handlers: HANDLERS, nowMs: NOW_MS })
    assert.ok(without.files[0]?.outcome.state === "failed" && without.files[0].outcome.error.message.includes("gpg is not available"))
  })
  it("never runs more than two gpg processes at once, and reports progress", async () => {
    const gpg = fakeGpg()
    const progressReports: number[] = []
    const many = Array.from({ length: 500 }, (_, n) => entry(`site${n}/user.gpg`, `pw\n${uri("")}\n`))
    const progress = (done: number, total: number): void => {
      if (total === 500) progressReports.push(done)
    }
    const reading = await openInputs(many, context(gpg, { progress }))
    assert.ok(reading.files[0]?.outcome.state === "read" && reading.files[0].outcome.records.length === 500)
    assert.equal(gpg.load.most, 2)
    assert.ok(progressReports.length >= 500 && progressReports.includes(250))
  })
  it("stops between two entries when it is cancelled", async () => {
    const gpg = fakeGpg()
    const stop = new AbortController()
    const many = Array.from({ length: 500 }, (_, n) => entry(`${n}.gpg`, "x"))
    const progress = (done: number): void => {
      if (done === 20) stop.abort()
    }
    await assert.rejects(openInputs(many, context(gpg, { progress, signal: stop.signal })), (e) => isAppError(e, "interrupted"))
    assert.ok(gpg.load.all < 30)
    assert.equal(gpg.load.now, 0)
  })
  it("is not assumed for a single encrypted file: an export inside is read", async () => {
    const sample = samplesOf("aegis").find(({ files }) => files.includes("plain.json"))
    assert.ok(sample !== undefined)
    const bytes = fakeMessage(sample.inputs[0]!.bytes)
    const outcome = await readAll([{ name: "aegis.json.gpg", bytes }], undefined, undefined, context(fakeGpg()))
    assert.ok(outcome.state === "read")
    assert.equal(outcome.files[0]?.format, "aegis")
    assert.ok(outcome.read.drafts.length > 0)
    const list = await readAll(
      [{ name: "list.gpg", bytes: fakeMessage(`${uri()}\n${uri("b")}\n`) }],
      undefined,
      undefined,
      context(fakeGpg()),
    )
    assert.ok(list.state === "read" && list.read.drafts.length === 2)
  })
})

describe("the paths of a written store", () => {
  const draft = (issuer: string, name: string): Draft => ({ ...VECTORS[0]!, issuer, name })
  const paths = (...pairs: [issuer: string, name: string][]): string[] =>
    writeEntries(pairs.map(([issuer, name]) => draft(issuer, name))).map(({ path }) => path)

  it("follow the convention of pass-otp", () => {
    assert.deepEqual(paths(["GitHub", "alice"], ["GitHub", ""], ["", "bob"], ["さくら銀行", "山田 太郎"]), [
      "GitHub/alice.gpg",
      "GitHub.gpg",
      "bob.gpg",
      "さくら銀行/山田 太郎.gpg",
    ])
  })
  it("begin with the first group, which survives", () => {
    const grouped = (issuer: string, name: string, ...groups: string[]) => ({ ...draft(issuer, name), groups })
    const drafts = [
      grouped("GitHub", "alice", "Work", "Play"),
      grouped("GitHub", "", "Work/team"),
      grouped("", "bob", "Work"),
      grouped("", "", ".."),
    ]
    const written = writeEntries(drafts).map(({ path }) => path)
    assert.deepEqual(written, ["Work/GitHub/alice.gpg", "Work/team/GitHub/account.gpg", "Work/bob/account.gpg", "account.gpg"])
    assert.deepEqual(
      written.map((path) => placeOfEntry("", path).groups.join()),
      ["Work", "Work/team", "Work", ""],
    )
  })
  it("stay in the directory and are never hidden files", () => {
    const nasty: [string, string][] = [
      ["..", "../../etc/passwd"],
      ["/", "//"],
      [".git", "config"],
      ["-rf", "--force"],
      ["a\0b\x1b[31m", "\u202egpj.exe"],
      ["con:", 'x"y|z'],
      ["x".repeat(3000), "名".repeat(3000)],
      [".", " . "],
    ]
    for (const path of paths(...nasty)) {
      assert.doesNotMatch(path, /(?:^|\/)\.|\/\/|^\/|[\p{Cc}\p{Cf}\\:*?"<>|]|(?:^|\/)-/u)
      assert.ok(path.split("/").every((part) => part !== "" && Buffer.byteLength(part) <= 255))
    }
  })
  it("are unique even where the file system ignores case", () => {
    assert.deepEqual(paths(["A", "b"], ["a", "B"], ["A", "b"], ["A/b", ""]), ["A/b.gpg", "a/B 2.gpg", "A/b 3.gpg", "A_b.gpg"])
  })
})

describe("writing a store", () => {
  const handler = handlerById(HANDLERS, "pass")!
  const accounts = accountsOf(VECTORS.slice(0, 4))
  const request = { handler, accounts, directory: "/store", keys: [] as string[], overwrite: false }

  it("encrypts to the keys of the directory, and in a subdirectory to those named there", async () => {
    const files = new Map<string, Uint8Array>([
      ["/store/.gpg-id", utf8(`# mine\n${FAKE_KEY.fingerprint}\n\n`)],
      ["/store/Contoso/.gpg-id", utf8("bob@example.org\n")],
    ])
    const { written, keys } = await writeStore(request, { gpg: fakeGpg(), files: memoryStore(files) })
    assert.equal(written, 4)
    const keyOf = (path: string): string => String.fromCharCode(files.get(`/store/${path}`)?.[12] ?? 0)
    assert.deepEqual([keyOf("Northwind/alice@example.com.gpg"), keyOf("Contoso/bob.gpg")], ["A", "B"])
    assert.deepEqual(keys, [FAKE_KEY, OTHER_KEY])
  })
  it("writes nothing where no key is named, a key is unknown or a file exists, and says which", async () => {
    const files = new Map<string, Uint8Array>([["/store/Contoso/bob.gpg", utf8("old")]])
    const machine = { gpg: fakeGpg(), files: memoryStore(files) }
    const key = { keys: [FAKE_KEY.fingerprint] }
    await assert.rejects(
      writeStore({ ...request, ...key }, machine),
      (e) => isAppError(e, "file-exists") && e.message.includes("Contoso/bob.gpg"),
    )
    await assert.rejects(writeStore({ ...request, overwrite: true }, machine), (e) => isAppError(e, "usage"))
    await assert.rejects(writeStore({ ...request, overwrite: true, keys: ["unknown"] }, machine), (e) => isAppError(e, "usage"))
    assert.equal(files.size, 1)
    await writeStore({ ...request, ...key, overwrite: true }, machine)
    assert.equal(files.size, 4)
  })
  it("writes nothing where gpg fails at the last file", async () => {
    const files = new Map<string, Uint8Array>()
    const gpg = fakeGpg()
    let left = 3
    const failing: Gpg = {
      ...gpg,
      encrypt: (...args) => (left-- > 0 ? gpg.encrypt(...args) : Promise.reject(new TypeError("gpg is gone"))),
    }
    await assert.rejects(writeStore({ ...request, keys: [FAKE_KEY.fingerprint] }, { gpg: failing, files: memoryStore(files) }), TypeError)
    assert.equal(files.size, 0)
  })
})

const missing = withoutPrograms("gpg", "gpgconf", "pass", "oathtool")

describe("compatibility with the real pass", { skip: missing }, () => {
  const home = missing === false ? gpgHome() : null
  const root = mkdtempSync(join(tmpdir(), "kfp-"))
  after(() => {
    rmSync(root, { recursive: true, force: true })
  })
  const store = join(root, "store")
  const passphrase = "correct horse 7"
  const key = home?.makeKey("Alice <alice@example.org>") ?? ""
  const locked = home?.makeKey("Locked <locked@example.org>", passphrase) ?? ""
  const pass = (args: readonly string[], input = "", directory = store): string => {
    const env = { ...process.env, PASSWORD_STORE_DIR: directory, PASSWORD_STORE_ENABLE_EXTENSIONS: "true" }
    const { status, stdout, stderr } = spawnSync("pass", args, { env, input, encoding: "utf8" })
    assert.equal(status, 0, stderr)
    return stdout
  }
  const read = async (directory: string, password?: string) => {
    const { inputs, leftOut } = await readNamedFiles(directory, userFiles, { handlers: HANDLERS })
    assert.equal(leftOut, 0)
    return await readAll(inputs, { password: password ?? "" }, undefined, context(createGpg()))
  }
  const handler = handlerById(HANDLERS, "pass")!
  const writable = VECTORS.filter(
    (d) =>
      (d.kind === "totp" || (d.kind === "hotp" && d.algorithm === "SHA1")) &&
      ["SHA1", "SHA256", "SHA512"].includes(d.algorithm) &&
      [6, 7, 8].includes(d.digits),
  )

  it("opens what we write and makes its codes", async () => {
    const accounts = accountsOf(writable)
    const request = { handler, accounts, directory: store, keys: ["alice@example.org"], overwrite: false }
    const { written } = await writeStore(request, { gpg: createGpg(), files: userFiles })
    assert.equal(written, writable.length)
    assert.equal(readFileSync(join(store, ".gpg-id"), "utf8"), `${key}\n`)
    assert.equal(statSync(store).mode & 0o777, 0o700)
    const names = (readdirSync(store, { recursive: true }) as string[])
      .filter((name) => name.endsWith(".gpg"))
      .map((name) => name.slice(0, -4))
    assert.equal(names.length, writable.length)
    for (const file of names) assert.equal(statSync(join(store, `${file}.gpg`)).mode & 0o777, 0o600)
    assert.match(pass(["show", "Northwind/alice@example.com"]), /^otpauth:\/\/totp\/Northwind:alice%40example\.com\?secret=/)
    const time = writable.find(({ issuer, kind }) => issuer === "Litware" && kind === "totp")!
    for (const draft of [writable[0]!, writable[3]!, time]) {
      const name = names.find((one) => one === `${draft.issuer}/${draft.name}`)
      assert.ok(name !== undefined)
      const before = codeAt(draft, Date.now()).code
      const shown = pass(["otp", "code", name]).trim()
      assert.ok([before, codeAt(draft, Date.now()).code].includes(shown), name)
    }
    // pass increments the counter before it makes a code, which the pre-flight shows.
    const counted = writable.find(({ kind, counter }) => kind === "hotp" && counter === 5_000_000_000)!
    assert.equal(pass(["otp", "code", `${counted.issuer}/${counted.name}`]).trim(), codeAt({ ...counted, counter: 5_000_000_001 }, 0).code)
  })
  it("is read back, with what pass itself has added", async () => {
    pass(["insert", "--multiline", "Email/someone"], "a password\nuser: someone\n")
    pass(["insert", "--multiline", "Team/Tailspin/rupert"], `hunter2\notpauth://totp/?secret=${BASE32}\n`)
    const outcome = await read(store)
    assert.ok(outcome.state === "read")
    assert.equal(outcome.read.drafts.length, writable.length + 1)
    assert.deepEqual([outcome.read.withoutSecret, outcome.read.issues], [1, []])
    assert.ok(labels(outcome.read.drafts).includes("Tailspin|rupert|(Team)"))
    assert.ok(outcome.read.drafts.some(({ secret }) => secret.equals(SECRET)))
    assert.equal(outcome.read.drafts.find(({ name }) => name === "walter")?.counter, 5_000_000_001)
  })
  it("is added to, for the store's own key, and nothing of it is replaced", async () => {
    const more = accountsOf([{ ...VECTORS[0]!, issuer: "Later", name: "added" }])
    const machine = { gpg: createGpg(), files: userFiles }
    const request = { handler, accounts: more, directory: store, keys: [], overwrite: false }
    const { keys } = await writeStore(request, machine)
    assert.deepEqual(keys, [{ fingerprint: key, user: "Alice <alice@example.org>" }])
    assert.match(pass(["show", "Later/added"]), /^otpauth:/)
    await assert.rejects(writeStore(request, machine), (e) => isAppError(e, "file-exists"))
    assert.match(pass(["show", "Email/someone"]), /^a password/)
  })
  it("opens a store of a key with a passphrase, and one of its entries alone", async () => {
    const other = join(root, "locked")
    pass(["init", locked], "", other)
    pass(["otp", "insert", "GitHub/alice"], `${uri()}\n`, other)
    pass(["insert", "--multiline", "plain"], "nothing\n", other)
    home?.forget()
    const wrong = await read(other, "wrong")
    assert.ok(wrong.state === "failed" && wrong.error.code === "password-wrong")
    assertNoSecrets(textsOf(wrong), [BASE32, passphrase])
    const right = await read(other, passphrase)
    assert.ok(right.state === "read")
    assert.deepEqual(labels(right.read.drafts), ["GitHub|alice"])
    home?.forget()
    const one = await read(join(other, "GitHub", "alice.gpg"), passphrase)
    assert.ok(one.state === "read" && one.read.drafts[0]?.secret.equals(SECRET) === true)
  })
  it("opens the samples with the key that lies beside them", async () => {
    home?.gpg(["--pinentry-mode", "loopback", "--passphrase", "sample passphrase", "--import", join(SAMPLES, "pass", "throw-away-key.asc")])
    const want = samplesOf("pass")
      .find(({ files }) => files.includes("entry.txt"))
      ?.accounts?.map(whole)
    for (const file of ["entry.gpg", "entry.asc"]) {
      home?.forget()
      const outcome = await read(join(SAMPLES, "pass", file), "sample passphrase")
      assert.ok(outcome.state === "read")
      assert.deepEqual(outcome.read.drafts.map(plain), want)
    }
  })
})
