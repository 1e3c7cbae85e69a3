/** What one look at an input tells. Made once by `sniff`; every handler's `detect` decides from this alone. */
export type Sniffed =
  /** No byte, or nothing but white space. */
  | { readonly kind: "empty"; readonly size: number }
  | { readonly kind: "picture"; readonly size: number; readonly type: PictureType }
  /** Member names as they stand in the central directory; at most 1000. `encrypted`: at least one of them is. */
  | { readonly kind: "zip"; readonly size: number; readonly names: readonly string[]; readonly encrypted: boolean }
  | SniffedSqlite
  /** The write-ahead log that lies beside an SQLite database. */
  | { readonly kind: "sqlite-wal"; readonly size: number }
  /** `major` 1 is KeePass 1 (KDB), 2 a pre-release, 3 and 4 are KDBX. */
  | { readonly kind: "kdbx"; readonly size: number; readonly major: number; readonly minor: number }
  /** `className`: the class of the first object, `""` where it is none. */
  | { readonly kind: "java-stream"; readonly size: number; readonly className: string }
  | { readonly kind: "binary-plist"; readonly size: number }
  /** `recipients`: the types of the header's stanzas, such as `scrypt` or `X25519`. */
  | { readonly kind: "age"; readonly size: number; readonly armored: boolean; readonly recipients: readonly string[] }
  /** An OpenPGP message, encrypted. */
  | { readonly kind: "pgp"; readonly size: number; readonly armored: boolean }
  /** Begins with this ASCII word of an app's own: see `MAGIC_WORDS`. */
  | { readonly kind: "magic"; readonly size: number; readonly word: string }
  | SniffedJsonObject
  | SniffedJsonArray
  /** Begins like JSON but is none, or more of it than we take. `head`: the first 1000 characters. */
  | { readonly kind: "json-broken"; readonly size: number; readonly head: string; readonly problem: "syntax" | "too-deep" | "too-many" }
  /** `names`: for Android preferences (root `map`) the `name` attributes of the entries, at most 1000. `head`: the first 2000 characters. */
  | { readonly kind: "xml"; readonly size: number; readonly root: string; readonly names: readonly string[]; readonly head: string }
  /** `headers`: the texts of the first table's header cells (of its first row where it has none), unescaped, at most 60. */
  | { readonly kind: "html"; readonly size: number; readonly title: string; readonly headers: readonly string[]; readonly head: string }
  | SniffedUris
  | SniffedCsv
  /** One block of base64 and nothing else; `bytes` is its decoded length; `picture`: what its first bytes say that it is a picture of. */
  | { readonly kind: "base64"; readonly size: number; readonly bytes: number; readonly picture: PictureType | null }
  /** `head`: the first 2000 characters. */
  | { readonly kind: "text"; readonly size: number; readonly head: string }
  /** Nothing known. `head`: the first 64 bytes; `entropy`: bits a byte over the first 64 KiB, 8 for noise. */
  | { readonly kind: "binary"; readonly size: number; readonly head: Uint8Array; readonly entropy: number }

/**
 * An SQLite database, told from its schema table without opening it. Tables whose creation is only in the `-wal` beside it are
 * not here.
 */
export interface SniffedSqlite {
  readonly kind: "sqlite"
  readonly size: number
  /** Table names, upper and lower case kept; at most 200. */
  readonly tables: readonly string[]
  /** The `CREATE TABLE` statements, a line each. */
  readonly schema: string
  /** Column names by table. */
  readonly columns: Readonly<Record<string, readonly string[]>>
}

/**
 * A JSON object. For anything below the root's records ask `hasPath(sniffed.json, "entries[].content.entry_type")` of
 * `support/json.ts`, which is bounded.
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
  /** By root key: the keys of its first records (a list of objects), taken together, or of the object it is. */
  readonly inside: Readonly<Record<string, readonly string[]>>
  /** The whole value, so that nobody parses twice. Not enumerable: it holds secrets. */
  readonly json: Readonly<Record<string, unknown>>
}

/** A table. */
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
  /** The keys of its first records, taken together; empty where they are no objects. */
  readonly keys: readonly string[]
  /** The whole value, so that nobody parses twice. Not enumerable: it holds secrets. */
  readonly json: readonly unknown[]
}

/**
 * A text with at least one line that begins with a URI of a scheme we know; a byte-order mark, `QR-Code:` before the URI, quotes, and
 * several URIs in a line divided by commas are seen through.
 */
export interface SniffedUris {
  readonly kind: "uris"
  readonly size: number
  /** `otpauth`, `otpauth-migration`, `steam`, `motp`, `keyferry`: in order of appearance, each once. */
  readonly schemes: readonly string[]
  /** Whose dialect it shows: `ente` where a `codeDisplay` parameter occurs, `winauth` where `icon=WinAuth` does. */
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
