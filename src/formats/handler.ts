import type { Algorithm, Draft, Kind } from "../accounts/account.ts"
import type { Issue } from "../base/errors.ts"
import type { Message, Sentence } from "../base/language.ts"
import type { Background, Gpg, Random, Task } from "../base/ports.ts"
import type { Sniffed } from "./sniffed.ts"

/** Bytes to read: a file, standard input, pasted text, a member of a zip file, the text of a QR code. */
export interface Input {
  /** The file's name, for messages and to pair a database with its `-wal` file. Detection must not depend on it. */
  readonly name: string
  readonly bytes: Uint8Array
  /** Path below the directory that the user named, with `/` between its parts; absent where the user named the file itself. */
  readonly within?: string
}

/** An input with the result of `sniff`. */
export interface SniffedInput extends Input {
  readonly sniffed: Sniffed
}

export interface OpenContext extends Task {
  readonly background: Background
  readonly nowMs: number
  /** The user's `gpg` program; absent: files encrypted to an OpenPGP key cannot be opened. */
  readonly gpg?: Gpg | undefined
}

/** What opens a locked input. */
export interface Key {
  /** A password, passphrase or verification code as the user typed it; may be empty where only a key file counts. */
  readonly password: string
  /** KeePass: the content of the key file. */
  readonly keyFile?: Uint8Array
}

/** The accounts of an input, and an issue for each record that could not be read. */
export interface OpenedAccounts {
  readonly kind: "accounts"
  /** In the file's order. */
  readonly drafts: readonly Draft[]
  /** For each draft, the index (from 0) of the input that holds it, where several inputs were opened together; absent: not known. */
  readonly draftInputs?: readonly number[]
  readonly issues: readonly Issue[]
  /** Number of records without a second factor, such as the other items of a password manager. They are not issues. */
  readonly withoutSecret?: number
  /** Messages about the whole file, such as "part 3 of 5 is missing". */
  readonly notices?: readonly Message[]
}

/** A protected input: it needs a password, passphrase or verification code. */
export interface OpenedLocked {
  readonly kind: "locked"
  /** What to ask the user for. */
  readonly needs: "password" | "passphrase" | "verification-code"
  readonly acceptsKeyFile?: boolean
  /** Shown with the question, such as "the separate backup password, if one was set". */
  readonly hint?: Message
  /** Seconds that deriving the key takes on a usual machine, where these are two or more. */
  readonly waitS?: number
  /**
   * Opens the input. May be called again after a wrong key.
   *
   * @throws AppError `password-wrong`, or for a verification code `code-mistyped` and `code-wrong`; `format-damaged` where the
   * format can distinguish damage from a wrong key.
   */
  unlock(key: Key, context: OpenContext): Promise<OpenedAccounts | OpenedNested>
}

/** New inputs found inside this one (texts of QR codes, members of a zip file). The caller detects and opens each of them. */
export interface OpenedNested {
  readonly kind: "nested"
  readonly inputs: readonly Input[]
  readonly issues: readonly Issue[]
}

/** The field of an account that a column of an unknown format is read into. `label`: issuer and name in one. */
export type MappedField =
  "uri" | "secret" | "issuer" | "name" | "label" | "kind" | "algorithm" | "digits" | "period" | "counter" | "groups" | "note" | "favorite"

/** How one table of a file of unknown format would be read. */
export interface MappedTable {
  /** Path of the table in the file, such as `accounts[]`; empty where the whole file is the table. */
  readonly place: string
  /** `from`: the column's name in the file, never its content; null where columns have no names. `column`: 1-based. */
  readonly fields: readonly { readonly field: MappedField; readonly from: string | null; readonly column: number }[]
  /** Names of the columns that are not read. */
  readonly unused: readonly string[]
  readonly records: number
}

export interface Mapping {
  readonly tables: readonly MappedTable[]
  /** The first records as they would be read. The caller must mask their secrets. */
  readonly first: readonly Draft[]
  /** Number of records that would become accounts. */
  readonly accounts: number
  /** Number of records that cannot be read. */
  readonly issues: number
}

