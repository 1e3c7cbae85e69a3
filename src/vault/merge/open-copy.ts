import { openWithIdentity } from "../../age/age.ts"
import { AppError, isAppError } from "../../base/errors.ts"
import type { Passphrase } from "../../base/passphrase.ts"
import { CONTENT_VERSION, decodeContent } from "../codec.ts"
import type { DecodedContent, DecodeOptions } from "../codec.ts"
import { VAULT_TEXTS } from "../errors.ts"
import { openIdentity, wipeIdentity } from "../identity.ts"
import type { Identity } from "../identity.ts"
import { sha256Hex } from "../mac.ts"
import type { VaultDirectory } from "../ports.ts"
import { COPY_TEXTS } from "./copy-texts.ts"
import type { NamedContent } from "./lineage.ts"

/** A copy of the vault, as found on the disk. */
export interface CopyFile {
  /** As the user named it. */
  readonly file: string
  /** An age file encrypted to an identity, or its decrypted JSON. */
  readonly bytes: Uint8Array
  /** The directory that it is in, where an older `identity.age` and kept versions may be. */
  readonly beside: VaultDirectory
}

export interface OpenedCopy extends NamedContent {
  readonly file: string
  /** Whether the file is encrypted. */
  readonly protected: boolean
  /** Signed by a vault's identity; false: anyone who can write the file could have written it. */
  readonly signed: boolean
  /** Whether it is of another identity than the vault's: from before a change of the passphrase, or of another vault. */
  readonly otherIdentity: boolean
}

export interface OpenCopyOptions extends DecodeOptions {
  readonly signal?: AbortSignal | undefined
  /** The passphrase of the copy, where it is encrypted to another identity; called once, or not at all. */
  readonly passphrase: () => Promise<Passphrase>
}

/**
 * Open a copy of a vault, with the vault's own identity, else with an identity file beside the copy.
 *
 * @throws AppError `vault-refused` where the signature is wrong, or where no identity beside it opens it; `format-unknown` where it is no
 * copy of a vault; `format-version`; `format-damaged`; `password-needed` or `password-wrong` where it is encrypted to another identity
 */
export async function openCopy(copy: CopyFile, identity: Identity, options: OpenCopyOptions): Promise<OpenedCopy> {
  const isJson = /^[\s\uFEFF]*\{/.test(Buffer.from(copy.bytes.subarray(0, 64)).toString("utf8"))
  const opened = isJson ? openJson(copy.bytes, options) : await openAge(copy, identity, options)
  const { decoded, key } = opened
  if (decoded.content.version > CONTENT_VERSION) throw new AppError("format-version", COPY_TEXTS.newer)
  const signature = await decoded.checkSignature((key ?? identity).signer)
  if (key !== null) wipeIdentity(key)
  if (signature === "wrong") throw new AppError("vault-refused", isJson ? COPY_TEXTS.edited : VAULT_TEXTS.forged)
  return {
    file: copy.file,
    protected: !isJson,
    signed: signature === "right",
    otherIdentity: key !== null,
    content: decoded.content,
    contentDigest: decoded.contentDigest(),
  }
}

interface Decrypted {
  readonly decoded: DecodedContent
  /** The identity that opened it; null: the vault's own. */
  readonly key: Identity | null
}

function openJson(bytes: Uint8Array, options: DecodeOptions): Decrypted {
  try {
    return { decoded: decodeContent(bytes, options), key: null }
  } catch (cause) {
    if (isAppError(cause, "format-damaged")) throw new AppError("format-unknown", COPY_TEXTS.noCopy, { cause })
    throw cause
  }
}

async function openAge({ file, bytes, beside }: CopyFile, identity: Identity, options: OpenCopyOptions): Promise<Decrypted> {
  const own = await decrypt(bytes, identity, options)
  if (own !== null) return { decoded: own, key: null }
  let wrong: unknown = null
  let passphrase: Passphrase | null = null
  for (const name of await identityFiles(beside)) {
    const identityFile = await beside.read(name)
    if (identityFile === null || sha256Hex(identityFile) === identity.fileDigest) continue
    passphrase ??= await options.passphrase()
    const key = await openIdentity(identityFile, passphrase, { signal: options.signal }).catch((e: unknown) => {
      if (!isAppError(e) || isAppError(e, "interrupted")) throw e
      wrong = e
      return null
    })
    const decoded = key === null ? null : await decrypt(bytes, key, options)
    if (decoded !== null) return { decoded, key }
  }
  if (isAppError(wrong, "password-wrong")) throw wrong
  throw new AppError("vault-refused", COPY_TEXTS.noIdentity, { detail: { file } })
}

/** Null where the file is encrypted to another identity. */
async function decrypt(file: Uint8Array, identity: Identity, options: DecodeOptions): Promise<DecodedContent | null> {
  try {
    const bytes = await openWithIdentity(file, identity.opener)
    const decoded = decodeContent(bytes, options)
    bytes.fill(0)
    return decoded
  } catch (e) {
    if (isAppError(e, "password-wrong")) return null
    throw e
  }
}

/** The identity files of a directory; those that a synchronisation has renamed first. */
async function identityFiles(directory: VaultDirectory): Promise<string[]> {
  const names = (await directory.list("")).filter((name) => name.startsWith("identity") && name.endsWith(".age"))
  return names.sort((a, b) => b.length - a.length || (a < b ? -1 : 1)).slice(0, 8)
}
