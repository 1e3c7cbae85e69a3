// The plugins' directory and its allow list on a real disk: which plugins are used, and when an allowed one is refused.
import assert from "node:assert/strict"
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs" // prettier-ignore
import { tmpdir } from "node:os"
import { join } from "node:path"
import { after, beforeEach, describe, it } from "node:test"
import { isAppError } from "../../src/base/errors.ts"
import { format } from "../../src/base/language.ts"
import { handlerById } from "../../src/formats/lookup.ts"
import type { Registry } from "../../src/formats/lookup.ts"
import { HANDLERS } from "../../src/formats/registry.ts"
import { pluginFiles } from "../../src/platform/plugins/plugin-files.ts"
import { MAX_PLUGIN_BYTES, sha256Of, PluginDirectory } from "../../src/plugins/directory.ts"
import { loadFormats } from "../../src/plugins/load.ts"
import type { FormatSources } from "../../src/plugins/load.ts"
import type { Manifest } from "../../src/plugins/manifest.ts"
import { NOW_MS } from "../formats/ports.ts"
import { bytesOf, handlerOf, KITE, readBy, sampleOf, start } from "./support.ts"

const root = mkdtempSync(join(tmpdir(), "keyferry-plugins-"))
after(() => {
  rmSync(root, { recursive: true, force: true })
})

const MANIFEST: Manifest = {
  ...{ id: "kite-codes", title: "Kite Codes", extensions: ["kite"], guide: { en: "a", ja: "b" }, reads: true, writer: null },
}
const isBuiltIn = (id: string): boolean => HANDLERS.some((handler) => handler.id === id)

let n = 0
let home = ""
let directory = ""
const files = () => pluginFiles(directory)
const plugins = (): PluginDirectory => new PluginDirectory(files(), isBuiltIn)
const statuses = async () => Object.fromEntries((await plugins().entries()).map(({ file, status }) => [file, status]))
const sources = (builtIn: Registry = HANDLERS): FormatSources => ({
  builtInFormats: () => Promise.resolve(builtIn),
  plugins: () => Promise.resolve({ files: files(), start }),
})
/** The formats that are loaded beside the built-in ones. */
const load = async () => {
  const { formats, notices } = await loadFormats(sources())
  assert.deepEqual(formats.slice(0, HANDLERS.length), HANDLERS)
  return { handlers: formats.slice(HANDLERS.length), notices }
}
const put = (name: string, bytes: Uint8Array = KITE): string => {
  writeFileSync(join(home, name), bytes, { mode: 0o600 })
  return join(home, name)
}
/** As `plugins allow` does. */
const allow = async (path: string): Promise<string> => {
  const { bytes, path: from } = await files().readGuarded(path, MAX_PLUGIN_BYTES)
  return await plugins().allow(bytes, MANIFEST, { from, nowMs: NOW_MS })
}

beforeEach(() => {
  home = join(root, String(++n))
  directory = join(home, "config", "plugins")
  mkdirSync(home, { mode: 0o700 })
})

describe("a plugin that was allowed", () => {
  it("is copied into the directory with mode 0600, and is used", async () => {
    const path = await allow(put("some name.mjs"))
    assert.equal(path, join(directory, "kite-codes.mjs"))
    assert.deepEqual([statSync(directory).mode & 0o777, statSync(path).mode & 0o777], [0o700, 0o600])
    assert.equal(statSync(join(directory, "allowed.json")).mode & 0o777, 0o600)
    assert.deepEqual(await statuses(), { "kite-codes.mjs": "allowed" })
    const { handlers, notices } = await load()
    assert.deepEqual([handlers.map(({ id, title }) => `${id}: ${title}`), notices], [["kite-codes: Kite Codes (plugin)"], []])
    const file = await readBy(handlers, sampleOf("backup.kite"))
    assert.ok(file.outcome.state === "read" && file.format === "kite-codes" && file.outcome.records.length === 3)
  })
  it("stays where it is if it is already in the directory", async () => {
    mkdirSync(directory, { recursive: true, mode: 0o700 })
    writeFileSync(join(directory, "own name.mjs"), KITE, { mode: 0o600 })
    assert.deepEqual(await statuses(), { "own name.mjs": "new" })
    assert.deepEqual((await load()).handlers, [])
    await allow(join(directory, "own name.mjs"))
    assert.deepEqual(await statuses(), { "own name.mjs": "allowed" })
    assert.deepEqual(readdirSync(directory).sort(), ["allowed.json", "own name.mjs"])
  })
  it("neither replaces another file nor writes through a link", async () => {
    mkdirSync(directory, { recursive: true, mode: 0o700 })
    const precious = put("precious.txt", bytesOf("mine"))
    symlinkSync(precious, join(directory, "kite-codes.mjs"))
    await assert.rejects(allow(put("some name.mjs")), (e) => isAppError(e, "usage"))
    assert.equal(readFileSync(precious, "utf8"), "mine")
    rmSync(join(directory, "kite-codes.mjs"))
    const path = await allow(join(home, "some name.mjs"))
    rmSync(path)
    symlinkSync(precious, path)
    await allow(join(home, "some name.mjs"))
    assert.equal(readFileSync(precious, "utf8"), "mine")
    assert.deepEqual(await statuses(), { "kite-codes.mjs": "allowed" })
  })
  it("is taken off the allow list and deleted when it is removed", async () => {
    await allow(put("a.mjs"))
    await plugins().remove("kite-codes")
    assert.deepEqual([await statuses(), readdirSync(directory)], [{}, ["allowed.json"]])
    await assert.rejects(plugins().remove("kite-codes"), (error) => isAppError(error, "usage"))
  })
  it("may not have the id of a built-in format", async () => {
    const { bytes, path } = await files().readGuarded(put("a.mjs"), MAX_PLUGIN_BYTES)
    await assert.rejects(plugins().allow(bytes, { ...MANIFEST, id: "aegis" }, { from: path, nowMs: 0 }), (error) =>
      isAppError(error, "usage"),
    )
    assert.equal(existsSync(directory), false)
  })
})

