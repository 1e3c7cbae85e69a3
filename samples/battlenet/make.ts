// Battle.net's preferences, masked here from the description, without the handler.
import { makeDraft } from "../../src/accounts/account.ts"
import { madeUpSecret } from "../../test/formats/vectors.ts"
import type { Maker } from "../kit/kit.ts"
import { prefs } from "../kit/prefs.ts"

const MASK = Buffer.from(
  "398e27fc50276a656065b0e525f4c06c04c61075286b8e7aeda59da9813b5dd6c80d2fb38068773fa59ba47c17ca6c6479015c1d5b8b8f6b9a",
  "hex",
)
const masked = (text: string): string => Buffer.from([...Buffer.from(text)].map((byte, at) => byte ^ MASK[at]!)).toString("hex")

const ACCOUNT = makeDraft({ kind: "totp", issuer: "Battle.net", name: "EU-0000-1111-2222", secret: madeUpSecret("battlenet"), digits: 8 })
const hex = Buffer.from(ACCOUNT.secret.reveal()).toString("hex")
const file = (secret: string): string =>
  prefs({
    "com.blizzard.messenger.AUTHENTICATOR_CREDENTIALS_ENCRYPTION_TYPE": "MASK",
    "com.blizzard.messenger.AUTHENTICATOR_DEVICE_SECRET": secret,
    "com.blizzard.messenger.AUTHENTICATOR_SERIAL": masked(ACCOUNT.name),
    "com.blizzard.messenger.AUTHENTICATOR_BGS_REGION_CODE": "EU",
  })

export const make: Maker = () => [
  { files: { "preferences.xml": file(masked(hex)) }, accounts: [ACCOUNT] },
  { files: { "not-hex.xml": file("no hexadecimal") }, accounts: [], issues: [{ at: 1, code: "record-malformed" }] },
]
