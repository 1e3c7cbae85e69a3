// A plugin for an app that does not exist: it reads and writes the backups of "Kite Codes", plain ones and ones with a password.
// keyferry-plugin(7) describes the whole contract. To try it:
//   keyferry plugins check kite-codes.mjs backup.kite sealed.kite --password-file password
//   keyferry plugins allow kite-codes.mjs
//   keyferry inspect backup.kite

const APP = "kite-codes"
const HASHES = { 1: "SHA1", 256: "SHA256", 512: "SHA512" }
const ROUNDS = 100_000

/** Derives the key from a password. */
const keyOf = (password, salt, rounds, { pbkdf2 }) => pbkdf2({ password, salt, hash: "SHA256", rounds, length: 32 })

/** One code of the app as an account. */
function accountOf({ service, user, key, hash = 1, length = 6, every = 30, starred = false, remark = "" }) {
  return {
    kind: "totp",
    issuer: service,
    name: user,
    secret: key,
    algorithm: HASHES[hash],
    digits: length,
    period: every,
    favorite: starred,
    note: remark,
  }
}

function accountsOf(codes) {
  if (!Array.isArray(codes)) return { failed: "damaged" }
  const accounts = []
  const issues = []
  for (const [index, code] of codes.entries()) {
    const known = code !== null && typeof code === "object" && Object.hasOwn(HASHES, code.hash ?? 1)
    if (known) accounts.push(accountOf(code))
    else issues.push({ at: index + 1, code: "record-unsupported", reason: { en: "unsupported hash", ja: "不明なハッシュです" } })
  }
  return { accounts, issues }
}

export default {
  contract: 1,
  id: APP,
  title: "Kite Codes",
  extensions: ["kite"],
  guide: {
    en: "Kite Codes: Menu > Backup > Save to file",
    ja: "Kite Codes: メニュー > バックアップ > ファイルに保存",
  },

  detect: ({ json }) => (json?.app === APP ? "yes" : "no"),

  async open({ json }, { password, decrypt, toBytes, toText, ...tools }) {
    if (json?.app !== APP) return { failed: "damaged" }
    if (json.version !== 1) return { failed: "version" }
    if (json.sealed === undefined) return accountsOf(json.codes)
    if (password === null) return { locked: { hint: { en: "the backup password of Kite Codes", ja: "Kite Codes のバックアップパスワード" } } }

    const { salt, iv, data, rounds } = json.sealed
    const parts = [salt, iv, data].map((text) => (typeof text === "string" ? toBytes(text, "base64") : null))
    if (parts.includes(null) || parts[2].length < 16 || !(rounds >= 1 && rounds <= 1_000_000)) return { failed: "damaged" }
    const key = await keyOf(password, parts[0], Math.trunc(rounds), tools)
    if (parts[1].length !== 12) return { failed: "damaged" }
    const plain = await decrypt("aes-256-gcm", { key, iv: parts[1], tag: parts[2].slice(-16), data: parts[2].slice(0, -16) })
    if (plain === null) return { failed: "password-wrong" }
    try {
      return accountsOf(JSON.parse(toText(plain)))
    } catch {
      return { failed: "damaged" }
    }
  },

  writer: {
    extension: "kite",
    protects: "optional",
    keeps: {
      kinds: ["totp"],
      algorithms: ["SHA1", "SHA256", "SHA512"],
      digits: [6, 7, 8],
      periods: "any",
      favorite: true,
      note: true,
    },
    async run(accounts, { password, encrypt, random, toBytes, toText, ...tools }) {
      const codes = accounts.map(({ issuer, name, secret, algorithm, digits, period, favorite, note }) => ({
        service: issuer,
        user: name,
        key: secret,
        hash: Number(algorithm.slice(3)),
        length: digits,
        every: period,
        starred: favorite,
        remark: note,
      }))
      const head = { app: APP, version: 1 }
      if (password === null) return JSON.stringify({ ...head, codes }, null, 2)
      const [salt, iv] = [await random(16), await random(12)]
      const key = await keyOf(password, salt, ROUNDS, tools)
      const data = await encrypt("aes-256-gcm", { key, iv, data: toBytes(JSON.stringify(codes)) })
      const [saltText, ivText, dataText] = [salt, iv, data].map((bytes) => toText(bytes, "base64"))
      return JSON.stringify({ ...head, sealed: { salt: saltText, iv: ivText, rounds: ROUNDS, data: dataText } }, null, 2)
    },
  },
}
