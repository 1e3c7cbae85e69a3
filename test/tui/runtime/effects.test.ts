import assert from "node:assert/strict"
import { readFileSync } from "node:fs"
import { describe, it } from "node:test"
import { setImmediate, setTimeout } from "node:timers/promises"
import { NO_AGENT } from "../../../src/agent/port.ts"
import { makeDraft } from "../../../src/accounts/account.ts"
import type { Draft } from "../../../src/accounts/account.ts"
import { codeAt } from "../../../src/accounts/codes.ts"
import { Secret } from "../../../src/accounts/secret.ts"
import { formatOtpUri } from "../../../src/accounts/uri.ts"
import { AppError } from "../../../src/base/errors.ts"
import { format } from "../../../src/base/language.ts"
import { Passphrase } from "../../../src/base/passphrase.ts"
import { HANDLERS } from "../../../src/formats/registry.ts"
import { DEFAULT_SETTINGS } from "../../../src/settings/settings.ts"
import type { Answer } from "../../../src/tui/core/messages.ts"
import { EffectRunner } from "../../../src/tui/runtime/effects.ts"
import type { RunnerEffect } from "../../../src/tui/runtime/effects.ts"
import type { TuiPorts } from "../../../src/tui/runtime/ports.ts"
import { openBackup } from "../../../src/vault/backup.ts"
import { openVault } from "../../../src/vault/vault.ts"
import { filesUnder } from "../../cli/machine.ts"
import { FAKE_KEY, fakeGpg, fakeMessage } from "../../formats/fake-gpg.ts"
import { background, estimator } from "../../formats/ports.ts"
import { FakeReceiver } from "../../receive/fake-receiver.ts"
import { MemoryCopies } from "../../vault/copies/memory-copies.ts"
import { MemoryFiles } from "../../vault/memory-files.ts"
import { DAY, testPorts } from "../../vault/support.ts"

const MISSING = { en: "there is no such file", ja: "ファイルがありません" }
const draft = (issuer: string, more: Partial<Draft> = {}): Draft =>
  makeDraft({ kind: "totp", secret: new Secret(Buffer.from(`secret of ${issuer}!`)), issuer, name: "mason", ...more })

/** An effect runner whose ports are in memory. */
function machine(given: Partial<TuiPorts> = {}) {
  const disk = new MemoryFiles()
  const vault = testPorts(disk)
  const files = new Map<string, Uint8Array>()
  const modes = { written: [] as string[], removed: [] as string[] }
  const copied: string[] = []
  const copies = new MemoryCopies()
  const settings = { now: DEFAULT_SETTINGS }
  const read = (path: string): Uint8Array => {
    const bytes = files.get(path)
    if (bytes === undefined) throw new AppError("io", MISSING)
    return bytes
  }
  const ports: TuiPorts = {
    clock: vault.clock,
    random: vault.random,
    background: {
      argon2: () => Promise.reject(new AppError("interrupted", MISSING)),
      readImage: () => Promise.resolve({ codes: [], disagreements: 0 }),
    },
    estimator,
    gpg: fakeGpg(),
    formats: HANDLERS,
    notices: [],
    files: {
      list: (path) =>
        Promise.resolve({
          path,
          entries: [...files.keys()].map((name) => ({ name, kind: "file" as const, size: 1, modifiedMs: 0, readable: true })),
        }),
      read: async (path) => Promise.resolve().then(() => read(path)),
      readHead: async (path, bytes) => Promise.resolve().then(() => read(path).slice(0, bytes)),
      write: async (path, bytes, { overwrite }) => {
        await Promise.resolve()
        if (files.has(path) && !overwrite) throw new AppError("file-exists", MISSING)
        modes.written.push(path)
        files.set(path, bytes)
      },
      absolute: (path) => path,
      exists: (path) => Promise.resolve(files.has(path)),
      walk: (path) => Promise.resolve(filesUnder(files, path)),
      writeTree: (directory, tree) => {
        for (const { path, bytes } of tree) files.set(`${directory}/${path}`, bytes)
        return Promise.resolve()
      },
      makeDirectory: () => Promise.resolve(),
      remove: async (path) => {
        await Promise.resolve()
        read(path)
        modes.removed.push(path)
        files.delete(path)
      },
    },
    receiver: new FakeReceiver(),
    agent: NO_AGENT,
    sshHost: { user: "alice", name: "server", connection: undefined },
    clipboard: {
      copy: (text) => {
        copied.push(text)
        return Promise.resolve("osc52")
      },
    },
    vault,
    vaultDirectory: "/vault",
    demo: false,
    surroundings: () => Promise.resolve({ programs: { node: "20.19.0", program: "1.0.0" }, terminal: null }),
    eraseFreedMemory: () => undefined,
    settings: {
      read: () => settings.now,
      save: (patch) => (settings.now = { ...settings.now, ...patch }),
    },
    backups: copies.ports(vault.clock),
    halfBlockColumns: () => 1,
    pictureCell: () => null,
    ...given,
  }
  const answers: Answer[] = []
  const runner = new EffectRunner(ports, (answer) => answers.push(answer))
  /** Run one effect. @returns Its last answer other than progress. */
  async function ask<T extends Answer["type"]>(effect: RunnerEffect, type: T): Promise<Extract<Answer, { readonly type: T }>> {
    const before = answers.length
    await runner.run(effect)
    const answer = answers
      .slice(before)
      .filter((one) => one.type !== "progressed")
      .at(-1)
    assert.equal(answer?.type, type, answer?.type === "failed" ? `${answer.code}: ${answer.message.sentence.en}` : undefined)
    return answer as Extract<Answer, { readonly type: T }>
  }
  return { ask, copies, runner, answers, files, modes, copied, disk, vault, ports }
}

const PASSPHRASE = "seven violet lanterns drift north"

async function waitUntil(holds: () => boolean): Promise<void> {
  while (!holds()) await setTimeout(10)
}