describe("a plugin is not used", () => {
  const cases: [name: string, spoil: (path: string) => void, status: string, says: RegExp][] = [
    ["once a byte of it has changed", (path) => { const bytes = readFileSync(path); bytes[100]! ^= 1; writeFileSync(path, bytes) }, "changed", /its file has changed.*allow it again/], // prettier-ignore
    [
      "once a byte was added to it",
      (path) => {
        writeFileSync(path, "\n", { flag: "a" })
      },
      "changed",
      /allow it again/,
    ],
    ["once another file took its place", (path) => { put("other.mjs", bytesOf("export default {}")); renameSync(join(home, "other.mjs"), path) }, "changed", /allow it again/], // prettier-ignore
    ["once a link to another file took its place", (path) => { rmSync(path); symlinkSync(put("other.mjs", bytesOf("1")), path) }, "changed", /allow it again/], // prettier-ignore
    [
      "once other users can write to it",
      (path) => {
        chmodSync(path, 0o602)
      },
      "unsafe",
      /others can write to .*kite-codes\.mjs/,
    ],
    [
      "once its group can write to it",
      (path) => {
        chmodSync(path, 0o660)
      },
      "unsafe",
      /others can write to/,
    ],
    [
      "once other users can write to its directory",
      () => {
        chmodSync(directory, 0o777)
      },
      "unsafe",
      /others can write to .*plugins/,
    ],
    [
      "even where that directory has the sticky bit, as /tmp has",
      () => {
        chmodSync(directory, 0o1777)
      },
      "unsafe",
      /others can write to/,
    ],
    ["once other users can write to a directory above", () => { chmodSync(join(home, "config"), 0o770) }, "unsafe", /others can write to .*config/], // prettier-ignore
    ["once it is a link into a directory that other users can write to", (path) => { mkdirSync(join(home, "open")); writeFileSync(join(home, "open", "x.mjs"), KITE); chmodSync(join(home, "open"), 0o777); rmSync(path); symlinkSync(join(home, "open", "x.mjs"), path) }, "unsafe", /others can write to .*open/], // prettier-ignore
    [
      "once it is a directory",
      (path) => {
        rmSync(path)
        mkdirSync(path)
      },
      "unsafe",
      /not a regular file|directory/,
    ],
    [
      "once it is gone",
      (path) => {
        rmSync(path)
      },
      "missing",
      /is gone/,
    ],
  ]
  for (const [name, spoil, status, says] of cases) {
    it(`${name}, and a notice gives the reason`, async () => {
      const path = await allow(put("a.mjs"))
      spoil(path)
      const { handlers, notices } = await load()
      assert.deepEqual(handlers, [])
      assert.equal(notices.length, 1)
      const [notice] = notices
      assert.match(format(notice!, "en"), says)
      assert.ok(format(notice!, "ja") !== "")
      if (status !== "unsafe" || !name.includes('directory')) assert.deepEqual(await statuses().catch(() => ({ "kite-codes.mjs": status })), { "kite-codes.mjs": status }) // prettier-ignore
    })
  }
  it("until it is allowed again", async () => {
    const path = await allow(put("a.mjs"))
    writeFileSync(path, "// changed\n", { flag: "a" })
    assert.deepEqual(await statuses(), { "kite-codes.mjs": "changed" })
    await allow(path)
    assert.deepEqual(await statuses(), { "kite-codes.mjs": "allowed" })
  })
  it("where a built-in format has its id", async () => {
    await allow(put("a.mjs"))
    const builtIn = [await handlerOf(KITE)].map(({ plugin: _, ...handler }) => handler)
    const { formats, notices } = await loadFormats(sources(builtIn))
    assert.deepEqual([formats, notices.length], [builtIn, 1])
  })
  const lists: [name: string, list: string][] = [
    ["no JSON", "{"],
    ["another version", '{"version":2,"plugins":[]}'],
    ["no list", '{"version":1,"plugins":{}}'],
    [
      "a name that leads elsewhere",
      `{"version":1,"plugins":[{"file":"../a.mjs","sha256":"${"0".repeat(64)}","allowedAt":"","manifest":{}}]}`,
    ],
    ["no hash", '{"version":1,"plugins":[{"file":"a.mjs","sha256":"","allowedAt":"","manifest":{}}]}'],
  ]
  for (const [name, list] of lists) {
    it(`where the allow list is damaged: ${name}`, async () => {
      const path = await allow(put("a.mjs"))
      writeFileSync(join(directory, "allowed.json"), list)
      const { handlers, notices } = await load()
      assert.deepEqual([handlers.length, notices.length], [0, 1])
      await allow(path)
      assert.equal((await load()).handlers.length, 1)
    })
  }
  it("where other users can write to the allow list", async () => {
    await allow(put("a.mjs"))
    chmodSync(join(directory, "allowed.json"), 0o666)
    const { handlers, notices } = await load()
    assert.deepEqual([handlers.length, notices.length], [0, 1])
  })
})

