import { createHash } from "node:crypto"
import { makeDraft } from "../../src/accounts/account.ts"
import type { Draft } from "../../src/accounts/account.ts"
import { Secret } from "../../src/accounts/secret.ts"

/** A made-up secret of that many bytes. */
export function madeUpSecret(name: string, length = 20): Secret {
  const hash = createHash("sha512").update(`keyferry sample: ${name}`).digest()
  return new Secret(Uint8Array.from({ length }, (_, at) => hash[at % 64]!))
}

const text = (value: string): Secret => new Secret(new TextEncoder().encode(value))

const PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
const at = (day: number): number => Date.UTC(2024, 0, day, 9, 30)
const id = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`

/**
 * Made-up accounts that together use every field and kind, so that each undeclared loss of a writer shows. The first four fit every app.
 */
export const VECTORS: readonly Draft[] = [
  makeDraft({ kind: "totp", issuer: "Northwind", name: "alice@example.com", secret: madeUpSecret("northwind") }),
  makeDraft({ kind: "totp", issuer: "Contoso", name: "bob", secret: madeUpSecret("contoso", 10) }),
  makeDraft({ kind: "totp", issuer: "Contoso", name: "carol & dave", secret: madeUpSecret("contoso 2", 32) }),
  makeDraft({ kind: "totp", issuer: "さくら銀行", name: "山田 太郎", secret: madeUpSecret("sakura") }),
  makeDraft({
    kind: "totp",
    issuer: "Fabrikam",
    name: "eve+ops@example.com",
    secret: madeUpSecret("fabrikam", 35),
    algorithm: "SHA256",
    digits: 8,
  }),
  makeDraft({
    kind: "totp",
    issuer: "Litware",
    name: "mallory",
    secret: madeUpSecret("litware", 64),
    algorithm: "SHA512",
    digits: 7,
    period: 60,
  }),
  makeDraft({ kind: "totp", issuer: "Odd Period Inc.", name: "olivia", secret: madeUpSecret("odd"), period: 47, digits: 10 }),
  makeDraft({ kind: "totp", issuer: "Adatum", name: "peggy", secret: madeUpSecret("adatum", 16), algorithm: "MD5" }),
  makeDraft({ kind: "totp", issuer: "Tailspin", name: "rupert", secret: madeUpSecret("tailspin", 28), algorithm: "SHA224" }),
  makeDraft({ kind: "totp", issuer: "Wingtip", name: "sybil", secret: madeUpSecret("wingtip", 48), algorithm: "SHA384" }),
  makeDraft({ kind: "totp", issuer: "", name: "only-a-name@example.com", secret: madeUpSecret("no issuer") }),
  makeDraft({ kind: "totp", issuer: "Only An Issuer", name: "", secret: madeUpSecret("no name") }),
  makeDraft({ kind: "hotp", issuer: "Proseware", name: "trent", secret: madeUpSecret("proseware"), counter: 0 }),
  makeDraft({
    kind: "hotp",
    issuer: "Proseware",
    name: "victor",
    secret: madeUpSecret("proseware 2"),
    counter: 300,
    algorithm: "SHA256",
    digits: 8,
  }),
  makeDraft({ kind: "hotp", issuer: "Alpine Ski", name: "walter", secret: madeUpSecret("alpine"), counter: 5_000_000_000 }),
  makeDraft({ kind: "steam", issuer: "Steam", name: "gamer_one", secret: madeUpSecret("steam") }),
  makeDraft({ kind: "steam", issuer: "Valve Corp", name: "gamer_two", secret: madeUpSecret("steam 2") }),
  makeDraft({ kind: "motp", issuer: "Old Mainframe", name: "operator", secret: text("0123456789abcdef"), pin: "1234" }),
  makeDraft({ kind: "motp", issuer: "Old Mainframe", name: "guest", secret: text("fedcba9876543210") }),
  makeDraft({ kind: "motp", issuer: "Text Key", name: "clerk", secret: text("Not hex at all"), pin: "0042" }),
  makeDraft({ kind: "yandex", issuer: "Yandex", name: "ivan", secret: madeUpSecret("yandex", 16), pin: "5239" }),
  makeDraft({ kind: "yandex", issuer: "Yandex", name: "long", secret: madeUpSecret("yandex 2", 26), pin: "12345678" }),
  makeDraft({
    kind: "totp",
    issuer: "Noted",
    name: "notes",
    secret: madeUpSecret("note"),
    note: 'two lines,\nand a "quote"; <b>&amp;</b>',
  }),
  makeDraft({ kind: "totp", issuer: "Grouped", name: "one", secret: madeUpSecret("group"), groups: ["Work"] }),
  makeDraft({ kind: "totp", issuer: "Grouped", name: "many", secret: madeUpSecret("groups"), groups: ["Work", "仕事 & play"] }),
  makeDraft({ kind: "totp", issuer: "Favourite", name: "star", secret: madeUpSecret("favourite"), favorite: true }),
  makeDraft({ kind: "totp", issuer: "Pictured", name: "icon", secret: madeUpSecret("icon"), icon: { mime: "image/png", data: PNG } }),
  makeDraft({ kind: "totp", issuer: "Binned", name: "trash", secret: madeUpSecret("trash"), trashed: true }),
  makeDraft({
    kind: "totp",
    issuer: "Dated",
    name: "times",
    secret: madeUpSecret("times"),
    id: id(1),
    createdAt: at(1),
    updatedAt: at(2),
    usedAt: at(3),
  }),
  makeDraft({ kind: "totp", issuer: "Colon: Inc", name: "a:b", secret: madeUpSecret("colon") }),
  makeDraft({ kind: "totp", issuer: "Percent 100% #1?", name: "x=y/z\\", secret: madeUpSecret("percent") }),
  makeDraft({ kind: "totp", issuer: "Twin", name: "first", secret: madeUpSecret("twin") }),
  makeDraft({ kind: "totp", issuer: "Twin", name: "second", secret: madeUpSecret("twin") }),
  makeDraft({ kind: "totp", issuer: "Emoji 🔐", name: "👩‍🚀 space", secret: madeUpSecret("emoji", 1) }),
]
