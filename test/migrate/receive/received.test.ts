import assert from "node:assert/strict"
import { readFileSync } from "node:fs"
import { describe, it } from "node:test"
import QRCode from "qrcode"
import { makeDraft } from "../../../src/accounts/account.ts"
import type { Draft } from "../../../src/accounts/account.ts"
import { Secret } from "../../../src/accounts/secret.ts"
import { formatOtpUri } from "../../../src/accounts/uri.ts"
import { migrationUri } from "../../../src/formats/records/google-migration.ts"
import { HANDLERS } from "../../../src/formats/registry.ts"
import { ReceivedInputs } from "../../../src/migrate/receive/received.ts"
import { cut, sealTransfer } from "../../../src/transfer/transfer.ts"
import { background, NOW_MS, seededRandom } from "../../formats/ports.ts"

const draft = (name: string): Draft =>
  makeDraft({ kind: "totp", issuer: "Site", name, secret: new Secret(Buffer.from(`secret of ${name}`)) })
const received = (): ReceivedInputs => new ReceivedInputs({ handlers: HANDLERS, background, nowMs: NOW_MS }, "en")
const texts = (...found: string[]) => ({ type: "texts", texts: found }) as const
const labels = (inputs: ReceivedInputs): string[] => inputs.state([]).accounts.map(({ label }) => label)
const batch = (names: readonly string[], size: number, index: number): Promise<string> =>
  migrationUri(names.map(draft), { size, index, id: 7 })

describe("what comes from a page for scanning", () => {
  it("is one account for each code, and once for a code that comes again", async () => {
    const inputs = received()
    await inputs.add(texts(formatOtpUri(draft("a")), formatOtpUri(draft("b"))))
    await inputs.add(texts(formatOtpUri(draft("a"))))
    assert.deepEqual(labels(inputs), ["Site: a", "Site: b"])
    assert.equal(inputs.state([]).received, 2)
  })

  it("shows the parts of a migration that are there, and their accounts", async () => {
    const inputs = received()
    await inputs.add(texts(await batch(["c"], 3, 2)))
    await inputs.add(texts(await batch(["a"], 3, 0)))
    const { sets, remarks } = inputs.state([])
    assert.deepEqual(
      sets.map(({ have, count }) => [have, count]),
      [[[1, 3], 3]],
    )
    assert.deepEqual(remarks, [])
    assert.deepEqual(labels(inputs), ["Site: a", "Site: c"])
    await inputs.add(texts(await batch(["b"], 3, 1)))
    assert.deepEqual(inputs.state([]).sets[0]?.have, [1, 2, 3])
    assert.deepEqual(labels(inputs), ["Site: a", "Site: b", "Site: c"])
  })

  it("waits for the verification code once every part of a transfer is there, and opens with it", async () => {
    const sealed = await sealTransfer(
      Array.from({ length: 9 }, (_, n) => draft(`n${n}`)),
      seededRandom("transfer"),
    )
    const parts = cut(sealed, 300)
    const inputs = received()
    for (const part of parts.slice(1).reverse()) await inputs.add(texts(part))
    assert.equal(inputs.state([]).waiting, null)
    assert.deepEqual(inputs.state([]).sets[0]?.count, parts.length)
    assert.deepEqual(inputs.state([]).remarks, [])
    await inputs.add(texts(parts[0] ?? ""))
    assert.equal(inputs.state([]).waiting, "verification-code")
    const opened = await inputs.session?.unlock({ password: sealed.code })
    assert.equal(opened?.plan([]).rows.length, 9)
  })

  it("leaves a code without an account out, with a remark", async () => {
    const inputs = received()
    await inputs.add(texts("https://example.com/menu"))
    assert.deepEqual(labels(inputs), [])
    await inputs.add(texts(formatOtpUri(draft("a")), "WIFI:S:guest;;"))
    const { remarks } = inputs.state([])
    assert.deepEqual(
      remarks.map(({ text }) => text),
      ["a QR code that holds no account", "a QR code that holds no account"],
    )
    assert.deepEqual(inputs.session?.files.length, 1)
  })

  it("asks for the password of a protected file, and reports a file of no known format", async () => {
    const inputs = received()
    const bytes = readFileSync(new URL("../../../samples/aegis/encrypted.json", import.meta.url))
    await inputs.add({ type: "file", name: "backup.json", bytes: Uint8Array.from(bytes) })
    await inputs.add({ type: "file", name: "notes\u001b[2J.txt", bytes: Uint8Array.from(Buffer.from("nothing of use")) })
    const { waiting, remarks } = inputs.state([])
    assert.equal(waiting, "password")
    assert.deepEqual(
      remarks.map(({ name, kind }) => [name, kind]),
      [
        ["backup.json", "locked"],
        ["notes[2J.txt", "problem"],
      ],
    )
  })

  it("decodes each picture once, however much comes after it", async () => {
    let decoded = 0
    const counting = { ...background, readImage: (bytes: Uint8Array) => (decoded++, background.readImage(bytes)) }
    const inputs = new ReceivedInputs({ handlers: HANDLERS, background: counting, nowMs: NOW_MS }, "en")
    await inputs.add({ type: "file", name: "a.png", bytes: Uint8Array.from(await QRCode.toBuffer(await batch(["a"], 2, 0))) })
    await inputs.add(texts(await batch(["b"], 2, 1)))
    assert.equal(decoded, 1)
    assert.deepEqual(inputs.state([]).sets[0]?.have, [1, 2])
    assert.deepEqual(labels(inputs), ["Site: a", "Site: b"])
  })

  it("says which accounts the vault holds already", async () => {
    const inputs = received()
    await inputs.add(texts(formatOtpUri(draft("a")), formatOtpUri(draft("b"))))
    const { trashed: _, ...fields } = draft("a")
    const present = { ...fields, id: "1", order: 1, createdAt: 1, updatedAt: 1, trashedAt: null }
    assert.deepEqual(
      inputs.state([present]).accounts.map(({ status }) => status),
      ["present", "new"],
    )
  })

  it("is overwritten by wipe", async () => {
    const inputs = received()
    const bytes = Uint8Array.from(Buffer.from(formatOtpUri(draft("a"))))
    await inputs.add({ type: "file", name: "a.txt", bytes })
    inputs.wipe()
    assert.ok(bytes.every((byte) => byte === 0))
    assert.equal(inputs.session, null)
  })
})
