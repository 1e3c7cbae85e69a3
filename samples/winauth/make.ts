// WinAuth's list of URIs by hand; its zips by the stock `zip` program.
import { execFileSync } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { makeDraft } from "../../src/accounts/account.ts"
import { madeUpSecret } from "../../test/formats/vectors.ts"
import { reuseOrMake } from "../kit/kit.ts"
import type { Maker } from "../kit/kit.ts"

const PASSWORD = "correct horse"
const secret = (name: string) => madeUpSecret(`winauth ${name}`)
const base32 = (name: string): string => secret(name).toBase32()

const READ = [
  makeDraft({ kind: "totp", issuer: "Only a label", secret: secret("1") }),
  makeDraft({ kind: "totp", issuer: "Northwind", name: "alice@example.com", secret: secret("2"), digits: 8, period: 60 }),
  makeDraft({ kind: "hotp", issuer: "Contoso", name: "bob", secret: secret("3"), counter: 12 }),
  makeDraft({ kind: "totp", issuer: "BattleNet", name: "Player One", secret: secret("4"), digits: 8 }),
  makeDraft({ kind: "steam", issuer: "Steam", name: "gamer", secret: secret("5") }),
]
const LINES = [
  `otpauth://totp/Only+a+label?secret=${base32("1")}&digits=6&icon=WinAuth`,
  "# a comment",
  "",
  `otpauth://totp/Northwind:alice%40example.com?secret=${base32("2")}&issuer=Northwind&digits=8&period=60&icon=WinAuth`,
  `otpauth://hotp/Contoso:bob?secret=${base32("3")}&issuer=Contoso&digits=6&counter=12&icon=Google`,
  `otpauth://totp/BattleNet:Player+One?secret=${base32("4")}&serial=EU-1234-5678-9012&digits=8&icon=BattleNet`,
  `otpauth://totp/Steam:gamer?secret=${base32("5")}&deviceid=android%3A0&data=%7B%7D&digits=5&icon=Steam`,
]
const BROKEN = [...LINES.slice(0, 1), `otpauth://totp/Broken?secret=not!base32&digits=6&icon=WinAuth`, "no address"]

function zipped(name: string, text: string, password: string | null): Uint8Array {
  const folder = mkdtempSync(join(tmpdir(), "winauth-"))
  try {
    writeFileSync(join(folder, name), text)
    execFileSync("zip", ["-q", ...(password === null ? [] : ["-P", password]), "out.zip", name], { cwd: folder })
    return readFileSync(join(folder, "out.zip"))
  } finally {
    rmSync(folder, { recursive: true })
  }
}

export const make: Maker = async () => {
  const list = LINES.join("\r\n")
  const locked = await reuseOrMake("winauth", "encrypted.zip", () => zipped("winauth-2024-01-02.txt", list, PASSWORD))
  const open = await reuseOrMake("winauth", "plain.zip", () => zipped("winauth.txt", list, null))
  return [
    { files: { "plain.txt": list }, accounts: READ },
    {
      files: { "odd-lines.txt": BROKEN.join("\n") },
      accounts: READ.slice(0, 1),
      issues: [
        { at: 2, code: "record-malformed" },
        { at: 3, code: "record-malformed" },
      ],
    },
    { files: { "encrypted.zip": locked }, password: PASSWORD, accounts: READ },
    { files: { "plain.zip": open }, accounts: READ },
  ]
}
