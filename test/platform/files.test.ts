import assert from "node:assert/strict"
import { spawn, spawnSync } from "node:child_process"
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs"
import { homedir, tmpdir } from "node:os"
import { join } from "node:path"
import { after, describe, it } from "node:test"
import { AppError } from "../../src/base/errors.ts"
import type { ErrorCode } from "../../src/base/errors.ts"
import { clock } from "../../src/platform/clock.ts"
import { deleteFile, expandPath, listDirectory, readFirstLine, readInput, writeNew } from "../../src/platform/files/files.ts"
import { random } from "../../src/platform/random.ts"

const root = mkdtempSync(join(tmpdir(), "keyferry-files-"))
after(() => {
  rmSync(root, { recursive: true })
})
const path = (name: string) => join(root, name)
const bytes = (text: string) => new TextEncoder().encode(text)
const put = (name: string, text: string) => {
  writeFileSync(path(name), text)
  return path(name)
}
const mode = (full: string) => statSync(full).mode & 0o777

async function refuses(work: Promise<unknown>, code: ErrorCode, says: RegExp): Promise<void> {
  await assert.rejects(work, (e: unknown) => e instanceof AppError && e.code === code && says.test(e.message))
}

mkdirSync(path("directory"))
symlinkSync("directory", path("link-to-directory"))
symlinkSync("nowhere", path("link-to-nowhere"))
symlinkSync("plain", path("link-to-plain"))
put("plain", "hello")
spawnSync("sh", ["-c", 'mkfifo "$0"', path("pipe")])

describe("reading a file", () => {
  it("gives its bytes, up to the very size that is allowed", async () => {
    assert.deepEqual(await readInput(path("plain"), 5), bytes("hello"))
    assert.deepEqual(await readInput(path("link-to-plain"), 5), bytes("hello"))
    const large = new Uint8Array(200_000).fill(7)
    writeFileSync(path("large"), large)
    assert.deepEqual(await readInput(path("large"), 200_000), large)
  })

  const refused: [name: string, file: string, code: ErrorCode, says: RegExp][] = [
    ["a file that is too large", path("plain"), "limit-exceeded", /larger than 4 bytes$/],
    ["a file that is not there", path("none"), "io", /no such file/],
    ["a directory", path("directory"), "io", /this is a directory$/],
    ["a pipe, without waiting for it", path("pipe"), "io", /not a plain file$/],
    ["a device without an end", "/dev/zero", "io", /not a plain file$/],
    ["a path through a file", path("plain/x"), "io", /not a directory$/],
    ["a file without a size that goes on", "/proc/self/status", "limit-exceeded", /larger than 4 bytes$/],
  ]
  for (const [name, file, code, says] of refused) {
    it(`refuses ${name}`, async () => {
      await refuses(readInput(file, 4), code, says)
    })
  }

  const lines: [name: string, text: string, line: string][] = [
    ["one line", "secret\n", "secret"],
    ["no line end", "secret", "secret"],
    ["CRLF, and more lines", "secret\r\nmore\n", "secret"],
    ["white space, which counts", "  pass phrase \n", "  pass phrase "],
    ["a byte-order mark", "\uFEFFsecret\n", "secret"],
    ["nothing", "", ""],
    ["an empty first line", "\nmore", ""],
  ]
  for (const [name, text, line] of lines) {
    it(`gives the first line of ${name}`, async () => {
      assert.equal(await readFirstLine(put("line", text)), line)
    })
  }

  it("takes a first line from a pipe, and refuses one without an end", async () => {
    spawn("sh", ["-c", `exec > "$0"; printf 'sec'; sleep 0.05; printf 'ret\\nmore'`, path("pipe")])
    assert.equal(await readFirstLine(path("pipe")), "secret")
    await refuses(readFirstLine(put("line", "x".repeat(70_000))), "limit-exceeded", /larger/)
  })
})

