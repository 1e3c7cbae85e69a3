import { randomBytes, randomUUID } from "node:crypto"
import type { Random } from "../base/ports.ts"

/** The operating system's generator. */
export const random: Random = {
  bytes: (n) => Uint8Array.from(randomBytes(n)),
  uuid: () => randomUUID(),
}
