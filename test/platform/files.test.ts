import assert from "node:assert/strict"
import { spawn, spawnSync } from "node:child_process"
import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs"
import { homedir, tmpdir } from "node:os"
import { join } from "node:path"
import { after, describe, it } from "node:test"
import { AppError } from "../../src/base/errors.ts"
import type { ErrorCode } from "../../src/base/errors.ts"
import { clock } from "../../src/platform/clock.ts"
import { deleteFile, expandPath, listDirectory, readFirstLine, readInput, writeNew } from "../../src/platform/files/files.ts"
import { temporaryName } from "../../src/platform/files/temporary-files.ts"
import { userFiles } from "../../src/platform/files/user-files.ts"
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

async function refuses(work: Promise<unknown>, code: ErrorCode, message: RegExp): Promise<void> {
  await assert.rejects(work, (e: unknown) => e instanceof AppError && e.code === code && message.test(e.message))
}

mkdirSync(path("directory"))
symlinkSync("directory", path("link-to-directory"))
symlinkSync("nowhere", path("broken-link"))
symlinkSync("regular", path("link-to-regular"))
put("regular", "hello")
spawnSync("sh", ["-c", 'mkfifo "$0"', path("pipe")])

describe("reading a file", () => {
  it("returns its bytes, up to exactly the size that is allowed", async () => {
    assert.deepEqual(await readInput(path("regular"), 5), bytes("hello"))
    assert.deepEqual(await readInput(path("link-to-regular"), 5), bytes("hello"))
    const large = new Uint8Array(200_000).fill(7)
    writeFileSync(path("large"), large)
    assert.deepEqual(await readInput(path("large"), 200_000), large)
  })

  const refused: [name: string, file: string, code: ErrorCode, message: RegExp][] = [
    ["a file that is too large", path("regular"), "limit-exceeded", /larger than 4 bytes$/],
    ["a missing file", path("none"), "io", /no such file/],
    ["a directory", path("directory"), "io", /this is a directory$/],
    ["a pipe, without waiting for it", path("pipe"), "io", /not a regular file$/],
    ["an endless device", "/dev/zero", "io", /not a regular file$/],
    ["a path through a file", path("regular/x"), "io", /not a directory$/],
    ["a file that is larger than its reported size", "/proc/self/status", "limit-exceeded", /larger than 4 bytes$/],
  ]
  for (const [name, file, code, message] of refused) {
    it(`refuses ${name}`, async () => {
      await refuses(readInput(file, 4), code, message)
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
    it(`returns the first line of ${name}`, async () => {
      assert.equal(await readFirstLine(put("line", text)), line)
    })
  }

  it("reads the first line of a pipe, and refuses one that is too long", async () => {
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

  it("overwrites nothing without the option, not even a broken link", async () => {
    await refuses(writeNew(put("old", "old"), bytes("new"), { overwrite: false }), "file-exists", /exists already$/)
    assert.equal(readFileSync(path("old"), "utf8"), "old")
    await refuses(writeNew(path("broken-link"), bytes("new"), { overwrite: false }), "file-exists", /exists/)
    await refuses(writeNew(path("directory"), bytes("new"), { overwrite: false }), "file-exists", /exists/)
  })

  it("overwrites with mode 0600, and follows a link to its file", async () => {
    chmodSync(put("open", "old"), 0o666)
    symlinkSync("open", path("link-to-open"))
    await writeNew(path("link-to-open"), bytes("new"), { overwrite: true })
    assert.equal(readlinkSync(path("link-to-open")), "open")
    assert.equal(readFileSync(path("open"), "utf8"), "new")
    assert.equal(mode(path("open")), 0o600)
  })

  it("replaces no device, pipe or directory", async () => {
    await refuses(writeNew("/dev/null", bytes("x"), { overwrite: true }), "io", /not a regular file$/)
    await refuses(writeNew(path("pipe"), bytes("x"), { overwrite: true }), "io", /not a regular file$/)
    await refuses(writeNew(path("directory"), bytes("x"), { overwrite: true }), "io", /directory$/)
    assert.ok(statSync("/dev/null").isCharacterDevice())
  })

  it("names a missing directory, and leaves no temporary file", async () => {
    await refuses(writeNew(path("none/x"), bytes("x"), { overwrite: false }), "io", /none\/x: no such file or directory$/)
    assert.deepEqual(
      readdirSync(root).filter((name) => name.startsWith(".")),
      [],
    )
  })

  it("never shows a part of the file under its name", async () => {
    const whole = 4 * 1024 * 1024
    const watch = `const { statSync } = require("node:fs")
      process.stdout.write("ready")
      let partial = 0, seen = 0
      const end = Date.now() + 1500
      while (Date.now() < end) {
        const size = statSync(process.argv[1], { throwIfNoEntry: false })?.size
        if (size !== undefined) seen++
        if (size !== undefined && size !== ${whole}) partial++
      }
      process.stdout.write(" " + partial + " " + (seen > 0))`
    const watcher = spawn(process.execPath, ["-e", watch, path("watched")], { stdio: ["ignore", "pipe", "inherit"] })
    let out = ""
    watcher.stdout.setEncoding("utf8").on("data", (text: string) => (out += text))
    while (watcher.exitCode === null) {
      for (const overwrite of [false, true]) await writeNew(path("watched"), new Uint8Array(whole), { overwrite })
      rmSync(path("watched"))
    }
    assert.equal(out, "ready 0 true")
  })

  it("removes the temporary files of programs that were killed, and no others", async () => {
    const directory = path("leftovers")
    mkdirSync(directory)
    const own = await temporaryName()
    const [, scope = ""] = own.split("-")
    const name = (of: string, pid: number | undefined) => `.keyferry-${of}-${pid}-1-0123456789abcdef.tmp`
    const ended = spawnSync(process.execPath, ["-e", ""]).pid
    const files = {
      [name(scope, ended)]: { gone: true, ageH: 0 },
      ".keyferry-00112233445566aa.tmp": { gone: true, ageH: 25 },
      [name("00000000", ended)]: { gone: true, ageH: 25 },
      [own]: { gone: false, ageH: 25 },
      ".keyferry-00112233445566bb.tmp": { gone: false, ageH: 23 },
      [name("00000000", process.pid)]: { gone: false, ageH: 23 },
      ".keyferry-notes.tmp": { gone: false, ageH: 25 },
    }
    const store = name(scope, ended).replace("0123", "abcd")
    mkdirSync(join(directory, store))
    writeFileSync(join(directory, store, "0.new"), "x")
    for (const [file, { ageH }] of Object.entries(files)) {
      writeFileSync(join(directory, file), "half")
      const time = Date.now() / 1000 - ageH * 3600
      utimesSync(join(directory, file), time, time)
    }
    await writeNew(join(directory, "new"), bytes("x"), { overwrite: false })
    const kept = Object.keys(files).filter((file) => files[file]?.gone === false)
    assert.deepEqual(readdirSync(directory).sort(), [...kept, "new"].sort())
  })

  it("leaves no partial file where writing fails", () => {
    const write = `import("./src/platform/files/files.ts")
      .then((files) => files.writeNew(process.argv[1], new Uint8Array(100000), { overwrite: false }))
      .catch((e) => process.exit(e.code === "io" ? 7 : 8))`
    // A limit on the size of files does what a full disk does.
    const script = `trap '' XFSZ; ulimit -f 1; exec "$0" --import tsx -e '${write}' "$1"`
    const { status } = spawnSync("bash", ["-c", script, process.execPath, path("big")], { cwd: join(import.meta.dirname, "../..") })
    assert.equal(status, 7)
    assert.equal(statSync(path("big"), { throwIfNoEntry: false }), undefined)
    assert.deepEqual(
      readdirSync(root).filter((name) => name.startsWith(".")),
      [],
    )
  })
})

describe("who else can read a file", () => {
  const cases: [mode: number, expected: "others-read" | null][] = [
    [0o600, null],
    [0o400, null],
    [0o644, "others-read"],
    [0o640, "others-read"],
    [0o602, "others-read"],
  ]
  for (const [bits, expected] of cases) {
    it(`is ${expected ?? "no one"} with mode ${bits.toString(8)}`, async () => {
      chmodSync(put("secret", "x"), bits)
      assert.equal(await userFiles.exposureOf(path("secret")), expected)
    })
  }

  it("is another owner, but not of a pipe, a file that bash or the shell opened, or a missing one", async () => {
    if (process.getuid?.() === 0) {
      chmodSync(put("secret", "x"), 0o600)
      chownSync(path("secret"), 65534, 65534)
      assert.equal(await userFiles.exposureOf(path("secret")), "other-owner")
    }
    for (const file of [path("pipe"), "/dev/stdin", "/dev/fd/0", "/proc/self/fd/0", path("none")])
      assert.equal(await userFiles.exposureOf(file), null, file)
  })
})

describe("deleting a file", () => {
  it("deletes a regular file, and refuses links and directories", async () => {
    await deleteFile(put("gone", "x"))
    assert.equal(statSync(path("gone"), { throwIfNoEntry: false }), undefined)
    await refuses(deleteFile(path("gone")), "io", /no such file/)
    await refuses(deleteFile(path("link-to-regular")), "io", /symbolic link/)
    await refuses(deleteFile(path("directory")), "io", /not a regular file/)
    assert.equal(readFileSync(path("regular"), "utf8"), "hello")
  })
})

describe("listing a directory", () => {
  it("describes each entry, a link by its target", async () => {
    const { path: full, entries } = await listDirectory(root)
    assert.equal(full, root)
    const kinds = new Map(entries.map(({ name, kind }) => [name, kind]))
    assert.deepEqual(
      ["directory", "link-to-directory", "broken-link", "link-to-regular", "regular", "pipe"].map((name) => kinds.get(name)),
      ["directory", "directory", "other", "file", "file", "other"],
    )
    const regular = entries.find(({ name }) => name === "regular")!
    assert.equal(regular.size, 5)
    assert.equal(regular.readable, true)
    assert.ok(Math.abs(regular.modifiedMs - Date.now()) < 60_000)
    assert.equal(entries.find(({ name }) => name === "broken-link")?.readable, false)
  })

  it("expands ~ to the home directory, and refuses what is no directory", async () => {
    assert.equal(expandPath("~"), homedir())
    assert.equal(expandPath("~/x"), join(homedir(), "x"))
    assert.equal(expandPath("/a/../b"), "/b")
    assert.equal(expandPath("~other"), join(process.cwd(), "~other"))
    await refuses(listDirectory(path("regular")), "io", /not a directory$/)
    await refuses(listDirectory(path("none")), "io", /no such/)
  })
})

describe("the clock and the random numbers", () => {
  it("come from the operating system", () => {
    assert.ok(Math.abs(clock.nowMs() - Date.now()) < 1000)
    assert.equal(random.bytes(16).length, 16)
    assert.notDeepEqual(random.bytes(16), random.bytes(16))
    assert.match(random.uuid(), /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  })
})