/** The format is unknown, but the input could be read with this mapping. Call `accept` only after the user has seen the mapping. */
export interface OpenedGuess {
  readonly kind: "guess"
  readonly mapping: Mapping
  accept(): OpenedAccounts
}

export type Opened = OpenedAccounts | OpenedLocked | OpenedNested | OpenedGuess

/**
 * `yes`: the content identifies the format; no two handlers may answer yes to the same input. `maybe`: the content has the form of this
 * format, which others share; used only where none answers yes. `guess`: the format is unknown, but this handler could read it if the user
 * agrees; used only where every other handler answers no. `unsigned`: the format is encrypted without a signature, so its files look like
 * random bytes, and only a correct password shows whether this is one; used last, and never taken for a recognised format.
 */
export type Detection = "yes" | "maybe" | "guess" | "unsigned" | "no"

/** The parts of an account that a format keeps. Everything else is a loss, which the user sees before anything is written. */
export interface Keeps {
  readonly kinds: readonly Kind[]
  /** For totp and hotp. */
  readonly algorithms: readonly Algorithm[]
  /** For totp and hotp. */
  readonly digits: readonly number[]
  /** For totp, in seconds; `any` where every whole number is kept. */
  readonly periods: readonly number[] | "any"
  readonly pin: boolean
  readonly note: boolean
  readonly groups: "many" | "one" | "none"
  readonly favorite: boolean
  readonly icon: boolean
  /** Whether accounts in the trash stay marked as trashed; otherwise they are written like the others. */
  readonly trashed: boolean
  /** Creation time. */
  readonly times: boolean
}

/** Something about one account that a format cannot hold. `refused`: the account cannot be written at all. */
export interface Loss {
  readonly grade: "refused" | "lost" | "changed"
  readonly what: Message
}

export interface WriteContext extends Task {
  readonly background: Background
  readonly random: Random
  readonly nowMs: number
  /** Null: write the file unprotected. Never null where `protects` is "always"; always null where it is "never". */
  readonly password: string | null
}

/** What a writer can keep of accounts. */
export interface WriterCapabilities {
  readonly keeps: Keeps
  /** Losses that {@link Keeps} cannot express. @param all - Every account of the same export, this one included. */
  losses?(draft: Draft, all: readonly Draft[]): readonly Loss[]
}

export interface Writer extends WriterCapabilities {
  /** First part of the proposed file name. Default: the format's id. */
  readonly fileStem?: string
  /** How to import the file in the app; shown after an export. Default: a sentence that fits every app. */
  readonly importGuide?: Sentence
  readonly protects: "never" | "optional" | "always"
  /** The file name extension that the app uses, without the dot. */
  extension(isProtected: boolean): string
  /** Writes the file exactly as the app would. @param drafts - None of them has a loss of grade `refused`. */
  run(drafts: readonly Draft[], context: WriteContext): Promise<Uint8Array>
}

/** One file of a directory, not yet encrypted. */
export interface TreeFile {
  /** Relative to the directory, with `/` between its parts. No part is empty, `.` or `..`; no two paths differ only in case. */
  readonly path: string
  readonly bytes: Uint8Array
}

/** Writes a directory whose files the caller encrypts one by one to OpenPGP keys. */
export interface TreeWriter extends WriterCapabilities {
  /** Name of the file in the directory that lists the keys, one per line. */
  readonly keysFile: string
  /** @param drafts - As for {@link Writer.run}. */
  tree(drafts: readonly Draft[]): readonly TreeFile[]
}

/**
 * A device whose codes the user compares with keyferry's, where several formats come from one device or the format does not identify the
 * app. Vaults store these values, so they must not change.
 */
export type Device = "phone" | "google" | "keyferry"

