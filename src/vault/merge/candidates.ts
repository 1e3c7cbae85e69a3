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
 * The contents beside a vault's own that can be read and are signed by its identity: kept versions and copies, by whatever name. What
 * cannot be read, is damaged, forged, or encrypted to another identity is left out: it must not keep the vault from opening.
 *
 * @throws AppError `io` where the directory cannot be listed
 */
export async function readCandidates(directory: VaultDirectory, identity: Identity): Promise<Candidate[]> {
  const found: Candidate[] = []
  for (const name of (await listAgeFiles(directory)).slice(0, MAX_FILES)) {
    const content = await readSigned(directory, name, identity)
    if (content !== null) found.push({ name, ...content })
  }
  return found
}

/** The content of one file; null as for {@link readCandidates}, and where there is none. */
export async function readSigned(directory: VaultDirectory, name: string, identity: Identity): Promise<NamedContent | null> {
  try {
    const file = await directory.read(name)
    return file === null ? null : await openSigned(file, identity)
  } catch (e) {
    if (isAppError(e)) return null
    throw e
  }
}

async function openSigned(file: Uint8Array, identity: Identity): Promise<NamedContent | null> {
  const bytes = await openWithIdentity(file, identity.opener)
  const decoded = decodeContent(bytes)
  bytes.fill(0)
  const isSigned = (await decoded.checkSignature(identity.signer)) === "right"
  return isSigned ? { content: decoded.content, contentDigest: decoded.contentDigest() } : null
}
