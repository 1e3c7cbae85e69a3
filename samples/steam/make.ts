// Steam Guard's files and maFiles, encrypted with node:crypto and hash-wasm, put together here from the description, without the handler.
import { pbkdf2Sync } from "node:crypto"
import { argon2id } from "hash-wasm"
import { makeDraft } from "../../src/accounts/account.ts"
import { madeUpSecret } from "../../test/formats/vectors.ts"
import { base64, cbc, reuseOrMake } from "../kit/kit.ts"
import type { Maker } from "../kit/kit.ts"
import { zipped } from "../kit/zip.ts"

const [first, second] = [madeUpSecret("steam guard"), madeUpSecret("steam guard 2")]
const guard = (shared_secret: unknown, account_name: unknown, more: object = {}): object => ({
  steamid: "76561190000000000",
  shared_secret,
  serial_number: "12345678901234567890",
  revocation_code: "R00000",
  uri: `otpauth://totp/Steam:${String(account_name)}?secret=${first.toBase32()}&issuer=Steam`,
  server_time: "1700000000",
  account_name,
  token_gid: "0123456789ab",
  identity_secret: base64(Buffer.alloc(20, 1)),
  secret_1: base64(Buffer.alloc(20, 2)),
  status: 1,
  steamguard_scheme: "2",
  ...more,
})
const draft = (name: string, secret = first) => makeDraft({ kind: "steam", issuer: "Steam", name, secret })
const session = { SteamID: 76561190000000000, AccessToken: "none", RefreshToken: "none", SessionID: null }
const one = JSON.stringify(guard(base64(first.reveal()), "gamer_one")).replaceAll("/", "\\/")

const PASSWORD = "passkey パス"
const ID = "76561199999999999"
/** The Steam ID as the bare number that it is in these files. */
const withNumber = (value: object): string => JSON.stringify(value).replaceAll(`"${ID}"`, ID)
const maFile = (secret: typeof first, name: string | null): string =>
  withNumber({ ...guard(base64(secret.reveal()), name), steamid: undefined, Session: { SteamID: ID, meta: { SteamID: "1" } } })
const salt = (n: number, length: number): Buffer => Buffer.alloc(length, n)
const sealed = (key: Uint8Array, n: number, plain: string): string => base64(cbc(key, salt(n, 16), plain))
const legacyKey = (n: number): Buffer => pbkdf2Sync(PASSWORD, salt(n, 8), 50_000, 32, "sha1")
const argon2Key = (n: number): Promise<Uint8Array> =>
  argon2id({
    password: PASSWORD,
    salt: salt(n, 16),
    iterations: 3,
    memorySize: 12_288,
    parallelism: 12,
    hashLength: 32,
    outputType: "binary",
  })

const desktop = {
  "maFiles/manifest.json": withNumber({
    encrypted: true,
    first_run: false,
    entries: [
      { encryption_iv: base64(salt(2, 16)), encryption_salt: base64(salt(2, 8)), filename: "2.maFile", steamid: ID },
      { encryption_iv: base64(salt(1, 16)), encryption_salt: base64(salt(1, 8)), filename: "1.maFile", steamid: 1 },
      { encryption_iv: base64(salt(3, 16)), encryption_salt: base64(salt(3, 8)), filename: "gone.maFile", steamid: 3 },
    ],
    periodic_checking: false,
  }),
  "maFiles/1.maFile": sealed(legacyKey(1), 1, maFile(first, "gamer_one")),
  "maFiles/2.maFile": sealed(legacyKey(2), 2, maFile(second, null)),
}
const commandLine = async (): Promise<Readonly<Record<string, string>>> => ({
  "manifest.json": withNumber({
    version: 1,
    entries: [
      { filename: "1.maFile", steam_id: ID, account_name: "gamer_one", encryption: { scheme: "Argon2idAes256", iv: base64(salt(4, 16)), salt: base64(salt(4, 16)) } }, // prettier-ignore
      { filename: "2.maFile", steam_id: ID, account_name: "gamer_two", encryption: null },
    ],
    keyring_id: null,
  }),
  "1.maFile": sealed(await argon2Key(4), 4, maFile(first, "gamer_one")),
  "2.maFile": maFile(second, "gamer_two"),
})

export const make: Maker = async () => [
  {
    files: { "maFiles.zip": await reuseOrMake("steam", "maFiles.zip", () => zipped(desktop)) },
    password: PASSWORD,
    accounts: [draft(ID, second), draft("gamer_one")],
    issues: [{ at: 3, code: "part-missing" }],
  },
  {
    files: { "steamguard-cli.zip": await reuseOrMake("steam", "steamguard-cli.zip", async () => zipped(await commandLine())) },
    password: PASSWORD,
    accounts: [draft("gamer_one"), draft("gamer_two", second)],
  },
  {
    files: { "number.maFile": maFile(second, null) },
    accounts: [draft(ID, second)],
  },
  { files: { "Steamguard-old.json": one }, accounts: [draft("gamer_one")] },
  {
    files: {
      "Steamguard-several.json": JSON.stringify({
        accounts: {
          1: guard(base64(first.reveal()), "gamer_one"),
          2: guard(base64(second.reveal()), "ゲーマー"),
          "no-name": guard(base64(first.reveal()), null),
          5: guard(undefined, "only_uri"),
          7: guard("not base64!", "bad"),
          8: guard("", "none", { uri: "" }),
          9: null,
        },
      }),
    },
    // A JSON object's keys that are numbers come first.
    accounts: [draft("gamer_one"), draft("ゲーマー", second), draft("only_uri"), draft("no-name")],
    issues: [
      { at: 4, code: "record-malformed" },
      { at: 5, code: "record-malformed" },
      { at: 6, code: "record-malformed" },
    ],
  },
  {
    files: {
      "76561190000000000.maFile": JSON.stringify(
        guard(base64(second.reveal()), "gamer_two", {
          device_id: "android:aaaaaaaa-0000-4000-8000-000000000001",
          fully_enrolled: true,
          Session: session,
        }),
      ),
    },
    accounts: [draft("gamer_two", second)],
  },
  {
    files: { "no-object.json": JSON.stringify({ shared_secret: {}, uri: null }) },
    accounts: [],
    issues: [{ at: 1, code: "record-malformed" }],
  },
  { files: { "cut-off.json": one.slice(0, 100) }, detect: "no", error: "format-damaged" },
]
