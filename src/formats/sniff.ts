/** What one look at an input tells. Made once by `sniff`; every handler's `detect` decides from this alone. */
export type Sniffed =
  | { readonly kind: "empty"; readonly size: number }
  | { readonly kind: "picture"; readonly size: number; readonly type: PictureType }
  /** Member names as they stand in the central directory; at most 1000. */
  | { readonly kind: "zip"; readonly size: number; readonly names: readonly string[] }
  /** Table names, upper and lower case kept; `columns` by table. Found in the schema's text without opening the database. */
  | { readonly kind: "sqlite"; readonly size: number; readonly tables: readonly string[]; readonly schema: string }
  | { readonly kind: "kdbx"; readonly size: number }
  | { readonly kind: "java-stream"; readonly size: number }
  | { readonly kind: "binary-plist"; readonly size: number }
  | { readonly kind: "age"; readonly size: number; readonly armored: boolean }
  /** Begins with this ASCII word of an app's own: Stratum's `AUTHENTICATORPRO`, `AuthenticatorPro`. */
  | { readonly kind: "magic"; readonly size: number; readonly word: string }
  /**
   * A JSON object: its keys, and where a value is a list of objects, the keys of its first records under the list's key;
   * `strings` holds short string values of the root (at most 100 characters), `types` the JSON type of each root value.
   */
  | {
      readonly kind: "json-object"
      readonly size: number
      readonly keys: readonly string[]
      readonly types: Readonly<Record<string, string>>
      readonly strings: Readonly<Record<string, string>>
      /** Keys of the first records (list of objects) or of the object under a root key. */
      readonly inside: Readonly<Record<string, readonly string[]>>
    }
  /** A JSON list: the keys of its first records, taken together; empty where they are no objects. */
  | { readonly kind: "json-array"; readonly size: number; readonly length: number; readonly keys: readonly string[] }
  /** Begins like JSON but does not parse. */
  | { readonly kind: "json-broken"; readonly size: number; readonly head: string }
  /** Root element, and for Android preferences the `name` attributes of the entries. */
  | { readonly kind: "xml"; readonly size: number; readonly root: string; readonly names: readonly string[] }
  | { readonly kind: "html"; readonly size: number; readonly title: string; readonly head: string }
  /** Lines with at least one URI of a scheme we know; `schemes` in lower case, in order of appearance. */
  | { readonly kind: "uris"; readonly size: number; readonly schemes: readonly string[]; readonly head: string }
  /** First line, split and unquoted. */
  | { readonly kind: "csv"; readonly size: number; readonly header: readonly string[] }
  /** One block of base64 and nothing else; `bytes` is its decoded length. */
  | { readonly kind: "base64"; readonly size: number; readonly bytes: number }
  | { readonly kind: "text"; readonly size: number; readonly head: string }
  /** Nothing known; the first 64 bytes. */
  | { readonly kind: "binary"; readonly size: number; readonly head: Uint8Array }

export type PictureType = "png" | "jpeg" | "gif" | "webp" | "bmp" | "tiff" | "heic" | "avif"