async function withVault(given: Partial<TuiPorts> = {}) {
  const all = machine(given)
  await all.ask({ type: "create-vault", passphrase: Passphrase.of(PASSPHRASE) }, "vault-opened")
  return all
}

const uris = (...drafts: Draft[]): Uint8Array => Buffer.from(drafts.map((one) => formatOtpUri(one)).join("\n") + "\n")

describe("effects on the vault", () => {
  it("make a vault, lock it, refuse a wrong passphrase and open it again", async () => {
    const { ask } = await withVault()
    await ask({ type: "add-drafts", drafts: [draft("A"), draft("B")] }, "vault-saved")
    await ask({ type: "lock-vault" }, "vault-locked")
    const wrong = await ask({ type: "open-vault", passphrase: Passphrase.of("x"), accept: [] }, "failed")
    assert.deepEqual([wrong.effect, wrong.code], ["open-vault", "password-wrong"])
    const { vault, notices } = await ask({ type: "open-vault", passphrase: Passphrase.of(PASSPHRASE), accept: [] }, "vault-opened")
    assert.deepEqual(
      [vault.accounts.map(({ issuer }) => issuer), vault.directory, vault.readOnly, notices.map(({ sentence }) => sentence.en)],
      [["A", "B"], "/vault", null, ["There is no recovery key yet; the settings can make one."]],
    )
  })

  it("estimate the newest passphrase that is typed, wipe each, and answer nothing once locked", async () => {
    let ended = 0
    const asked: string[] = []
    const { runner, answers } = await withVault({
      estimator: {
        estimate: (passphrase) => {
          asked.push(passphrase.reveal())
          return estimator.estimate(passphrase)
        },
        end: () => {
          ended++
          return Promise.resolve()
        },
      },
    })
    const typed = ["violet tern", "password tern", "password ter"].map((text) => Passphrase.of(text))
    for (const [revision, passphrase] of typed.entries()) await runner.run({ type: "estimate-passphrase", passphrase, revision })
    await waitUntil(() => answers.some(({ type }) => type === "passphrase-estimated"))
    assert.deepEqual(asked, ["password ter"])
    const estimate = { score: 1, warning: "similarToCommon", suggestions: ["anotherWord"] }
    assert.deepEqual(answers.at(-1), { type: "passphrase-estimated", revision: 2, estimate })
    await runner.run({ type: "estimate-passphrase", passphrase: typed[0] ?? Passphrase.of(""), revision: 3 })
    await runner.wipe()
    await setTimeout(200)
    assert.equal(ended, 1)
    assert.equal(answers.filter(({ type }) => type === "passphrase-estimated").length, 1)
    for (const { bytes } of typed) assert.ok(bytes.every((byte) => byte === 0))
  })

  it("answer that the strength is unknown where the estimate fails", async () => {
    const failing = { estimate: () => Promise.reject(new Error("no thread")), end: () => Promise.resolve() }
    const { runner, answers } = await withVault({ estimator: failing })
    await runner.run({ type: "estimate-passphrase", passphrase: Passphrase.of("violet tern"), revision: 1 })
    await waitUntil(() => answers.at(-1)?.type === "passphrase-estimated")
    assert.deepEqual(answers.at(-1), { type: "passphrase-estimated", revision: 1, estimate: null })
  })

  it("warn when a vault opens with a passphrase that is easy to guess", async () => {
    const { ask } = machine()
    await ask({ type: "create-vault", passphrase: Passphrase.of("pw") }, "vault-opened")
    await ask({ type: "lock-vault" }, "vault-locked")
    const { notices } = await ask({ type: "open-vault", passphrase: Passphrase.of("pw"), accept: [] }, "vault-opened")
    assert.deepEqual(
      notices.map(({ sentence }) => sentence.en),
      ["The vault's passphrase is easy to guess; the settings can change it."],
    )
  })

  it("open a vault that others can reach, with a notice of that", async () => {
    const { ask, disk } = await withVault()
    await ask({ type: "lock-vault" }, "vault-locked")
    disk.problems = [{ kind: "others-read", name: "", isDirectory: true, mode: 0o755, owner: 0 }]
    const { notices } = await ask({ type: "open-vault", passphrase: Passphrase.of(PASSPHRASE), accept: [] }, "vault-opened")
    const texts = notices.map((message) => format(message, "en"))
    assert.ok(texts.includes("other users can read /vault (mode 0755); chmod 700 prevents that"), texts.join("; "))
  })

  it("add drafts at the end with new ids, and report these", async () => {
    const { ask } = await withVault()
    const same = "7b2c9f7e-3c64-4e0b-9c4e-1d5a6b7c8d9e"
    const { vault, added } = await ask({ type: "add-drafts", drafts: [draft("A", { id: same }), draft("B", { id: same })] }, "vault-saved")
    assert.equal(new Set(added).size, 2)
    assert.deepEqual(
      vault.accounts.map(({ id }) => id),
      added,
    )
    assert.ok((vault.accounts[0]?.order ?? 0) < (vault.accounts[1]?.order ?? 0))
    await ask({ type: "remove-accounts", ids: added }, "vault-saved")
    const again = await ask({ type: "add-drafts", drafts: [draft("A", { id: same })] }, "vault-saved")
    assert.ok(!added.includes(again.added[0] ?? ""), "the id of a removed account is not reused")
  })

  it("replace accounts by id", async () => {
    const { ask } = await withVault()
    const { vault } = await ask({ type: "add-drafts", drafts: [draft("A"), draft("B")] }, "vault-saved")
    const changed = { ...vault.accounts[0]!, issuer: "Z" }
    const saved = await ask({ type: "put-accounts", accounts: [changed] }, "vault-saved")
    assert.deepEqual([saved.vault.accounts.map(({ issuer }) => issuer), saved.added], [["Z", "B"], []])
  })

  it("answer with a HOTP code only after the next counter is saved, and never with one that another program has used", async () => {
    const { ask, vault: ports, ports: all } = await withVault()
    const { vault } = await ask({ type: "add-drafts", drafts: [draft("H", { kind: "hotp", period: null, counter: 5 })] }, "vault-saved")
    const account = vault.accounts[0]!
    const first = await ask({ type: "next-hotp", id: account.id }, "hotp-ready")
    assert.equal(first.code, codeAt(account, 0).code)
    assert.equal(first.vault.accounts[0]?.counter, 6)
    // Another copy of the program uses the next one.
    const answers: Answer[] = []
    const other = new EffectRunner({ ...all, vault: ports }, (answer) => answers.push(answer))
    await other.run({ type: "open-vault", passphrase: Passphrase.of(PASSPHRASE), accept: [] })
    await other.run({ type: "next-hotp", id: account.id })
    const third = await ask({ type: "next-hotp", id: account.id }, "hotp-ready")
    assert.equal(third.code, codeAt({ ...account, counter: 7 }, 0).code)
    await ask({ type: "next-hotp", id: "gone" }, "failed")
  })

  it("never move a counter back, unless the user has typed it", async () => {
    const { ask } = await withVault()
    const { vault } = await ask({ type: "add-drafts", drafts: [draft("H", { kind: "hotp", period: null, counter: 5 })] }, "vault-saved")
    const seen = vault.accounts[0]!
    await ask({ type: "next-hotp", id: seen.id }, "hotp-ready")
    // The screen still shows the account as it was before the code was taken.
    const marked = await ask({ type: "put-accounts", accounts: [{ ...seen, favorite: true }] }, "vault-saved")
    assert.deepEqual([marked.vault.accounts[0]?.counter, marked.vault.accounts[0]?.favorite], [6, true])
    const typed = await ask({ type: "put-accounts", accounts: [{ ...seen, counter: 2 }], setsCounter: true }, "vault-saved")
    assert.equal(typed.vault.accounts[0]?.counter, 2)
    const other = { ...seen, secret: Secret.fromBase32("MZXW6YTBOI"), counter: 0 }
    const replaced = await ask({ type: "put-accounts", accounts: [other] }, "vault-saved")
    assert.equal(replaced.vault.accounts[0]?.counter, 0, "a counter belongs to its secret")
  })

  it("change and check the passphrase", async () => {
    const { ask, vault } = await withVault()
    assert.equal(
      (await ask({ type: "change-passphrase", current: Passphrase.of("x"), next: Passphrase.of("new") }, "failed")).code,
      "password-wrong",
    )
    await ask({ type: "change-passphrase", current: Passphrase.of(PASSPHRASE), next: Passphrase.of("new one") }, "passphrase-changed")
    assert.deepEqual(await ask({ type: "check-passphrase", passphrase: Passphrase.of("new one") }, "passphrase-checked"), {
      type: "passphrase-checked",
      right: true,
      atMs: vault.time,
    })
    assert.equal((await ask({ type: "check-passphrase", passphrase: Passphrase.of(PASSPHRASE) }, "passphrase-checked")).right, false)
  })

  it("warn of a vault that is older than one seen before, and open it after consent", async () => {
    const { ask, disk } = await withVault()
    await ask({ type: "add-drafts", drafts: [draft("A")] }, "vault-saved")
    const old = disk.files.get("/vault/vault.age")!
    await ask({ type: "add-drafts", drafts: [draft("B")] }, "vault-saved")
    disk.files.set("/vault/vault.age", old)
    await ask({ type: "lock-vault" }, "vault-locked")
    assert.deepEqual((await ask({ type: "open-vault", passphrase: Passphrase.of(PASSPHRASE), accept: [] }, "vault-suspect")).warnings, [
      "older",
    ])
    const { vault } = await ask({ type: "open-vault", passphrase: Passphrase.of(PASSPHRASE), accept: ["older"] }, "vault-opened")
    assert.deepEqual(
      vault.accounts.map(({ issuer }) => issuer),
      ["A"],
    )
  })

  it("fail while no vault is open", async () => {
    const { ask } = machine()
    for (const effect of [
      { type: "add-drafts", drafts: [] },
      { type: "next-hotp", id: "x" },
      { type: "check-passphrase", passphrase: Passphrase.of("x") },
    ] as const) {
      assert.equal((await ask(effect, "failed")).code, "vault-refused")
    }
  })

  it("wipe their passphrases when they are done, or dropped by a lock", async () => {
    const { runner } = await withVault()
    const [done, dropped] = [Passphrase.of(PASSPHRASE), Passphrase.of(PASSPHRASE)]
    await runner.run({ type: "check-passphrase", passphrase: done })
    const waiting = runner.run({ type: "check-passphrase", passphrase: dropped })
    await runner.run({ type: "lock-vault" })
    await waiting
    for (const { bytes } of [done, dropped]) assert.ok(bytes.every((byte) => byte === 0))
  })

  it("have freed memory erased after those with a passphrase, and after a lock", async () => {
    let erased = 0
    const { runner } = await withVault({ eraseFreedMemory: () => erased++ })
    await waitUntil(() => erased === 1)
    await runner.run({ type: "check-passphrase", passphrase: Passphrase.of("x") })
    await waitUntil(() => erased === 2)
    await runner.run({ type: "lock-vault" })
    await waitUntil(() => erased === 3)
  })

  it("run one after the other", async () => {
    const { runner, answers } = await withVault()
    await Promise.all([1, 2, 3, 4].map((n) => runner.run({ type: "add-drafts", drafts: [draft(`N${n}`)] })))
    const last = answers.at(-1)
    assert.ok(last?.type === "vault-saved")
    assert.deepEqual(
      last.vault.accounts.map(({ issuer }) => issuer),
      ["N1", "N2", "N3", "N4"],
    )
  })

  it("send no answer after a lock, but a running save completes", async () => {
    const { runner, answers, ask } = await withVault()
    const before = answers.length
    const saving = runner.run({ type: "add-drafts", drafts: [draft("A")] })
    const queued = runner.run({ type: "add-drafts", drafts: [draft("B")] })
    await Promise.resolve()
    await Promise.resolve()
    await runner.run({ type: "lock-vault" })
    await Promise.all([saving, queued])
    assert.deepEqual(
      answers.slice(before).map(({ type }) => type),
      ["vault-locked"],
    )
    const { vault } = await ask({ type: "open-vault", passphrase: Passphrase.of(PASSPHRASE), accept: [] }, "vault-opened")
    assert.ok(
      vault.accounts.every(({ issuer }) => issuer === "A"),
      "the queued save is dropped",
    )
  })

  it("close a vault that was locked while it was being opened", async () => {
    const { runner, ask } = await withVault()
    await ask({ type: "lock-vault" }, "vault-locked")
    const opening = runner.run({ type: "open-vault", passphrase: Passphrase.of(PASSPHRASE), accept: [] })
    await Promise.resolve()
    await runner.wipe()
    await opening
    assert.equal((await ask({ type: "add-drafts", drafts: [draft("A")] }, "failed")).code, "vault-refused")
  })

  it("end scrypt when the user cancels", async () => {
    const { runner, answers, vault } = machine()
    // The cost of a real vault.
    Object.assign(vault, { scrypt: { logN: 17 } })
    await runner.run({ type: "create-vault", passphrase: Passphrase.of(PASSPHRASE) })
    await runner.run({ type: "lock-vault" })
    const opening = runner.run({ type: "open-vault", passphrase: Passphrase.of(PASSPHRASE), accept: [] })
    await setImmediate()
    await runner.run({ type: "cancel-work" })
    await opening
    const last = answers.at(-1)
    assert.ok(last?.type === "failed")
    assert.equal(last.code, "interrupted")
  })
})

