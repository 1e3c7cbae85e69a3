// Steam Guard's files and a maFile, put together here from the description, without the handler.
import { makeDraft } from "../../src/accounts/account.ts"
import { madeUpSecret } from "../../test/formats/vectors.ts"
import { base64 } from "../kit/kit.ts"
import type { Maker } from "../kit/kit.ts"

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

export const make: Maker = () => [
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
