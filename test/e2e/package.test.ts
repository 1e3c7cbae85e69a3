import assert from "node:assert/strict"
import { execFileSync, spawnSync } from "node:child_process"
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { after, before, describe, it } from "node:test"
import { samplesOf } from "../formats/samples.ts"
import { MAIN, ROOT, SAMPLES, skipWithout } from "./programs.ts"

const MAX_PACKAGES = 6
const MAX_BYTES = 20 * 1024 * 1024
/** Of a directory's own block, and of the last block of a file. */
const BLOCK_BYTES = 4096

/** For each package that reads a kind of file: a format and the first file of one of its samples. */
const READ_BY = {
  "zxing-wasm": ["qr-image", "one.png"],
  "@jsquash/jpeg": ["qr-image", "photo.jpg"],
  "@jsquash/webp": ["qr-image", "message.webp"],
  "heic-decode": ["qr-image", "phone.heic"],
  jimp: ["qr-image", "scan.tiff"],
  "hash-wasm": ["kdbx", "version-4-argon2id.kdbx"],
  "sql.js": ["stratum", "authenticator.db3"],
  "libsodium-wrappers": ["cotp", "db-secretstream.cotp"],
  "@bufbuild/protobuf": ["google-migration", "version-2.txt"],
  "csv-parse": ["bitwarden", "export.csv"],
  "fast-xml-validator": ["authy", "plain.xml"],
  "@zip.js/zip.js": ["winauth", "encrypted.zip"],
} as const

