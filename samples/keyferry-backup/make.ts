// Backups, encrypted by the stock `age` program.
import type { Draft } from "../../src/accounts/account.ts"
import { toRecord } from "../../src/accounts/record.ts"
import { sealForRecipients, dearmor } from "../../src/age/age.ts"
import { X25519Identity } from "../../src/age/x25519.ts"
import { VECTORS } from "../../test/formats/vectors.ts"
import { agePayload } from "../keyferry-json/make.ts"
import { reuseOrMake } from "../kit/kit.ts"
import type { Maker } from "../kit/kit.ts"

const PASSPHRASE = "four words and more"

export const make: Maker = async ({ random, nowMs }) => {
  const now = new Date(nowMs).toISOString()
  const accounts: Draft[] = VECTORS.map((draft) => ({
    ...draft,
    id: draft.id ?? random.uuid(),
    createdAt: draft.createdAt ?? nowMs,
    updatedAt: draft.updatedAt ?? nowMs,
  }))
  const records = accounts.map((draft, order) => ({
    ...toRecord(draft, { secrets: true }),
    order,
    trashedAt: draft.trashed ? now : null,
    usedAt: null,
  }))
  const read = accounts.map((draft) => ({ ...draft, usedAt: null }))
  const content = (version: number): string =>
    JSON.stringify({ version, generation: 12, accounts: records, tombstones: [{ id: random.uuid(), at: now }], added: "later" })
  const kept = (name: string, seal: Parameters<typeof reuseOrMake>[2]): Promise<Uint8Array> => reuseOrMake("keyferry-backup", name, seal)
  return [
    {
      files: { "backup.age": await kept("backup.age", () => dearmor(agePayload(content(1), PASSPHRASE))) },
      password: PASSPHRASE,
      accounts: read,
    },
    {
      files: { "backup-armored.age": await kept("backup-armored.age", () => agePayload(content(1), PASSPHRASE)) },
      password: PASSPHRASE,
      accounts: read,
    },
    {
      files: { "newer.age": await kept("newer.age", () => agePayload(content(2), PASSPHRASE)) },
      password: PASSPHRASE,
      error: "format-version",
    },
    {
      files: {
        "vault.age": await kept("vault.age", async () =>
          sealForRecipients(new TextEncoder().encode(content(1)), X25519Identity.generate().recipient),
        ),
      },
      error: "format-unsupported",
    },
  ]
}
