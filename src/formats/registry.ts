import { aegis } from "./apps/aegis.ts"
import { googleMigration } from "./apps/google-migration.ts"
import { keyferryBackup } from "./apps/keyferry-backup.ts"
import { keyferryJson } from "./apps/keyferry-json.ts"
import { keyferryTransfer } from "./apps/keyferry-transfer.ts"
import { otpauthUri } from "./apps/otpauth-uri.ts"
import { qrImage } from "./apps/qr-image.ts"
import type { Handler } from "./handler.ts"
import type { Sniffed } from "./sniffed.ts"

/**
 * Every format, sorted by id. To add one: one file `apps/<id>.ts` (see the head of `handler.ts`), one line above and one here, and one
 * folder `samples/<id>/`; the conformance suite takes it from there.
 */
export const HANDLERS: readonly Handler[] = Object.freeze(
  [
    // one line a format
    aegis,
    googleMigration,
    keyferryBackup,
    keyferryJson,
    keyferryTransfer,
    otpauthUri,
    qrImage,
  ]
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .map((handler) => Object.freeze(handler)),
)

export function handlerById(id: string): Handler | undefined {
  return HANDLERS.find((handler) => handler.id === id)
}

/**
 * The handlers to try, in order of id: those that say yes (one, or it is a bug), else those that say maybe. Empty: nobody knows it.
 */
export function detect(sniffed: Sniffed, handlers: readonly Handler[] = HANDLERS): Handler[] {
  const answers = handlers.map((handler) => ({ handler, answer: handler.detect(sniffed) }))
  const sure = answers.filter(({ answer }) => answer === "yes")
  return (sure.length > 0 ? sure : answers.filter(({ answer }) => answer === "maybe")).map(({ handler }) => handler)
}
