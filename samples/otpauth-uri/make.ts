// Lists of URIs, written by hand.
import { makeDraft } from "../../src/accounts/account.ts"
import { Secret } from "../../src/accounts/secret.ts"
import { madeUpSecret } from "../../test/formats/vectors.ts"
import type { Maker } from "../kit/kit.ts"

const secret = madeUpSecret("uri list")
const b32 = secret.toBase32()
const key = new Secret(Buffer.from("0123456789abcdef"))
const migration = `otpauth-migration://offline?data=${encodeURIComponent(
  Buffer.from([
    ...[10, 23, 10, 10],
    ...madeUpSecret("in a batch", 10).reveal(),
    ...[18, 3, 97, 98, 99, 32, 1, 40, 1, 48, 2],
    ...[16, 1, 24, 1, 32, 0],
  ]).toString("base64"),
)}`

const LIST = `\ufeff# a list of several dialects

otpauth://totp/Northwind:alice%40example.com?secret=${b32}&issuer=Northwind&algorithm=SHA1&digits=6&period=30
otpauth://totp/Air%20Lines:bob?secret=${b32.toLowerCase()}&issuer=Air+Lines&algorithm=sha256&digits=8&period=60
QR-Code:otpauth://hotp/Contoso:carol?secret=${b32}&issuer=Contoso&counter=41
${migration}
steam://${b32}
otpauth://steam/Valve:gamer?secret=${b32}&issuer=Valve
motp://Mainframe:operator?secret=0123456789abcdef
otpauth://yaotp/ivan?secret=${b32}&issuer=Yandex&pin=GUZDGOI
  otpauth://totp/a,b?secret=${b32} , otpauth://totp/second%20of%20a%20line?secret=${b32}
otpauth://totp/tagged?secret=${b32}&tags=Work&tags=Home
otpauth://totp/broken?secret=${b32.slice(0, 8)}!!
otpauth://quantum/nobody?secret=${b32}
this is no URI
otpauth://totp/no-secret
`.replaceAll("\n", "\r\n")

const READ = [
  makeDraft({ kind: "totp", issuer: "Northwind", name: "alice@example.com", secret }),
  makeDraft({ kind: "totp", issuer: "Air Lines", name: "bob", secret, algorithm: "SHA256", digits: 8, period: 60 }),
  makeDraft({ kind: "hotp", issuer: "Contoso", name: "carol", secret, counter: 41 }),
  makeDraft({ kind: "totp", name: "abc", secret: madeUpSecret("in a batch", 10) }),
  makeDraft({ kind: "steam", issuer: "Steam", name: "", secret }),
  makeDraft({ kind: "steam", issuer: "Valve", name: "gamer", secret }),
  makeDraft({ kind: "motp", issuer: "Mainframe", name: "operator", secret: key }),
  makeDraft({ kind: "yandex", issuer: "Yandex", name: "ivan", secret, pin: "5239" }),
  makeDraft({ kind: "totp", name: "a,b", secret }),
  makeDraft({ kind: "totp", name: "second of a line", secret }),
  makeDraft({ kind: "totp", name: "tagged", secret, groups: ["Work", "Home"] }),
]

export const make: Maker = () => [
  {
    files: { "dialects.txt": LIST },
    accounts: READ,
    issues: [
      { at: 13, code: "record-malformed" },
      { at: 14, code: "record-unsupported" },
      { at: 15, code: "record-malformed" },
      { at: 16, code: "record-malformed" },
    ],
  },
  {
    files: { "utf-16.txt": Buffer.from(`\ufeffotpauth://totp/%E3%81%95%E3%81%8F%E3%82%89:太郎?secret=${b32}\r\n`, "utf16le") },
    accounts: [makeDraft({ kind: "totp", issuer: "さくら", name: "太郎", secret })],
  },
]