/**
 * One format: detects, reads and writes the files of one app. A handler never imports another handler; code that several share is in
 * `records/`, `containers/`, `crypto/`, `keepass/` and `guess/`. A variant of a file (plain, encrypted, an older version) is not a format
 * of its own.
 *
 * A new format needs one file `apps/<id>.ts` that exports a Handler, one line in `registry.ts`, and one folder `samples/<id>/` (with a
 * `make.ts` where the samples are computed); the conformance suite reports what is missing. Use these:
 * - `sniffed.ts`: the argument of `detect`; `hasPath` in `containers/json.ts` looks deeper into JSON.
 * - `records/record-reader.ts`: `RecordReader` turns the error of one record into an issue. Throw only for errors of the whole file.
 * - `records/fields.ts`: `draftOf` and lenient readers for a record's values; `accounts/uri.ts` for URIs; `records/uri-lines.ts` for lists of them.
 * - `containers/`: JSON, CSV, XML, zip, SQLite; `records/text.ts`, `records/encoding.ts`: text. `crypto/crypto.ts`: KDFs and AES under `limits.ts`.
 * - Import packages dynamically, inside the function that needs them: this keeps the start-up fast.
 */
export interface Handler {
  /** Kebab-case; must never change. It is also the value of `--from` and `--to`, the samples' folder and the man page's anchor. */
  readonly id: string
  /** In English; a product's name as its makers write it. */
  readonly title: string
  /** Where the title has words besides names: the title in Japanese. */
  readonly titleJa?: string
  /** File name extensions in lower case, without the dot; shown to the user, not used for detection. */
  readonly extensions: readonly string[]
  /** How to make an export in the app, or why the app has none; shown beside its name. */
  readonly guide: Sentence
  /** The device that the accounts come from; `keyferry` marks keyferry's own formats. Default: the app itself, named by `title`. */
  readonly device?: Device
  /**
   * Why a file of this format must not be deleted after an import. `backup`: it is a whole vault; screens call its import a restore.
   * `in-use`: the app itself works with this file, and it holds more than codes. Default: deleting the file is offered.
   */
  readonly keepFile?: "backup" | "in-use"
  /** The files are pictures: file lists label them as pictures, and offer them where the user picks a picture. */
  readonly picture?: true
  /** Shown in brackets after the title where the format is named as a candidate for a file without a signature. */
  readonly unsignedNote?: Sentence
  /** Lists of formats mark the title: the format is known only from a description by a third party. */
  readonly experimental?: true
  /** Decides from `sniffed` alone, in bounded time; must not throw. */
  detect(sniffed: Sniffed): Detection
  /** Set where `detect` answers `guess` or `no`. Such a handler is used only where no other recognises the input. */
  readonly guesses?: true
  /** Inputs with the same key are opened together, such as the parts of a transfer. Absent, or undefined: each is opened by itself. */
  groupKey?(input: SniffedInput): string | undefined
  /**
   * The files that this input names and that are opened together with it, since nothing else identifies them. Relative to the input's
   * directory. Called for every input, so it must be quick.
   */
  companions?(input: SniffedInput): readonly string[]
  /**
   * Reads the inputs. Absent: the format can only be written.
   *
   * @param inputs - At least one; several only where they have the same `groupKey` or are `companions`.
   * @throws AppError only: `format-damaged`, `format-version`, `format-unsupported`, `limit-exceeded`, `transfer-incomplete`, …
   */
  open?(inputs: readonly SniffedInput[], context: OpenContext): Promise<Opened>
  readonly writer?: Writer
  /** Instead of `writer`, for a format that is a directory. */
  readonly treeWriter?: TreeWriter
  /** Set for a plugin, whose code runs in a process of its own. The handler's own `detect` then answers `no`. */
  readonly plugin?: {
    /**
     * Called instead of the handler's `detect`, and only where no built-in handler answers yes.
     *
     * @throws AppError where the plugin fails, hangs, or exceeds a limit
     */
    detect(input: SniffedInput, context: OpenContext): Promise<Detection>
    /** Ends the plugin's process; the next call starts another. */
    stop(): Promise<void>
  }
}
