import assert from "node:assert/strict"
import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { after, describe, it } from "node:test"
import { HANDLERS } from "../../../src/formats/registry.ts"
import { userFiles } from "../../../src/platform/files/user-files.ts"
import { findPlaces, previewFile } from "../../../src/tui/runtime/file-effects.ts"
import { background } from "../../formats/ports.ts"

const root = mkdtempSync(join(tmpdir(), "keyferry-files-"))
after(() => {
  rmSync(root, { recursive: true })
})
const signal = new AbortController().signal
const clock = { nowMs: () => 1_700_000_000_000 }
const ports = { background, clock, formats: HANDLERS, files: userFiles } as never

async function preview(path: string) {
  const answer = await previewFile(path, { ports, signal })
  assert.ok(answer.type === "file-previewed" && answer.path === path)
  return answer.preview
}
const sample = (name: string) => resolve("samples", name)
function written(name: string, content: string | Uint8Array): string {
  const path = join(root, name)
  writeFileSync(path, content)
  return path
}

describe("the preview of a file", () => {
  it("counts and names the accounts of an unprotected file, and the records that cannot be read", async () => {
    const found = await preview(written("a.txt", "otpauth://totp/A:b?secret=GEZDGNBVGY3TQOJQ&issuer=A\notpauth://totp/?secret=1\n"))
    assert.deepEqual(found, { state: "read", codes: null, accounts: 1, unread: 1, labels: ["A: b"] })
  })
  it("says that a protected file is locked, without trying to open it", async () => {
    assert.deepEqual(await preview(sample("aegis/encrypted.json")), { state: "locked", codes: null })
  })
  it("counts the QR codes of a picture, also where it has none", async () => {
    const one = await preview(sample("qr-image/one.png"))
    assert.deepEqual(one.state === "read" && [one.codes, one.accounts], [1, 1])
    assert.deepEqual(await preview(sample("qr-image/empty.png")), { state: "read", codes: 0, accounts: 0, unread: 0, labels: [] })
  })
  it("gives the reason of a file that holds no account", async () => {
    const failed = await preview(written("notes.md", "# Notes\n\nNothing here.\n"))
    assert.equal(failed.state, "failed")
    assert.equal((await preview(join(root, "gone.json"))).state, "failed")
  })
  it("cleans the names of hostile accounts", async () => {
    const found = await preview(written("b.txt", "otpauth://totp/%1b%5b31mred%e2%80%ae?secret=GEZDGNBVGY3TQOJQ\n"))
    assert.doesNotMatch(JSON.stringify(found), /\\u001b|\u202e/)
  })
  it("opens neither an archive nor a file over the limit", async () => {
    assert.deepEqual(await preview(written("x.zip", Buffer.from("504b0304", "hex"))), {
      state: "unopened",
    })
    const large = written("large.json", "{")
    truncateSync(large, 40 * 1024 * 1024)
    assert.deepEqual(await preview(large), { state: "unopened" })
  })
})

describe("the places to start from", () => {
  const placesOf = async (home: string) => {
    const answer = await findPlaces({ ports: { files: { ...userFiles, absolute: () => home } } as never })
    assert.ok(answer.type === "places-found")
    return answer.places.filter(({ kind }) => kind !== "disk")
  }
  it("are the home directory and the downloads, as the desktop names them", async () => {
    const home = join(root, "home")
    mkdirSync(join(home, ".config"), { recursive: true })
    assert.deepEqual(await placesOf(home), [{ kind: "home", path: home }])
    mkdirSync(join(home, "Downloads"))
    assert.deepEqual((await placesOf(home))[1], { kind: "downloads", path: join(home, "Downloads") })
    mkdirSync(join(home, "ダウンロード"))
    writeFileSync(join(home, ".config", "user-dirs.dirs"), '# x\nXDG_DOWNLOAD_DIR="$HOME/ダウンロード"\n')
    assert.deepEqual((await placesOf(home))[1], { kind: "downloads", path: join(home, "ダウンロード") })
  })
})
