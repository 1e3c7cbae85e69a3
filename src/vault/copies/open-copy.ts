import { AppError } from "../../base/errors.ts"
import type { WalkedFile } from "../../base/ports.ts"
import { BACKUP_TEXTS } from "../backup.ts"
import { CONTENT_VERSION } from "../codec.ts"
import type { VaultContent } from "../codec.ts"
import { VAULT_TEXTS } from "../errors.ts"
import { IDENTITY_FILE, wipeIdentity } from "../identity.ts"
import { decodeOptionsFor } from "../opened/state.ts"
import type { VaultPorts } from "../ports.ts"
import { CONTENT_FILE, readContent } from "../store.ts"
import { openIdentityWith } from "../vault.ts"
import type { Credential, OpenVaultOptions } from "../vault.ts"
import { copiesIn } from "./names.ts"

/**
 * The copies to try, the newest first, of each vault only the newest: `""` is the directory itself, where it holds a vault's files.
 *
 * @param files - All files below the directory.
 */
export function copiesToOpen(files: readonly WalkedFile[]): string[] {
  const paths = new Set(files.map(({ within }) => within))
  const isWhole = (start: string): boolean => paths.has(start + IDENTITY_FILE) && paths.has(start + CONTENT_FILE)
  if (isWhole("")) return [""]
  const folders = new Set([...paths].map((path) => path.split("/", 1)[0] ?? ""))
  const whole = copiesIn([...folders]).filter(({ name }) => isWhole(`${name}/`))
  return whole.filter((copy, index) => whole.findIndex(({ vault }) => vault === copy.vault) === index).map(({ name }) => name)
}

/**
 * The content of a copy. Nothing is written, neither in its directory nor elsewhere.
 *
 * @param directory - Of the copy.
 * @throws AppError `vault-missing`, `password-wrong`, `vault-refused`, `format-damaged`, `format-version`, `interrupted`, `io`
 */
export async function openCopy(
  ports: VaultPorts,
  directory: string,
  credential: Credential,
  options: OpenVaultOptions,
): Promise<VaultContent> {
  const files = ports.files.in(directory)
  const identity = await openIdentityWith(files, credential, options)
  try {
    const stored = await readContent(files, identity, decodeOptionsFor(ports))
    if (stored === null) throw new AppError("vault-missing", VAULT_TEXTS.contentMissing)
    if ((await stored.checkSignature(identity.signer)) === "wrong") throw new AppError("vault-refused", VAULT_TEXTS.forged)
    if (stored.content.version > CONTENT_VERSION) throw new AppError("format-version", BACKUP_TEXTS.newer)
    return stored.content
  } finally {
    wipeIdentity(identity)
  }
}
