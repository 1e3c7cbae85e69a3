import type { Passphrase } from "../../base/passphrase.ts"
import type { VaultWarning } from "../../base/vault-warning.ts"
import { parseRecoveryKey } from "../../vault/recovery/recovery-key.ts"
import type { Answer } from "../core/messages.ts"
import type { Work } from "./opened.ts"
import type { TuiPorts } from "./ports.ts"
import { openWith } from "./vault-effects.ts"

/** In no recovery key, but in the names of files. */
const OF_PATHS = [".", "/", "~"].map((character) => character.charCodeAt(0))
const MAX_KEY_FILE_BYTES = 64 * 1024

/** @param typed - The recovery key, or the path of its file. */
export async function recover(typed: Passphrase, accept: readonly VaultWarning[], work: Work): Promise<Answer> {
  const recoveryKey = await readRecoveryKey(typed, work.ports)
  try {
    return await openWith({ recoveryKey }, accept, work)
  } finally {
    recoveryKey.fill(0)
  }
}

async function readRecoveryKey(typed: Passphrase, { files }: TuiPorts): Promise<Uint8Array> {
  if (!OF_PATHS.some((character) => typed.bytes.includes(character))) return parseRecoveryKey(typed.bytes)
  const bytes = await files.read(files.absolute(typed.reveal().trim()), MAX_KEY_FILE_BYTES)
  try {
    return parseRecoveryKey(bytes)
  } finally {
    bytes.fill(0)
  }
}
