// What is written for CXF and 2FAuth, read here from the formats' descriptions, without any code of src/formats/.
import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { makeDraft } from "../../src/accounts/account.ts"
import { twoFauth } from "../../src/formats/apps/2fauth.ts"
import { cxf } from "../../src/formats/apps/cxf.ts"
import type { Handler } from "../../src/formats/handler.ts"
import { NOW_MS, background, seededRandom } from "./ports.ts"
import { madeUpSecret } from "./vectors.ts"

const secret = madeUpSecret("exchange")
const base32 = secret.toBase32()
const TOTP = makeDraft({ kind: "totp", issuer: "Northwind", name: "alice", secret, algorithm: "SHA256", digits: 8, period: 60, note: "a note", groups: ["Work", "仕事"], favorite: true, createdAt: 1_700_000_000_123 }) // prettier-ignore
const STEAM = makeDraft({ kind: "steam", issuer: "Steam", name: "gamer", secret, groups: ["仕事"] })
const HOTP = makeDraft({ kind: "hotp", issuer: "", name: "trent", secret, counter: 9 })
const context = { background, random: seededRandom("exchange"), nowMs: NOW_MS, password: null }

async function write(handler: Handler, ...drafts: (typeof TOTP)[]): Promise<unknown> {
  return JSON.parse(Buffer.from(await handler.writer!.run(drafts, context)).toString()) as unknown
}

describe("what is written for other programs", () => {
  it("has CXF's header, one account, and an item for each entry", async () => {
    interface Item {
      readonly id: string
    }
    interface File {
      readonly accounts: [{ id: string; items: Item[]; collections: { id: string; title: string; items: { item: string }[] }[] }]
    }
    const { accounts, ...header } = (await write(cxf, TOTP, STEAM)) as File
    assert.deepEqual(header, {
      version: { major: 1, minor: 0 },
      exporterRpId: "keyferry.invalid",
      exporterDisplayName: "keyferry",
      timestamp: NOW_MS / 1000,
    })
    const [{ id, items, collections, ...rest }] = accounts
    assert.deepEqual(rest, { username: "", email: "" })
    const ids = [id, ...items.map((item) => item.id), ...collections.map((one) => one.id)]
    for (const each of ids) assert.match(each, /^[\w-]{22}$/)
    assert.equal(new Set(ids).size, 5)
    const [first, second] = items.map((item) => item.id)
    assert.deepEqual(
      collections.map(({ title, items }) => [title, items]),
      [
        ["Work", [{ item: first }]],
        ["仕事", [{ item: first }, { item: second }]],
      ],
    )
    assert.deepEqual(items, [
      {
        id: first,
        title: "Northwind",
        favorite: true,
        creationAt: 1_700_000_000,
        credentials: [
          { type: "totp", secret: base32, period: 60, digits: 8, algorithm: "sha256", issuer: "Northwind", username: "alice" },
          { type: "note", content: { fieldType: "string", value: "a note" } },
        ],
        tags: ["Work", "仕事"],
      },
      {
        id: second,
        title: "Steam",
        credentials: [{ type: "totp", secret: base32, period: 30, digits: 5, algorithm: "steam", issuer: "Steam", username: "gamer" }],
        tags: ["仕事"],
      },
    ])
  })
  it("has every key of 2FAuth's schema 1", async () => {
    const icons = { icon: null, icon_mime: null, icon_file: null }
    const uri = `otpauth://totp/Northwind:alice?secret=${base32}&issuer=Northwind&algorithm=SHA256&digits=8&period=60`
    const steamUri = `otpauth://steamtotp/Steam:gamer?secret=${base32}&issuer=Steam&algorithm=SHA1&digits=5&period=30`
    const hotpUri = `otpauth://hotp/trent?secret=${base32}&algorithm=SHA1&digits=6&counter=9`
    assert.deepEqual(await write(twoFauth, TOTP, STEAM, HOTP), {
      app: "2fauth_v5.6.0",
      schema: 1,
      datetime: "2025-06-01T12:00:00.000000Z",
      data: [
        { otp_type: "totp", account: "alice", service: "Northwind", ...icons, secret: base32, digits: 8, algorithm: "sha256", period: 60, counter: null, legacy_uri: uri }, // prettier-ignore
        { otp_type: "steamtotp", account: "gamer", service: "Steam", ...icons, secret: base32, digits: 5, algorithm: "sha1", period: 30, counter: null, legacy_uri: steamUri }, // prettier-ignore
        { otp_type: "hotp", account: "trent", service: null, ...icons, secret: base32, digits: 6, algorithm: "sha1", period: null, counter: 9, legacy_uri: hotpUri }, // prettier-ignore
      ],
    })
  })
})
