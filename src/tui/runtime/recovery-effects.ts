import { AGE_TEXTS } from "../../age/age.ts"
import { AppError, isAppError } from "../../base/errors.ts"
import type { Passphrase } from "../../base/passphrase.ts"
import type { VaultWarning } from "../../base/vault-warning.ts"
import { keySheet } from "../../migrate/recovery/key-sheet.ts"
import { drawBest } from "../../qr/draw/plan.ts"
import { newRecoveryKey, parseRecoveryKey } from "../../vault/recovery/recovery-key.ts"
import type { Effect } from "../core/effects.ts"
import type { Size } from "../core/frame.ts"
import type { Answer } from "../core/messages.ts"
import { openVaultOf, viewOf } from "./opened.ts"
import type { Work } from "./opened.ts"
import type { TuiPorts } from "./ports.ts"
import { withOwnKey } from "./unlocking/agent-vault.ts"
import { openWith, resolvePassphrase } from "./vault-effects.ts"

/** In no recovery key, but in the names of files. */
const OF_PATHS = [".", "/", "~"].map((character) => character.charCodeAt(0))
const KEY_START = "AGE-SECRET"
const MAX_KEY_FILE_BYTES = 64 * 1024
/** Sheets of one directory. */
const MOST_SHEETS = 20

/** @param typed - The recovery key, or the path of its file. */
export async function recover(typed: Passphrase, accept: readonly VaultWarning[], work: Work): Promise<Answer> {
  const recoveryKey = await readRecoveryKey(typed, work.ports)
  try {
    return await openWith({ recoveryKey }, accept, work)
  } finally {
    recoveryKey.fill(0)
  }
}

/** Whether a text, mistyped or not, is meant as a key: an error about a path would show it. */
function startsAsKey(typed: Passphrase): boolean {
  const start = [...typed.bytes].filter((byte) => byte > 0x20).slice(0, KEY_START.length)
  return String.fromCharCode(...start).toUpperCase() === KEY_START
}

async function readRecoveryKey(typed: Passphrase, { files }: TuiPorts): Promise<Uint8Array> {
  if (startsAsKey(typed) || !OF_PATHS.some((character) => typed.bytes.includes(character))) return parseRecoveryKey(typed.bytes)
  const bytes = await files.read(files.absolute(typed.reveal().trim()), MAX_KEY_FILE_BYTES)
  try {
    return parseRecoveryKey(bytes)
  } finally {
    bytes.fill(0)
  }
}

/** Makes a recovery key that the vault does not know yet. @throws AppError `password-wrong` */
export async function makeRecoveryKey(passphrase: Passphrase, size: Size, work: Work): Promise<Answer> {
  const { opened, signal } = work
  const isRight = await openVaultOf(opened).checkPassphrase(resolvePassphrase(passphrase, work), { signal })
  if (!isRight) throw new AppError("password-wrong", AGE_TEXTS.wrongPassphrase)
  const { key, recipient } = newRecoveryKey()
  // Two rows more: `drawBest` takes a whole window, of which it leaves those free.
  const drawing = await drawBest(key, { ...size, rows: size.rows + 2 }, null)
  return { type: "recovery-key-made", key, recipient, drawing: drawing !== null && drawing.rows.length <= size.rows ? drawing : null }
}

/** @throws AppError `file-exists`, `io` */
export async function saveRecoverySheet(effect: Extract<Effect, { type: "save-recovery-sheet" }>, { ports }: Work): Promise<Answer> {
  const origin = { directory: ports.vaultDirectory, createdAt: ports.clock.nowMs() }
  const path = ports.files.absolute(effect.path)
  const sheet = await keySheet(effect.key.reveal(), origin, effect.lang)
  try {
    return { type: "recovery-sheet-saved", path: await writeBesideOthers(ports.files, path, sheet) }
  } finally {
    sheet.fill(0)
  }
}

/** Writes never over another sheet, which may hold a key that is still needed: then the name gets a number. @returns The path. */
async function writeBesideOthers(files: Work["ports"]["files"], path: string, bytes: Uint8Array): Promise<string> {
  for (let n = 1; ; n++) {
    const free = n === 1 ? path : path.replace(/(?=\.[^./]*$)/, `-${n}`)
    try {
      await files.write(free, bytes, { overwrite: false })
      return free
    } catch (error) {
      if (!isAppError(error, "file-exists") || n === MOST_SHEETS) throw error
    }
  }
}

export async function setRecoveryKey(passphrase: Passphrase, recipient: string | null, work: Work): Promise<Answer> {
  const vault = await withOwnKey(passphrase, work)
  const { inForce, unfinished } = await vault.setRecoveryKey(resolvePassphrase(passphrase, work), recipient)
  return { type: "recovery-key-set", inForce, unfinished, vault: viewOf(vault, work.ports) }
}
