import { badParameters } from "./crypto.ts"

type Sodium = typeof import("libsodium-wrappers")

/** Loads libsodium on first use. */
export async function loadSodium(): Promise<Sodium> {
  const module = await import("libsodium-wrappers")
  const sodium = module.default as Sodium
  await sodium.ready
  return sodium
}

/**
 * Open the first message of a libsodium secretstream (XChaCha20-Poly1305) without additional data. Its tag is not checked.
 *
 * @param header - 24 bytes.
 * @returns Null for a wrong key or altered data.
 * @throws AppError `format-damaged` for a header or message of an invalid length.
 * @see https://doc.libsodium.org/secret-key_cryptography/secretstream
 */
export async function openSecretstream(key: Uint8Array, header: Uint8Array, sealed: Uint8Array): Promise<Uint8Array | null> {
  const sodium = await loadSodium()
  if (header.length !== sodium.crypto_secretstream_xchacha20poly1305_HEADERBYTES) throw badParameters()
  if (sealed.length < sodium.crypto_secretstream_xchacha20poly1305_ABYTES) throw badParameters()
  const state = sodium.crypto_secretstream_xchacha20poly1305_init_pull(header, key)
  const pulled = sodium.crypto_secretstream_xchacha20poly1305_pull(state, sealed, null) as { message: Uint8Array } | false
  return pulled === false ? null : pulled.message
}

/** Seal a single message with the final tag, under a random header. */
export async function sealSecretstream(key: Uint8Array, plain: Uint8Array): Promise<{ header: Uint8Array; sealed: Uint8Array }> {
  const sodium = await loadSodium()
  const { state, header } = sodium.crypto_secretstream_xchacha20poly1305_init_push(key)
  const tag = sodium.crypto_secretstream_xchacha20poly1305_TAG_FINAL
  return { header, sealed: sodium.crypto_secretstream_xchacha20poly1305_push(state, plain, null, tag) }
}
