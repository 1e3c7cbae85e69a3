import { openWithIdentity } from "../../age/age.ts"
import { isAppError } from "../../base/errors.ts"
import { decodeContent } from "../codec.ts"
import { listAgeFiles } from "../history.ts"
import type { Identity } from "../identity.ts"
import type { VaultDirectory } from "../ports.ts"
import type { NamedContent } from "./lineage.ts"

/** More than the kept versions of two copies of a vault. */
const MAX_FILES = 40

export interface Candidate extends NamedContent {
  /** Of the file, within the vault's directory. */
  readonly name: string
}

/**
 * The contents beside a vault's own that can be read and are signed by its identity: kept versions and copies, by whatever name. What is
 * damaged, forged, or encrypted to another identity is left out.
 *
 * @throws AppError `io`
 */
export async function readCandidates(directory: VaultDirectory, identity: Identity): Promise<Candidate[]> {
  const found: Candidate[] = []
  for (const name of (await listAgeFiles(directory)).slice(0, MAX_FILES)) {
    const content = await readSigned(directory, name, identity)
    if (content !== null) found.push({ name, ...content })
  }
  return found
}

/** The content of one file; null as for {@link readCandidates}, and where there is none. @throws AppError `io` */
export async function readSigned(directory: VaultDirectory, name: string, identity: Identity): Promise<NamedContent | null> {
  const file = await directory.read(name)
  return file === null ? null : await openSigned(file, identity)
}

async function openSigned(file: Uint8Array, identity: Identity): Promise<NamedContent | null> {
  try {
    const bytes = await openWithIdentity(file, identity.key)
    const decoded = decodeContent(bytes)
    bytes.fill(0)
    return decoded.checkSignature(identity.macKey) === "right" ? { content: decoded.content, contentDigest: decoded.contentDigest() } : null
  } catch (e) {
    if (isAppError(e) && ["password-wrong", "format-damaged", "format-unsupported", "limit-exceeded"].includes(e.code)) return null
    throw e
  }
}
