/**
 * Interfaces to everything outside the program, passed as arguments to code that must not access it by itself. `platform/` implements them;
 * tests have implementations of their own.
 */

import type { TranslationKeys } from "@zxcvbn-ts/core"
import type { Passphrase } from "./passphrase.ts"

export interface Clock {
  /** Milliseconds since 1970. */
  nowMs(): number
}

export interface Random {
  /** `n` bytes from a cryptographically secure generator. */
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

/** Reports the progress of long work; `total` is 0 where it is unknown. */
export type Progress = (done: number, total: number) => void

/** The options of every long-running function: cancellation and progress. */
export interface Task {
  readonly signal?: AbortSignal | undefined
  readonly progress?: Progress | undefined
}

/** One QR code in a picture. */
export interface FoundCode {
  readonly text: string
  /** The decoded bytes, where they are not UTF-8. */
  readonly bytes?: Uint8Array
}

/** The result of reading a picture. */
export interface ImageReading {
  readonly codes: readonly FoundCode[]
  /** The number of places where two QR readers returned different texts; these are not among `codes`. */
  readonly disagreements: number
}

/** Parameters of Argon2 (RFC 9106). */
export interface Argon2Params {
  readonly variant: "argon2id" | "argon2d"
  readonly password: Uint8Array
  readonly salt: Uint8Array
  readonly iterations: number
  readonly memoryKiB: number
  readonly parallelism: number
  /** Of the derived key, in bytes. */
  readonly length: number
}

/** How hard a passphrase is to guess, in the terms of zxcvbn. */
export interface StrengthEstimate {
  /** 0: guessed at once … 4: not guessed even with a fast hash. */
  readonly score: 0 | 1 | 2 | 3 | 4
  /** What makes it weak; null: nothing in particular, or it is not weak. */
  readonly warning: keyof TranslationKeys["warnings"] | null
  readonly suggestions: readonly (keyof TranslationKeys["suggestions"])[]
}

/** Estimates in a thread of its own, since the library makes many strings of the passphrase; they end with the thread. */
export interface PassphraseEstimator {
  /**
   * One after the other. Starts the thread where none runs; it ends by itself a few seconds after the last estimate. Neither keeps nor wipes the passphrase.
   *
   * @throws AppError `interrupted` when it is ended meanwhile
   */
  estimate(passphrase: Passphrase): Promise<StrengthEstimate>
  /** End the thread now. */
  end(): Promise<void>
}

/** Work that would block the event loop; it runs in worker threads. An aborted signal ends it with AppError `interrupted`. */
export interface Background {
  argon2(params: Argon2Params, signal?: AbortSignal): Promise<Uint8Array>
  /** Read all QR codes of one picture file. @throws AppError `format-damaged`, `limit-exceeded` */
  readImage(bytes: Uint8Array, signal?: AbortSignal): Promise<ImageReading>
}

/** The clipboard of the user's terminal. */
export interface Clipboard {
  /**
   * Send a text to the clipboard. Terminals do not confirm it, so success is not known.
   *
   * @returns How it was sent: by the terminal's OSC 52 sequence, or through tmux.
   * @throws AppError `limit-exceeded` where the text is longer than terminals accept
   */
  copy(text: string): Promise<"osc52" | "tmux">
}

/** How this host is reached by ssh. */
export interface SshHost {
  /** The user's name on this host. */
  readonly user: string
  /** Of this host. */
  readonly name: string
  /** `SSH_CONNECTION`: addresses and ports of both ends; undefined: the program does not run in an SSH session. */
  readonly connection: string | undefined
}

/** Facts about the running program and its terminal. */
export interface Machine {
  /** Such as `20.19.0`. */
  readonly programs: { readonly node: string; readonly program: string }
  readonly sshHost: SshHost
  /** tmux's option `set-clipboard`; null outside of tmux, or where it does not tell. */
  tmuxClipboard(): Promise<string | null>
}

/** The result of decrypting an OpenPGP message. */
export type GpgOpened =
  | { readonly state: "open"; readonly bytes: Uint8Array }
  /** The key is available, but needs a passphrase, or the given one is wrong. */
  | { readonly state: "passphrase" }
  /** No key that it is encrypted to is available. */
  | { readonly state: "no-key" }
  | { readonly state: "damaged" }

/** An OpenPGP key. */
export interface GpgKey {
  /** Of the primary key: 40 or 64 hexadecimal digits, upper case. */
  readonly fingerprint: string
  /** The first user id, such as `Alice <alice@example.org>`; may be empty. */
  readonly user: string
}

/** The user's own OpenPGP program and its keys. Every method throws AppError `format-unsupported` where none is installed. */
export interface Gpg {
  /**
   * Decrypt a message.
   *
   * @param at.passphrase - Null: try only keys without a passphrase and those whose passphrase the agent remembers.
   * @throws AppError `limit-exceeded` where the result is longer than `maxBytes` or decryption takes too long; `interrupted`
   */
  decrypt(
    message: Uint8Array,
    at: { readonly passphrase: string | null; readonly maxBytes: number; readonly signal?: AbortSignal | undefined },
  ): Promise<GpgOpened>
  /** Encrypt to the keys. @param fingerprints - At least one. @throws AppError `export-refused` */
  encrypt(bytes: Uint8Array, fingerprints: readonly string[], signal?: AbortSignal): Promise<Uint8Array>
  /**
   * Find the key with a fingerprint, key id, e-mail address, or part of a user id.
   *
   * @throws AppError `usage` where no key or several keys match; where the key is expired, revoked or cannot encrypt; and where it is not
   * certified to belong to its user id, unless it was named by its whole fingerprint
   */
  findKey(name: string, signal?: AbortSignal): Promise<GpgKey>
  /** List the user's own keys that can encrypt. */
  ownKeys(signal?: AbortSignal): Promise<readonly GpgKey[]>
}

/** Remembers until when a host cannot take another code of an account, since services accept each code once. */
export interface GivenCodes {
  /**
   * Change what is remembered of an account, while no other process does. Fails silently where nothing can be written: a code then may be
   * given twice.
   *
   * @param change - Called once. Gets and returns milliseconds since 1970 until which the last code that was given is valid; 0: none is
   *   remembered.
   */
  update(accountId: string, change: (untilMs: number) => number): Promise<void>
}

/** How a line is asked for on the terminal. */
export interface AskOptions {
  /** What becomes of input that was typed before the question: by default it is kept, as a part of the answer. */
  readonly unread?: "kept" | "discarded"
  /** Ends the question: the answer is then empty. */
  readonly until?: AbortSignal
}
