import { openWithIdentity } from "../../age/age.ts"
import { AppError, isAppError } from "../../base/errors.ts"
import type { ErrorCode } from "../../base/errors.ts"
import type { Detail, Sentence } from "../../base/language.ts"
import { decodeContent } from "../codec.ts"
import type { VaultContent } from "../codec.ts"
import { VAULT_TEXTS, vaultWarningsOf } from "../errors.ts"
import { listVersions } from "../history.ts"
import type { Identity } from "../identity.ts"
import type { VaultDirectory } from "../ports.ts"

/** A version that the identity opens and has signed. */
export interface ReadableVersion {
  /** Its number: 1 is `vault.age`, even where that is missing; the kept versions count on from 2, the newest first. */
  readonly n: number
  readonly content: VaultContent
}

/** The newest kept version that opens and is signed by the identity; null where there is none. @throws AppError `io` */
export async function newestReadable(files: VaultDirectory, identity: Identity): Promise<ReadableVersion | null> {
  for (const [index, { name }] of (await listVersions(files)).entries()) {
    const content = await readSigned(files, name, identity)
    if (content !== null) return { n: index + 2, content }
  }
  return null
}

/** The kept version of a number, as {@link ReadableVersion} counts; null where there is none that opens and is signed. @throws AppError `io` */
export async function readableVersion(files: VaultDirectory, identity: Identity, n: number): Promise<VaultContent | null> {
  const kept = n < 2 ? undefined : (await listVersions(files))[n - 2]
  return kept === undefined ? null : await readSigned(files, kept.name, identity)
}

async function readSigned(files: VaultDirectory, name: string, identity: Identity): Promise<VaultContent | null> {
  try {
    const file = await files.read(name)
    if (file === null) return null
    const bytes = await openWithIdentity(file, identity.opener)
    const decoded = decodeContent(bytes)
    bytes.fill(0)
    return (await decoded.checkSignature(identity.signer)) === "right" ? decoded.content : null
  } catch (e) {
    if (isAppError(e)) return null
    throw e
  }
}

/** The errors that mean that `vault.age` is damaged, forged, of another identity, or missing. */
const DAMAGE: readonly ErrorCode[] = [
  "format-damaged",
  "format-version",
  "format-unsupported",
  "limit-exceeded",
  "vault-refused",
  "vault-missing",
]

/** Whether an error of reading the content means that it cannot be used, whatever the user accepts. */
export function isDamage(error: unknown): error is AppError {
  return isAppError(error) && DAMAGE.includes(error.code) && vaultWarningsOf(error).length === 0
}

/**
 * The error of a damaged or missing content, with the command that brings it back and the newest kept version that opens. Any other error
 * is returned as it is.
 */
export async function withWayBack(files: VaultDirectory, identity: Identity, error: unknown): Promise<unknown> {
  if (!isDamage(error)) return error
  const newest = await newestReadable(files, identity).catch(() => null)
  if (newest !== null) {
    const at = timeText(newest.content)
    return addSentence(error, VAULT_TEXTS.restoreVersion, { n: newest.n, at: at === null ? "" : ` (${at})` })
  }
  return addSentence(error, VAULT_TEXTS.restoreBackup)
}

/** When a content was saved, such as `2026-01-02 03:04 UTC`; null for one that an older program wrote. */
function timeText({ savedAt }: VaultContent): string | null {
  return savedAt === null ? null : `${new Date(savedAt).toISOString().slice(0, 16).replace("T", " ")} UTC`
}

function addSentence(error: AppError, more: Sentence, detail: Detail = {}): AppError {
  const sentence = { en: `${error.sentence.en}; ${more.en}`, ja: `${error.sentence.ja}。${more.ja}` }
  return new AppError(error.code, sentence, { detail: { ...error.detail, ...detail }, cause: error.cause })
}
