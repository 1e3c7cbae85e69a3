import { Secret } from "../../accounts/secret.ts"
import { AppError } from "../../base/errors.ts"
import { texts } from "../../base/language.ts"
import { readAndroidPrefs } from "../containers/android-prefs.ts"
import type { Handler } from "../handler.ts"
import { decodeHex } from "../records/encoding.ts"
import { FIELD_TEXTS, draftOf } from "../records/fields.ts"
import { RecordReader } from "../records/record-reader.ts"
import { singleInput } from "../records/single-input.ts"

/** Battle.net's authenticator: the Android app's preferences, whose values are masked with a constant. */
const TEXTS = texts({
  guide: {
    en: "Battle.net has no export. From a rooted phone: shared_prefs/com.blizzard.messenger…xml",
    ja: "Battle.net にエクスポート機能はありません。root 化したスマートフォンの shared_prefs/com.blizzard.messenger…xml から読み込めます",
  },
})

const SECRET_KEY = "com.blizzard.messenger.AUTHENTICATOR_DEVICE_SECRET"
const SERIAL_KEY = "com.blizzard.messenger.AUTHENTICATOR_SERIAL"
const MASK = decodeHex("398e27fc50276a656065b0e525f4c06c04c61075286b8e7aeda59da9813b5dd6c80d2fb38068773fa59ba47c17ca6c6479015c1d5b8b8f6b9a")

/** A masked value is the hexadecimal form of its text XOR the mask. */
function unmask(masked: string): string {
  return Buffer.from(decodeHex(masked).map((byte, at) => byte ^ (MASK[at % MASK.length] ?? 0))).toString("latin1")
}

export const battlenet: Handler = {
  id: "battlenet",
  title: "Battle.net",
  extensions: ["xml"],
  guide: TEXTS.guide,
  detect: (sniffed) => (sniffed.kind === "xml" && sniffed.root === "map" && sniffed.names.includes(SECRET_KEY) ? "yes" : "no"),
  open: async (inputs, context) => {
    const prefs = await readAndroidPrefs(singleInput(inputs).bytes)
    const reader = new RecordReader(context)
    reader.read(1, () => {
      const masked = prefs.get(SECRET_KEY)
      if (masked === undefined) throw new AppError("format-damaged", FIELD_TEXTS.secret)
      const secret = new Secret(decodeHex(unmask(masked)))
      return draftOf({ kind: "totp", secret, issuer: "Battle.net", name: unmask(prefs.get(SERIAL_KEY) ?? ""), digits: 8 })
    })
    return reader.opened()
  },
}
