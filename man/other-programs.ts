/**
 * The formats that other programs read and write, by keyferry's format ids, according to their sources and documents of November 2026. Only
 * a program's own readers and writers count. `qr-image` counts if the program finds QR codes in image files.
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
]
