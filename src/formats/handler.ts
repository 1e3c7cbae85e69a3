import type { Algorithm, Draft, Kind } from "../accounts/account.ts"
import type { Issue } from "../base/errors.ts"
import type { Message, Sentence } from "../base/language.ts"
import type { Background, Gpg, Random, Task } from "../base/ports.ts"
import type { Sniffed } from "./sniffed.ts"

/** Bytes from somewhere: a file, standard input, a paste, a zip's member, a QR code's text. */
export interface Input {
  /** For messages, and to find a database's `-wal` beside it; nothing else depends on it. */
  readonly name: string
  readonly bytes: Uint8Array
  /** Its place under the directory that the user named, parts divided by `/`; absent: the file itself was named. */
  readonly within?: string
}

/** An input and what `sniff` found out about it. */
export interface SniffedInput extends Input {
  readonly sniffed: Sniffed
}

export interface OpenContext extends Task {
  readonly background: Background
  readonly nowMs: number
  /** The user's own `gpg`; absent: nothing that is encrypted to an OpenPGP key can be opened. */
  readonly gpg?: Gpg | undefined
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
  /** Which of several inputs that were opened together each draft stands in, from 0; absent: not known. */
  readonly draftInputs?: readonly number[]
  readonly issues: readonly Issue[]
  /** Records without a second factor (a password manager's other items): counted, not complained about. */
  readonly withoutSecret?: number
  /** Messages about the whole file, such as "part 3 of 5 is missing". */
  readonly notices?: readonly Message[]
}

/** A protected input, which waits for its key. */
export interface OpenedLocked {
  readonly kind: "locked"
  /** What to ask for. */
  readonly needs: "password" | "passphrase" | "verification-code"
  readonly acceptsKeyFile?: boolean
  /** Shown before the question, such as "the separate backup password, if one was set". */
  readonly hint?: Message
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

/** The field of an account that a column of an unknown format is read into. `label`: issuer and name in one. */
export type MappedField =
  "uri" | "secret" | "issuer" | "name" | "label" | "kind" | "algorithm" | "digits" | "period" | "counter" | "groups" | "note" | "favorite"

/** How one table of an undocumented file would be read. */
export interface MappedTable {
  /** Where in the file it is, such as `accounts[]`; empty where the file is the table. */
  readonly place: string
  /** `from`: a column's name as the file has it, never its content; null: the column has no name but its 1-based number. */
  readonly fields: readonly { readonly field: MappedField; readonly from: string | null; readonly column: number }[]
  /** Names of the columns that nothing is taken from. */
  readonly unused: readonly string[]
  readonly records: number
}

export interface Mapping {
  readonly tables: readonly MappedTable[]
  /** The first records as they would be read. The caller must mask the secrets. */
  readonly first: readonly Draft[]
  readonly accounts: number
  /** Records that could not be read. */
  readonly issues: number
}

/** The format is unknown, but could be read with this mapping. `accept` it only after the user has seen the mapping. */
export interface OpenedGuess {
  readonly kind: "guess"
  readonly mapping: Mapping
  accept(): OpenedAccounts
}

export type Opened = OpenedAccounts | OpenedLocked | OpenedNested | OpenedGuess

/**
 * `yes`: the content says so by itself. `maybe`: it could be (no magic; only a password confirms it). No two handlers may say
 * yes to the same input. `guess`: the format is unknown, but this handler could read it if the user agrees; it counts only where every
 * other handler says no.
 */
export type Detection = "yes" | "maybe" | "guess" | "no"

/** What survives a writer, in the words of the account model. Everything else is a loss, shown before anything is written. */
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
  readonly what: Message
}

export interface WriteContext extends Task {
  readonly background: Background
  readonly random: Random
  readonly nowMs: number
  /** Null: write it unprotected. Never null where `protects` is "always", never set where it is "never". */
  readonly password: string | null
}

/** What a writer holds, and what it does not. */
export interface WriterCapabilities {
  readonly keeps: Keeps
  /** Losses that {@link Keeps} has no words for. `all`: every account that is written with it. */
  losses?(draft: Draft, all: readonly Draft[]): readonly Loss[]
}