describe("writing a file", () => {
  for (const umask of [0o000, 0o077, 0o777]) {
    it(`makes it 0600 with the umask ${umask.toString(8).padStart(3, "0")}`, async () => {
      const before = process.umask(umask)
      try {
        await writeNew(path(`new-${umask}`), bytes("x"), { overwrite: false })
        await writeNew(path(`new-${umask}`), bytes("xy"), { overwrite: true })
      } finally {
        process.umask(before)
      }
      assert.equal(mode(path(`new-${umask}`)), 0o600)
      assert.equal(readFileSync(path(`new-${umask}`), "utf8"), "xy")
    })
  }

  it("never overwrites unless it is told to, not even a link to nowhere", async () => {
    await refuses(writeNew(put("old", "old"), bytes("new"), { overwrite: false }), "file-exists", /exists already$/)
    assert.equal(readFileSync(path("old"), "utf8"), "old")
    await refuses(writeNew(path("link-to-nowhere"), bytes("new"), { overwrite: false }), "file-exists", /exists/)
    await refuses(writeNew(path("directory"), bytes("new"), { overwrite: false }), "file-exists", /exists/)
  })

  it("overwrites with a mode of its own, and follows a link to its file", async () => {
    chmodSync(put("open", "old"), 0o666)
    symlinkSync("open", path("link-to-open"))
    await writeNew(path("link-to-open"), bytes("new"), { overwrite: true })
    assert.equal(readlinkSync(path("link-to-open")), "open")
    assert.equal(readFileSync(path("open"), "utf8"), "new")
    assert.equal(mode(path("open")), 0o600)
  })

  it("replaces no device, pipe or directory", async () => {
    await refuses(writeNew("/dev/null", bytes("x"), { overwrite: true }), "io", /not a plain file$/)
    await refuses(writeNew(path("pipe"), bytes("x"), { overwrite: true }), "io", /not a plain file$/)
    await refuses(writeNew(path("directory"), bytes("x"), { overwrite: true }), "io", /directory$/)
    assert.ok(statSync("/dev/null").isCharacterDevice())
  })

  it("says where there is no such directory, and leaves nothing lying about", async () => {
    await refuses(writeNew(path("none/x"), bytes("x"), { overwrite: false }), "io", /none\/x: no such file or directory$/)
    assert.deepEqual(
      readdirSync(root).filter((name) => name.startsWith(".")),
      [],
    )
  })

  it("leaves nothing of a file that could not be written to its end", () => {
    const write = `import("./src/platform/files/files.ts")
      .then((files) => files.writeNew(process.argv[1], new Uint8Array(100000), { overwrite: false }))
      .catch((e) => process.exit(e.code === "io" ? 7 : 8))`
    // A limit on the size of files does what a full disk does.
    const script = `trap '' XFSZ; ulimit -f 1; exec "$0" --import tsx -e '${write}' "$1"`
    const { status } = spawnSync("bash", ["-c", script, process.execPath, path("big")], { cwd: join(import.meta.dirname, "../..") })
    assert.equal(status, 7)
    assert.equal(statSync(path("big"), { throwIfNoEntry: false }), undefined)
  })
})

describe("deleting a file", () => {
  it("deletes a plain file, and refuses links and directories", async () => {
    await deleteFile(put("gone", "x"))
    assert.equal(statSync(path("gone"), { throwIfNoEntry: false }), undefined)
    await refuses(deleteFile(path("gone")), "io", /no such file/)
    await refuses(deleteFile(path("link-to-plain")), "io", /symbolic link/)
    await refuses(deleteFile(path("directory")), "io", /not a plain file/)
    assert.equal(readFileSync(path("plain"), "utf8"), "hello")
  })
})

describe("listing a directory", () => {
  it("tells what each entry is, links by what they lead to", async () => {
    const { path: full, entries } = await listDirectory(root)
    assert.equal(full, root)
    const kinds = new Map(entries.map(({ name, kind }) => [name, kind]))
    assert.deepEqual(
      ["directory", "link-to-directory", "link-to-nowhere", "link-to-plain", "plain", "pipe"].map((name) => kinds.get(name)),
      ["directory", "directory", "other", "file", "file", "other"],
    )
    const plain = entries.find(({ name }) => name === "plain")!
    assert.equal(plain.size, 5)
    assert.equal(plain.readable, true)
    assert.ok(Math.abs(plain.modifiedMs - Date.now()) < 60_000)
    assert.equal(entries.find(({ name }) => name === "link-to-nowhere")?.readable, false)
  })

  it("knows the home directory by its sign, and refuses what is none", async () => {
    assert.equal(expandPath("~"), homedir())
    assert.equal(expandPath("~/x"), join(homedir(), "x"))
    assert.equal(expandPath("/a/../b"), "/b")
    assert.equal(expandPath("~other"), join(process.cwd(), "~other"))
    await refuses(listDirectory(path("plain")), "io", /not a directory$/)
    await refuses(listDirectory(path("none")), "io", /no such/)
  })
})

describe("the clock and the dice", () => {
  it("are the system's", () => {
    assert.ok(Math.abs(clock.nowMs() - Date.now()) < 1000)
    assert.equal(random.bytes(16).length, 16)
    assert.notDeepEqual(random.bytes(16), random.bytes(16))
    assert.match(random.uuid(), /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  })
})
