// Proton Pass's export, put together here from the description; zipped by the stock `zip` program, encrypted by the stock `gpg`.
import { execFileSync } from "node:child_process"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { makeDraft } from "../../src/accounts/account.ts"
import type { Draft } from "../../src/accounts/account.ts"
import { madeUpSecret } from "../../test/formats/vectors.ts"
import { reuseOrMake } from "../kit/kit.ts"
import type { Maker } from "../kit/kit.ts"
import { zipped } from "../kit/zip.ts"

const CREATED = 1_700_000_000
const times = { createdAt: CREATED * 1000, updatedAt: CREATED * 1000 + 60_000 }
const draft = (issuer: string, name: string, more: Partial<Draft> = {}): Draft =>
  makeDraft({ kind: "totp", issuer, name, secret: madeUpSecret(`proton pass ${name}`), groups: ["Personal"], ...times, ...more })

const ALICE = draft("Northwind", "alice@example.com", { note: "a note", favorite: true })
const OWN = draft("Contoso", "bob", { groups: ["仕事"] })
const EXTRA = draft("Contoso", "bob", { secret: madeUpSecret("proton pass extra"), groups: ["仕事"], algorithm: "SHA256", digits: 8 })
const FIELD = draft("Adatum", "peggy", { secret: madeUpSecret("proton pass text field"), groups: ["仕事"] })
const BINNED = draft("Fabrikam", "eve", { trashed: true })

const item = (title: string, content: object, more: object = {}, extraFields: readonly object[] = [], note = ""): object => ({
  itemId: `id of ${title}`,
  shareId: "share",
  data: { metadata: { name: title, note, itemUuid: "aaaaaaaa" }, extraFields, type: "login", content, platformSpecific: {} },
  state: 1,
  aliasEmail: null,
  contentFormatVersion: 6,
  createTime: CREATED,
  modifyTime: CREATED + 60,
  pinned: false,
  ...more,
})
const login = (username: string, totpUri: string): object => ({
  itemEmail: "",
  itemUsername: username,
  password: "x",
  urls: [],
  totpUri,
  passkeys: [],
})
const uri = (d: Draft, label: string): string => `otpauth://totp/${label}?secret=${d.secret.toBase32()}&issuer=${encodeURIComponent(d.issuer)}&algorithm=${d.algorithm}&digits=${d.digits}&period=30` // prettier-ignore

const root = {
  version: "1.20.0",
  userId: "user",
  encrypted: false,
  vaults: {
    one: {
      name: "Personal",
      description: "",
      display: {},
      items: [
        item("Northwind", login("alice@example.com", uri(ALICE, "Northwind:alice%40example.com")), { pinned: true }, [], "a note"),
        item("Fabrikam", login("eve", BINNED.secret.toBase32()), { state: 2 }),
        item("No second factor", login("frank", "")),
        { ...item("A note", {}), data: { metadata: { name: "A note", note: "" }, extraFields: [], type: "note", content: {} } },
      ],
    },
    two: {
      name: "仕事",
      items: [
        item("Contoso", login("bob", uri(OWN, "Contoso:Proton%20Pass")), {}, [
          { fieldName: "second", type: "totp", data: { totpUri: uri(EXTRA, "Contoso:bob") } },
          { fieldName: "text", type: "text", data: { content: uri(FIELD, "Adatum:peggy") } },
        ]),
        item("Broken", login("grace", "1nvalid!")),
      ],
    },
  },
}
const json = JSON.stringify(root)
const read = { accounts: [ALICE, BINNED, OWN, EXTRA, FIELD], withoutSecret: 2, issues: [{ at: 6, code: "record-malformed" as const }] }

const PASSWORD = "correct horse"

/** By gpg: AES-256, a password hashed with SHA-256. */
function encrypted(text: string, armor: boolean): Uint8Array {
  const home = mkdtempSync(join(tmpdir(), "keyferry-sample-"))
  try {
    const how = ["--cipher-algo", "AES256", "--s2k-digest-algo", "SHA256", "--s2k-count", "65536", ...(armor ? ["--armor"] : [])]
    const quiet = ["--homedir", home, "--batch", "--quiet", "--pinentry-mode", "loopback", "--passphrase-fd", "3"]
    const script = `exec gpg "$@" 3<<<'${PASSWORD}'`
    return execFileSync("bash", ["-c", script, "gpg", ...quiet, ...how, "--symmetric"], { input: text, stdio: ["pipe", "pipe", "ignore"] })
  } finally {
    rmSync(home, { recursive: true, force: true })
  }
}

const message = await reuseOrMake("proton-pass", "data.pgp", () => encrypted(json, true))

export const make: Maker = async () => [
  { files: { "data.json": json }, ...read },
  { files: { "export.zip": await reuseOrMake("proton-pass", "export.zip", () => zipped({ "Proton Pass/data.json": json })) }, ...read },
  { files: { "data.pgp": message }, password: PASSWORD, ...read },
  {
    files: { "binary.pgp": await reuseOrMake("proton-pass", "binary.pgp", () => encrypted(json, false)) },
    password: PASSWORD,
    ...read,
  },
  {
    files: {
      "pgp.zip": await reuseOrMake("proton-pass", "pgp.zip", () => zipped({ "Proton Pass/data.pgp": Buffer.from(message).toString() })),
    },
    password: PASSWORD,
    ...read,
  },
]