export interface Writer extends WriterCapabilities {
  /** First part of the name proposed for the file; default: the format's id. */
  readonly fileStem?: string
  /** How the app takes the file in; shown after an export. Default: the handler's `guide`. */
  readonly importGuide?: Sentence
  readonly protects: "never" | "optional" | "always"
  /** The file's ending, without the dot, as the app itself names it. */
  extension(isProtected: boolean): string
  /** @param drafts - Only such as no loss of grade `refused` names. Written exactly as the app itself would. */
  run(drafts: readonly Draft[], context: WriteContext): Promise<Uint8Array>
}

/** One file of a directory, as it is before it is encrypted. */
export interface TreeFile {
  /** Under the directory, parts divided by `/`: no empty part, no `.` and `..`, each path once, upper and lower case being the same. */
  readonly path: string
  readonly bytes: Uint8Array
}

/** Writes a directory whose files the caller encrypts one by one to OpenPGP keys. */
export interface TreeWriter extends WriterCapabilities {
  /** The file in the directory that names the keys, one per line. */
  readonly keysFile: string
  /** @param drafts - As for {@link Writer.run}. */
  tree(drafts: readonly Draft[]): readonly TreeFile[]
}

/**
 * A device whose codes the user compares with ours, where several formats come from it or the format does not name the app. Vaults hold
 * these words: they never change.
 */
export type Device = "phone" | "google" | "keyferry"

/**
 * One app's dialect: detects, reads, writes. A handler never imports another one; `records/`, `containers/`, `crypto/`, `keepass/` and
 * `guess/` hold what several share. A file variant (plain, encrypted, an older version) is not a format of its own.
 *
 * A new format needs one file `apps/<id>.ts` that exports a Handler, one line in `registry.ts`, and one folder `samples/<id>/` (made by
 * `samples/<id>/make.ts`); the conformance suite names what is missing. To build on:
 * - `sniffed.ts`: what `detect` is given; `hasPath` of `containers/json.ts` looks deeper into JSON.
 * - `records/record-reader.ts`: `RecordReader` turns a record's error into an issue. Only what concerns the whole file throws.
 * - `records/fields.ts`: `draftOf` and lenient readers for a record's values; `accounts/uri.ts` for URIs; `records/uri-lines.ts` for lists of them.
 * - `containers/`: JSON, CSV, XML, zip, SQLite; `records/text.ts`, `records/encoding.ts`: text. `crypto/crypto.ts`: KDFs and AES under `limits.ts`.
 * - Load packages inside the function that needs them.
 */
export interface Handler {
  /** Kebab-case, never changes: also `--from`/`--to`, the samples' folder, the man page's anchor. */
  readonly id: string
  readonly title: string
  /** Lower case, without the dot; a hint for people only. */
  readonly extensions: readonly string[]
  /** How the app makes its export, or why it has none; shown beside the app's name. */
  readonly guide: Sentence
  /** The device that the accounts come from. Default: the app is its own device, named by `title`. `keyferry` marks our own formats. */
  readonly device?: Device
  /**
   * Why a file of this format stays after an import, where others may be deleted. `backup`: a whole vault, kept for the next time; screens
   * speak of restoring it. `in-use`: the app works with this very file, and it holds more than codes. Default: it may be deleted.
   */
  readonly keepFile?: "backup" | "in-use"
  /** Its files are pictures: lists of files call them so, and offer them where pictures are looked for. Default: they are not. */
  readonly picture?: true
  /** From the one look alone, in bounded time; must not throw. */
  detect(sniffed: Sniffed): Detection
  /** Set: `detect` says `guess` or no. It is called only where no other handler recognises the input. */
  readonly guesses?: true
  /** Inputs of one open that carry the same text are opened together; absent, or undefined: each by itself. */
  groupKey?(input: SniffedInput): string | undefined
  /**
   * @param inputs - At least one; more only where `together` says so.
   * @throws AppError only: `format-damaged`, `format-version`, `format-unsupported`, `limit-exceeded`, `transfer-incomplete`, …
   */
  open?(inputs: readonly SniffedInput[], context: OpenContext): Promise<Opened>
  readonly writer?: Writer
  /** In the place of `writer`. */
  readonly treeWriter?: TreeWriter
  /** Only for a plugin, whose code runs in its own process. The handler's own `detect` always answers no. */
  readonly plugin?: {
    /**
     * Called instead of the handler's `detect`, if no built-in handler is sure.
     *
     * @throws AppError where the plugin fails, hangs, or wants too much
     */
    detect(input: SniffedInput, context: OpenContext): Promise<Detection>
    /** Ends the process that one import has started. */
    stop(): Promise<void>
  }
}