describe("effects on clipboard, settings and files", () => {
  it("copy a text, and answer with the way it was copied but without the text", async () => {
    const { ask, copied } = machine()
    const answer = await ask({ type: "copy", text: "123456", what: "code", label: "A" }, "copied")
    assert.deepEqual([answer, copied], [{ type: "copied", what: "code", label: "A", way: "osc52" }, ["123456"]])
  })

  it("save settings, and answer with all of them", async () => {
    const { ask } = machine()
    const { settings } = await ask({ type: "save-settings", patch: { mouse: true } }, "settings-saved")
    assert.deepEqual(settings, { ...DEFAULT_SETTINGS, mouse: true })
  })

  it("list a directory, and detect the formats of files", async () => {
    const { ask, files } = machine()
    files.set("/a.txt", uris(draft("A")))
    files.set("/b.bin", Buffer.from([0, 1, 2, 3]))
    assert.deepEqual((await ask({ type: "list-directory", path: "/" }, "directory-listed")).entries.length, 2)
    const { files: probed } = await ask({ type: "probe-files", paths: ["/a.txt", "/b.bin", "/gone"] }, "files-probed")
    assert.deepEqual(probed[0], { path: "/a.txt", format: "otpauth-uri", sure: true, picture: false })
    assert.deepEqual([probed[1]?.format, probed[2]?.format], [null, null])
  })
})

