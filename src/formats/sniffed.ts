/** What an input is. Made once by `sniff`; every handler's `detect` decides from this alone. */
export type Sniffed =
  /** No bytes, or only white space. */
  | { readonly kind: "empty"; readonly size: number }
  | { readonly kind: "picture"; readonly size: number; readonly type: PictureType }
  /** Member names as they stand in the central directory; at most 1000. `encrypted`: at least one of them is. */
  | { readonly kind: "zip"; readonly size: number; readonly names: readonly string[]; readonly encrypted: boolean }
  | SniffedSqlite
  /** The write-ahead log of an SQLite database. */
  | { readonly kind: "sqlite-wal"; readonly size: number }
  /** `major` 1 is KeePass 1 (KDB), 2 a pre-release, 3 and 4 are KDBX. */
  | { readonly kind: "kdbx"; readonly size: number; readonly major: number; readonly minor: number }
  /** `className`: the class of the first object, `""` where there is none. */
  | { readonly kind: "java-stream"; readonly size: number; readonly className: string }
  | { readonly kind: "binary-plist"; readonly size: number }
  /** `recipients`: the types of the header's stanzas, such as `scrypt` or `X25519`. */
  | { readonly kind: "age"; readonly size: number; readonly armored: boolean; readonly recipients: readonly string[] }
  /** An OpenPGP message, encrypted. `symmetric`: its first packet is for a password, not for a key. */
  | { readonly kind: "pgp"; readonly size: number; readonly armored: boolean; readonly symmetric: boolean }
  /** Begins with an ASCII word of one app: see `MAGIC_WORDS`. */
  | { readonly kind: "magic"; readonly size: number; readonly word: string }
  | SniffedJsonObject
  | SniffedJsonArray
  /** Begins like JSON but is malformed or over the limits. `head`: the first 1000 characters. */
  | { readonly kind: "json-broken"; readonly size: number; readonly head: string; readonly problem: "syntax" | "too-deep" | "too-many" }
  /** 1Password Interchange Format: JSON objects with a dividing line after each. */
  | { readonly kind: "1pif"; readonly size: number }
  /** `names`: for Android preferences (root `map`) the `name` attributes of the entries, at most 1000. `head`: the first 2000 characters. */
  | { readonly kind: "xml"; readonly size: number; readonly root: string; readonly names: readonly string[]; readonly head: string }
  /** `headers`: the texts of the first table's header cells (of its first row where it has none), unescaped, at most 60. */
  | { readonly kind: "html"; readonly size: number; readonly title: string; readonly headers: readonly string[]; readonly head: string }
  | SniffedUris
  | SniffedCsv
  /** One block of base64 and nothing else; `bytes` is its decoded length; `picture`: the type of the decoded picture, by its first bytes. */
  | { readonly kind: "base64"; readonly size: number; readonly bytes: number; readonly picture: PictureType | null }
  /** `head`: the first 2000 characters. */
  | { readonly kind: "text"; readonly size: number; readonly head: string }
  /** No known type. `head`: the first 64 bytes; `entropy`: bits per byte over the first 64 KiB, 8 for noise. */
  | { readonly kind: "binary"; readonly size: number; readonly head: Uint8Array; readonly entropy: number }

/** An SQLite database, read from its schema table without opening it. Tables that exist only in the write-ahead log are missing. */
export interface SniffedSqlite {
  readonly kind: "sqlite"
  readonly size: number
  /** Table names in their own case; at most 200. */
  readonly tables: readonly string[]
  /** The `CREATE TABLE` statements, one per line. */
  readonly schema: string
  /** Column names by table. */
  readonly columns: Readonly<Record<string, readonly string[]>>
}

/**
 * A JSON object. To look below the records of the root, use the bounded `hasPath(sniffed.json, "entries[].content.entry_type")` of
 * `containers/json.ts`.
 */
export interface SniffedJsonObject {
  readonly kind: "json-object"
  readonly size: number
  /** The root's keys; at most 1000. */
  readonly keys: readonly string[]
  /** The JSON type of each root value: `object`, `array`, `string`, `number`, `boolean`, `null`. */
  readonly types: Readonly<Record<string, string>>
  /** Root values that are strings of at most 100 characters. */
  readonly strings: Readonly<Record<string, string>>
  /** By root key: the united keys of the first records of a list, or the keys of an object. */
  readonly inside: Readonly<Record<string, readonly string[]>>
  /** The whole value, so that handlers need not parse again. Not enumerable: it holds secrets. */
  readonly json: Readonly<Record<string, unknown>>
}

/** A CSV table. */
export interface SniffedCsv {
  readonly kind: "csv"
  readonly size: number
  /** The first record, split and unquoted. */
  readonly header: readonly string[]
  readonly delimiter: "," | ";" | "\t"
  /** The first 2000 characters. Not enumerable: it holds secrets. */
  readonly head: string
}

/** A JSON list. */
export interface SniffedJsonArray {
  readonly kind: "json-array"
  readonly size: number
  readonly length: number
  /** The united keys of its first records; empty where they are no objects. */
  readonly keys: readonly string[]
  /** The whole value, so that handlers need not parse again. Not enumerable: it holds secrets. */
  readonly json: readonly unknown[]
}

/**
 * A text with at least one line that begins with a URI of a known scheme. A byte-order mark, a `QR-Code:` prefix and quotes are ignored;
 * a line may hold several URIs divided by commas.
 */
export interface SniffedUris {
  readonly kind: "uris"
  readonly size: number
  /** `otpauth`, `otpauth-migration`, `steam`, `motp`, `keyferry`: in order of appearance, each once. */
  readonly schemes: readonly string[]
  /** Which app wrote it: `ente` where a `codeDisplay` parameter occurs, `winauth` where `icon=WinAuth` does. */
  readonly marks: readonly ("ente" | "winauth")[]
  /** Lines that begin with a URI. */
  readonly lines: number
  /** Lines that are neither a URI, nor blank, nor a comment (`#`). */
  readonly otherLines: number
  /** Whether the first line that is neither blank nor a comment is a URI. A decrypted file of `pass` begins with a password. */
  readonly startsWithUri: boolean
  /** The first 2000 characters. */
  readonly head: string
}

export type PictureType = "png" | "jpeg" | "gif" | "webp" | "bmp" | "tiff" | "heic" | "avif"
