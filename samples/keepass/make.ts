// KeePass' unencrypted exports: XML and CSV, each by hand and by KeePassXC's command line.
import { execFileSync } from "node:child_process"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { makeDraft } from "../../src/accounts/account.ts"
import type { Draft } from "../../src/accounts/account.ts"
import { madeUpSecret } from "../../test/formats/vectors.ts"
import { BINNED_CODE as BINNED, READ, contentXml } from "../kit/keepass-content.ts"
import { reuseOrMake } from "../kit/kit.ts"
import type { Maker } from "../kit/kit.ts"

/** Imports the XML into KeePassXC and exports it again. */
function byKeepassxc(as: "xml" | "csv"): Uint8Array {
  const folder = mkdtempSync(join(tmpdir(), "keepass-"))
  try {
    const [xml, database] = [join(folder, "in.xml"), join(folder, "out.kdbx")]
    writeFileSync(
      xml,
      contentXml((n) => as === "xml" || [...IN_CSV, 4, 30, 31].includes(n)),
    )
    execFileSync("keepassxc-cli", ["import", "-q", "-p", xml, database], { input: "pw\npw\n", stdio: ["pipe", "ignore", "ignore"] })
    return execFileSync("keepassxc-cli", ["export", "-q", "-f", as, database], { input: "pw\n", stdio: ["pipe", "pipe", "ignore"] })
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** Numbers of the entries whose codes KeePassXC exports as CSV: the first code of each, without tags and icon. */
const IN_CSV = [1, 2, 5, 10, 13]
const csvNumber = ({ id }: Draft): number => Number(id?.slice(-3))
const inCsv = (accounts: readonly Draft[]): Draft[] => [
  ...accounts
    .filter((draft) => IN_CSV.includes(csvNumber(draft)))
    .map((draft) => ({ ...draft, id: null, icon: null, groups: csvNumber(draft) < 10 ? [] : ["Plugins"] })),
  { ...BINNED, name: "none", id: null, groups: [], trashed: true },
]

const TOTP = [
  makeDraft({ kind: "totp", issuer: "Northwind", name: "alice", secret: madeUpSecret("keepass csv 1"), groups: ["OTP/TOTP"] }),
  makeDraft({ kind: "totp", issuer: "", name: "a, b", secret: madeUpSecret("keepass csv 2"), groups: ["OTP/TOTP"] }),
]
const HOTP = [
  makeDraft({ kind: "hotp", issuer: "Contoso", name: "bob", secret: madeUpSecret("keepass csv 3"), counter: 4, groups: ["OTP/HOTP"] }),
]

const quoted = (text: string): string => (text.includes(",") ? `"${text}"` : text)

const totpCsv = `Title,User Name,TimeOtp-Secret-Base32,Group\r\n${TOTP.map((d) => `${d.issuer},${quoted(d.name)},${d.secret.toBase32()},OTP/TOTP\r\n`).join("")}`
const hotpCsv = `Title,User Name,HmacOtp-Secret-Base32,HmacOtp-Counter,Group\r\n${HOTP.map((d) => `${d.issuer},${d.name},${d.secret.toBase32()},${String(d.counter)},OTP/HOTP\r\n`).join("")}`

export const make: Maker = async () => {
  const csv = await reuseOrMake("keepass", "keepassxc.csv", () => byKeepassxc("csv"))
  return [
    { files: { "keepass-2.xml": contentXml() }, ...READ },
    { files: { "keepassxc.xml": await reuseOrMake("keepass", "keepassxc.xml", () => byKeepassxc("xml")) }, ...READ },
    { files: { "keepassxc.csv": csv }, accounts: inCsv(READ.accounts), withoutSecret: 2 },
    { files: { "made-for-import.totp.csv": totpCsv }, accounts: TOTP },
    { files: { "made-for-import.hotp.csv": hotpCsv }, accounts: HOTP },
  ]
}
