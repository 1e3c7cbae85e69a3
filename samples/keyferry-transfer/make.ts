// Parts of transfers. The encryption draws its own random numbers, so sealed transfers that are checked in are reused and cut into parts again.
import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import type { Draft } from "../../src/accounts/account.ts"
import type { Random } from "../../src/base/ports.ts"
import { formatCode } from "../../src/transfer/code.ts"
import { newCode } from "../../src/transfer/code.ts"
import { parsePart, PartCollector } from "../../src/transfer/parts.ts"
import { cut, sealTransfer } from "../../src/transfer/transfer.ts"
import type { SealedTransfer } from "../../src/transfer/transfer.ts"
import { SAMPLES } from "../../test/formats/samples.ts"
import { VECTORS } from "../../test/formats/vectors.ts"
import type { Maker } from "../kit/kit.ts"

/** The draft without the fields that a transfer leaves out; see keyferry-transfer(5). */
const asTransferred = (draft: Draft): Draft => ({ ...draft, icon: null, id: null, updatedAt: null, usedAt: null })
const ACCOUNTS = VECTORS.map(asTransferred)

async function sealedOf(name: string, drafts: readonly Draft[], random: Random): Promise<SealedTransfer> {
  const path = join(SAMPLES, "keyferry-transfer", name)
  if (!existsSync(path)) return sealTransfer(drafts, random)
  const collector = new PartCollector()
  for (const line of readFileSync(path, "utf8").trim().split("\n")) collector.add(parsePart(line))
  const file = collector.file(collector.states()[0]!.set)!
  return { file, code: newCode(random) }
}

/** The four pages of a transfer of all the samples' accounts; its pictures are samples of `qr-image`. */
export async function transferOf(random: Random): Promise<{ sealed: SealedTransfer; accounts: readonly Draft[] }> {
  return { sealed: await sealedOf("whole.txt", ACCOUNTS, random), accounts: ACCOUNTS }
}

const lines = (...all: readonly string[]): string => all.map((line) => `${line}\n`).join("")

export const make: Maker = async ({ random }) => {
  const { sealed } = await transferOf(random)
  const other = await sealedOf("other-whole.txt", ACCOUNTS.slice(0, 1), random)
  const password = formatCode(sealed.code)
  const parts = cut(sealed, 1000)
  const small = cut(sealed, 400)
  const altered = parts.map((part, i) => (i === 1 ? part.slice(0, -30) + (part.at(-30) === "A" ? "B" : "A") + part.slice(-29) : part))
  const whole = { password, accounts: ACCOUNTS } as const
  return [
    { ...whole, files: { "whole.txt": lines(...parts) } },
    {
      password: formatCode(other.code).toLowerCase(),
      accounts: ACCOUNTS.slice(0, 1),
      files: { "other-whole.txt": lines(...cut(other, 4000)) },
    },
    {
      ...whole,
      files: {
        "shuffled-repeated-lower-case.txt": lines("# by hand", ...[...parts, parts[0]!].reverse().map((part) => part.toLowerCase())),
      },
      password: sealed.code.toLowerCase(),
    },
    { ...whole, files: Object.fromEntries(small.map((part, i) => [`page-${i + 1}.txt`, lines(part)])) },
    { ...whole, files: { "cut-twice.txt": lines(...small.slice(1), ...parts) } },
    { password, error: "transfer-incomplete", files: { "missing-part.txt": lines(...parts.filter((_, i) => i !== 1)) } },
    { password, error: "transfer-mixed", files: { "two-transfers.txt": lines(...parts, ...cut(other, 4000)) } },
    { password, error: "format-damaged", files: { "altered.txt": lines(...altered) } },
    { password, error: "format-version", files: { "newer.txt": lines("KEYFERRY:2/ABCDEFGH/1-1/AAAA") } },
    { password, error: "format-damaged", files: { "broken.txt": lines("KEYFERRY:1/ABCDEFGH/2-1/AAAA") } },
  ]
}