describe("an import", () => {
  it("reads, plans, applies, and offers a file for deletion only when all its accounts are in the vault", async () => {
    const { ask, files, modes } = await withVault()
    files.set("/good.txt", uris(draft("A"), draft("B")))
    files.set("/part.txt", uris(draft("C"), draft("D")))
    const read = await ask(
      { type: "open-import", source: { from: "files", paths: ["/good.txt", "/part.txt"], keep: false } },
      "import-read",
    )
    assert.deepEqual(
      read.plan?.rows.map(({ status, ticked }) => [status, ticked]),
      Array(4).fill(["new", true]),
    )
    const rows = read.plan.rows.map((row) => (row.draft.issuer === "D" ? { ...row, ticked: false } : row))
    const { result, vault, deletable } = await ask({ type: "apply-import", rows }, "import-applied")
    assert.deepEqual(result, { new: 3, present: 0, renamed: 0, skipped: 1 })
    assert.deepEqual(
      vault.accounts.map(({ issuer }) => issuer),
      ["A", "B", "C"],
    )
    assert.deepEqual(deletable, ["/good.txt"])
    const deleted = await ask({ type: "delete-files", paths: ["/good.txt", "/part.txt"] }, "files-deleted")
    assert.deepEqual([deleted.deleted, deleted.kept, modes.removed], [["/good.txt"], ["/part.txt"], ["/good.txt"]])
  })

  it("finds every account present the second time", async () => {
    const { ask, files } = await withVault()
    files.set("/good.txt", uris(draft("A"), draft("B")))
    for (const expected of [
      { new: 2, present: 0 },
      { new: 0, present: 2 },
    ]) {
      const { plan } = await ask({ type: "open-import", source: { from: "files", paths: ["/good.txt"], keep: false } }, "import-read")
      const { result, deletable } = await ask({ type: "apply-import", rows: plan!.rows }, "import-applied")
      assert.deepEqual(result, { ...expected, renamed: 0, skipped: 0 })
      assert.deepEqual(deletable, ["/good.txt"])
    }
  })

  it("never offers to delete a backup that was restored", async () => {
    const { ask } = await withVault()
    await ask({ type: "add-drafts", drafts: [draft("A")] }, "vault-saved")
    await ask({ type: "write-backup", passphrase: Passphrase.of("paper"), path: "/b.age", overwrite: false }, "export-written")
    await ask({ type: "open-import", source: { from: "files", paths: ["/b.age"], keep: false } }, "import-read")
    const { plan } = await ask({ type: "unlock-import", password: "paper", keyFilePath: null }, "import-read")
    const { result, deletable } = await ask({ type: "apply-import", rows: plan!.rows }, "import-applied")
    assert.deepEqual([result.present, deletable], [1, []])
    assert.deepEqual((await ask({ type: "delete-files", paths: ["/b.age"] }, "files-deleted")).kept, ["/b.age"])
  })

  it("offers no file for deletion where they are to be kept", async () => {
    const { ask, files } = await withVault()
    files.set("/good.txt", uris(draft("A")))
    const { plan } = await ask({ type: "open-import", source: { from: "files", paths: ["/good.txt"], keep: true } }, "import-read")
    assert.deepEqual((await ask({ type: "apply-import", rows: plan!.rows }, "import-applied")).deletable, [])
  })

  it("reads a paste, which is never offered for deletion", async () => {
    const { ask } = await withVault()
    const text = Buffer.from(uris(draft("A"), draft("B"))).toString()
    const { plan } = await ask({ type: "open-import", source: { from: "text", text } }, "import-read")
    const { result, deletable } = await ask({ type: "apply-import", rows: plan!.rows }, "import-applied")
    assert.deepEqual([result.new, deletable], [2, []])
  })

  it("lists a file that cannot be read after the others", async () => {
    const { ask, files } = await withVault()
    files.set("/good.txt", uris(draft("A")))
    const { files: readFiles, plan } = await ask(
      { type: "open-import", source: { from: "files", paths: ["/gone", "/good.txt"], keep: false } },
      "import-read",
    )
    assert.deepEqual(
      readFiles.map(({ files: names, outcome }) => [names[0], outcome.state]),
      [
        ["/good.txt", "read"],
        ["/gone", "failed"],
      ],
    )
    assert.equal(plan?.rows.length, 1)
  })

  it("reads a password store as a whole, asks for its passphrase, and never offers to delete it", async () => {
    const { ask, files } = await withVault({ gpg: fakeGpg({ A: "open" }) })
    files.set("/store/GitHub/alice.gpg", fakeMessage(`pw\n${formatOtpUri(draft("GitHub"))}\n`))
    files.set("/store/notes.md", Buffer.from("# notes\n"))
    const read = await ask({ type: "open-import", source: { from: "files", paths: ["/store"], keep: false } }, "import-read")
    assert.deepEqual([read.plan, read.files.map(({ outcome }) => outcome.state)], [null, ["locked", "read"]])
    const notices = read.files.flatMap(({ outcome }) => (outcome.state === "read" ? outcome.notices : []))
    assert.deepEqual(
      notices.map(({ detail }) => detail),
      [{ count: 1 }],
    )
    const open = await ask({ type: "unlock-import", password: "open", keyFilePath: null }, "import-read")
    assert.equal(open.plan?.rows.length, 1)
    const { result, deletable } = await ask({ type: "apply-import", rows: open.plan.rows }, "import-applied")
    assert.deepEqual([result.new, deletable], [1, []])
  })

  it("opens a password store with the passphrase exactly as typed", async () => {
    const { ask, files } = await withVault({ gpg: fakeGpg({ A: "u\u0308" }) })
    files.set("/store/GitHub/alice.gpg", fakeMessage(`pw\n${formatOtpUri(draft("GitHub"))}\n`))
    await ask({ type: "open-import", source: { from: "files", paths: ["/store"], keep: false } }, "import-read")
    assert.equal((await ask({ type: "unlock-import", password: "\u00fc", keyFilePath: null }, "failed")).code, "password-wrong")
    assert.equal((await ask({ type: "unlock-import", password: "u\u0308", keyFilePath: null }, "import-read")).plan?.rows.length, 1)
  })

  it("waits for the user to accept a guessed format", async () => {
    const { ask, files } = await withVault()
    files.set("/x.csv", Buffer.from("service,secret\nGitHub,JBSWY3DPEHPK3PXP\n"))
    files.set("/y.csv", Buffer.from("service,secret\nAWS,JBSWY3DPEHPK3PXP\n"))
    const read = await ask({ type: "open-import", source: { from: "files", paths: ["/x.csv", "/y.csv"], keep: false } }, "import-read")
    assert.deepEqual([read.plan, read.files.map(({ outcome }) => outcome.state)], [null, ["guessed", "guessed"]])
    assert.equal((await ask({ type: "accept-import" }, "import-read")).plan, null)
    const { plan } = await ask({ type: "skip-import" }, "import-read")
    assert.deepEqual(
      plan?.rows.map(({ draft: { issuer } }) => issuer),
      ["GitHub"],
    )
  })

  it("asks for a password, reports a wrong one, and plans once every locked file is unlocked or skipped", async () => {
    const { ask, files } = await withVault()
    const { added } = await ask({ type: "add-drafts", drafts: [draft("A"), draft("B")] }, "vault-saved")
    const options = { type: "write-export", format: "keyferry-json", ids: added, password: "pw", overwrite: false } as const
    await ask({ ...options, path: "/one.json" }, "export-written")
    await ask({ ...options, path: "/two.json" }, "export-written")
    const read = await ask(
      { type: "open-import", source: { from: "files", paths: ["/one.json", "/two.json"], keep: false } },
      "import-read",
    )
    assert.deepEqual([read.plan, read.files.map(({ outcome }) => outcome.state)], [null, ["locked", "locked"]])
    assert.equal((await ask({ type: "unlock-import", password: "x", keyFilePath: null }, "failed")).code, "password-wrong")
    const one = await ask({ type: "unlock-import", password: "pw", keyFilePath: null }, "import-read")
    assert.equal(one.plan, null)
    const both = await ask({ type: "skip-import" }, "import-read")
    assert.deepEqual(
      both.plan?.rows.map(({ status }) => status),
      ["present", "present"],
    )
    assert.equal(both.files[1]?.outcome.state, "locked")
    const { deletable } = await ask({ type: "apply-import", rows: both.plan.rows }, "import-applied")
    assert.deepEqual(deletable, ["/one.json"])
    assert.ok(files.has("/two.json"))
  })

  it("opens a database with a key file, and can retry after a missing or wrong key file", async () => {
    const { ask, files } = await withVault({ background })
    const sample = (name: string): Uint8Array => readFileSync(new URL(`../../../samples/kdbx/${name}`, import.meta.url))
    files.set("/a.kdbx", sample("key-file-alone.kdbx"))
    const read = await ask({ type: "open-import", source: { from: "files", paths: ["/a.kdbx"], keep: false } }, "import-read")
    assert.equal(read.files[0]?.outcome.state === "locked" && read.files[0].outcome.ask.acceptsKeyFile, true)
    const opening = { type: "unlock-import", password: "", keyFilePath: "/any.key" } as const
    assert.equal((await ask(opening, "failed")).code, "io")
    files.set("/any.key", Buffer.from("not the one"))
    assert.equal((await ask(opening, "failed")).code, "password-wrong")
    files.set("/any.key", sample("any.key"))
    const { plan } = await ask(opening, "import-read")
    assert.ok((plan?.rows.length ?? 0) > 0)
  })

  it("is dropped when the vault is locked", async () => {
    const { ask, files } = await withVault()
    files.set("/good.txt", uris(draft("A")))
    const { plan } = await ask({ type: "open-import", source: { from: "files", paths: ["/good.txt"], keep: false } }, "import-read")
    await ask({ type: "lock-vault" }, "vault-locked")
    await ask({ type: "open-vault", passphrase: Passphrase.of(PASSPHRASE), accept: [] }, "vault-opened")
    assert.equal((await ask({ type: "apply-import", rows: plan!.rows }, "failed")).code, "usage")
  })
})