describe("the bytes whose hash was compared", () => {
  it("are those that are run, even if the file changes afterwards", async () => {
    const path = await allow(put("a.mjs"))
    const { handlers } = await load()
    writeFileSync(path, 'export default { contract: 1, id: "kite-codes", title: "Evil", extensions: [], guide: { en: "x" }, detect: () => "yes", open: () => ({ accounts: [] }) }') // prettier-ignore
    const file = await readBy(handlers, sampleOf("backup.kite"))
    assert.ok(file.outcome.state === "read" && file.outcome.records.length === 3)
    assert.deepEqual((await load()).handlers, [])
  })
  it("are those that are allowed, even if the file changes after they were shown", async () => {
    const from = put("a.mjs")
    const { bytes, path } = await files().readGuarded(from, MAX_PLUGIN_BYTES)
    writeFileSync(from, "something else")
    const allowedPath = await plugins().allow(bytes, MANIFEST, { from: path, nowMs: NOW_MS })
    assert.equal(sha256Of(readFileSync(allowedPath)), sha256Of(KITE))
  })
})

describe("a file to be allowed", () => {
  it("is refused where other users can write to it or its directory, where it is too large, and where it is no regular file", async () => {
    const refused = async (path: string, code: "io" | "limit-exceeded") => {
      await assert.rejects(files().readGuarded(path, MAX_PLUGIN_BYTES), (error) => isAppError(error, code), path)
    }
    const open = put("open.mjs")
    chmodSync(open, 0o666)
    await refused(open, "io")
    symlinkSync(open, join(home, "link.mjs"))
    await refused(join(home, "link.mjs"), "io")
    mkdirSync(join(home, "shared"))
    writeFileSync(join(home, "shared", "a.mjs"), KITE)
    chmodSync(join(home, "shared"), 0o777)
    await refused(join(home, "shared", "a.mjs"), "io")
    await refused(put("large.mjs", new Uint8Array(MAX_PLUGIN_BYTES + 1)), "limit-exceeded")
    await refused(home, "io")
    await refused(join(home, "nothing.mjs"), "io")
    await refused("/dev/zero", "io")
  })
  it("is read through a link to a safe place", async () => {
    symlinkSync(put("a.mjs"), join(home, "link.mjs"))
    assert.equal((await files().readGuarded(join(home, "link.mjs"), MAX_PLUGIN_BYTES)).path, join(home, "a.mjs"))
  })
  it("is refused where it belongs to another user", { skip: process.getuid?.() !== 0 }, async () => {
    const { chownSync } = await import("node:fs")
    const path = put("a.mjs")
    chownSync(path, 12345, 12345)
    await assert.rejects(
      files().readGuarded(path, MAX_PLUGIN_BYTES),
      (error) => isAppError(error, "io") && error.message.includes("another user"),
    )
  })
})

it("loads nothing without a plugins' directory", async () => {
  assert.deepEqual(await load(), { handlers: [], notices: [] })
  assert.equal(handlerById(HANDLERS, "kite-codes"), undefined)
})
