import assert from "node:assert/strict"
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { after, describe, it } from "node:test"
import { DEFAULT_SETTINGS, settingsFrom } from "../../src/settings/settings.ts"
import { openSettings, readSettings } from "../../src/settings/store.ts"

const root = mkdtempSync(join(tmpdir(), "keyferry-settings-"))
after(() => {
  rmSync(root, { recursive: true })
})
let count = 0
const newDirectory = (): string => join(root, String(++count), "keyferry")

describe("the settings on disk", () => {
  it("are the defaults at first, and nothing is written", async () => {
    const directory = newDirectory()
    const store = await openSettings(directory, 0)
    assert.deepEqual(store.read(), DEFAULT_SETTINGS)
    assert.deepEqual(readdirSync(directory), [])
  })

  it("are saved with mode 0600, regardless of the umask", async () => {
    const directory = newDirectory()
    const before = process.umask(0)
    try {
      const store = await openSettings(directory, 0)
      assert.equal(store.save({ idleLockMinutes: 9, lang: "ja" }).idleLockMinutes, 9)
    } finally {
      process.umask(before)
    }
    assert.deepEqual(readdirSync(directory), ["settings.json"])
    assert.equal(statSync(join(directory, "settings.json")).mode & 0o777, 0o600)
    assert.equal(statSync(directory).mode & 0o777, 0o700)
    assert.deepEqual((await openSettings(directory, 0)).read(), { ...DEFAULT_SETTINGS, idleLockMinutes: 9, lang: "ja" })
  })

  it("are read without being opened, and nothing is written", async () => {
    const directory = newDirectory()
    assert.deepEqual(readSettings(directory), DEFAULT_SETTINGS)
    ;(await openSettings(directory, 0)).save({ backupDirectory: "/mnt/stick" })

    assert.deepEqual(readSettings(directory), { ...DEFAULT_SETTINGS, backupDirectory: "/mnt/stick" })
    for (const damaged of ["{", "null", '{"backupDirectory":"relative"}', '{"backupDirectory":7}']) {
      writeFileSync(join(directory, "settings.json"), damaged)
      assert.deepEqual(readSettings(directory), DEFAULT_SETTINGS)
    }
    assert.deepEqual(readdirSync(directory), ["settings.json"])
  })

  it("keep the hosts of askpass that are whole", () => {
    const entry = { host: "example.org", account: "a1" }
    const stored = [entry, { host: "", account: "a1" }, { host: "x" }, null, "x", [], { ...entry, host: 7 }]
    assert.deepEqual(settingsFrom({ askpass: stored }).askpass, [entry])
    for (const askpass of [null, "x", {}]) assert.deepEqual(settingsFrom({ askpass }).askpass, [])
  })

  for (const damaged of ["{", "[1]", '"text"', ""]) {
    it(`are the defaults where the file is damaged: ${JSON.stringify(damaged)}`, async () => {
      const directory = newDirectory()
      mkdirSync(directory, { recursive: true })
      writeFileSync(join(directory, "settings.json"), damaged)
      const store = await openSettings(directory, 42)
      assert.deepEqual(store.read(), DEFAULT_SETTINGS)
      store.save({ mouse: true })
      assert.equal((await openSettings(directory, 0)).read().mouse, true)
    })
  }

  it("keep a file that is not JSON under another name", async () => {
    const directory = newDirectory()
    mkdirSync(directory, { recursive: true })
    writeFileSync(join(directory, "settings.json"), "{ my notes")
    const { putAside } = await openSettings(directory, 42)
    assert.equal(putAside, join(directory, "settings-damaged-42.json"))
    assert.equal(statSync(putAside).mode & 0o777, 0o600)
  })
})

describe("settings in an edited file", () => {
  const edited: [name: string, stored: Record<string, unknown>, expected: Partial<typeof DEFAULT_SETTINGS>][] = [
    ["unknown values", { lang: "de", sort: "size", qrStyle: "big" }, {}],
    ["numbers out of range", { idleLockMinutes: -1, escapeMs: 1e9 }, {}],
    ["other types", { hideCodes: "yes", mouse: 1, escapeMs: "40" }, {}],
    ["one valid and one invalid value", { sort: "issuer", mouse: "x" }, { sort: "issuer" }],
    ["a disabled lock", { idleLockMinutes: 0 }, { idleLockMinutes: 0 }],
  ]
  for (const [name, stored, expected] of edited) {
    it(`are read where they are valid: ${name}`, () => {
      assert.deepEqual(settingsFrom(stored), { ...DEFAULT_SETTINGS, ...expected })
    })
  }
})