describe("an export", () => {
  it("writes the chosen accounts, and refuses to overwrite a file", async () => {
    const { ask, files } = await withVault()
    const { added } = await ask({ type: "add-drafts", drafts: [draft("A"), draft("B")] }, "vault-saved")
    const effect = {
      type: "write-export",
      format: "otpauth-uri",
      ids: [added[1]!],
      password: null,
      path: "/out.txt",
      overwrite: false,
    } as const
    assert.deepEqual(await ask(effect, "export-written"), { type: "export-written", path: "/out.txt", accounts: 1 })
    assert.match(Buffer.from(files.get("/out.txt")!).toString(), /^otpauth:\/\/totp\/B/)
    assert.equal((await ask(effect, "failed")).code, "file-exists")
    await ask({ ...effect, overwrite: true }, "export-written")
    assert.equal((await ask({ ...effect, format: "nonsense", path: "/x" }, "failed")).code, "usage")
  })

  it("writes a backup that its own passphrase opens", async () => {
    const { ask, files } = await withVault()
    await ask({ type: "add-drafts", drafts: [draft("A")] }, "vault-saved")
    await ask({ type: "write-backup", passphrase: Passphrase.of("paper"), path: "/b.age", overwrite: false }, "export-written")
    const content = await openBackup(files.get("/b.age")!, Passphrase.of("paper"))
    assert.deepEqual(
      content.accounts.map(({ issuer }) => issuer),
      ["A"],
    )
  })

  it("plans QR pages, with the same verification code for another window", async () => {
    const { ask } = await withVault()
    const { added } = await ask({ type: "add-drafts", drafts: [draft("A"), draft("B"), draft("C")] }, "vault-saved")
    const effect = {
      type: "plan-qr",
      target: "keyferry",
      ids: added,
      size: { columns: 80, rows: 24 },
      choice: { style: null, accountsPerPage: null },
      page: 0,
    } as const
    const small = (await ask(effect, "qr-planned")).plan
    const large = (await ask({ ...effect, size: { columns: 120, rows: 60 } }, "qr-planned")).plan
    assert.ok(small.verificationCode !== null && small.verificationCode === large.verificationCode)
    assert.ok(large.pages.length < small.pages.length)
    const other = (await ask({ ...effect, ids: added.slice(1) }, "qr-planned")).plan
    assert.notEqual(other.verificationCode, small.verificationCode)
  })

  it("draws the first page with the plan, and each other page when it is asked for", async () => {
    const { ask } = await withVault()
    const { added } = await ask({ type: "add-drafts", drafts: [draft("A"), draft("B"), draft("C")] }, "vault-saved")
    const choice = { style: null, accountsPerPage: null }
    const effect = { type: "plan-qr", target: "phone", ids: added, size: { columns: 80, rows: 24 }, choice, page: 0 } as const
    const { plan, page } = await ask(effect, "qr-planned")
    assert.deepEqual([page, plan.pages.map(({ drawn }) => drawn)], [0, [true, false, false]])
    const { drawn } = await ask({ type: "draw-qr-page", page: 2 }, "qr-page-drawn")
    assert.deepEqual([drawn.ids, drawn.drawing?.columns], [[added[2]], plan.pages[0]?.drawing?.columns])
    const replanned = await ask({ ...effect, size: { columns: 120, rows: 40 }, page: 2 }, "qr-planned")
    assert.deepEqual([replanned.page, replanned.plan.pages.map(({ drawn: is }) => is)], [2, [false, false, true]])
    assert.equal((await ask({ type: "draw-qr-page", page: 3 }, "failed")).code, "usage")
  })

  it("draws only with spaces where the terminal shows ▀ two columns wide", async () => {
    const { ask } = await withVault({ halfBlockColumns: () => 2 })
    const { added } = await ask({ type: "add-drafts", drafts: [draft("A")] }, "vault-saved")
    const size = { columns: 200, rows: 80 }
    const { plan } = await ask(
      { type: "plan-qr", target: "phone", ids: added, size, choice: { style: "half", accountsPerPage: null }, page: 0 },
      "qr-planned",
    )
    assert.equal(plan.pages[0]?.drawing?.style, "full")
  })

  for (const [name, ports, wanted, style, styles] of [
    ["a picture where the terminal supports it", {}, null, "pixels", ["half", "full", "pixels"]],
    ["cells where the user has chosen them", {}, "half", "half", ["half", "full", "pixels"]],
    ["a picture where half blocks are two columns wide", { halfBlockColumns: (): 2 => 2 }, null, "pixels", ["full", "pixels"]],
    [
      "spaces instead of chosen half blocks that are two columns wide",
      { halfBlockColumns: (): 2 => 2 },
      "half",
      "full",
      ["full", "pixels"],
    ],
    ["cells where pixels were chosen but are not supported", { pictureCell: () => null }, "pixels", "full", ["half", "full"]],
  ] as const) {
    it(`draws ${name}`, async () => {
      const { ask } = await withVault({ pictureCell: () => ({ width: 10, height: 20 }), ...ports })
      const { added } = await ask({ type: "add-drafts", drafts: [draft("A")] }, "vault-saved")
      const size = { columns: 200, rows: 80 }
      const { plan } = await ask(
        { type: "plan-qr", target: "phone", ids: added, size, choice: { style: wanted, accountsPerPage: null }, page: 0 },
        "qr-planned",
      )
      assert.deepEqual([plan.pages[0]?.drawing?.style, plan.styles], [style, styles])
    })
  }

  it("saves the pages of the last plan as pictures, or none of them", async () => {
    const { ask, files, modes } = await withVault()
    assert.equal(
      (await ask({ type: "save-qr-pages", kind: "png", lang: "en", directory: "/qr", overwrite: false }, "failed")).code,
      "usage",
    )
    const { added } = await ask({ type: "add-drafts", drafts: [draft("A"), draft("B")] }, "vault-saved")
    const size = { columns: 80, rows: 24 }
    await ask({ type: "plan-qr", target: "phone", ids: added, size, choice: { style: null, accountsPerPage: null }, page: 0 }, "qr-planned")
    const saved = await ask({ type: "save-qr-pages", kind: "png", lang: "en", directory: "/qr", overwrite: false }, "qr-pages-saved")
    assert.deepEqual(saved.files, ["/qr/phone-01.png", "/qr/phone-02.png"])
    assert.deepEqual([...files.get("/qr/phone-01.png")!.slice(1, 4)], [...Buffer.from("PNG")])
    const sheet = await ask({ type: "save-qr-pages", kind: "sheet", lang: "en", directory: "/qr", overwrite: false }, "qr-pages-saved")
    assert.deepEqual(sheet.files, ["/qr/phone-sheet.html"])
    const gone = await ask({ type: "delete-files", paths: [...sheet.files, "/qr/other"] }, "files-deleted")
    assert.deepEqual([gone.deleted, gone.kept, files.has("/qr/phone-sheet.html")], [["/qr/phone-sheet.html"], ["/qr/other"], false])
    files.delete("/qr/phone-01.png")
    modes.written = []
    assert.equal(
      (await ask({ type: "save-qr-pages", kind: "png", lang: "en", directory: "/qr", overwrite: false }, "failed")).code,
      "file-exists",
    )
    assert.deepEqual(modes.written, [])
  })
})

