/** The fields of an account in JSON that exports keep. */
export interface JsonAccount {
  readonly kind: string
  readonly issuer: string
  readonly name: string
  readonly secret: string
  readonly algorithm: string
  readonly digits: number
  readonly period: number | null
  readonly counter: number | null
  readonly note: string
  readonly groups: readonly string[]
  readonly favorite: boolean
}

const totp = { kind: "totp", algorithm: "SHA1", digits: 6, period: 30, counter: null, note: "", groups: [], favorite: false } as const
const hotp = { ...totp, kind: "hotp", period: null, counter: 0 } as const
const steam = { ...totp, kind: "steam", digits: 5 } as const

/** Twelve accounts: every kind, non-default parameters, long and non-ASCII labels. */
export const TWELVE: readonly JsonAccount[] = [
  { ...totp, issuer: "Harbour", name: "ada", secret: "JBSWY3DPEHPK3PXP" },
  { ...totp, issuer: "Lighthouse", name: "ada", secret: "KRSXG5DPNZSWG33OMRSA", algorithm: "SHA256", digits: 8 },
  { ...hotp, issuer: "Quay", name: "ada", secret: "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", counter: 7 },
  { ...steam, issuer: "Steam", name: "ada_the_first", secret: "O5XXE3DEO5UWIZJAO5SWE3DPOI" },
  {
    ...totp,
    issuer: "Amazon Web Services",
    name: "root-account-mfa-device@123456789012",
    secret: "NFXGO4TFMRUWK3TUEBXWMIDTN5WWK5DINFXGOIDUNBQXIIDJOMQG433UEBYG64DB",
  },
  { ...totp, issuer: "みなと信用金庫", name: "山田太郎", secret: "MFRGGZDFMZTWQ2LKNNWG23TPOBYXE43U" },
  { ...totp, issuer: "Slow Boat", name: "ada@example.com", secret: "OBQXG43XN5ZGIIDPMYQGC3TZ", algorithm: "SHA512", period: 60 },
  { ...hotp, issuer: "Drawbridge", name: "gate 4", secret: "MRUXG5DJNZRXIIDCPF2GK4ZA", counter: 12_345_678_901, digits: 8 },
  {
    ...totp,
    issuer: "Anchor",
    name: "work",
    secret: "ONSWG4TFOQQGM33SEB3W64TL",
    note: "the old laptop\nhas it too",
    groups: ["Work", "Boats"],
    favorite: true,
  },
  { ...totp, issuer: "Salt & Pepper", name: "50% + one?", secret: "MFWXAZLSONQW4ZDTEBQW4ZBA" },
  { ...steam, issuer: "Steam", name: "second", secret: "PFSXIIDBNZXXI2DFOIQHGZLD" },
  { ...totp, issuer: "Café Ünïcode 🔑", name: "łódź", secret: "ONXW2ZJAOVXGSY3PMRSSA5DF" },
]

/** {@link TWELVE} as a `keyferry-json` file. */
export const TWELVE_FILE = JSON.stringify({ format: "keyferry", version: 1, exportedAt: "2026-01-01T00:00:00Z", accounts: TWELVE })

/** Sorted by label, as exports have the order of the account list. */
export function sortByLabel(accounts: readonly JsonAccount[]): JsonAccount[] {
  return accounts.toSorted((a, b) => (a.issuer + a.name < b.issuer + b.name ? -1 : 1))
}

/** The accounts of the program's JSON output. */
export function parseAccounts(json: string): JsonAccount[] {
  const { accounts } = JSON.parse(json) as { accounts: JsonAccount[] }
  return accounts.map(({ kind, issuer, name, secret, algorithm, digits, period, counter, note, groups, favorite }) => ({
    kind,
    issuer,
    name,
    secret,
    algorithm,
    digits,
    period,
    counter,
    note,
    groups,
    favorite,
  }))
}
