import type { Algorithm, Draft, Kind } from "../accounts/account.ts"
import type { Issue } from "../accounts/errors.ts"
import type { Said, Sentence } from "../accounts/language.ts"
import type { Background, Random, Task } from "../accounts/ports.ts"
import type { Sniffed } from "./sniffed.ts"

/** Bytes from somewhere: a file, standard input, a paste, a zip's member, a QR code's text. */
export interface Input {
  /** For messages only; nothing is ever decided by it, but for finding a database's `-wal` beside it. */
  readonly name: string
  readonly bytes: Uint8Array
}

/** An input and what one look at it told. */
export interface SniffedInput extends Input {
  readonly sniffed: Sniffed
}

export interface OpenContext extends Task {
  readonly background: Background
  readonly nowMs: number
}

/** What opens a locked input. */
export interface Key {
  /** A password, passphrase or verification code as the user typed it; may be empty where only a key file counts. */
  readonly password: string
  /** KeePass: the content of the key file. */
  readonly keyFile?: Uint8Array
}

/** Read to the end: what was there, and what could not be read. */
export interface OpenedAccounts {
  readonly kind: "accounts"
  /** In the file's order. */
  readonly drafts: readonly Draft[]
  readonly issues: readonly Issue[]
  /** Records without a second factor (a password manager's other items): counted, not complained about. */
  readonly withoutSecret?: number
  /** Things to say about the whole file, such as "part 3 of 5 is missing". */
  readonly notices?: readonly Said[]
}

/** Protected. Nobody guesses whether a password is needed. */
export interface OpenedLocked {
  readonly kind: "locked"
  /** What to ask for. */
  readonly needs: "password" | "passphrase" | "verification-code"
  readonly acceptsKeyFile?: boolean
  /** Said before the question, such as "the separate backup password, if one was set". */
  readonly hint?: Said
  /**
   * Open it. May be called again after a wrong key.
   *
   * @throws AppError `password-wrong`, or for a verification code `code-mistyped` and `code-wrong`; `format-damaged` where the
   * format can tell damage from a wrong key.
   */
  unlock(key: Key, context: OpenContext): Promise<OpenedAccounts | OpenedNested>
}

/** New inputs found inside (a picture's QR texts, a zip's members), which go through the registry again. */
export interface OpenedNested {
  readonly kind: "nested"
  readonly inputs: readonly Input[]
  readonly issues: readonly Issue[]
}

export type Opened = OpenedAccounts | OpenedLocked | OpenedNested

/**
 * `yes`: the content says so by itself. `maybe`: it could be (no magic; only a password confirms it). No two handlers may say
 * yes to the same input.
 */
export type Detection = "yes" | "maybe" | "no"

/** What survives a writer, in the words of the account model. Everything not kept is a loss, told before anything is written. */
export interface Keeps {
  readonly kinds: readonly Kind[]
  /** For totp and hotp. */
  readonly algorithms: readonly Algorithm[]
  /** For totp and hotp. */
  readonly digits: readonly number[]
  /** Seconds, for totp; `any` where every whole number is kept. */
  readonly periods: readonly number[] | "any"
  readonly pin: boolean
  readonly note: boolean
  readonly groups: "many" | "one" | "none"
  readonly favorite: boolean
  readonly icon: boolean
  /** Accounts in the trash stay marked as such; elsewhere they are written like the others. */
  readonly trashed: boolean
  /** Creation time. */
  readonly times: boolean
}

/** One thing about one account that a target cannot hold. `refused`: the account cannot be written at all. */
export interface Loss {
  readonly grade: "refused" | "lost" | "changed"
  readonly what: Said
}

export interface WriteContext extends Task {
  readonly background: Background
  readonly random: Random
  readonly nowMs: number
  /** Null: write it unprotected. Never null where `protects` is "always", never set where it is "never". */
  readonly password: string | null
}

export interface Writer {
  readonly protects: "never" | "optional" | "always"
  readonly keeps: Keeps
  /** The file's ending, without the dot, as the app itself names it. */
  extension(isProtected: boolean): string
  /** Losses that {@link Keeps} has no words for. `all`: every account that goes into the file. */
  losses?(draft: Draft, all: readonly Draft[]): readonly Loss[]
  /** @param drafts - Only such as no loss of grade `refused` names. Written exactly as the app itself would. */
  run(drafts: readonly Draft[], context: WriteContext): Promise<Uint8Array>
}

/**
 * One app's dialect: detects, reads, writes. A handler never imports another; what several share is in `support/`.
 * A file variant (plain, encrypted, an older version) is not a format of its own.
 *
 * A new one is: one file `apps/<id>.ts` that exports a Handler, one line in `registry.ts`, one folder `samples/<id>/` (made by
 * `.tools/samples/<id>.ts`), and the conformance suite tells what is missing. What there is to build on:
 * - `sniffed.ts`: what `detect` is told; `hasPath` of `support/json.ts` looks deeper into JSON.
 * - `support/records.ts`: `RecordReader`, the loop that turns a record's error into an issue. Only what concerns the whole file throws.
 * - `support/fields.ts`: `draftOf` and lenient readers for a record's values; `accounts/uri.ts` for URIs; `support/uri-lines.ts` for lists of them.
 * - `support/json.ts`, `text.ts`, `encoding.ts`, `html-table.ts`: content. `support/crypto.ts`: KDFs, AES, with the limits of `limits.ts`.
 * - Packages are loaded inside the function that needs them.
 */
export interface Handler {
  /** Kebab-case, never changes: also `--from`/`--to`, the samples' folder, the man page's anchor. */
  readonly id: string
  readonly title: string
  /** Lower case, without the dot; a hint for people only. */
  readonly extensions: readonly string[]
  /** How the app makes its export, or why it has none; shown beside the app's name. */
  readonly guide: Sentence
  /** From the one look alone, in bounded time; must not throw. */
  detect(sniffed: Sniffed): Detection
  /** Inputs of one open that carry the same text are opened together; absent: each by itself. */
  together?(input: SniffedInput): string
  /**
   * @param inputs - At least one; more only where `together` says so.
   * @throws AppError only: `format-damaged`, `format-version`, `format-unsupported`, `limit-exceeded`, `transfer-incomplete`, …
   */
  open?(inputs: readonly SniffedInput[], context: OpenContext): Promise<Opened>
  readonly writer?: Writer
}