describe("receipts", () => {
  const nothing = { files: [], protected: false, ids: [], skipped: 0, lost: [], lossy: 0 } as const
  const move = { kind: "export-qr", device: "phone", moved: 1, ...nothing } as const

  it("are kept in the vault, and listed with the newest first", async () => {
    const { ask } = await withVault()
    assert.equal((await ask({ type: "record-receipt", move }, "receipt-recorded")).kept, true)
    await ask({ type: "record-receipt", move: { ...move, moved: 2 } }, "receipt-recorded")
    const { receipts } = await ask({ type: "list-receipts" }, "receipts-listed")
    assert.deepEqual(receipts.map(({ moved }) => moved).toSorted(), [1, 2])
  })

  it("are listed with the exported files that no longer exist", async () => {
    const { ask, files } = await withVault()
    files.set("/here.json", new Uint8Array())
    const written = { ...move, kind: "export-file", files: ["/here.json", "/gone.json"] } as const
    await ask({ type: "record-receipt", move: written }, "receipt-recorded")
    await ask({ type: "record-receipt", move: { ...move, kind: "import", files: ["/source.json"] } }, "receipt-recorded")
    assert.deepEqual((await ask({ type: "list-receipts" }, "receipts-listed")).gone, ["/gone.json"])
  })

  it("are saved as text, and no file is overwritten unasked", async () => {
    const { ask, files } = await withVault()
    const save = { type: "save-receipt", text: "Moved: 1 account\n", path: "/receipt.txt", overwrite: false } as const
    await ask(save, "export-written")
    assert.equal(Buffer.from(files.get("/receipt.txt")!).toString(), "Moved: 1 account\n")
    assert.equal((await ask(save, "failed")).code, "file-exists")
  })
})