describe("the package", { skip: skipWithout("npm") }, () => {
  const directory = mkdtempSync(join(tmpdir(), "keyferry-package-"))
  const at = (...names: readonly string[]): string => join(directory, ...names)
  const npm = (cwd: string, ...args: readonly string[]): string =>
    execFileSync("npm", [...args, "--offline", "--ignore-scripts", "--cache", at("cache")], {
      cwd,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    })
  const installed = (...names: readonly string[]): string => at("prefix", "lib", "node_modules", "keyferry", ...names)
  const run = (...args: readonly string[]): string =>
    spawnSync(at("prefix", "bin", "keyferry"), [...args, "--lang", "en"], { cwd: directory, encoding: "utf8" }).stdout

  before(() => {
    // A copy, as the packages may be behind a link here, which npm does not follow.
    for (const name of ["package.json", "README.md", "LICENSE", "dist", "man", "node_modules/blessed"])
      cpSync(join(ROOT, name), at("source", name), { recursive: true, dereference: true })
    npm(at("source"), "pack", "--pack-destination", directory)
    const tarball = readdirSync(directory).find((name) => name.endsWith(".tgz")) ?? ""
    npm(directory, "install", "--global", "--prefix", at("prefix"), `./${tarball}`)
  })
  after(() => {
    rmSync(directory, { recursive: true, force: true })
  })

  it("installs the English manuals where man finds them", () => {
    assert.deepEqual(
      filesBelow(at("prefix", "share", "man")).sort(),
      ["man1/keyferry.1", "man5/keyferry-transfer.5", "man5/keyferry-vault.5", "man7/keyferry-formats.7", "man7/keyferry-plugin.7"].concat(
        "man7/keyferry-receive.7",
      ),
    )
  })

  it("contains the bundle and the manuals, and nothing else", () => {
    const paths = filesBelow(installed()).filter((path) => !path.startsWith("node_modules/"))
    // The name of a chunk contains a hash of its content.
    const names = new Set(paths.map((path) => path.replace(/^dist\/[\w.-]+-[0-9A-Z]{8}\.js$/, "dist/CHUNK.js")))
    assert.deepEqual([...names].sort(), [
      "LICENSE",
      "README.md",
      "dist/CHUNK.js",
      "dist/agent-code.js",
      "dist/agent-holder.js",
      "dist/agent.js",
      "dist/backups.js",
      "dist/first-frame.js",
      "dist/licenses.txt",
      "dist/main.js",
      "dist/mozjpeg_dec.wasm",
      "dist/plugin-child.mjs",
      "dist/plugin-inside.mjs",
      "dist/program.js",
      "dist/receive/index.html",
      "dist/receive/page.css",
      "dist/receive/page.js",
      "dist/receive/worker.js",
      "dist/receive/zxing_reader.wasm",
      "dist/sql-wasm.wasm",
      "dist/start.js",
      "dist/webp_dec.wasm",
      "dist/worker.js",
      ...["keyferry-formats.7", "keyferry-plugin.7", "keyferry-receive.7"].map((name) => `man/ja/${name}`),
      ...["keyferry-transfer.5", "keyferry-vault.5", "keyferry.1"].map((name) => `man/ja/${name}`),
      "man/keyferry-formats.7",
      "man/keyferry-plugin.7",
      "man/keyferry-receive.7",
      "man/keyferry-transfer.5",
      "man/keyferry-vault.5",
      "man/keyferry.1",
      "package.json",
    ])
  })

  it(`installs offline as at most ${MAX_PACKAGES} packages, which run nothing on installation`, () => {
    const packages = filesBelow(installed()).filter((path) => /^((.*\/)?node_modules\/(@[^/]+\/)?[^/]+\/)?package\.json$/.test(path))
    assert.ok(packages.length <= MAX_PACKAGES, packages.join(" "))
    for (const path of packages) {
      const { scripts = {} } = JSON.parse(readFileSync(installed(path), "utf8")) as { scripts?: Record<string, string> }
      assert.deepEqual(
        ["preinstall", "install", "postinstall"].filter((name) => name in scripts),
        [],
        path,
      )
    }
  })

  it("takes at most 20 MB of the disk", () => {
    const bytes = filesBelow(installed()).reduce(
      (sum, path) => sum + Math.ceil(statSync(installed(path)).size / BLOCK_BYTES) * BLOCK_BYTES,
      0,
    )
    assert.ok(bytes <= MAX_BYTES, `${bytes} bytes`)
  })

  it("passes on the licences of the packages in the bundle and beside it", () => {
    const licenses = readFileSync(installed("dist", "licenses.txt"), "utf8")
    for (const name of ["blessed", "kdbxweb", "libheif-js", ...Object.keys(READ_BY)])
      assert.match(licenses, new RegExp(`^${name} \\d`, "m"))
  })

  it("prints its version, run by node and as an executable", () => {
    const { version } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as { version: string }
    assert.equal(execFileSync(process.execPath, [MAIN, "--version"], { encoding: "utf8" }), `keyferry ${version}\n`)
    assert.equal(run("--version"), `keyferry ${version}\n`)
  })

  it("is keyferry-askpass, too, which takes a prompt for no option", () => {
    for (const prompt of ["--version", "--help", "list", "Password: "]) {
      const { status, stdout, stderr } = spawnSync(at("prefix", "bin", "keyferry-askpass"), [prompt], { encoding: "utf8" })
      assert.deepEqual([status, stdout], [7, ""], prompt)
      assert.match(stderr, /^keyferry: not a prompt for a verification code/)
    }
  })

  for (const [reader, [format, file]] of Object.entries(READ_BY)) {
    it(`reads what needs ${reader}`, () => {
      const sample = samplesOf(format).find(({ files, accounts }) => files[0] === file && accounts !== undefined)
      assert.ok(sample !== undefined, `${format}/${file}`)
      writeFileSync(at("password"), `${sample.password ?? ""}\n`, { mode: 0o600 })
      const password = sample.password === undefined ? [] : ["--password-file", at("password")]
      const files = sample.files.map((name) => join(SAMPLES, format, name))
      const read = JSON.parse(run("convert", ...files, ...password, "--to", "keyferry-json", "--plain", "--out", "-")) as {
        accounts: { secret: string }[]
      }
      assert.deepEqual(
        read.accounts.map(({ secret }) => secret),
        sample.accounts?.map(({ secret }) => secret),
      )
    })
  }
})

function filesBelow(directory: string): string[] {
  return (readdirSync(directory, { recursive: true }) as string[]).filter((path) => statSync(join(directory, path)).isFile())
}
