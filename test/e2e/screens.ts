import { PASSPHRASE } from "./home.ts"
import type { Pane } from "./pane.ts"
import { photograph } from "./photograph.ts"

/** From the first screen to an empty vault. */
export async function createVault(pane: Pane): Promise<void> {
  await pane.until(/New passphrase/)
  pane.line(PASSPHRASE)
  pane.line(PASSPHRASE)
  // On the box that has to be ticked.
  await pane.press("Space", /\[x\]/)
  await pane.press("Tab", /Create the vault/)
  await pane.press("Enter", /There is no account yet/)
}

/** From the locked vault to the accounts. */
export async function unlock(pane: Pane): Promise<void> {
  await pane.until(/The vault is locked/)
  pane.line(PASSPHRASE)
  await pane.until(/order: /)
}

const DOORS = { phone: "1", google: "2", keyferry: "3" } as const

/** From the accounts to what is shown for all of them, or said before. */
export async function exportAsQr(pane: Pane, target: keyof typeof DOORS): Promise<void> {
  await backToAccounts(pane)
  await pane.press("m", /1\s+Export as QR codes/)
  await pane.press("1", /which accounts/)
  await pane.press("a", /\[x\]/)
  await pane.press("Enter", /for whom/)
  pane.keys(DOORS[target])
}

export interface Page {
  /** All that is to be read on it. */
  readonly text: string
  readonly picture: Uint8Array
}

/** Turn all pages from the first to the last. */
export async function photographPages(pane: Pane): Promise<Page[]> {
  const pages: Page[] = []
  const count = Number(/Page 1 of (\d+)/.exec(await pane.until(/Page 1 of \d+/))?.[1])
  for (let page = 1; page <= count; page++) {
    if (page > 1) await pane.press("n", new RegExp(`Page ${page} of ${count}`))
    pages.push({ picture: await photograph(pane), text: pane.screen() })
  }
  return pages
}

/** From the last page back to the accounts. */
export async function leavePages(pane: Pane): Promise<void> {
  await pane.press("Escape", /Compare the codes now\?/)
  await pane.press("n", /for whom/)
  await backToAccounts(pane)
}

/** Esc until there are accounts. */
export async function backToAccounts(pane: Pane): Promise<void> {
  for (let presses = 0; presses < 10; presses++) {
    const before = pane.screen()
    if (before.includes("order: ")) return
    pane.keys("Escape")
    await pane.until(/^different$/, () => (pane.screen() === before ? "same" : "different"))
  }
  throw new Error(`Esc does not lead back to the accounts:\n${pane.screen()}`)
}