describe("a bug in an effect", () => {
  it("is thrown instead of answered", async () => {
    const { runner, answers } = machine({
      clipboard: { copy: () => Promise.reject(new TypeError("a bug")) },
    })
    await assert.rejects(runner.run({ type: "copy", text: "x", what: "code", label: "" }), TypeError)
    assert.deepEqual(answers, [])
  })
})

describe("effects of an export to a password store", () => {
  it("find the keys of the directory and of the user, write, and overwrite only on request", async () => {
    const { ask, files } = await withVault()
    const { added: ids } = await ask({ type: "add-drafts", drafts: [draft("A"), draft("B")] }, "vault-saved")
    files.set("/store/.gpg-id", Buffer.from("alice@example.org\n"))
    const found = await ask({ type: "find-gpg-keys", format: "pass", directory: "/store" }, "gpg-keys-found")
    assert.deepEqual([found.named, found.own], [["alice@example.org"], [FAKE_KEY]])
    const write = { type: "write-store", format: "pass", ids, keys: [], directory: "/store", overwrite: false } as const
    const written = await ask(write, "store-written")
    assert.deepEqual([written.accounts, written.keys], [2, [FAKE_KEY]])
    assert.ok(files.has("/store/A/mason.gpg"))
    assert.equal((await ask(write, "failed")).code, "file-exists")
    await ask({ ...write, overwrite: true }, "store-written")
    assert.equal((await ask({ ...write, keys: ["unknown key"], overwrite: true }, "failed")).code, "usage")
  })
})

