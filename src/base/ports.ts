/** What the pure rooms get from outside instead of reaching for it. `platform/` has the real ones; tests bring their own. */

export interface Clock {
  /** Milliseconds since 1970. */
  nowMs(): number
}

export interface Random {
  /** `n` unpredictable bytes. */
  bytes(n: number): Uint8Array
  /** A random UUID (version 4), lower case. */
  uuid(): string
}

/** One entry of a directory's listing. A symbolic link is described by its target. */
export interface DirectoryEntry {
  readonly name: string
  /** `other`: a device, a pipe, a socket or a broken link. */
  readonly kind: "directory" | "file" | "other"
  /** Bytes. */
  readonly size: number
  /** Milliseconds since 1970. */
  readonly modifiedMs: number
  readonly readable: boolean
}

/** A regular file somewhere below a directory. */
export interface WalkedFile {
  /** How to open it: the directory as the user named it, joined with `within`. */
  readonly path: string
  /** Its path relative to the directory; parts are separated by `/`. */
  readonly within: string
  /** Bytes. */
  readonly size: number
}

/** How far a long task is; `total` 0 where nobody knows. */
export type Progress = (done: number, total: number) => void

/** What every long task takes. */
export interface Task {
  readonly signal?: AbortSignal | undefined
  readonly progress?: Progress | undefined
}

/** One QR code in a picture. */
export interface FoundCode {
  readonly text: string
  /** The decoded bytes, where they are no UTF-8 text. */
  readonly bytes?: Uint8Array
}

export interface ImageReading {
  readonly codes: readonly FoundCode[]
  /** Places where two readers gave two texts; they are not among `codes`. */
  readonly disagreements: number
}

export interface Argon2Params {
  readonly variant: "argon2id" | "argon2d"
  readonly password: Uint8Array
  readonly salt: Uint8Array
  readonly iterations: number
  readonly memoryKiB: number
  readonly parallelism: number
  readonly length: number
}

/** Work that would freeze the screen: it runs off the main loop, and an aborted signal ends it. */
export interface Background {
  argon2(params: Argon2Params, signal?: AbortSignal): Promise<Uint8Array>
  /** All QR codes of one picture. @throws AppError `format-damaged`, `limit-exceeded` */
  readImage(bytes: Uint8Array, signal?: AbortSignal): Promise<ImageReading>
}

/** Where a code goes when it is copied. */
export interface Clipboard {
  /**
   * Send it on its way; nobody can know whether the terminal took it.
   *
   * @returns by which way: the terminal's own sequence, or tmux, which hands it on.
   * @throws AppError `limit-exceeded` when it is longer than terminals take
   */
  copy(text: string): Promise<"osc52" | "tmux">
}

/** What came of opening an OpenPGP message. */
export type GpgOpened =
  | { readonly state: "open"; readonly bytes: Uint8Array }
  /** Its key is here, but asks for a passphrase, or for another than was given. */
  | { readonly state: "passphrase" }
  /** It is encrypted to keys of which none is here. */
  | { readonly state: "no-key" }
  | { readonly state: "damaged" }

/** An OpenPGP key, told by its first user id. */
export interface GpgKey {
  /** Of the primary key: 40 or 64 hexadecimal digits, upper case. */
  readonly fingerprint: string
  /** Such as `Alice <alice@example.org>`; may be empty. */
  readonly user: string
}

/** The user's own OpenPGP program with the keys it has. Every method throws AppError `format-unsupported` where there is none. */
export interface Gpg {
  /**
   * @param passphrase - Null: only what opens without a question, by a key without a passphrase or one that the agent remembers.
   * @throws AppError `limit-exceeded` where more than `maxBytes` come out, or it takes too long; `interrupted`
   */
  decrypt(
    message: Uint8Array,
    at: { readonly passphrase: string | null; readonly maxBytes: number; readonly signal?: AbortSignal | undefined },
  ): Promise<GpgOpened>
  /** @param fingerprints - At least one. @throws AppError `export-refused` */
  encrypt(bytes: Uint8Array, fingerprints: readonly string[], signal?: AbortSignal): Promise<Uint8Array>
  /**
   * The key that a name means: a fingerprint, a key id, an e-mail address, a part of the user id.
   *
   * @throws AppError `usage` where there is none, where there are several, where it is expired or revoked or cannot encrypt, and where
   * nothing says that it belongs to who it names, unless it was named by its whole fingerprint
   */
  findKey(name: string, signal?: AbortSignal): Promise<GpgKey>
  /** The user's own keys that can encrypt. */
  ownKeys(signal?: AbortSignal): Promise<readonly GpgKey[]>
}
