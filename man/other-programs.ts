/**
 * The formats that other programs read and write, by keyferry's format ids, according to their sources and documents of November 2026. Only
 * a program's own readers and writers of files count, and only if the codes arrive as codes, not as notes or text fields. `qr-image` counts
 * if the program finds QR codes in image files, `generic-csv` if its user can say which column holds the codes.
 */
export interface OtherProgram {
  readonly name: string
  readonly reads: readonly string[]
  readonly writes: readonly string[]
}

export const OTHER_PROGRAMS: readonly OtherProgram[] = [
  {
    name: "Aegis",
    // From the importers in its source; those of Authy, Battle.net, Duo, Google's database, Microsoft and Steam need root or the app's own data.
    reads: [
      ...["2fas", "aegis", "andotp", "authenticator-plus", "authy", "battlenet", "bitwarden", "duo", "ente", "freeotp", "freeotp-plus"],
      ...[
        "google-authenticator",
        "google-migration",
        "microsoft-authenticator",
        "otpauth-uri",
        "proton",
        "proton-pass",
        "qr-image",
        "steam",
      ],
      ...["stratum", "totp-authenticator", "winauth"],
    ],
    writes: ["aegis", "google-migration", "otpauth-uri"],
  },
  {
    name: "Stratum",
    reads: [
      ...["2fas", "aegis", "andotp", "bitwarden", "ente", "freeotp", "freeotp-plus", "google-migration", "kdbx", "lastpass", "otpauth-uri"],
      ...["proton", "qr-image", "stratum", "totp-authenticator"],
    ],
    writes: ["otpauth-uri", "stratum"],
  },
  {
    name: "Ente",
    reads: [
      ...["2fas", "aegis", "andotp", "bitwarden", "ente", "google-migration", "lastpass", "otpauth-uri", "proton", "qr-image", "raivo"],
    ],
    writes: ["ente", "otpauth-uri"],
  },
  {
    name: "2FAS",
    reads: ["2fas", "aegis", "andotp", "bitwarden", "google-migration", "lastpass", "proton", "qr-image", "raivo", "stratum"],
    writes: ["2fas"],
  },
  {
    name: "OTPClient",
    // Its FreeOTP+ format is a list of otpauth:// URIs.
    reads: ["2fas", "aegis", "google-migration", "otpauth-uri", "otpclient", "qr-image", "stratum"],
    writes: ["2fas", "aegis", "otpauth-uri", "otpclient", "stratum"],
  },
  {
    name: "cotp",
    // Files of Authy, FreeOTP and Microsoft are read after its scripts have converted them.
    reads: ["aegis", "andotp", "authy", "cotp", "freeotp", "freeotp-plus", "google-migration", "microsoft-authenticator", "otpauth-uri"],
    writes: ["andotp", "cotp", "freeotp-plus", "otpauth-uri"],
  },
  {
    name: "Bitwarden",
    // From libs/importer of its clients (2026), by which importers set the code of a login; NordPass' does not. Its iOS app hands CXF to
    // other apps directly, never as a file.
    reads: [
      ...["1password", "1password-legacy", "apple-passwords", "bitwarden", "dashlane", "enpass", "kdbx", "keepass", "keeper"],
      ...["lastpass-vault", "myki", "netwrix", "proton-pass", "psono", "roboform", "safeincloud", "zoho-vault"],
    ],
    writes: ["bitwarden"],
  },
  {
    name: "Proton Pass",
    // From packages/pass/lib/import of its web client (2026); it reads KeePass' XML. Its generic CSV must have its own column names.
    reads: [
      ...["1password", "1password-legacy", "apple-passwords", "bitwarden", "dashlane", "enpass", "keepass", "keeper"],
      ...["lastpass-vault", "proton-pass", "roboform"],
    ],
    writes: ["proton-pass"],
  },
  {
    name: "KeePassXC",
    // From src/format, src/cli and src/gui of its development version (2026). XML is read by keepassxc-cli; CXF keeps only passkeys.
    reads: ["1password", "bitwarden", "generic-csv", "kdbx", "keepass", "opvault", "proton-pass"],
    writes: ["kdbx", "keepass"],
  },
  {
    name: "pass-import",
    // From the managers of 3.5 and the development version that set otpauth. What it writes to KDBX is a field that KeePass programs do
    // not take for a code.
    reads: [
      ...["1password", "1password-legacy", "aegis", "andotp", "bitwarden", "freeotp-plus", "generic-csv", "kdbx", "myki", "pass"],
      ...["safeincloud", "synology"],
    ],
    writes: ["generic-csv", "pass"],
  },
]