describe("automatic backups", () => {
  const DIRECTORY = "/mnt/stick"
  const exports = async (disk: MemoryFiles): Promise<unknown[]> => {
    const vault = await openVault(testPorts(disk), "/vault", Passphrase.of(PASSPHRASE))
    return vault.content.exports.map(({ path, format, accounts }) => ({ path, format, accounts }))
  }

  it("start when a directory is chosen, a missing one after a question, and follow changes once a day", async () => {
    const { ask, runner, copies, vault, answers } = await withVault()
    assert.equal(
      (await ask({ type: "set-auto-backup", directory: DIRECTORY, make: false }, "backup-directory-missing")).directory,
      DIRECTORY,
    )
    await runner.run({ type: "set-auto-backup", directory: DIRECTORY, make: true })
    await setImmediate()
    vault.time += DAY
    await runner.run({ type: "add-drafts", drafts: [draft("A")] })
    await setImmediate()
    await runner.run({ type: "add-drafts", drafts: [draft("B")] })
    await runner.wipe()

    assert.equal(copies.names(DIRECTORY).length, 2)
    const checked = answers.filter((answer) => answer.type === "backup-checked").map(({ backup }) => backup)
    assert.deepEqual(checked[1], { lastAtMs: vault.time, problem: null, current: true })
  })

  it("never fail a change, and say why there is no copy", async () => {
    const { runner, copies, answers } = await withVault()
    await runner.run({ type: "set-auto-backup", directory: DIRECTORY, make: true })
    await setImmediate()
    copies.directories.set(DIRECTORY, new Map())
    copies.states.clear()
    await runner.run({ type: "add-drafts", drafts: [draft("A")] })
    await setImmediate()

    assert.ok(answers.some(({ type }) => type === "vault-saved"))
    assert.ok(answers.every(({ type }) => type !== "failed"))
    const last = answers.filter((answer) => answer.type === "backup-checked").at(-1)
    assert.match(last?.backup?.problem?.sentence.en ?? "", /does not hold the file keyferry-backups/)
  })

  it("do not hold up the next change where the directory does not answer", async () => {
    const { runner, copies, ports, answers } = machine()
    let release: () => void = () => undefined
    const hanging = new Promise<void>((resolve) => (release = resolve))
    const directories = ports.backups.directories
    const slow = {
      ...ports,
      backups: {
        ...ports.backups,
        directories: { ...directories, open: async (path: string) => hanging.then(() => directories.open(path)) },
      },
    }
    const slowRunner = new EffectRunner(slow, (answer) => answers.push(answer))
    await slowRunner.run({ type: "create-vault", passphrase: Passphrase.of(PASSPHRASE) })
    await slowRunner.run({ type: "set-auto-backup", directory: DIRECTORY, make: true })
    await slowRunner.run({ type: "add-drafts", drafts: [draft("A")] })
    await slowRunner.run({ type: "add-drafts", drafts: [draft("B")] })

    assert.equal(answers.filter(({ type }) => type === "vault-saved").length, 2)
    assert.equal(copies.openedCount, 0)
    release()
    await slowRunner.wipe()
    await runner.wipe()
    assert.equal(copies.names(DIRECTORY).length, 1)
  })

  it("are switched off, and the copies stay", async () => {
    const { ask, runner, copies, vault } = await withVault()
    await runner.run({ type: "set-auto-backup", directory: DIRECTORY, make: true })
    await setImmediate()
    assert.equal((await ask({ type: "set-auto-backup", directory: null, make: false }, "settings-saved")).settings.backupDirectory, null)
    vault.time += DAY
    await ask({ type: "add-drafts", drafts: [draft("A")] }, "vault-saved")
    await runner.wipe()

    assert.equal(copies.names(DIRECTORY).length, 1)
  })

  it("refuse a directory inside the vault", async () => {
    const { ask } = await withVault()
    assert.equal((await ask({ type: "set-auto-backup", directory: "/vault/copies", make: true }, "failed")).code, "usage")
  })

  it("are apart from plain exports, which the vault records", async () => {
    const { ask, disk } = await withVault()
    const { added } = await ask({ type: "add-drafts", drafts: [draft("A"), draft("B")] }, "vault-saved")
    const file = { type: "write-export", format: "otpauth-uri", ids: added, password: null, path: "/out.txt", overwrite: false } as const
    await ask(file, "export-written")
    await ask({ ...file, format: "keyferry-json", password: "a long password", path: "/safe.json" }, "export-written")
    const choice = { style: null, accountsPerPage: null }
    await ask({ type: "plan-qr", target: "phone", ids: added, size: { columns: 100, rows: 60 }, choice, page: 0 }, "qr-planned")
    await ask({ type: "save-qr-pages", kind: "sheet", directory: "/sheets", overwrite: false, lang: "en" }, "qr-pages-saved")

    const [sheet, plain, ...others] = await exports(disk)
    assert.deepEqual(others, [])
    assert.deepEqual(plain, { path: "/out.txt", format: "otpauth-uri", accounts: 2 })
    assert.match(JSON.stringify(sheet), /"\/sheets\/[^"]+","format":"qr-image","accounts":2/)
  })
})
