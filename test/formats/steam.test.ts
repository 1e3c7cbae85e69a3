// Encrypted maFiles, which only the manifest.json beside them identifies and opens.
import assert from "node:assert/strict"
import { createCipheriv, pbkdf2Sync } from "node:crypto"
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
/** Argon2id of the password below with the salt 00 01 … 0f. */
const ARGON2_KEY = "af7edd8ad4f1871e1209d7bd6d9133feb3b00c6304da5f2c898fef30b398fce1"
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
  itFor("steam", "open with the published keys of both schemes", async () => {
    const legacyKey = pbkdf2Sync("password", Buffer.from("O2K8FAOWK9c=", "base64"), 50_000, 32, "sha1").toString("hex")
    assert.equal(legacyKey, "936b29b3edfe1f0699d4c7b92791f2e0ac650db0ec568aa5eba60026e8dd13b2")
    const iv = Buffer.alloc(16, 9)
    const cipher = createCipheriv("aes-256-cbc", Buffer.from(ARGON2_KEY, "hex"), iv)
    const guard = JSON.stringify({ shared_secret: "zvIayp3JPvtvX/QGHqsqKBk/44s=", account_name: "example" })
    const file = cipher.update(guard, "utf8", "base64") + cipher.final("base64")
    const salt = Buffer.from("000102030405060708090a0b0c0d0e0f", "hex").toString("base64")
    const encryption = { scheme: "Argon2idAes256", iv: iv.toString("base64"), salt }
    const manifest = JSON.stringify({ version: 1, entries: [{ filename: "a.maFile", steam_id: 1, account_name: "a", encryption }] })
    const inputs = [
      { name: "manifest.json", bytes: bytes(manifest) },
      { name: "a.maFile", bytes: bytes(file) },
    ]
    const outcome = await readAll(inputs, KEY)
    assert.ok(outcome.state === "read")
    assert.deepEqual(outcome.read.drafts.map(({ name }) => name), ["example"]) // prettier-ignore
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
