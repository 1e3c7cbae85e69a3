// The selection of test files by test/run.mjs, in a small repository made for it.
import assert from "node:assert/strict"
import { execFileSync, spawnSync } from "node:child_process"
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { after, beforeEach, describe, it } from "node:test"
import { fileURLToPath } from "node:url"

const FILES: Readonly<Record<string, string>> = {
  "src/code.ts": 'export { digits } from "./digits.ts"\n',
  "src/digits.ts": "export const digits = 6\n",
  "samples/kite/expected.json": "[]\n",
  "samples/sealed-kite/expected.json": "[]\n",
  "test/code.test.ts": 'import { digits } from "../src/code.ts"\n',
  "test/formats/chosen.ts": "",
  "test/formats/shared.test.ts": 'import "./chosen.ts"\nconst samples = new URL("../../samples/", import.meta.url)\n',
  "test/formats/kite.test.ts": "",
  "test/formats/sealed.test.ts": "",
}

describe("the selection of test files", () => {
  const root = mkdtempSync(join(tmpdir(), "keyferry-run-"))
  after(() => {
    rmSync(root, { recursive: true })
  })
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  const git = (...args: readonly string[]): void => {
    execFileSync("git", ["-c", "user.name=test", "-c", "user.email=test@example.com", ...args], { cwd: root, stdio: "ignore" })
  }
  const list = (...args: readonly string[]): { status: number | null; files: readonly string[]; error: string } => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, "test/run.mjs"), "--list", ...args], { encoding: "utf8" })
    return { status, files: stdout.trim().split("\n"), error: stderr }
  }

  beforeEach(() => {
    rmSync(root, { recursive: true })
    for (const name of ["run.mjs", "changed.mjs"]) cpSync(fileURLToPath(new URL(name, import.meta.url)), join(root, "test", name))
    for (const [path, text] of Object.entries(FILES)) write(path, text)
    git("init")
    git("add", ".")
    git("commit", "-m", "all")
  })

  it("is every test without an argument", () => {
    assert.equal(list().files.length, 4)
  })

  it("is the shared suites and the own suite of a format", () => {
    assert.deepEqual(list("formats/kite").files, ["test/formats/kite.test.ts", "test/formats/shared.test.ts"])
    assert.deepEqual(list("formats/sealed-kite").files, ["test/formats/sealed.test.ts", "test/formats/shared.test.ts"])
  })

  it("is refused for a format that is not there, with those that are", () => {
    const { status, error } = list("formats/kyte")
    assert.equal(status, 2)
    assert.match(error, /formats: kite sealed-kite/)
  })

  it("is what any of several texts selects, and refused for a text in no path", () => {
    assert.deepEqual(list("code", "sealed").files, ["test/code.test.ts", "test/formats/sealed.test.ts"])
    assert.equal(list("no-such-text").status, 2)
  })

  it("is what depends on changed files and on files not yet added", () => {
    assert.equal(list("--changed").status, 2)
    write("src/digits.ts", "export const digits = 8\n")
    assert.deepEqual(list("--changed").files, ["test/code.test.ts"])
    write("samples/kite/export.json", "{}\n")
    assert.deepEqual(list("--changed").files, ["test/code.test.ts", "test/formats/shared.test.ts"])
  })

  it("is everything once package.json has changed", () => {
    write("package.json", "{}\n")
    assert.equal(list("--changed").files.length, 4)
  })
})
