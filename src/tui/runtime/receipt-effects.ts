import { encodeUtf8 } from "../../formats/records/text.ts"
import { fromReceipt } from "../../migrate/receipts/receipt.ts"
import type { Move } from "../../migrate/receipts/receipt.ts"
import { recordReceipt } from "../../migrate/receipts/record.ts"
import type { Answer } from "../core/messages.ts"
import { openVaultOf } from "./opened.ts"
import type { Work } from "./opened.ts"

export async function keepReceipt(move: Move, { ports, opened }: Work): Promise<Answer> {
  return { type: "receipt-recorded", kept: await recordReceipt(openVaultOf(opened), move, ports) }
}

/** The receipts in the vault, the newest first, and those of their files that no longer exist. */
export async function listReceipts({ opened, ports }: Work): Promise<Answer> {
  const receipts = openVaultOf(opened).content.receipts.flatMap((record) => fromReceipt(record) ?? [])
  const exported = new Set(receipts.flatMap(({ kind, files }) => (kind === "import" || kind === "restore" ? [] : files)))
  const gone: string[] = []
  for (const path of exported) if (!(await ports.files.exists(path))) gone.push(path)
  return { type: "receipts-listed", receipts: receipts.toSorted((a, b) => b.at - a.at), gone }
}

/** Writes the text of a receipt, readable by the user alone. */
export async function saveReceipt(
  { text, path, overwrite }: { readonly text: string; readonly path: string; readonly overwrite: boolean },
  { ports }: Work,
): Promise<Answer> {
  await ports.files.write(path, encodeUtf8(text), { overwrite })
  return { type: "export-written", path, accounts: 0 }
}
