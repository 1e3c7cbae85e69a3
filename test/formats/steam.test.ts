// Encrypted maFiles, which only the manifest.json beside them identifies and opens.
import assert from "node:assert/strict"
import { describe } from "node:test"
import { handlerById } from "../../src/formats/lookup.ts"
import { HANDLERS } from "../../src/formats/registry.ts"
import { sniff } from "../../src/formats/sniff.ts"
import { readNamedFiles } from "../../src/migrate/import/directory.ts"
import { itFor } from "./chosen.ts"
import { readAll } from "./reading.ts"

const steam = handlerById(HANDLERS, "steam")!
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const MA_FILE = "ZQqJk4KW7pb5bndkra244z3ttIks58UplODn5IgljrOK3bKORSwrnZYb9Iv6YsirwDMsUsVpF09wIO3E9gB9uh4NcfECoWLn/dnzPOM6g6Y="
const MANIFEST = JSON.stringify({
  encrypted: true,
  entries: [{ encryption_iv: "ifChnv66eA+/dYqGsQMIOA==", encryption_salt: "O2K8FAOWK9c=", filename: "1234.maFile", steamid: 1234 }],
})
const FILES = [
  { name: "maFiles/1234.maFile", bytes: bytes(MA_FILE) },
  { name: "maFiles/manifest.json", bytes: bytes(MANIFEST) },
  { name: "maFiles/other.txt", bytes: bytes("QUJDREVGR0hJSktMTU5PUA==") },
]
const KEY = { password: "password" }
const walking = {
  walk: () => Promise.resolve(FILES.map(({ name, bytes }) => ({ path: name, within: name.slice(8), size: bytes.length }))),
  read: (path: string) => Promise.resolve(FILES.find(({ name }) => name === path)!.bytes),
}

describe("encrypted maFiles", () => {
  itFor("steam", "open together with their manifest, in any order", async () => {
    for (const inputs of [FILES.slice(0, 2), [FILES[1]!, FILES[0]!], [FILES[1]!, { ...FILES[0]!, name: "elsewhere/1234.maFile" }]]) {
      const outcome = await readAll(inputs, KEY)
      assert.equal(outcome.state, "read")
      const [draft, ...others] = outcome.read.drafts
      assert.equal(others.length, 0)
      assert.deepEqual([draft?.issuer, draft?.name, draft?.kind], ["Steam", "example", "steam"])
      assert.equal(Buffer.from(draft!.secret.reveal()).toString("base64"), "zvIayp3JPvtvX/QGHqsqKBk/44s=")
    }
  })
  itFor("steam", "of a directory are read although nothing in them is recognised, and no other file is", async () => {
    for (const from of [undefined, "steam"]) {
      const { inputs, leftOut } = await readNamedFiles("maFiles", walking, { handlers: HANDLERS, ...(from === undefined ? {} : { from }) })
      const names = inputs.map(({ name }) => name)
      assert.ok(names.includes("maFiles/1234.maFile") && names.includes("maFiles/manifest.json"))
      assert.equal(leftOut, from === undefined ? 1 : 0)
    }
  })
  itFor("steam", "alone are not recognised, and opened as Steam's say what is missing", async () => {
    const [file] = FILES
    assert.equal(steam.detect(sniff(file!.bytes)), "unsigned")
    const outcome = await readAll([file!], KEY, steam)
    assert.equal(outcome.state === "failed" ? outcome.error.code : "", "format-unsupported")
    assert.match(outcome.state === "failed" ? outcome.error.message : "", /manifest\.json/)
  })
  itFor("steam", "report a wrong password", async () => {
    const outcome = await readAll(FILES.slice(0, 2), { password: "wrong" })
    assert.equal(outcome.state === "failed" ? outcome.error.code : "", "password-wrong")
  })
})
